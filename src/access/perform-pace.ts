import { type CardChannel, createSecureMessaging, recordExchanges, type SessionKeys } from '../apdu/index.js'
import { encodeTlv } from '../asn1/index.js'
import { equalBytes, equalBytesConstantTime } from '../bytes.js'
import { type CryptoBackend, defaultBackend, deriveKey, generatePrivateKey } from '../crypto/index.js'
import { EmrtdError } from '../errors.js'
import { evidenceFault, type PaceEvidence } from '../evidence.js'
import { badResponse } from './access-errors.js'
import type { CompletedAccess, FailedAccess } from './access-run.js'
import { type DocumentPassword, derivePasswordKey } from './document-password.js'
import type { PaceOffer } from './find-pace-offers.js'
import { type AuthenticationData, GeneralAuthenticate } from './general-authenticate.js'
import { integratedMapping, pseudoRandomNumber } from './integrated-mapping.js'
import { decryptChipAuthenticationData, decryptNonce } from './pace-decryption.js'
import { type PaceGroup, paceGroup } from './pace-group.js'
import { authenticationToken, tokenInput } from './pace-token.js'
import { type PaceProtocolOptions, selectPaceProtocol } from './select-pace-protocol.js'

/** How {@link performPace} works. */
export interface PerformPaceOptions extends PaceProtocolOptions {
  /** Where the terminal's random numbers come from: those of the mapping, then the ephemeral private key. */
  readonly crypto?: CryptoBackend | undefined
  /**
   * Whether chip and reader take extended length, which the long keys of DH need; true by default. Where they do not, long commands go
   * in parts. A chip that answers 6700 is asked in parts as well.
   */
  readonly extendedLength?: boolean | undefined
}

/** A run of PACE that came to its end. */
export interface CompletedPace extends CompletedAccess<PaceEvidence> {
  /** The chip's ephemeral public key as it is encoded: Terminal Authentication signs it as the chip's identifier. */
  readonly chipEphemeralKey: Uint8Array
  /** Ours: with chip authentication mapping Terminal Authentication signs it. */
  readonly terminalEphemeralKey: Uint8Array
  /** The names of the chip's trust anchors for Terminal Authentication, the most recent first; none on most chips. */
  readonly certificationAuthorityReferences: readonly Uint8Array[]
}

/** How {@link performPace} ended. */
export type PaceRun = CompletedPace | FailedAccess<PaceEvidence>

/** What the dialogue leaves behind; the keys are the caller's to overwrite. */
interface Agreement extends Omit<CompletedPace, keyof CompletedAccess<PaceEvidence>> {
  readonly keys: SessionKeys
  readonly chipMappingKey: Uint8Array | undefined
  readonly chipAuthenticationData: Uint8Array | undefined
}

/**
 * Performs PACE: proves to the chip that the password is known, and agrees on keys with it; with chip authentication mapping the chip
 * proves along the way that it has a key, which `verifyPaceCam` verifies. The master file must be selected. Doc 9303-11 §4.4.
 *
 * Each public key of the chip is checked: in the group, not the neutral element, and not our own sent back. The password is tried
 * once; what the chip answers to it is in the error of a failed run, a retry counter (63Cx) included. `ACCESS_DENIED`: the chip
 * refused the password, or it is blocked. `ACCESS_UNSUPPORTED`: the chip does not have what it offered. `ACCESS_BAD_RESPONSE`: the
 * chip does not know the password, or keeps not to the protocol. `APDU_STATUS`, `APDU_BAD_RESPONSE`, `APDU_CHANNEL`: what these
 * say everywhere.
 *
 * Under secure messaging PACE restarts it: the session before is closed once the new one is there, as a PIN needs it that the CAN
 * resumed.
 *
 * @param offer one of those that `findPaceOffers` or `selectPaceOffer` found.
 * @returns secure messaging, or the error; and the evidence in either case.
 * @throws {EmrtdError} `MRZ_UNREPRESENTABLE` for fields that no MRZ can hold: nothing was sent.
 * @throws {TypeError} for a secret that is empty or has characters outside ISO/IEC 8859-1.
 *
 * @example
 * ```ts
 * import { performPace, selectPaceOffer } from 'emrtd/access'
 * import type { CardChannel } from 'emrtd/apdu'
 * import { parseEfCardAccess } from 'emrtd/lds'
 *
 * const open = async (channel: CardChannel, efCardAccess: Uint8Array) => {
 *   const offer = selectPaceOffer(parseEfCardAccess(efCardAccess).securityInfos)
 *   const run = await performPace(channel, offer, { type: 'CAN', secret: '123456' })
 *   if (!run.completed) throw run.error
 *   return run.channel
 * }
 * ```
 */
export async function performPace(
  channel: CardChannel,
  offer: PaceOffer,
  password: DocumentPassword,
  options: PerformPaceOptions = {},
): Promise<PaceRun> {
  const { crypto = defaultBackend } = options
  const { oid, mapping, cipher, parameterId } = offer
  const passwordKey = derivePasswordKey(crypto, password, cipher)
  const recording = recordExchanges(channel)
  const run = {
    protocol: 'PACE',
    oid,
    mapping,
    cipher,
    ...(parameterId === undefined ? {} : { parameterId }),
    password: password.type,
    transcript: recording.exchanges,
  } as const
  try {
    const group = groupOf(crypto, offer)
    await selectPaceProtocol(recording, offer, password, options)
    const dialogue = new GeneralAuthenticate(recording, options.extendedLength ?? true)
    const agreement = await agree(dialogue, crypto, group, offer, passwordKey)
    const { keys, chipMappingKey, chipAuthenticationData, ...rest } = agreement
    const secured = createSecureMessaging(channel, keys, { crypto })
    keys.encryptionKey.fill(0)
    keys.macKey.fill(0)
    const evidence: PaceEvidence = {
      ...run,
      completed: true,
      ...(chipAuthenticationData === undefined ? {} : { chipAuthenticationData }),
      ...(chipAuthenticationData === undefined || chipMappingKey === undefined ? {} : { chipMappingKey }),
    }
    return { completed: true, channel: secured, evidence, ...rest }
  } catch (error) {
    if (!(error instanceof EmrtdError)) throw error
    const evidence: PaceEvidence = { ...run, completed: false, fault: evidenceFault(error) }
    return { completed: false, error, evidence }
  } finally {
    passwordKey.fill(0)
  }
}

/** The group of the offer: EF.CardAccess is unprotected, and a group of the sender's making could give the password away. */
function groupOf(crypto: CryptoBackend, { domainParameters }: PaceOffer): PaceGroup {
  try {
    return paceGroup(crypto, domainParameters)
  } catch (cause) {
    if (!(cause instanceof EmrtdError)) throw cause
    throw new EmrtdError('ACCESS_UNSUPPORTED', 'the domain parameters of the chip are not sound', { cause })
  }
}

/** The four steps. Doc 9303-11 §4.4.1, §4.4.5. */
async function agree(
  dialogue: GeneralAuthenticate,
  crypto: CryptoBackend,
  group: PaceGroup,
  offer: PaceOffer,
  passwordKey: Uint8Array,
): Promise<Agreement> {
  const { oid, cipher, mapping, domainParameters } = offer
  const secrets: Uint8Array[] = []
  const secret = (bytes: Uint8Array): Uint8Array => {
    secrets.push(bytes)
    return bytes
  }
  try {
    const encrypted = required(await dialogue.step(new Uint8Array(0), 'PACE step 1 (nonce)'), 0x80, 'nonce')
    const nonce = secret(decryptNonce(crypto, offer, passwordKey, encrypted))
    const { generator, chipMappingKey } =
      mapping === 'IM'
        ? await mapIntegrated(dialogue, crypto, group, offer, nonce)
        : await mapGenerically(dialogue, crypto, group, nonce, secret)

    const privateKey = secret(generatePrivateKey(crypto, group.bound))
    const publicKey = sound(() => group.publicKey(privateKey, generator))
    const ownKey = group.encodePublicKey(publicKey)
    const answer = await dialogue.step(encodeTlv(0x83, ownKey), 'PACE step 3 (key agreement)')
    const chipPublicKey = readChipKey(group, required(answer, 0x84, 'ephemeral public key'), publicKey)
    const shared = secret(sound(() => group.agree(privateKey, chipPublicKey)))
    const seed = secret(group.sharedSecret(shared))
    const encryptionKey = secret(deriveKey(crypto, seed, 'encryption', cipher))
    const macKey = secret(deriveKey(crypto, seed, 'mac', cipher))

    const chipEphemeralKey = group.encodePublicKey(chipPublicKey)
    const tokenOver = (key: Uint8Array): Uint8Array =>
      authenticationToken(crypto, cipher, macKey, tokenInput(oid, group.type, key))
    const ownToken = tokenOver(chipEphemeralKey)
    const end = await dialogue.step(encodeTlv(0x85, ownToken), 'PACE step 4 (authentication)', true)
    const token = required(end, 0x86, 'authentication token')
    if (equalBytesConstantTime(token, ownToken)) throw badResponse('the chip returned our own token')
    if (!equalBytesConstantTime(token, tokenOver(ownKey))) {
      throw badResponse('the token of the chip is wrong: it does not know the password')
    }
    const chipAuthenticationData =
      mapping === 'CAM' && domainParameters.type === 'EC'
        ? decryptChipAuthenticationData(
            crypto,
            domainParameters.curve,
            encryptionKey,
            required(end, 0x8a, 'chip authentication data'),
          )
        : undefined
    return {
      keys: { cipher, encryptionKey: encryptionKey.slice(), macKey: macKey.slice() },
      chipMappingKey,
      chipAuthenticationData,
      chipEphemeralKey,
      terminalEphemeralKey: ownKey,
      certificationAuthorityReferences: [0x87, 0x88].flatMap(tag => end.get(tag) ?? []),
    }
  } finally {
    for (const bytes of secrets) bytes.fill(0)
  }
}

interface Mapped {
  readonly generator: Uint8Array
  readonly chipMappingKey?: Uint8Array
}

/** Step 2 of generic and of chip authentication mapping. Doc 9303-11 §4.4.3.3.1, §4.4.3.3.3. */
async function mapGenerically(
  dialogue: GeneralAuthenticate,
  crypto: CryptoBackend,
  group: PaceGroup,
  nonce: Uint8Array,
  secret: (bytes: Uint8Array) => Uint8Array,
): Promise<Mapped> {
  const privateKey = secret(generatePrivateKey(crypto, group.bound))
  const publicKey = sound(() => group.publicKey(privateKey, group.generator))
  const content = encodeTlv(0x81, group.encodePublicKey(publicKey))
  const answer = await dialogue.step(content, 'PACE step 2 (mapping)')
  const chipKey = readChipKey(group, required(answer, 0x82, 'mapping key'), publicKey)
  const shared = secret(sound(() => group.agree(privateKey, chipKey)))
  const generator = sound(() => group.mapGenerically(nonce, shared))
  return { generator, chipMappingKey: group.encodePublicKey(chipKey) }
}

/** Step 2 of integrated mapping. Doc 9303-11 §4.4.3.3.2, §4.4.5.2.2. */
async function mapIntegrated(
  dialogue: GeneralAuthenticate,
  crypto: CryptoBackend,
  group: PaceGroup,
  { cipher }: PaceOffer,
  nonce: Uint8Array,
): Promise<Mapped> {
  const own = crypto.randomBytes(integratedMapping[cipher].keyLength)
  const answer = await dialogue.step(encodeTlv(0x81, own), 'PACE step 2 (mapping)')
  if (required(answer, 0x82, 'mapping data').length > 0) {
    throw badResponse('mapping data of the chip, of which integrated mapping has none')
  }
  const number = pseudoRandomNumber(crypto, cipher, nonce, own, group.primeLength)
  return { generator: sound(() => group.mapIntegrated(number)) }
}

/** A public key of the chip, which must be sound and another than ours. Doc 9303-11 §4.4.1, step 3 d). */
function readChipKey(group: PaceGroup, encoded: Uint8Array, own: Uint8Array): Uint8Array {
  const publicKey = sound(() => group.readPublicKey(encoded))
  if (equalBytes(publicKey, own)) throw badResponse('the chip returned our own public key')
  return publicKey
}

function required(data: AuthenticationData, tag: number, what: string): Uint8Array {
  const value = data.get(tag)
  if (value === undefined) throw badResponse(`the chip gave no ${what}`)
  return value
}

/** What is computed of the chip's values: that they are no sound ones is the chip's fault. */
function sound<T>(compute: () => T): T {
  try {
    return compute()
  } catch (error) {
    if (error instanceof EmrtdError) throw badResponse('a value of the chip is not sound', error)
    throw error
  }
}
