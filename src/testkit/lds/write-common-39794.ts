import { encodeTlv } from '../../asn1/index.js'
import {
  block,
  blocks,
  type Code39794Content,
  code,
  fields,
  integer,
  list,
  octets,
} from './write-block-39794.js'

/** Generation and year of the standard; 3 and 2019 unless given. */
export interface Version39794Content {
  readonly generation: number
  readonly year: number
}

/** An entry of the registry of biometric organizations. */
export interface RegistryIdContent {
  readonly organization: number
  readonly id: number
}

/** A moment, as exact as its parts are given. ISO/IEC 39794-1. */
export interface DateTime39794Content {
  readonly year: number
  readonly month?: number | undefined
  readonly day?: number | undefined
  readonly hour?: number | undefined
  readonly minute?: number | undefined
  readonly second?: number | undefined
  readonly millisecond?: number | undefined
}

/** A score from 0 to 100, or why there is none. */
export type ScoreOrErrorContent = { readonly score: number } | { readonly error: Code39794Content }

/** A score and the algorithm that gave it. */
export type Score39794Content = ScoreOrErrorContent & { readonly algorithm: RegistryIdContent }

/** Data of a registered type. */
export interface ExtendedDataContent {
  readonly dataType: RegistryIdContent
  readonly data: Uint8Array
}

/** Presentation attack detection data. ISO/IEC 39794-1. */
export interface PadDataContent {
  readonly decision?: Code39794Content | undefined
  readonly scores?: readonly Score39794Content[] | undefined
  readonly extendedData?: readonly ExtendedDataContent[] | undefined
  readonly captureContext?: Code39794Content | undefined
  readonly supervisionLevel?: Code39794Content | undefined
  readonly riskLevel?: number | undefined
  readonly criteriaCategory?: Code39794Content | undefined
  readonly parameter?: Uint8Array | undefined
  readonly challenges?: readonly Uint8Array[] | undefined
  readonly captureDateTime?: DateTime39794Content | undefined
}

/** The capture device of a finger or an iris. */
export interface CaptureDevice39794Content {
  readonly model?: RegistryIdContent | undefined
  readonly technology?: Code39794Content | undefined
  readonly certifications?: readonly RegistryIdContent[] | undefined
}

/** In pixels. */
export interface Point39794Content {
  readonly x: number
  readonly y: number
}

/** A whole record: the block with its application tag, in the A1 of Doc 9303-10 §4.5.6. */
export function writeRecord<T>(
  tag: number,
  record: { readonly version?: Version39794Content | undefined; readonly representations: readonly T[] },
  writeRepresentation: (representation: T) => Uint8Array,
): Uint8Array {
  const { version = { generation: 3, year: 2019 }, representations } = record
  return encodeTlv(
    0xa1,
    encodeTlv(
      tag,
      fields(
        block(0, version, ({ generation, year }) => fields(integer(0, generation), integer(1, year))),
        blocks(1, representations, writeRepresentation),
      ),
    ),
  )
}

export function writeRegistryId({ organization, id }: RegistryIdContent): Uint8Array {
  return fields(integer(0, organization), integer(1, id))
}

export function writeDateTime(moment: DateTime39794Content): Uint8Array {
  const { year, month, day, hour, minute, second, millisecond } = moment
  return fields(...[year, month, day, hour, minute, second, millisecond].map((part, i) => integer(i, part)))
}

export function writeScoreOrError(result: ScoreOrErrorContent): Uint8Array {
  return 'score' in result ? fields(integer(0, result.score)) : fields(code(1, result.error))
}

export function writeScore(score: Score39794Content): Uint8Array {
  return fields(block(0, score.algorithm, writeRegistryId), block(1, score, writeScoreOrError))
}

export function writeExtendedData({ dataType, data }: ExtendedDataContent): Uint8Array {
  return fields(block(0, dataType, writeRegistryId), octets(1, data))
}

export function writePadData(pad: PadDataContent): Uint8Array {
  return fields(
    code(0, pad.decision),
    blocks(1, pad.scores, writeScore),
    blocks(2, pad.extendedData, writeExtendedData),
    code(3, pad.captureContext),
    code(4, pad.supervisionLevel),
    integer(5, pad.riskLevel),
    code(6, pad.criteriaCategory),
    octets(7, pad.parameter),
    list(8, 0x04, pad.challenges),
    block(9, pad.captureDateTime, writeDateTime),
  )
}

/** The capture device of a finger or an iris. */
export function writeCaptureDevice(device: CaptureDevice39794Content): Uint8Array {
  return fields(
    block(0, device.model, writeRegistryId),
    code(1, device.technology),
    blocks(2, device.certifications, writeRegistryId),
  )
}

export function writePoint({ x, y }: Point39794Content): Uint8Array {
  return fields(integer(0, x), integer(1, y))
}
