import { encodeTlv } from '../../src/asn1/index.js'
import { equalBytes, latin1ToBytes } from '../../src/bytes.js'
import type { DocumentEvidence } from '../../src/evidence.js'
import type { ChipFileName, ChipPaceOffer } from '../../src/testkit/chip/index.js'
import { mrz, pattern } from '../testkit/chip/document.js'

export type Files = Readonly<Partial<Record<ChipFileName, Uint8Array>>>

const tags = { 1: 0x61, 2: 0x75, 3: 0x63, 14: 0x6e, 15: 0x6f } as const

/** A document whose EF.COM names what it has. EF.SOD is a pattern: the reader takes EF.COM's list. */
export function document(lengths: Readonly<Partial<Record<keyof typeof tags, number>>>, sod = 300): Files {
  const groups = Object.entries(lengths) as unknown as [keyof typeof tags, number][]
  return {
    'EF.COM': encodeTlv(
      0x60,
      encodeTlv(0x5f01, latin1ToBytes('0107')),
      encodeTlv(0x5f36, latin1ToBytes('040000')),
      encodeTlv(
        0x5c,
        Uint8Array.from(groups, ([number]) => tags[number]),
      ),
    ),
    'EF.SOD': encodeTlv(0x77, pattern(sod)),
    'EF.DG1': encodeTlv(0x61, encodeTlv(0x5f1f, latin1ToBytes(mrz.replace('\n', '')))),
    ...Object.fromEntries(
      groups
        .filter(([number]) => number > 1)
        .map(([number, length]) => [`EF.DG${number}`, encodeTlv(tags[number], pattern(length))]),
    ),
  }
}

export const small: Files = document({ 1: 0, 2: 700, 14: 300 })
export const large: Files = document({ 1: 0, 2: 20_000, 3: 80_000, 14: 300 }, 1_800)

const parameterIds = [0, 1, 2, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18]

/** Everything that Doc 9303-11 Table 12 and §9.2.1 allow together. P-224 cannot be used with integrated mapping (appendix B). */
export const offers: readonly ChipPaceOffer[] = (['GM', 'IM', 'CAM'] as const).flatMap(mapping =>
  parameterIds
    .filter(id => (mapping === 'CAM' ? id >= 8 : mapping !== 'IM' || id !== 10))
    .flatMap(parameterId =>
      (['3DES', 'AES-128', 'AES-192', 'AES-256'] as const)
        .filter(cipher => mapping !== 'CAM' || cipher !== '3DES')
        .map(cipher => ({ mapping, cipher, parameterId })),
    ),
)

/** The files of the application that are not what the chip holds. */
export function differences(evidence: DocumentEvidence, files: Files): readonly string[] {
  return Object.entries(files)
    .filter(([name, bytes]) => {
      const read = evidence.files.find(file => file.name === name)
      return read === undefined || !equalBytes(read.bytes, bytes!)
    })
    .map(([name]) => name)
}
