/**
 * Every code that an {@link EmrtdError} can carry. Codes are stable: programs may branch on them.
 * A code starts with the room that throws it.
 */
export type EmrtdErrorCode =
  // asn1
  /** The input ends inside a tag, a length or a value. */
  | 'ASN1_TRUNCATED'
  /** Another element or data object stands where the structure wants one. */
  | 'ASN1_UNEXPECTED_TAG'
  /** A tag that X.690 or ISO/IEC 7816-4 does not allow, or of more than three octets. */
  | 'ASN1_BAD_TAG'
  /** A length in more than four octets, indefinite or not minimal where that is not allowed. */
  | 'ASN1_BAD_LENGTH'
  /** The content is none of its type: an empty INTEGER, a time that is none, a number out of bounds. */
  | 'ASN1_BAD_VALUE'
  /** Bytes are left behind the last element of a structure. */
  | 'ASN1_TRAILING_BYTES'
  /** More elements or deeper nesting than the bounds allow: the input may be made to use up memory or stack. */
  | 'ASN1_LIMIT'
  // crypto
  /** An algorithm, curve or hash function that the library does not know or does not take. */
  | 'CRYPTO_UNSUPPORTED_ALGORITHM'
  /** A key whose numbers no sound key has: a point off its curve, an even modulus, a value out of range. */
  | 'CRYPTO_BAD_KEY'
  /** Parameters of an algorithm or group that are malformed, or not sound: no prime, another order. */
  | 'CRYPTO_BAD_PARAMETERS'
  /** Bytes that a primitive cannot take: padding that is none, a point or scalar out of range. */
  | 'CRYPTO_BAD_INPUT'
  // mrz
  /** Lines of no machine readable zone, by their number or length. */
  | 'MRZ_BAD_LENGTH'
  /** A character other than A to Z, 0 to 9 and `<`. */
  | 'MRZ_BAD_CHARACTER'
  /** A value that does not fit a field of the zone, or has no transliteration. */
  | 'MRZ_UNREPRESENTABLE'
  // pki
  /** A certificate that cannot be read; which part of it, the message says. */
  | 'PKI_BAD_CERTIFICATE'
  /** No CMS SignedData, or one without content. */
  | 'PKI_BAD_CMS'
  /** A certificate revocation list that cannot be read. */
  | 'PKI_BAD_CRL'
  /** A CMS that is no master list, or a master list that cannot be read. */
  | 'PKI_BAD_MASTER_LIST'
  /** A CMS that is no deviation list, or a deviation list that cannot be read. */
  | 'PKI_BAD_DEVIATION_LIST'
  /** A record of an LDIF file that cannot be read. */
  | 'PKI_BAD_LDIF'
  /** A zip archive, or a file in one, that cannot be unpacked. */
  | 'PKI_BAD_ARCHIVE'
  /** No compiled trust store, one of another version, or a damaged one. */
  | 'PKI_BAD_STORE'
  /** An archive that unpacks to more, or holds archives deeper, than the bounds allow. */
  | 'PKI_LIMIT'
  /** A file that is none of the kinds that were expected. */
  | 'PKI_UNKNOWN_FORMAT'
  // lds
  /** A file of the chip without the structure that Doc 9303-10 gives it. */
  | 'LDS_BAD_FILE'
  /** A file of which neither name nor content says which one it is. */
  | 'LDS_UNKNOWN_TAG'
  // images
  /** An image that cannot be decoded whole. */
  | 'IMAGE_BAD_DATA'
  /** An image of a form that is not decoded, or without the optional package that decodes it. */
  | 'IMAGE_UNSUPPORTED'
  /** An image with more bytes or pixels than the bounds allow; nothing of it was decoded. */
  | 'IMAGE_LIMIT'
  // apdu
  /** Bytes that are no command APDU. */
  | 'APDU_BAD_COMMAND'
  /** Bytes that are no response APDU, or a response with more data than was asked for. */
  | 'APDU_BAD_RESPONSE'
  /** The chip answered with a status word that ends what was tried; `statusWord` has it. */
  | 'APDU_STATUS'
  /** A response whose protection does not hold, or none where there should be; the session is closed. */
  | 'APDU_SECURE_MESSAGING'
  /** The connection to the chip is lost, or the chip did not answer in time. */
  | 'APDU_CHANNEL'
  // access
  /** The chip refused the secret: a wrong one, or a blocked or suspended password; `statusWord` has its answer. */
  | 'ACCESS_DENIED'
  /** The chip has not the protocol, password or parameters that were asked for. */
  | 'ACCESS_UNSUPPORTED'
  /** A response of BAC or PACE that the protocol does not allow: the chip, or who stands between, is wrong. */
  | 'ACCESS_BAD_RESPONSE'
  // authentication
  /** A card-verifiable certificate that cannot be read or used. */
  | 'AUTHENTICATION_BAD_CERTIFICATE'
  /** A response of Active, Chip or Terminal Authentication that the protocol does not allow. */
  | 'AUTHENTICATION_BAD_RESPONSE'
  /** A version that is not performed, or no certificates from a key that the chip knows. */
  | 'AUTHENTICATION_UNSUPPORTED'
  /** The caller's signer of the terminal failed; `cause` has its error. */
  | 'AUTHENTICATION_SIGNER_FAILED'
  // reader
  /** The caller's signal ended the reading. */
  | 'READER_ABORTED'
  /** More commands, bytes or a longer file than the bounds of the reading allow. */
  | 'READER_LIMIT'
  /** A file that is empty, has no readable header, or ends before the length that it claims. */
  | 'READER_BAD_FILE'
  /** The reader, the service behind it or its package is not there or failed. */
  | 'READER_TRANSPORT'
  /** Text that is no saved evidence; the message names the place. */
  | 'READER_BAD_EVIDENCE'
  // inspection
  /** A watch list that cannot be read; the message names the line or entry. */
  | 'WATCH_LIST_BAD_FILE'
  // testkit
  /** A description of a chip that is none; the message names the place. */
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
