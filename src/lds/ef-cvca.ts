import { readTlv, tagName } from '../asn1/index.js'
import { bytesToLatin1 } from '../bytes.js'
import { EmrtdError } from '../errors.js'
import type { LdsFinding } from './findings.js'

/** The name of a CVCA's public key. TR-03110-3 §A.6.1, §D.2. */
export interface CertificationAuthorityReference {
  /** 8 to 16 bytes. */
  readonly bytes: Uint8Array
  /** The whole of it as text: `DECVCAEPASS00001`. */
  readonly text: string
  /** Two letters. */
  readonly countryCode: string
  /** Up to nine characters. */
  readonly holderMnemonic: string
  /** Five characters. */
  readonly sequenceNumber: string
}

/** EF.CVCA: which CVCA keys the chip trusts for Terminal Authentication, the newest first. TR-03110-3 §A.7.2.4. */
export interface EfCvca {
  /** The whole file as received. */
  readonly bytes: Uint8Array
  readonly references: readonly CertificationAuthorityReference[]
  readonly findings: readonly LdsFinding[]
}

/**
 * Parses EF.CVCA: one or two references, padded with zeros to 36 bytes. TR-03110-3 §A.7.2.4.
 *
 * @throws {EmrtdError} `LDS_BAD_FILE` if the first data object is no reference (tag 42), or an `ASN1_` code with the offset.
 *
 * @example
 * ```ts
 * import { concatBytes, fromHex } from 'emrtd'
 * import { parseEfCvca } from 'emrtd/lds'
 *
 * const reference = fromHex('4210 44454356434145504153533030303031')
 * parseEfCvca(concatBytes(reference, new Uint8Array(18))).references[0]?.text // 'DECVCAEPASS00001'
 * ```
 */
export function parseEfCvca(bytes: Uint8Array): EfCvca {
  const findings: LdsFinding[] = []
  const references: CertificationAuthorityReference[] = []
  let at = 0
  while (at < bytes.length && bytes[at] !== 0) {
    const object = readTlv(bytes, at)
    if (object.tag !== 0x42) {
      if (references.length > 0) break
      throw new EmrtdError('LDS_BAD_FILE', `tag 42 expected, ${tagName(object.tag)} found`, { offset: at })
    }
    if (references.length === maximumReferences) break
    references.push(readReference(object.value, at, findings))
    at += object.bytes.length
  }
  if (references.length === 0) throw new EmrtdError('LDS_BAD_FILE', 'no reference (tag 42)', { offset: 0 })
  if (references.length > 2) {
    findings.push({ code: 'COUNT_OUT_OF_RANGE', detail: `${references.length} references, 2 at most` })
  }
  if (bytes.subarray(at).some(octet => octet !== 0)) findings.push({ code: 'TRAILING_BYTES', offset: at })
  if (bytes.length !== 36) {
    findings.push({ code: 'LENGTH_MISMATCH', detail: `36 bytes expected, ${bytes.length} found` })
  }
  return { bytes, references, findings }
}

/** Two are allowed; what is beyond this many is no EF.CVCA. */
const maximumReferences = 10

function readReference(
  bytes: Uint8Array,
  offset: number,
  findings: LdsFinding[],
): CertificationAuthorityReference {
  const text = bytesToLatin1(bytes)
  if (!/^[A-Z]{2}.{1,9}[0-9A-Za-z]{5}$/s.test(text)) {
    findings.push({ code: 'VALUE_MALFORMED', offset, detail: 'reference' })
  }
  return {
    bytes,
    text,
    countryCode: text.slice(0, 2),
    holderMnemonic: text.slice(2, -5),
    sequenceNumber: text.slice(2).slice(-5),
  }
}
