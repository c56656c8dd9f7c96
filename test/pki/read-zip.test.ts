import fc from 'fast-check'
import { zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { concatBytes, latin1ToBytes } from '../../src/bytes.js'
import { EmrtdError } from '../../src/errors.js'
import { readZip, type ZipEntry } from '../../src/pki/index.js'

const text = latin1ToBytes('a certificate, many times over. '.repeat(100))
const archive = (files: Record<string, Uint8Array>, level: 0 | 6 = 6): Uint8Array => zipSync(files, { level })
const codeOf = ({ content }: ZipEntry): string | undefined =>
  content instanceof EmrtdError ? content.code : undefined
const directoryOf = (zip: Uint8Array): number => new DataView(zip.buffer).getUint32(zip.length - 6, true)

test('files, packed or stored; folders are none', () => {
  for (const level of [0, 6] as const) {
    const zip = archive(
      { 'DE.ml': text, 'more/ü.cer': Uint8Array.of(1, 2, 3), 'more/': new Uint8Array(0) },
      level,
    )
    expect([...readZip(zip)].map(({ name, content }) => [name, content])).toEqual([
      ['DE.ml', text],
      ['more/ü.cer', Uint8Array.of(1, 2, 3)],
    ])
  }
  expect([...readZip(concatBytes(archive({ a: text }), latin1ToBytes('')))]).toHaveLength(1)
})

test('a damaged, cut or encrypted file costs only itself', () => {
  const zip = archive({ a: text, b: text })
  const damaged = zip.slice()
  damaged[45]! ^= 0xff
  expect([...readZip(damaged)].map(codeOf)).toEqual(['PKI_BAD_ARCHIVE', undefined])
  const at = directoryOf(zip)
  for (const [offset, value] of [
    [8, 1], // encrypted
    [10, 12], // bzip2
    [16, zip[at + 16]! ^ 1], // CRC-32
    [24, zip[at + 24]! + 1], // length
    [24, zip[at + 24]! - 1],
    [45, 0xff], // place
  ] as const) {
    const changed = zip.slice()
    changed[at + offset] = value
    expect([...readZip(changed)].map(codeOf)).toEqual(['PKI_BAD_ARCHIVE', undefined])
  }
})

test('what is no archive, and ZIP64', () => {
  const zip = archive({ a: text })
  const zip64 = zip.slice()
  zip64.fill(0xff, zip.length - 12, zip.length - 10)
  for (const bytes of [new Uint8Array(0), text, zip.subarray(0, zip.length - 1), zip64]) {
    expect(() => [...readZip(bytes)]).toThrow(EmrtdError)
  }
})

describe('bombs', () => {
  const zeros = new Uint8Array(8_000_000)
  const zip = archive({ zeros })

  test('a budget holds for all files together', () => {
    const budget = { bytesLeft: 12_000_000 }
    expect([...readZip(archive({ a: zeros, b: zeros }), budget)].map(codeOf)).toEqual([
      undefined,
      'PKI_LIMIT',
    ])
    expect([...readZip(zip, budget)].map(codeOf)).toEqual(['PKI_LIMIT'])
  })

  test('a file that declares less than it holds is left as soon as it is longer', () => {
    const lying = zip.slice()
    new DataView(lying.buffer).setUint32(directoryOf(zip) + 24, 100, true)
    const budget = { bytesLeft: 20_000_000 }
    expect([...readZip(lying, budget)].map(codeOf)).toEqual(['PKI_BAD_ARCHIVE'])
    expect(budget.bytesLeft).toBeLessThan(20_000_000)
  })

  test('a file that declares more than it can hold is not made room for', () => {
    const lying = archive({ a: text })
    new DataView(lying.buffer).setUint32(directoryOf(lying) + 24, 500_000_000, true)
    expect([...readZip(lying)].map(codeOf)).toEqual(['PKI_BAD_ARCHIVE'])
  })

  test('files that share their bytes share the budget', () => {
    const at = directoryOf(zip)
    const entry = zip.slice(at, zip.length - 22)
    const end = zip.slice(zip.length - 22)
    new DataView(end.buffer).setUint16(10, 1000, true)
    const overlapping = concatBytes(zip.slice(0, at), ...Array.from({ length: 1000 }, () => entry), end)
    const codes = [...readZip(overlapping, { bytesLeft: 30_000_000 })].map(codeOf)
    expect(codes.filter(code => code === undefined)).toHaveLength(3)
    expect(codes.slice(3).every(code => code === 'PKI_LIMIT')).toBe(true)
  })
})

test('any change of a byte gives files or an EmrtdError', () => {
  const zip = archive({ a: text, b: Uint8Array.of(1) })
  fc.assert(
    fc.property(fc.nat(zip.length - 1), fc.integer({ min: 0, max: 255 }), (at, value) => {
      const changed = zip.slice()
      changed[at] = value
      try {
        for (const { content } of readZip(changed)) {
          expect(content instanceof EmrtdError || content instanceof Uint8Array).toBe(true)
        }
      } catch (error) {
        expect(error).toBeInstanceOf(EmrtdError)
      }
    }),
    { numRuns: 500 },
  )
})
