/**
 * Every code that an {@link EmrtdError} can carry. Codes are stable: programs may branch on them.
 * A code starts with the room that throws it.
 */
export type EmrtdErrorCode =
  // asn1
  | 'ASN1_TRUNCATED'
  | 'ASN1_UNEXPECTED_TAG'
  | 'ASN1_BAD_TAG'
  | 'ASN1_BAD_LENGTH'
  | 'ASN1_BAD_VALUE'
  | 'ASN1_TRAILING_BYTES'
  | 'ASN1_LIMIT'
  // crypto
  | 'CRYPTO_UNSUPPORTED_ALGORITHM'
  | 'CRYPTO_BAD_KEY'
  | 'CRYPTO_BAD_PARAMETERS'
  | 'CRYPTO_BAD_INPUT'
  // mrz
  | 'MRZ_BAD_LENGTH'
  | 'MRZ_BAD_CHARACTER'
  | 'MRZ_UNKNOWN_FORMAT'
  | 'MRZ_UNREPRESENTABLE'
  // pki
  | 'PKI_BAD_CERTIFICATE'
  | 'PKI_BAD_CMS'
  | 'PKI_BAD_CRL'
  | 'PKI_BAD_MASTER_LIST'
  | 'PKI_BAD_DEVIATION_LIST'
  | 'PKI_BAD_LDIF'
  | 'PKI_BAD_ARCHIVE'
  | 'PKI_BAD_STORE'
  | 'PKI_LIMIT'
  | 'PKI_UNKNOWN_FORMAT'
  // lds
  | 'LDS_BAD_FILE'
  | 'LDS_UNKNOWN_TAG'
  // images
  | 'IMAGE_BAD_DATA'
  | 'IMAGE_UNSUPPORTED'
  | 'IMAGE_LIMIT'
  // apdu
  | 'APDU_BAD_COMMAND'
  | 'APDU_BAD_RESPONSE'
  | 'APDU_STATUS'
  | 'APDU_SECURE_MESSAGING'
  | 'APDU_CHANNEL'
  // access
  | 'ACCESS_DENIED'
  | 'ACCESS_UNSUPPORTED'
  | 'ACCESS_BAD_RESPONSE'
  // authentication
  | 'AUTHENTICATION_BAD_CERTIFICATE'
  | 'AUTHENTICATION_BAD_RESPONSE'
  | 'AUTHENTICATION_UNSUPPORTED'
  | 'AUTHENTICATION_SIGNER_FAILED'
  // reader
  | 'READER_ABORTED'
  | 'READER_LIMIT'
  | 'READER_BAD_FILE'
  | 'READER_TRANSPORT'
  | 'READER_BAD_EVIDENCE'
  // inspection
  | 'WATCH_LIST_BAD_FILE'
  // testkit
  | 'TESTKIT_BAD_REQUEST'

/** What an {@link EmrtdError} can be given beside its code and message. */
export interface EmrtdErrorOptions {
  /** Byte offset into the input at which the fault was met. */
  readonly offset?: number | undefined
  /** The status word SW1-SW2 with which the chip answered. */
  readonly statusWord?: number | undefined
  /** The error that led to this one. */
  readonly cause?: unknown
}

/**
 * Malformed input. Every parser of the library throws this class and no other for bytes that it cannot read.
 * The message never holds a key, an MRZ or the content of a data group.
 *
 * @example
 * ```ts
 * import { EmrtdError } from 'emrtd'
 *
 * const error = new EmrtdError('ASN1_TRUNCATED', 'length 300 runs past the end of 20 bytes', { offset: 2 })
 * error.code // 'ASN1_TRUNCATED'
 * error.offset // 2
 * ```
 */
export class EmrtdError extends Error {
  override readonly name = 'EmrtdError'
  /** Stable code: what kind of fault this is. */
  readonly code: EmrtdErrorCode
  /** Byte offset into the input, where one is known. */
  readonly offset: number | undefined
  /** The status word SW1-SW2 (0x6982, say) with which a chip answered, where one did. */
  readonly statusWord: number | undefined

  /**
   * An error with its stable code.
   *
   * @param code what programs branch on.
   * @param message for persons; `options.offset` is appended to it.
   */
  constructor(code: EmrtdErrorCode, message: string, options: EmrtdErrorOptions = {}) {
    super(
      options.offset === undefined ? message : `${message} (at byte ${options.offset})`,
      options.cause === undefined ? undefined : { cause: options.cause },
    )
    this.code = code
    this.offset = options.offset
    this.statusWord = options.statusWord
  }
}
