/**
 * How a check ended.
 *
 * - `passed`: it was made and holds.
 * - `failed`: it was made and does not hold.
 * - `inconclusive`: it could not be decided (no trust anchor, no CRL, file not read, unknown algorithm).
 * - `notApplicable`: the document does not have what it checks.
 */
export type CheckStatus = 'passed' | 'failed' | 'inconclusive' | 'notApplicable'

/** What all checks together say of a document. */
export type Verdict = 'valid' | 'invalid' | 'inconclusive'

/** Every check that the library makes. An id begins with the room it belongs to. */
export type CheckId =
  /** EF.SOD is there and can be read. */
  | 'PA.SOD_STRUCTURE'
  /** The document signer's signature over EF.SOD. */
  | 'PA.SOD_SIGNATURE'
  /** A data group's hash against EF.SOD; one check for each data group, its name the subject. */
  | 'PA.DATA_GROUP_HASH'
  /** The document signer's certificate up to a CSCA of the trust store. */
  | 'PA.CERTIFICATE_PATH'
  /** Validity periods of the path's certificates. */
  | 'PA.VALIDITY'
  /** Whether CRLs revoke the document signer, or the CSCA that it depends on. */
  | 'PA.REVOCATION'
  /** When the document was signed against the private key usage period of the document signer. */
  | 'PA.SIGNING_PERIOD'
  /** The document code of the MRZ against the document types that the document signer may sign. */
  | 'PA.DOCUMENT_TYPE'
  /** Issuing state of the MRZ against those of document signer and CSCA. */
  | 'PA.ISSUING_STATE'
  /** The document signer may sign documents: key usage, extended key usage, not a CA. */
  | 'PA.SIGNER_PROFILE'
  /** Active Authentication: the chip has the private key of EF.DG15, which EF.SOD covers. */
  | 'CHIP.ACTIVE_AUTHENTICATION'
  /** Chip Authentication: the chip has the private key of a public key in EF.DG14 or EF.CardSecurity. */
  | 'CHIP.CHIP_AUTHENTICATION'
  /** PACE with chip authentication mapping: the chip has the private key of a public key in EF.CardSecurity. */
  | 'CHIP.PACE_CAM'
  /** EF.CardSecurity: its signature, and the signer up to a CSCA of the trust store. */
  | 'CHIP.CARD_SECURITY'
  /** What EF.CardAccess, which nothing signs, says of PACE against signed files. */
  | 'CHIP.CARD_ACCESS'
  /** All of them together: the chip is the original. */
  | 'CHIP.AUTHENTICITY'
  /** EF.COM's tag list against EF.SOD. */
  | 'LDS.COM_CONSISTENCY'
  /** A file can be read as what it is named for; the file is the subject. */
  | 'LDS.FILE'
  /** EF.DG11 against the MRZ of EF.DG1. */
  | 'LDS.DG11_CONSISTENCY'
  /** EF.DG12 against the MRZ of EF.DG1. */
  | 'LDS.DG12_CONSISTENCY'
  /** How strong the signatures were when they were made. */
  | 'PA.ALGORITHM_STRENGTH'
  /** Check digits of the MRZ in EF.DG1. */
  | 'MRZ.CHECK_DIGITS'
  /** The printed MRZ against that of EF.DG1. */
  | 'MRZ.PRINTED'
  /** How the reader was let in against what the chip offers. */
  | 'ACCESS.PROTOCOL'
  /** The document has not expired. */
  | 'INSPECTION.EXPIRY'
  /** Dates that can stand together. */
  | 'INSPECTION.PLAUSIBILITY'
  /** Lists of documents to look out for; the list is the subject. */
  | 'INSPECTION.WATCH_LIST'

/** Why a check did not pass, or what is remarkable about its passing. The list is closed. */
export type ReasonCode =
  // what is missing
  | 'SOD_MISSING'
  | 'DG1_MISSING'
  | 'DATA_GROUP_NOT_READ'
  | 'DATA_GROUP_NOT_IN_SOD'
  | 'NO_TRUST_STORE'
  | 'NO_TRUST_ANCHOR'
  | 'PATH_NOT_ESTABLISHED'
  | 'SIGNER_NOT_ESTABLISHED'
  // malformed
  | 'SOD_MALFORMED'
  | 'FILE_MALFORMED'
  | 'FILE_UNKNOWN'
  | 'FILE_DUPLICATE'
  // signatures
  | 'NO_SIGNER_INFO'
  | 'SIGNED_ATTRIBUTES_MISSING'
  | 'CONTENT_TYPE_ATTRIBUTE_BAD'
  | 'MESSAGE_DIGEST_ATTRIBUTE_BAD'
  | 'MESSAGE_DIGEST_MISMATCH'
  | 'SIGNATURE_INVALID'
  | 'ALGORITHM_UNSUPPORTED'
  | 'ALGORITHM_MISMATCH'
  | 'KEY_MALFORMED'
  | 'SIGNER_NOT_FOUND'
  | 'SIGNER_AMBIGUOUS'
  // data groups
  | 'HASH_MISMATCH'
  // path
  | 'ISSUER_SIGNATURE_INVALID'
  | 'CERTIFICATE_MALFORMED'
  | 'CERTIFICATE_EXPIRED'
  | 'CERTIFICATE_NOT_YET_VALID'
  | 'SIGNING_TIME_UNKNOWN'
  | 'SIGNED_OUTSIDE_KEY_PERIOD'
  | 'NOT_A_CA'
  | 'PATH_LENGTH_EXCEEDED'
  | 'KEY_USAGE_BAD'
  | 'EXTENDED_KEY_USAGE_BAD'
  | 'SIGNER_IS_CA'
  | 'SIGNER_SELF_SIGNED'
  | 'CRITICAL_EXTENSION_UNKNOWN'
  // revocation
  | 'CERTIFICATE_REVOKED'
  | 'CRL_MISSING'
  | 'CRL_NOT_CURRENT'
  | 'CRL_NOT_VERIFIED'
  // binding
  | 'ISSUING_STATE_MISMATCH'
  | 'ISSUING_STATE_UNKNOWN'
  | 'DOCUMENT_TYPE_MISMATCH'
  | 'COM_MISMATCH'
  | 'DG11_DIFFERS'
  | 'DG12_DIFFERS'
  | 'PRINTED_MRZ_DIFFERS'
  | 'PRINTED_OPTIONAL_DATA_DIFFERS'
  // dates and check digits
  | 'CHECK_DIGIT_WRONG'
  | 'DOCUMENT_EXPIRED'
  | 'DATE_UNKNOWN'
  | 'DATE_IMPOSSIBLE'
  | 'BORN_AFTER_INSPECTION'
  | 'BORN_AFTER_ISSUE'
  | 'ISSUED_AFTER_INSPECTION'
  | 'ISSUED_AFTER_EXPIRY'
  | 'VALIDITY_TOO_LONG'
  // strength
  | 'ALGORITHM_WEAK'
  // access
  | 'ACCESS_DOWNGRADED'
  | 'ACCESS_OPEN'
  // deviation lists
  /** It failed, or proves nothing, and the issuing state has said so of such documents. */
  | 'KNOWN_DEVIATION'
  // watch lists
  | 'WATCH_LIST_HIT'
  | 'WATCH_LIST_FAILED'
  | 'WATCH_LIST_TIMED_OUT'
  // chip
  /** EF.SOD names the file, the chip was asked for it, and did not give it. */
  | 'CHIP_KEY_WITHHELD'
  /** No signed file covers the key: anybody can have put it there. */
  | 'CHIP_KEY_NOT_SIGNED'
  /** A file covers the key whose signature does not lead to a trusted CSCA. */
  | 'CHIP_KEY_NOT_TRUSTED'
  /** The protocol was run with a key that the file does not hold. */
  | 'CHIP_KEY_MISMATCH'
  /** The response is to another challenge than the one expected, or the challenge is none. */
  | 'CHALLENGE_MISMATCH'
  /** The hash function is one that Doc 9303 rules out here. */
  | 'ALGORITHM_NOT_PERMITTED'
  /** The challenge was somebody's whom nobody asked whether it is theirs. */
  | 'CHALLENGE_NOT_COMPARED'
  /** The chip did not go on with the session keys that its key gives: it does not have the key. */
  | 'CHIP_KEY_NOT_PROVEN'
  /** The document has no key with which its chip could prove itself. */
  | 'CHIP_KEY_ABSENT'
  /** What the chip proved it proved to the reader, which is not believed. */
  | 'READERS_WORD_ONLY'
  /** The chip authentication data do not fit the key of the mapping: another chip made them. */
  | 'CAM_DATA_MISMATCH'
  /** The signed file and EF.CardAccess offer different ways of PACE. */
  | 'CARD_ACCESS_MISMATCH'
  /** No signed file that is trusted says what EF.CardAccess should offer. */
  | 'CARD_ACCESS_NOT_SIGNED'
  /** The document offers the protocol, and it was not run. */
  | 'PROTOCOL_NOT_PERFORMED'
  /** The chip refused the protocol, or broke it off. */
  | 'PROTOCOL_REFUSED'
  /** The connection broke before the protocol came to its end. */
  | 'PROTOCOL_INTERRUPTED'

/** One check, made or not, and how it ended. */
export interface Check {
  readonly id: CheckId
  readonly status: CheckStatus
  /** What the check is about where it is made several times: `DG1`, a file name. */
  readonly subject?: string
  /** Why it did not pass. */
  readonly reason?: ReasonCode
  /** The clause that asks for the check: `Doc 9303-11 §5.1`. */
  readonly clause?: string
  /** A sentence for a person. It holds no personal data. */
  readonly detail?: string
  /**
   * True if this check does not decide the verdict: it is shown, and a valid document may fail it or leave it open. So EF.COM,
   * which nothing signs, may disagree with EF.SOD, and a fingerprint need not be read.
   */
  readonly advisory?: boolean
  /** True if it passed because the reader says so: nobody can verify it from the evidence. */
  readonly readersWord?: boolean
}

/**
 * The verdict that checks add up to, advisory ones left aside: `invalid` if any failed; otherwise `inconclusive` if any is
 * inconclusive, or if none passed; otherwise `valid`.
 *
 * @example
 * ```ts
 * import { combineChecks } from 'emrtd'
 *
 * combineChecks([{ id: 'PA.SOD_SIGNATURE', status: 'passed' }]) // 'valid'
 * ```
 */
export function combineChecks(checks: readonly Check[]): Verdict {
  const deciding = checks.filter(check => check.advisory !== true)
  if (deciding.some(check => check.status === 'failed')) return 'invalid'
  if (deciding.some(check => check.status === 'inconclusive')) return 'inconclusive'
  return deciding.some(check => check.status === 'passed') ? 'valid' : 'inconclusive'
}
