import type { DataGroupNumber } from '../../lds/index.js'
import { buildMrz, type MrzContent } from '../../mrz/index.js'
import {
  type EfComContent,
  writeDg1,
  writeDg2,
  writeEfCom,
  writeFace19794,
  writeFace39794,
} from '../lds/index.js'
import { type ChipKeyChoices, chipKeyDataGroups, createChipKeys, type DocumentChipKeys } from './chip-keys.js'
import type { Country, IssuerParty } from './create-country.js'
import { drawFace } from './draw-face.js'
import { drawFaceJpeg2000, writeJp2 } from './draw-face-jpeg2000.js'
import { encodeJpeg } from './encode-jpeg.js'
import { type BiometricStandard, everyOtherDataGroup } from './every-data-group.js'
import { type EfSodChoices, writeEfSod } from './write-ef-sod.js'

/** The files that a document holds. */
export type IssuedFileName = 'EF.COM' | 'EF.SOD' | `EF.DG${DataGroupNumber}`

/** What a document is issued with. */
export interface DocumentOptions extends EfSodChoices, ChipKeyChoices {
  readonly format?: 'TD3' | 'TD1' | 'TD2' | undefined
  /** What the MRZ says, as far as it is to differ from ERIKSSON, ANNA MARIA of Doc 9303's examples. */
  readonly holder?: Partial<Omit<MrzContent, 'format'>> | undefined
  /** How the portrait of EF.DG2 is encoded: `jpeg` unless given, `jpeg2000` as a bare codestream, `jp2` as one in its file format. */
  readonly portraitFormat?: 'jpeg' | 'jpeg2000' | 'jp2' | undefined
  /** What face, fingers and irises are encoded by: ISO/IEC 19794 unless given. */
  readonly biometrics?: BiometricStandard | undefined
  /**
   * Whether the document has all sixteen data groups: those that are not given are made up, EF.DG14 and EF.DG15 with keys on P-256 unless
   * others are chosen. False by default.
   */
  readonly everyDataGroup?: boolean | undefined
  /** Who signs: the country's document signer unless given. */
  readonly signer?: IssuerParty | undefined
  /** Whole files of data groups by number, beside or instead of those that are made. */
  readonly dataGroups?: Readonly<Record<number, Uint8Array>> | undefined
  /** What EF.COM says, as far as it is to differ from what the document has. */
  readonly efCom?: EfComContent | undefined
}

/** A document as its chip holds it. */
export interface IssuedDocument {
  /** The lines of the MRZ of EF.DG1 as it was built. */
  readonly mrz: readonly string[]
  readonly files: Readonly<Record<'EF.COM' | 'EF.SOD' | 'EF.DG1' | 'EF.DG2', Uint8Array>> &
    Readonly<Partial<Record<IssuedFileName, Uint8Array>>>
  /** The chip's private keys, as `createVirtualChip` takes them. */
  readonly chipKeys: DocumentChipKeys
}

/**
 * A document of that country's, signed by its document signer: EF.DG1 with the MRZ, EF.DG2 with a drawn face, EF.DG14 and
 * EF.DG15 if the chip is to have keys, whatever data groups are given, EF.COM and EF.SOD. Doc 9303-10 §4. The same options give the same bytes.
 *
 * @throws {EmrtdError} `MRZ_UNREPRESENTABLE` for a holder that the MRZ cannot hold.
 * @throws {TypeError} for a data group number other than 1 to 16.
 *
 * @example
 * ```ts
 * import { createCountry, issueDocument } from 'emrtd/testkit'
 *
 * const utopia = createCountry({ state: 'UTO', seed: 'utopia' })
 * const { files } = issueDocument(utopia, { format: 'TD1' })
 * files['EF.SOD'][0] // 0x77
 * ```
 */
export function issueDocument(country: Country, options: DocumentOptions = {}): IssuedDocument {
  const format = options.format ?? 'TD3'
  const content: MrzContent = {
    format,
    documentCode: format === 'TD3' ? 'P' : 'I',
    issuingState: country.state,
    primaryIdentifier: 'ERIKSSON',
    secondaryIdentifier: 'ANNA MARIA',
    documentNumber: 'L898902C3',
    nationality: country.state,
    dateOfBirth: '1974-08-12',
    sex: 'female',
    dateOfExpiry: '2034-04-15',
    ...(format === 'TD3' ? { optionalData: 'ZE184226B' } : {}),
    ...options.holder,
  }
  const mrz = buildMrz(content)
  const { everyDataGroup = false, biometrics = '19794' } = options
  const chipKeys = createChipKeys(country, content.documentNumber, {
    ...options,
    ...(everyDataGroup && keyChoicesOf(options)),
  })
  const dataGroups = new Map<number, Uint8Array>([
    [1, writeDg1(mrz)],
    ...(everyDataGroup ? everyOtherDataGroup(biometrics, holderOf(content)) : []),
    ...chipKeyDataGroups(chipKeys, options),
  ])
  if (options.dataGroups?.[2] === undefined) {
    dataGroups.set(2, dg2Of(content.sex, options.portraitFormat, biometrics))
  }
  for (const [key, file] of Object.entries(options.dataGroups ?? {})) {
    const number = Number(key)
    if (!(Number.isInteger(number) && number >= 1 && number <= 16)) {
      throw new TypeError('data groups have the numbers 1 to 16')
    }
    dataGroups.set(number, file)
  }
  const numbers = [...dataGroups.keys()].sort((a, b) => a - b)
  const named = numbers.map(number => [`EF.DG${number}`, dataGroups.get(number)!] as const)
  return {
    mrz,
    chipKeys,
    files: {
      'EF.COM': writeEfCom({
        ldsVersion: options.ldsVersion === 1 ? '0108' : '0107',
        dataGroups: numbers,
        ...options.efCom,
      }),
      'EF.SOD': writeEfSod(dataGroups, options.signer ?? country.documentSigner, options),
      'EF.DG1': dataGroups.get(1)!,
      'EF.DG2': dataGroups.get(2)!,
      ...Object.fromEntries(named),
    },
  }
}

/** Keys for both protocols, as far as they are not chosen. */
function keyChoicesOf({ activeAuthentication, chipAuthentication }: DocumentOptions): ChipKeyChoices {
  const p256 = { kind: 'ecdsa', curve: 'P-256', parameters: 'explicit', hash: 'SHA-256' } as const
  return {
    activeAuthentication: activeAuthentication ?? p256,
    chipAuthentication: chipAuthentication ?? { curve: 'P-256' },
  }
}

/** The holder in the words of EF.DG11, which is held against the MRZ. */
function holderOf(content: MrzContent): Parameters<typeof everyOtherDataGroup>[1] {
  const { primaryIdentifier, secondaryIdentifier, dateOfBirth } = content
  const words = (text: string): string => text.replace(/ /g, '<')
  const given = secondaryIdentifier ? `<<${words(secondaryIdentifier)}` : ''
  const whole = /^\d{4}-\d\d-\d\d$/.test(`${dateOfBirth}`)
  return {
    fullName: `${words(primaryIdentifier)}${given}`,
    ...(whole && { fullDateOfBirth: `${dateOfBirth}`.replace(/-/g, '') }),
  }
}

/** The codes of image formats of ISO/IEC 39794-5: JPEG, and JPEG 2000 without loss. */
const formats39794 = { jpeg: 2, jpeg2000: 4, jp2: 4 } as const

function dg2Of(
  gender: MrzContent['sex'],
  format: NonNullable<DocumentOptions['portraitFormat']> = 'jpeg',
  biometrics: BiometricStandard,
): Uint8Array {
  const face = drawFace()
  const { width, height } = face
  const codes = { male: 1, female: 2, unspecified: 0 } as const
  const images = {
    jpeg: () => encodeJpeg(face),
    jpeg2000: drawFaceJpeg2000,
    jp2: () => writeJp2(drawFaceJpeg2000(), { width, height, components: 1 }),
  }
  const image = images[format]()
  if (biometrics === '39794') {
    const imageInformation = { imageDataFormat: formats39794[format], imageSize: { width, height } }
    return writeDg2([writeFace39794({ representations: [{ image, imageInformation }] })])
  }
  return writeDg2([
    writeFace19794({
      // Eight bits of grey.
      faces: [{ image, gender: codes[gender ?? 'unspecified'], width, height, colourSpace: 3 }],
    }),
  ])
}
