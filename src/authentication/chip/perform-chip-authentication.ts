import {
  type CardChannel,
  createSecureMessaging,
  recordExchanges,
  type SecureMessaging,
  sendCommand,
  statusWordError,
} from '../../apdu/index.js'
import { encodeOid, encodeTlv } from '../../asn1/index.js'
import { concatBytes } from '../../bytes.js'
import { type CryptoBackend, defaultBackend } from '../../crypto/index.js'
import { EmrtdError } from '../../errors.js'
import { type ChipAuthenticationEvidence, type EvidenceExchange, evidenceFault } from '../../evidence.js'
import type { CompletedRun, FailedRun } from '../protocol-run.js'
import { sendLongCommand } from '../send-long-command.js'
import { agreeWithChip, deriveChipSessionKeys } from './agree-chip-authentication.js'
import type { ChipAuthenticationOffer } from './find-chip-authentication-offers.js'

/** How {@link performChipAuthentication} works. */
export interface PerformChipAuthenticationOptions {
  /** Whether chip and reader take extended length, which the keys of DH need; true by default. */
  readonly extendedLength?: boolean | undefined
  /** Where the terminal's ephemeral key comes from. */
  readonly crypto?: CryptoBackend | undefined
}

/** A run that came to its end: the chip answered with the new session keys. */
export interface CompletedChipAuthentication extends CompletedRun<ChipAuthenticationEvidence> {
  /** The chip under secure messaging with the new keys; the session before is over. */
  readonly channel: SecureMessaging
  /** The terminal's ephemeral public key as it was sent: Terminal Authentication signs it. */
  readonly terminalKey: { readonly type: 'EC' | 'DH'; readonly publicKey: Uint8Array }
}

/** A run that did not. */
export interface FailedChipAuthentication extends FailedRun<ChipAuthenticationEvidence> {
  /** Whether the session before goes on; if not, it is over and the chip must be opened anew. */
  readonly sessionGoesOn: boolean
}

/** How {@link performChipAuthentication} ended. */
export type ChipAuthenticationRun = CompletedChipAuthentication | FailedChipAuthentication

/**
 * Performs Chip Authentication version 1 with one of the chip's keys: MSE:Set KAT for 3DES, else MSE:Set AT and GENERAL
 * AUTHENTICATE. Secure messaging starts anew with the keys agreed on, and the run has come to its end only if the chip answers a
 * command under them: 9000 without a key proves nothing. Doc 9303-11 §6.2.
 *
 * Whose key it is is for Passive Authentication; an offer out of a file that nobody signed is anybody's.
 *
 * `APDU_STATUS`: the chip refused. `AUTHENTICATION_BAD_RESPONSE`, `APDU_SECURE_MESSAGING`: it does not have the key.
 * `CRYPTO_BAD_INPUT`: the key is no sound one. `AUTHENTICATION_UNSUPPORTED`: the version is another.
 *
 * @param channel the chip as it was opened by BAC or PACE; the eMRTD application is selected.
 * @param offer one of those that `findChipAuthenticationOffers` found in EF.DG14.
 * @returns the new secure messaging, or the error; and the evidence in either case.
 *
 * @example
 * ```ts
 * import type { CardChannel } from 'emrtd/apdu'
 * import { findChipAuthenticationOffers, performChipAuthentication } from 'emrtd/authentication'
 * import { parseDg14 } from 'emrtd/lds'
 *
 * const authenticate = async (openChip: CardChannel, dg14: Uint8Array) => {
 *   const [offer] = findChipAuthenticationOffers(parseDg14(dg14).securityInfos)
 *   if (offer === undefined) return undefined
 *   const run = await performChipAuthentication(openChip, offer)
 *   return run.completed ? run.channel : undefined
 * }
 * ```
 */
export async function performChipAuthentication(
  channel: CardChannel | SecureMessaging,
  offer: ChipAuthenticationOffer,
  { extendedLength = true, crypto = defaultBackend }: PerformChipAuthenticationOptions = {},
): Promise<ChipAuthenticationRun> {
  const { publicKey, cipher, inferred, oid, keyId } = offer
  const recording = recordExchanges(channel)
  const transcript: EvidenceExchange[] = []
  const run = {
    protocol: 'CHIP_AUTHENTICATION',
    publicKey: offer.publicKeyInfo.publicKeyBytes,
    ...(inferred ? {} : { oid }),
    ...(keyId === undefined ? {} : { keyId: unsignedBytes(keyId) }),
  } as const
  let restarted = false
  try {
    if (offer.version !== 1) {
      throw new EmrtdError('AUTHENTICATION_UNSUPPORTED', `Chip Authentication version ${offer.version}`)
    }
    const { ephemeralPublicKey, sharedSecret } = agreeWithChip(crypto, publicKey)
    await (cipher === '3DES' ? setKeyAgreementTemplate : setAuthenticationTemplate)(
      recording,
      offer,
      ephemeralPublicKey,
      extendedLength,
    )
    const keys = deriveChipSessionKeys(crypto, sharedSecret, cipher)
    restarted = true
    const secured = createSecureMessaging(channel, keys, { crypto })
    for (const secret of [sharedSecret, keys.encryptionKey, keys.macKey]) secret.fill(0)
    const confirming = recordExchanges(secured)
    try {
      await confirm(confirming)
    } catch (error) {
      await secured.close()
      throw error
    } finally {
      transcript.push(...recording.exchanges, ...confirming.exchanges)
    }
    return {
      completed: true,
      channel: secured,
      terminalKey: { type: publicKey.type, publicKey: ephemeralPublicKey },
      evidence: { ...run, completed: true, transcript },
    }
  } catch (error) {
    if (!(error instanceof EmrtdError)) throw error
    if (!restarted) transcript.push(...recording.exchanges)
    return {
      completed: false,
      error,
      sessionGoesOn: !restarted && !(isSecured(channel) && channel.closed),
      evidence: { ...run, completed: false, fault: evidenceFault(error), transcript },
    }
  }
}

/** MSE:Set KAT: the whole protocol in one command. Doc 9303-11 §6.2.4.1. */
async function setKeyAgreementTemplate(
  channel: CardChannel,
  { keyId }: ChipAuthenticationOffer,
  ephemeralPublicKey: Uint8Array,
  extendedLength: boolean,
): Promise<void> {
  const data = concatBytes(encodeTlv(0x91, ephemeralPublicKey), reference(keyId))
  const command = { cla: 0x00, ins: 0x22, p1: 0x41, p2: 0xa6, data }
  const { sw } = await sendLongCommand(channel, command, extendedLength)
  if (sw !== 0x9000) throw statusWordError(sw, 'MSE:Set KAT for Chip Authentication')
}

/** MSE:Set AT and GENERAL AUTHENTICATE. Doc 9303-11 §6.2.4.2. */
async function setAuthenticationTemplate(
  channel: CardChannel,
  { oid, keyId }: ChipAuthenticationOffer,
  ephemeralPublicKey: Uint8Array,
  extendedLength: boolean,
): Promise<void> {
  const selection = concatBytes(encodeTlv(0x80, encodeOid(oid)), reference(keyId))
  const selected = await sendCommand(channel, { cla: 0x00, ins: 0x22, p1: 0x41, p2: 0xa4, data: selection })
  if (selected.sw !== 0x9000) throw statusWordError(selected.sw, 'MSE:Set AT for Chip Authentication')
  const data = encodeTlv(0x7c, encodeTlv(0x80, ephemeralPublicKey))
  const command = { cla: 0x00, ins: 0x86, p1: 0, p2: 0, data, le: 256 }
  const { sw } = await sendLongCommand(channel, command, extendedLength)
  if (sw !== 0x9000) throw statusWordError(sw, 'GENERAL AUTHENTICATE for Chip Authentication')
}

/**
 * A command under the new keys that the chip must answer with 9000, which secure messaging believes with a checksum only; other
 * status words it may let through in plain.
 */
async function confirm(channel: CardChannel): Promise<void> {
  const data = Uint8Array.of(0x01, 0x0e)
  const selected = await sendCommand(channel, { cla: 0x00, ins: 0xa4, p1: 0x02, p2: 0x0c, data })
  if (selected.sw === 0x9000) return
  const { sw } = await sendCommand(channel, { cla: 0x00, ins: 0xb0, p1: 0x8e, p2: 0x00, le: 1 })
  if (sw !== 0x9000) {
    throw new EmrtdError('AUTHENTICATION_BAD_RESPONSE', 'the chip does not answer under the new session keys')
  }
}

function isSecured(channel: CardChannel): channel is SecureMessaging {
  return 'closed' in channel
}

function reference(keyId: bigint | undefined): Uint8Array {
  return keyId === undefined ? new Uint8Array(0) : encodeTlv(0x84, unsignedBytes(keyId))
}

/** One byte at least, two's complement never needed: as the key's INTEGER without its sign. */
function unsignedBytes(value: bigint): Uint8Array {
  const bytes: number[] = []
  for (let rest = value; rest > 0n || bytes.length === 0; rest >>= 8n) bytes.unshift(Number(rest & 0xffn))
  return Uint8Array.from(bytes)
}
