import { readTlv, readTlvs, tagName } from '../asn1/index.js'
import { EmrtdError } from '../errors.js'
import { type Mrz, type ParseMrzOptions, parseMrz } from '../mrz/index.js'
import type { LdsFinding } from './findings.js'

/** EF.DG1: the machine readable zone. Doc 9303-10 §4.7.1. */
export interface Dg1 {
  /** The whole file as received. */
  readonly bytes: Uint8Array
  /** The characters of the zone as received, 72, 88 or 90 bytes. */
  readonly mrzBytes: Uint8Array
  /** The zone read; undefined if it is none, and then a finding says so. */
  readonly mrz: Mrz | undefined
  readonly findings: readonly LdsFinding[]
}

/**
 * Parses EF.DG1. A zone that cannot be read is a finding; its check digits are the MRZ's own findings.
 * Doc 9303-10 §4.7.1.
 *
 * @param options the reference date from which two-digit years are resolved, as for `parseMrz`.
 * @throws {EmrtdError} `LDS_BAD_FILE` if the outer tag is not 61 or there is no MRZ in it; an `ASN1_` code with the
 * offset otherwise.
 *
 * @example
 * ```ts
 * import { parseDg1 } from 'emrtd/lds'
 *
 * const stateOf = (file: Uint8Array) => parseDg1(file).mrz?.issuingState
 * ```
 */
export function parseDg1(bytes: Uint8Array, options: ParseMrzOptions = {}): Dg1 {
  const findings: LdsFinding[] = []
  const outer = readTlv(bytes)
  if (outer.tag !== 0x61) {
    throw new EmrtdError('LDS_BAD_FILE', `tag 61 expected, ${tagName(outer.tag)} found`, { offset: 0 })
  }
  if (outer.bytes.length < bytes.length) {
    findings.push({ code: 'TRAILING_BYTES', offset: outer.bytes.length })
  }
  let mrzBytes: Uint8Array | undefined
  for (const { tag, value, offset } of readTlvs(outer.value)) {
    const at = outer.valueOffset + offset
    if (tag !== 0x5f1f) findings.push({ code: 'UNKNOWN_TAG', offset: at, detail: tagName(tag) })
    else if (mrzBytes === undefined) mrzBytes = value
    else throw new EmrtdError('LDS_BAD_FILE', 'a second MRZ', { offset: at })
  }
  if (mrzBytes === undefined) {
    throw new EmrtdError('LDS_BAD_FILE', 'no MRZ (tag 5F1F)', { offset: outer.valueOffset })
  }
  try {
    return { bytes, mrzBytes, mrz: parseMrz(mrzBytes, options), findings }
  } catch (error) {
    if (!(error instanceof EmrtdError)) throw error
    return { bytes, mrzBytes, mrz: undefined, findings: [...findings, { code: 'MRZ_UNREADABLE' }] }
  }
}
