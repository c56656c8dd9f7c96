import type { Tlv } from '../asn1/index.js'
import { EmrtdError } from '../errors.js'
import type { LdsFinding } from './findings.js'
import { readCount, readDataGroup, readObjects } from './read-data-group.js'

/** EF.DG8, EF.DG9 or EF.DG10: features whose form is the issuing state's. Doc 9303-10 §4.7.8 to §4.7.10. */
export interface EncodedFeatures {
  /** The whole file as received. */
  readonly bytes: Uint8Array
  /** What stands inside the outer tag. */
  readonly content: Uint8Array
  /** The number of features that the file gives, 1 to 9. */
  readonly count: number | undefined
  /** The data objects behind the number, headers and features alike: Doc 9303 leaves their form open. */
  readonly objects: readonly Tlv[]
  readonly findings: readonly LdsFinding[]
}

/** EF.DG8: data features. Doc 9303-10 §4.7.8. */
export type Dg8 = EncodedFeatures
/** EF.DG9: structure features. Doc 9303-10 §4.7.9. */
export type Dg9 = EncodedFeatures
/** EF.DG10: substance features. Doc 9303-10 §4.7.10. */
export type Dg10 = EncodedFeatures

/**
 * Parses EF.DG8. Content that is not made of data objects is kept as bytes. Doc 9303-10 §4.7.8.
 *
 * @throws {EmrtdError} `LDS_BAD_FILE` if the outer tag is not 68, or an `ASN1_` code with the offset.
 *
 * @example
 * ```ts
 * import { fromHex } from 'emrtd'
 * import { parseDg8 } from 'emrtd/lds'
 *
 * parseDg8(fromHex('6806 020101 040100')).count // 1
 * ```
 */
export function parseDg8(bytes: Uint8Array): Dg8 {
  return parseFeatures(bytes, 0x68)
}

/**
 * Parses EF.DG9, as {@link parseDg8}. Doc 9303-10 §4.7.9.
 *
 * @throws {EmrtdError} `LDS_BAD_FILE` if the outer tag is not 69, or an `ASN1_` code with the offset.
 *
 * @example
 * ```ts
 * import { fromHex } from 'emrtd'
 * import { parseDg9 } from 'emrtd/lds'
 *
 * parseDg9(fromHex('6906 020101 040100')).count // 1
 * ```
 */
export function parseDg9(bytes: Uint8Array): Dg9 {
  return parseFeatures(bytes, 0x69)
}

/**
 * Parses EF.DG10, as {@link parseDg8}. Doc 9303-10 §4.7.10.
 *
 * @throws {EmrtdError} `LDS_BAD_FILE` if the outer tag is not 6A, or an `ASN1_` code with the offset.
 *
 * @example
 * ```ts
 * import { fromHex } from 'emrtd'
 * import { parseDg10 } from 'emrtd/lds'
 *
 * parseDg10(fromHex('6A06 020101 040100')).count // 1
 * ```
 */
export function parseDg10(bytes: Uint8Array): Dg10 {
  return parseFeatures(bytes, 0x6a)
}

function parseFeatures(bytes: Uint8Array, outerTag: number): EncodedFeatures {
  const findings: LdsFinding[] = []
  const outer = readDataGroup(bytes, outerTag, findings)
  const { value: content, valueOffset: offset } = outer
  let all: readonly Tlv[]
  try {
    all = readObjects(bytes, outer)
  } catch (error) {
    if (!(error instanceof EmrtdError)) throw error
    findings.push({ code: 'NOT_TLV', offset })
    return { bytes, content, count: undefined, objects: [], findings }
  }
  const number = all.find(({ tag }) => tag === 0x02)
  const count = number && readCount(number, findings)
  if (count === undefined) findings.push({ code: 'COUNT_MISSING', offset })
  else if (count < 1 || count > 9) {
    findings.push({ code: 'COUNT_OUT_OF_RANGE', offset, detail: `${count}, 1 to 9 expected` })
  }
  return { bytes, content, count, objects: all.filter(object => object !== number), findings }
}
