import { type CardChannel, recordExchanges, sendCommand, statusWordError } from '../../apdu/index.js'
import { encodeTlv } from '../../asn1/index.js'
import { concatBytes } from '../../bytes.js'
import { type CryptoBackend, defaultBackend } from '../../crypto/index.js'
import { EmrtdError } from '../../errors.js'
import { evidenceFault, type TerminalAuthenticationEvidence } from '../../evidence.js'
import type { CertificationAuthorityReference } from '../../lds/index.js'
import type { CompletedRun, FailedRun } from '../protocol-run.js'
import { sendLongCommand } from '../send-long-command.js'
import { findCvChain } from './find-cv-chain.js'
import type { CvCertificate } from './parse-cv-certificate.js'
import { compressPublicKey, terminalAuthenticationData } from './terminal-authentication-data.js'

/** What a terminal shows to be let at guarded data. */
export interface TerminalCredential {
  /** The terminal's own certificate. */
  readonly certificate: CvCertificate
  /** What leads to it, in any order: document verifiers, link certificates; of several states where the terminal has them. */
  readonly certificates: readonly CvCertificate[]
  /**
   * Signs the data, which is not hashed, as the certificate's public key says: RSA, or ECDSA in plain form. The private key may be
   * wherever the caller keeps it.
   */
  readonly sign: (data: Uint8Array) => Promise<Uint8Array>
}

/** What ties Terminal Authentication to the session. */
export interface TerminalBinding {
  /** The names of the keys that the chip trusts: of EF.CVCA, or those that PACE gave; the newest first. */
  readonly references: readonly Pick<CertificationAuthorityReference, 'text'>[]
  /** ID.IC: `documentNumberIdentifier` after BAC, `compressPublicKey` of the chip's ephemeral key after PACE. */
  readonly chipIdentifier: Uint8Array
  /** The terminal's ephemeral public key of Chip Authentication, or of PACE with chip authentication mapping: the newest. */
  readonly terminalKey: { readonly type: 'EC' | 'DH'; readonly publicKey: Uint8Array }
}

/** How {@link performTerminalAuthentication} works. */
export interface PerformTerminalAuthenticationOptions {
  /** Whether chip and reader take extended length; certificates go in parts if not. True by default. */
  readonly extendedLength?: boolean | undefined
  readonly crypto?: CryptoBackend | undefined
}

/** How {@link performTerminalAuthentication} ended. */
export type TerminalAuthenticationRun =
  | CompletedRun<TerminalAuthenticationEvidence>
  | FailedRun<TerminalAuthenticationEvidence>

/**
 * Performs Terminal Authentication version 1: sends the certificates from a key that the chip trusts to the terminal's own, has the
 * chip's challenge signed, and so opens EF.DG3 and EF.DG4 as far as the certificates permit. After Chip Authentication, or PACE with
 * chip authentication mapping. Doc 9303-11 §7.1.
 *
 * `AUTHENTICATION_UNSUPPORTED`: no chain from what the chip trusts to the terminal. `APDU_STATUS`: the chip refused a certificate
 * or the signature. `AUTHENTICATION_BAD_RESPONSE`: its challenge has not eight bytes. `AUTHENTICATION_SIGNER_FAILED`: the
 * caller's signer did.
 *
 * @param channel the chip under secure messaging; the session goes on whatever the outcome.
 * @returns the evidence, and the error if the run failed.
 *
 * @example
 * ```ts
 * import type { CardChannel } from 'emrtd/apdu'
 * import { performTerminalAuthentication, type TerminalBinding, type TerminalCredential } from 'emrtd/authentication'
 *
 * const unlock = async (openChip: CardChannel, terminal: TerminalCredential, binding: TerminalBinding) =>
 *   (await performTerminalAuthentication(openChip, terminal, binding)).completed
 * ```
 */
export async function performTerminalAuthentication(
  channel: CardChannel,
  terminal: TerminalCredential,
  binding: TerminalBinding,
  { extendedLength = true, crypto = defaultBackend }: PerformTerminalAuthenticationOptions = {},
): Promise<TerminalAuthenticationRun> {
  const recording = recordExchanges(channel)
  const chain = findCvChain(binding.references, terminal.certificates, terminal.certificate)
  const run = {
    protocol: 'TERMINAL_AUTHENTICATION',
    certificates: chain?.map(({ bytes }) => bytes) ?? [],
    transcript: recording.exchanges,
  } as const
  try {
    if (chain === undefined) {
      const names = binding.references.map(({ text }) => text).join(', ')
      throw new EmrtdError('AUTHENTICATION_UNSUPPORTED', `no certificates from ${names || 'no key'} on`)
    }
    for (const certificate of chain) await presentCertificate(recording, certificate, extendedLength)
    await authenticate(recording, terminal, binding, crypto, extendedLength)
    return { completed: true, evidence: { ...run, completed: true } }
  } catch (error) {
    if (!(error instanceof EmrtdError)) throw error
    return { completed: false, error, evidence: { ...run, completed: false, fault: evidenceFault(error) } }
  }
}

/** MSE:Set DST and PSO: Verify Certificate. Doc 9303-11 §7.1.5.1, §7.1.5.2. */
async function presentCertificate(
  channel: CardChannel,
  { authorityReference, bodyBytes, signatureBytes }: CvCertificate,
  extendedLength: boolean,
): Promise<void> {
  const name = encodeTlv(0x83, authorityReference.bytes)
  const selected = await sendCommand(channel, { cla: 0x00, ins: 0x22, p1: 0x81, p2: 0xb6, data: name })
  if (selected.sw !== 0x9000) throw statusWordError(selected.sw, `MSE:Set DST of ${authorityReference.text}`)
  const data = concatBytes(bodyBytes, signatureBytes)
  const command = { cla: 0x00, ins: 0x2a, p1: 0x00, p2: 0xbe, data }
  const { sw } = await sendLongCommand(channel, command, extendedLength)
  if (sw !== 0x9000) throw statusWordError(sw, `PSO: Verify Certificate under ${authorityReference.text}`)
}

/** MSE:Set AT, GET CHALLENGE, EXTERNAL AUTHENTICATE. Doc 9303-11 §7.1.5.3 to §7.1.5.5. */
async function authenticate(
  channel: CardChannel,
  { certificate, sign }: TerminalCredential,
  { chipIdentifier, terminalKey }: TerminalBinding,
  crypto: CryptoBackend,
  extendedLength: boolean,
): Promise<void> {
  const name = encodeTlv(0x83, certificate.holderReference.bytes)
  const selected = await sendCommand(channel, { cla: 0x00, ins: 0x22, p1: 0x81, p2: 0xa4, data: name })
  if (selected.sw !== 0x9000) throw statusWordError(selected.sw, 'MSE:Set AT for Terminal Authentication')
  const challenge = await sendCommand(channel, { cla: 0x00, ins: 0x84, p1: 0, p2: 0, le: 8 })
  if (challenge.sw !== 0x9000) throw statusWordError(challenge.sw, 'GET CHALLENGE')
  if (challenge.data.length !== 8) {
    const { length } = challenge.data
    throw new EmrtdError('AUTHENTICATION_BAD_RESPONSE', `challenge of ${length} bytes; 8 expected`)
  }
  const compressed = compressPublicKey(crypto, terminalKey.type, terminalKey.publicKey)
  const data = terminalAuthenticationData(chipIdentifier, challenge.data, compressed)
  let signature: Uint8Array
  try {
    signature = await sign(data)
  } catch (cause) {
    throw new EmrtdError('AUTHENTICATION_SIGNER_FAILED', 'the signer of the terminal failed', { cause })
  }
  const command = { cla: 0x00, ins: 0x82, p1: 0, p2: 0, data: signature }
  const { sw } = await sendLongCommand(channel, command, extendedLength)
  if (sw !== 0x9000) throw statusWordError(sw, 'EXTERNAL AUTHENTICATE of the terminal')
}
