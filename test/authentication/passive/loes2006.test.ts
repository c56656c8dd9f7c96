import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { nativeBackend } from '../../../src/crypto/native/index.js'
import { portableBackend } from '../../../src/crypto/portable/index.js'
import { type DocumentFile, type InspectOptions, inspect } from '../../../src/inspection/index.js'
import { identifyLdsFile, type LdsFileName, parseEfSod } from '../../../src/lds/index.js'
import { createTrustStore } from '../../../src/pki/index.js'
import type { Check } from '../../../src/verdict.js'
import { corpora } from '../../corpora.js'

const folder = corpora('specimens/loes2006')
const list = corpora('master-lists/DE_ML_2026-05-28.ml')

describe.skipIf(folder === undefined || list === undefined)(
  'a published specimen passport of no listed CSCA',
  () => {
    const files: readonly DocumentFile[] = readdirSync(folder ?? '.').flatMap(fileName => {
      const path = join(folder!, fileName)
      const bytes = new Uint8Array(readFileSync(path))
      const name = identifyLdsFile(fileName, bytes)
      return name === undefined ? [] : [{ name, bytes }]
    })
    const trust =
      list !== undefined && existsSync(list)
        ? createTrustStore([{ name: 'DE', bytes: new Uint8Array(readFileSync(list)), trust: 'asGiven' }])
        : undefined
    const options: InspectOptions = { trust, at: new Date('2026-06-01T00:00:00Z') }
    const judge = (changed: readonly DocumentFile[] = files, more: Partial<InspectOptions> = {}) =>
      inspect({ files: changed }, { ...options, ...more })
    const of = (checks: readonly Check[], id: Check['id'], subject?: string): Check | undefined =>
      checks.find(check => check.id === id && check.subject === subject)
    const flip = (name: LdsFileName, at: number, mask: number): readonly DocumentFile[] =>
      files.map(file => {
        if (file.name !== name) return file
        const bytes = file.bytes.slice()
        bytes[at]! ^= mask
        return { name, bytes }
      })

    test.each([nativeBackend, portableBackend])('$name: all that can be decided passes', backend => {
      const { verdict, checks } = judge(files, { backend })
      expect(verdict).toBe('inconclusive')
      expect(of(checks, 'PA.SOD_SIGNATURE')?.status).toBe('passed')
      for (const group of ['DG1', 'DG2', 'DG15']) {
        expect(of(checks, 'PA.DATA_GROUP_HASH', group)?.status).toBe('passed')
      }
      expect(of(checks, 'PA.CERTIFICATE_PATH')).toMatchObject({
        status: 'inconclusive',
        reason: 'NO_TRUST_ANCHOR',
      })
      // Made in 2006, it is long out of date: that is said, and is another matter than whether its data are genuine.
      expect(checks.filter(({ status }) => status === 'failed')).toMatchObject([
        { id: 'INSPECTION.EXPIRY', reason: 'DOCUMENT_EXPIRED', detail: 'on 2011-10-01', advisory: true },
      ])
    })

    test('while it was in date, nothing failed', () => {
      const { verdict, checks } = judge(files, { at: new Date('2009-06-01T00:00:00Z') })
      expect(verdict).toBe('inconclusive')
      expect(of(checks, 'INSPECTION.EXPIRY')?.status).toBe('passed')
      expect(checks.filter(({ status }) => status === 'failed')).toEqual([])
    })

    test.each(['EF.DG1', 'EF.DG2', 'EF.DG15'] as const)('any changed byte of %s is found and named', name => {
      const { length } = files.find(file => file.name === name)!.bytes
      const step = Math.max(1, Math.floor(length / 97))
      for (let at = 0; at < length; at += step) {
        const { verdict, checks } = judge(flip(name, at, 1))
        expect(verdict).toBe('invalid')
        expect(of(checks, 'PA.DATA_GROUP_HASH', name.slice(3))).toMatchObject({
          status: 'failed',
          reason: 'HASH_MISMATCH',
        })
      }
    })

    test('no changed byte of EF.SOD makes it valid', () => {
      const { length } = files.find(({ name }) => name === 'EF.SOD')!.bytes
      for (let at = 0; at < length; at += 7) {
        expect(judge(flip('EF.SOD', at, 4)).verdict).not.toBe('valid')
      }
    })

    test('nor does one of its signed parts under a signer that is trusted itself', () => {
      const sod = files.find(({ name }) => name === 'EF.SOD')!.bytes
      const { signedData } = parseEfSod(sod)
      const pinned = createTrustStore([
        { name: 'signer', bytes: signedData.certificates[0]!, trust: 'asGiven' },
      ])
      const at = new Date('2009-06-01T00:00:00Z')
      expect(judge(files, { trust: pinned, at }).verdict).toBe('valid')
      const { signedAttributesBytes, signature } = signedData.signerInfos[0]!
      const step = process.env['EMRTD_FULL'] === '1' ? 1 : 5
      for (const part of [signedData.content, signedAttributesBytes!, signature]) {
        const begin = part.byteOffset - sod.byteOffset
        for (let i = begin; i < begin + part.length; i += step) {
          expect(judge(flip('EF.SOD', i, 1), { trust: pinned, at }).verdict).not.toBe('valid')
        }
      }
    })

    test('a data group that is not signed fails, one that was not read does not', () => {
      const more = judge([...files, { name: 'EF.DG11', bytes: Uint8Array.of(0x6b, 0) }])
      expect(of(more.checks, 'PA.DATA_GROUP_HASH', 'DG11')).toMatchObject({ reason: 'DATA_GROUP_NOT_IN_SOD' })
      expect(more.verdict).toBe('invalid')
      const less = judge(files.filter(({ name }) => name !== 'EF.DG15'))
      expect(of(less.checks, 'PA.DATA_GROUP_HASH', 'DG15')).toMatchObject({
        status: 'inconclusive',
        reason: 'DATA_GROUP_NOT_READ',
      })
    })

    test('without EF.SOD nothing is decided', () => {
      const { verdict, checks } = judge(files.filter(({ name }) => name !== 'EF.SOD'))
      expect(verdict).toBe('inconclusive')
      expect(of(checks, 'PA.SOD_STRUCTURE')?.reason).toBe('SOD_MISSING')
    })
  },
)
