import type { CryptoBackend } from '../../crypto/index.js'
import { EmrtdError } from '../../errors.js'
import {
  type Certificate,
  fieldLeniencies,
  findSigners,
  parseCertificate,
  type SignedData,
  type SignerInfo,
  type SignerInfoVerification,
  type SignerMemory,
  signingTimeOf,
  verifySignerInfo,
} from '../../pki/index.js'
import type { CheckStatus, ReasonCode } from '../../verdict.js'

/** How the verification of EF.SOD's signature ended. */
export interface SodSignature {
  readonly status: Exclude<CheckStatus, 'notApplicable'>
  readonly reason?: ReasonCode
  readonly detail?: string
  /**
   * The certificate under which the signature was verified, or that the SignerInfo names. Trust in it is another matter:
   * it came out of the file.
   */
  readonly signer: Certificate | undefined
  /** When the signer says that it signed; worth what the signature is worth. */
  readonly signedAt?: Date
}

/**
 * Verifies the signature of an EF.SOD with the document signer that each SignerInfo names, among the certificates that the
 * file embeds and `documentSigners`. Every SignerInfo must verify. Doc 9303-11 §5.1, Doc 9303-10 §4.6.2.2.
 *
 * An identifier that names no certificate is never made good by guessing: where one certificate alone is embedded and
 * verifies, the result is inconclusive and says so.
 *
 * @param documentSigners certificates from elsewhere, for files that embed none.
 * @param memory keeps embedded certificates that came before.
 *
 * @example
 * ```ts
 * import { verifySodSignature } from 'emrtd/authentication'
 * import { defaultBackend } from 'emrtd/crypto'
 * import { parseEfSod } from 'emrtd/lds'
 *
 * const holds = (file: Uint8Array) => verifySodSignature(parseEfSod(file).signedData, [], defaultBackend).status
 * ```
 */
export function verifySodSignature(
  signedData: SignedData,
  documentSigners: readonly Certificate[],
  backend: CryptoBackend,
  memory?: SignerMemory,
): SodSignature {
  const embedded = signedData.certificates.flatMap(bytes => readable(bytes, memory) ?? [])
  if (signedData.signerInfos.length === 0) {
    return { status: 'failed', reason: 'NO_SIGNER_INFO', signer: undefined }
  }
  const results = signedData.signerInfos.map((info): SodSignature => {
    const signedAt = signingTimeOf(info)
    const result = verifyOne(signedData, info, embedded, documentSigners, backend)
    return { ...result, ...(signedAt && { signedAt }) }
  })
  return (
    results.find(result => result.status === 'failed') ??
    results.find(result => result.status === 'inconclusive') ??
    results[0]!
  )
}

/** What a certificate is named and shown by. */
const naming = ['issuer', 'subject', 'notBefore', 'subjectKeyIdentifier'] as const

/** Certificates decode lazily. One that nobody could be shown, or be named by, is none; its key is decoded when it is used. */
function readable(bytes: Uint8Array, memory: SignerMemory | undefined): Certificate | undefined {
  try {
    const certificate = memory?.decode(bytes) ?? parseCertificate(bytes, { leniencies: fieldLeniencies })
    for (const field of naming) certificate[field]
    return certificate
  } catch (error) {
    if (error instanceof EmrtdError) return undefined
    throw error
  }
}

function verifyOne(
  signedData: SignedData,
  info: SignerInfo,
  embedded: readonly Certificate[],
  documentSigners: readonly Certificate[],
  backend: CryptoBackend,
): SodSignature {
  const candidates = findSigners(info.identifier, [...embedded, ...documentSigners])
  const only = embedded.length === 1 ? embedded[0] : undefined
  if (candidates.length === 0 && only !== undefined) {
    return withUnnamedSigner(verifySignerInfo(signedData, info, only, backend), only)
  }
  const results = candidates.map(({ certificate, match }): SodSignature => {
    const { status, reason, notes } = verifySignerInfo(signedData, info, certificate, backend)
    const remarks: readonly string[] = match === 'issuerReordered' ? ['issuer reordered', ...notes] : notes
    return {
      status,
      ...(reason !== undefined && { reason }),
      ...(remarks.length > 0 && { detail: remarks.map(inWords).join('; ') }),
      signer: certificate,
    }
  })
  return (
    results.find(result => result.status === 'passed') ??
    results[0] ?? {
      status: 'inconclusive',
      reason: 'SIGNER_NOT_FOUND',
      detail: `${embedded.length} certificates embedded, none is the one that the signature names`,
      signer: undefined,
    }
  )
}

/** What does not depend on the key (attributes, digest) still fails; the signature proves nothing about an unnamed signer. */
function withUnnamedSigner({ status, reason }: SignerInfoVerification, signer: Certificate): SodSignature {
  if (status === 'failed' && reason !== undefined && reason !== 'SIGNATURE_INVALID') {
    return { status, reason, signer }
  }
  return {
    status: 'inconclusive',
    reason: 'SIGNER_NOT_FOUND',
    detail:
      status === 'passed'
        ? 'the signature names another certificate, and verifies under the only one that is embedded'
        : 'the signature names another certificate than the only one that is embedded',
    signer: status === 'passed' ? signer : undefined,
  }
}

/** `signedAttributesUnsorted` as `signed attributes unsorted`. */
const inWords = (note: string): string => note.replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`)
