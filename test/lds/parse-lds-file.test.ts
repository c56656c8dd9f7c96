import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fromHex } from '../../src/bytes.js'
import { defaultBackend } from '../../src/crypto/index.js'
import { EmrtdError } from '../../src/errors.js'
import { type LdsFileName, parseLdsFile } from '../../src/lds/index.js'
import { throwawaySigner, writeEfCardSecurity } from '../../src/testkit/chip/card-security.js'

const folder = new URL('../../vectors/specimens/utopia-passport/', import.meta.url)
const specimen = (name: string): Uint8Array => new Uint8Array(readFileSync(new URL(name, folder)))

const cardAccess = fromHex('3114 3012 060A04007F00070202040202 020102 02010D')
const cardSecurity = writeEfCardSecurity(
  defaultBackend,
  cardAccess,
  throwawaySigner(defaultBackend, length => new Uint8Array(length).fill(7)),
)

/** The smallest file of each kind. */
const smallest: Readonly<Record<LdsFileName, Uint8Array>> = {
  'EF.COM': specimen('EF_COM.bin'),
  'EF.SOD': specimen('EF_SOD.bin'),
  'EF.CardAccess': cardAccess,
  'EF.CardSecurity': cardSecurity,
  'EF.ATR/INFO': fromHex('4703 9001E0 7F6608 020203E8 02020400'),
  'EF.DIR': fromHex('6109 4F07A0000002471001'),
  'EF.CVCA': fromHex(`4210 44454356434145504153533030303031 ${'00'.repeat(18)}`),
  'EF.DG1': specimen('DG1.bin'),
  'EF.DG2': specimen('DG2.bin'),
  'EF.DG3': fromHex('6306 7f6103 020100'),
  'EF.DG4': fromHex('7606 7f6103 020100'),
  'EF.DG5': fromHex('6503 020100'),
  'EF.DG6': fromHex('6600'),
  'EF.DG7': fromHex('6703 020100'),
  'EF.DG8': fromHex('6803 020101'),
  'EF.DG9': fromHex('6903 020101'),
  'EF.DG10': fromHex('6A03 020101'),
  'EF.DG11': fromHex('6B02 5C00'),
  'EF.DG12': fromHex('6C02 5C00'),
  'EF.DG13': fromHex('6D03 040100'),
  'EF.DG14': specimen('DG14.bin'),
  'EF.DG15': specimen('DG15.bin'),
  'EF.DG16': fromHex('7003 020100'),
}
const every = Object.entries(smallest) as readonly (readonly [LdsFileName, Uint8Array])[]

describe('parseLdsFile', () => {
  test.each(every)('%s is told by its content', (name, bytes) => {
    expect(parseLdsFile(bytes).file).toBe(name)
    expect(parseLdsFile(bytes, { name: 'dump-3.tmp' }).file).toBe(name)
    expect(parseLdsFile(bytes).content.bytes).toBe(bytes)
  })

  test.each(every)('%s is told by its name', (name, bytes) => {
    expect(parseLdsFile(bytes, { name }).file).toBe(name)
  })

  test.each([
    ['011C.bin', 'EF.CardAccess'],
    ['011C.bin', 'EF.CVCA'],
    ['011D.bin', 'EF.CardSecurity'],
    ['ef011d.bin', 'EF.SOD'],
    ['2F00.bin', 'EF.DIR'],
    ['Datagroup14.bin', 'EF.DG14'],
  ] as const)('%s holding %s', (name, file) => {
    expect(parseLdsFile(smallest[file], { name }).file).toBe(file)
  })

  test('the name wins over the content', () => {
    const opaque = fromHex('00112233')
    const parsed = parseLdsFile(opaque, { name: 'EF.DG13' })
    expect(parsed.file === 'EF.DG13' && parsed.content.content).toEqual(opaque)
    expect(parseLdsFile(smallest['EF.DG1'], { name: 'DG13.bin' }).file).toBe('EF.DG13')
    expect(() => parseLdsFile(smallest['EF.DG1'], { name: 'EF.DIR' })).toThrow(EmrtdError)
  })

  test('the reference date reaches the MRZ', () => {
    const parsed = parseLdsFile(smallest['EF.DG1'], { referenceDate: '2026-01-01' })
    expect(parsed.file === 'EF.DG1' && parsed.content.mrz?.dateOfBirth.iso).toBe('1974-08-12')
  })

  test.each(['', '00', '30820102', 'ffd8ffe0', '0400'])('%s is no file of the LDS', hex => {
    expect(() => parseLdsFile(fromHex(hex))).toThrow(expect.objectContaining({ code: 'LDS_UNKNOWN_TAG' }))
  })

  test('damaged files give EmrtdError and nothing else', () => {
    const damaged = fc
      .record({
        file: fc.constantFrom(...every),
        at: fc.nat(),
        value: fc.integer({ min: 0, max: 255 }),
        cut: fc.nat(),
      })
      .map(({ file: [name, bytes], at, value, cut }) => {
        const copy = bytes.slice(0, cut % 3 === 0 ? cut % (bytes.length + 1) : bytes.length)
        if (copy.length > 0) copy[at % Math.min(copy.length, 400)] = value
        return [name, copy] as const
      })
    fc.assert(
      fc.property(damaged, fc.boolean(), ([name, bytes], named) => {
        try {
          parseLdsFile(bytes, named ? { name } : {})
        } catch (error) {
          if (!(error instanceof EmrtdError)) throw error
        }
      }),
      { numRuns: 1500 },
    )
  })
})
