import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { nativeBackend } from '../../src/crypto/native/index.js'
import { inspect } from '../../src/inspection/index.js'
import { parseDg1, parseEfSod } from '../../src/lds/index.js'
import { createTrustStore } from '../../src/pki/index.js'
import { readDocument } from '../../src/reader/index.js'
import {
  chipAuthenticationOf,
  createVirtualChip,
  parseChipPrivateKey,
  type VirtualChipOptions,
} from '../../src/testkit/index.js'
import type { Check } from '../../src/verdict.js'
import { corpora } from '../corpora.js'

const folder = corpora('specimens/tr03105-5')
const file = (name: string): Uint8Array => new Uint8Array(readFileSync(join(folder!, name)))

/** The reference data set of BSI TR-03105-5 on a virtual chip, with its own private keys. */
function chipOf(change: Partial<VirtualChipOptions> = {}) {
  const agreed = parseChipPrivateKey(file('DG14_sk.pkcs8'))
  const active = parseChipPrivateKey(file('DG15_sk.pkcs8'))
  if (agreed.type === 'RSA' || active.type !== 'RSA') throw new Error('other keys than expected')
  const files = {
    'EF.COM': file('EF_COM.bin'),
    'EF.SOD': file('EF_SOD.bin'),
    'EF.DG1': file('Datagroup1.bin'),
    'EF.DG2': file('Datagroup2.bin'),
    'EF.DG3': file('Datagroup3.bin'),
    'EF.DG4': file('Datagroup4.bin'),
    'EF.DG14': file('Datagroup14.bin'),
    'EF.DG15': file('Datagroup15.bin'),
  }
  const { mrz } = parseDg1(files['EF.DG1'])
  if (mrz === undefined) throw new Error('no MRZ')
  const ciphers = chipAuthenticationOf(files['EF.DG14']).map(({ cipher }) => cipher)
  const chip = createVirtualChip({
    files,
    mrz: mrz.lines.join('\n'),
    chipAuthentication: [{ ...agreed, ciphers }],
    activeAuthentication: { ...active, hash: 'SHA-1' },
    crypto: nativeBackend,
    ...change,
  })
  return { chip, mrz, sod: parseEfSod(files['EF.SOD']) }
}

test.skipIf(folder === undefined)(
  'the reference document of BSI proves itself; a copy without its keys does not',
  async () => {
    const judge = async (change: Partial<VirtualChipOptions> = {}) => {
      const { chip, mrz, sod } = chipOf(change)
      const files = ['EF.SOD', 'EF.COM', 'EF.DG1', 'EF.DG2', 'EF.DG14', 'EF.DG15'] as const
      const evidence = await readDocument(chip, {
        password: { type: 'MRZ', mrz },
        files,
        crypto: nativeBackend,
      })
      // Nobody publishes the CSCA: its document signer is trusted by itself here.
      const [signer] = sod.signedData.certificates
      const trust = createTrustStore([{ name: 'signer', bytes: signer!, trust: 'asGiven' }])
      const at = new Date('2014-01-16T00:00:00Z')
      const { checks, chip: judged } = inspect(evidence, { trust, at })
      return { of: (id: Check['id']) => checks.find(check => check.id === id)!, checks, evidence, judged }
    }
    const { of, evidence, judged, checks } = await judge()
    expect(evidence.protocols.map(({ protocol, completed }) => [protocol, completed])).toEqual([
      ['BAC', true],
      ['CHIP_AUTHENTICATION', true],
      ['ACTIVE_AUTHENTICATION', true],
    ])
    expect(checks.filter(({ id, status }) => id.startsWith('PA.') && status === 'failed')).toMatchObject([
      // Its EF.SOD does not list DG15.
      { id: 'PA.DATA_GROUP_HASH', subject: 'DG15', reason: 'DATA_GROUP_NOT_IN_SOD' },
    ])
    expect(of('CHIP.CHIP_AUTHENTICATION')).toMatchObject({ status: 'passed', readersWord: true })
    expect(of('CHIP.ACTIVE_AUTHENTICATION')).toMatchObject({
      status: 'failed',
      reason: 'CHIP_KEY_NOT_SIGNED',
    })
    expect(judged.completed.map(({ protocol }) => protocol)).toEqual([
      'ACTIVE_AUTHENTICATION',
      'CHIP_AUTHENTICATION',
    ])
    expect(judged.authentic?.proofs.map(({ protocol }) => protocol)).toEqual(['CHIP_AUTHENTICATION'])
    const copy = await judge({ faults: ['chipAuthenticationOtherKey', 'activeAuthenticationOtherKey'] })
    expect(copy.of('CHIP.CHIP_AUTHENTICATION').reason).toBe('CHIP_KEY_NOT_PROVEN')
    expect(copy.of('CHIP.ACTIVE_AUTHENTICATION').reason).toBe('SIGNATURE_INVALID')
    expect(copy.judged.authentic).toBeUndefined()
  },
)
