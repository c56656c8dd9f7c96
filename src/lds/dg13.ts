import { readTlv, readTlvs, type Tlv, tagName } from '../asn1/index.js'
import { EmrtdError } from '../errors.js'
import type { LdsFinding } from './findings.js'

/** EF.DG13: what the issuing state puts there. Doc 9303-10 §4.7.13. */
export interface Dg13 {
  /** The whole file as received. */
  readonly bytes: Uint8Array
  /** What stands inside the tag 6D; the whole file if the tag is missing. */
  readonly content: Uint8Array
  /** The content as data objects; undefined if it is not made of them. */
  readonly objects: readonly Tlv[] | undefined
  readonly findings: readonly LdsFinding[]
}

/**
 * Parses EF.DG13. Its content is the issuing state's: whatever it is, it is kept, and nothing throws. Singapore's is not made of
 * data objects. Doc 9303-10 §4.7.13.
 *
 * @example
 * ```ts
 * import { fromHex } from 'emrtd'
 * import { parseDg13 } from 'emrtd/lds'
 *
 * parseDg13(fromHex('6D03 040100')).objects?.length // 1
 * ```
 */
export function parseDg13(bytes: Uint8Array): Dg13 {
  const findings: LdsFinding[] = []
  let content = bytes
  let start = 0
  const outer = attempt(() => readTlv(bytes))
  if (outer?.tag === 0x6d) {
    content = outer.value
    start = outer.valueOffset
    if (outer.bytes.length < bytes.length) {
      findings.push({ code: 'TRAILING_BYTES', offset: outer.bytes.length })
    }
  } else findings.push({ code: 'WRAPPER_MISSING', offset: 0, detail: tagName(0x6d) })
  const objects = attempt(() => readTlvs(bytes.subarray(0, start + content.length), start))
  if (objects === undefined) findings.push({ code: 'NOT_TLV', offset: start })
  return { bytes, content, objects, findings }
}

function attempt<Value>(read: () => Value): Value | undefined {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof EmrtdError)) throw error
    return undefined
  }
}
