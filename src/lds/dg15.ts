import { type PublicKey, parsePublicKey } from '../crypto/index.js'
import { EmrtdError } from '../errors.js'
import type { LdsFinding } from './findings.js'
import { readDataGroup } from './read-data-group.js'

/** EF.DG15: the public key of Active Authentication. Doc 9303-10 §4.7.15, Doc 9303-11 §6.1. */
export interface Dg15 {
  /** The whole file as received. */
  readonly bytes: Uint8Array
  /** The SubjectPublicKeyInfo. */
  readonly publicKeyBytes: Uint8Array
  /** Undefined if the key cannot be used; a finding says so. */
  readonly publicKey: PublicKey | undefined
  readonly findings: readonly LdsFinding[]
}

/**
 * Parses EF.DG15: tag 6F around a SubjectPublicKeyInfo. Doc 9303-10 §4.7.15.
 *
 * @throws {EmrtdError} `LDS_BAD_FILE` if the outer tag is not 6F, or an `ASN1_` code with the offset. A key that cannot be
 * used is a finding.
 *
 * @example
 * ```ts
 * import { parseDg15 } from 'emrtd/lds'
 *
 * const isRsa = (file: Uint8Array) => parseDg15(file).publicKey?.type === 'RSA'
 * ```
 */
export function parseDg15(bytes: Uint8Array): Dg15 {
  const findings: LdsFinding[] = []
  const { value: publicKeyBytes, valueOffset: offset } = readDataGroup(bytes, 0x6f, findings)
  let publicKey: PublicKey | undefined
  try {
    publicKey = parsePublicKey(publicKeyBytes, {
      onQuirk: quirk => findings.push({ code: 'VALUE_MALFORMED', offset, detail: `public key: ${quirk}` }),
      der: {
        leniencies: ['trailingBytes', 'nonMinimalLength'],
        onDeviation: deviation =>
          findings.push({
            code: deviation.leniency === 'trailingBytes' ? 'TRAILING_BYTES' : 'NOT_DER',
            offset: offset + deviation.offset,
          }),
      },
    })
  } catch (error) {
    if (!(error instanceof EmrtdError)) throw error
    findings.push({
      code: 'PUBLIC_KEY_UNREADABLE',
      offset: offset + (error.offset ?? 0),
      detail: error.code,
    })
  }
  return { bytes, publicKeyBytes, publicKey, findings }
}
