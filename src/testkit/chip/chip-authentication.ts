import { encodeTlv } from '../../asn1/index.js'
import { bytesToBigInt } from '../../bytes.js'
import type { DomainParameters, SymmetricCipher } from '../../crypto/index.js'
import { EmrtdError } from '../../errors.js'
import { type ChipAnswer, status, success } from './chip-command.js'
import { chipGroup } from './chip-group.js'
import { ChipSession } from './chip-secure-messaging.js'
import type { ChipSurroundings } from './chip-surroundings.js'
import { dynamicAuthenticationData, readObjects, readOid } from './data-objects.js'
import { cipherArcs } from './pace-offer.js'
import type { AgreedKey } from './terminal-authentication.js'

/** A static key for Chip Authentication, with all that is known of it. */
export interface ResolvedChipAuthenticationKey {
  readonly parameters: DomainParameters
  readonly privateKey: Uint8Array
  readonly keyId: number | undefined
  readonly ciphers: readonly SymmetricCipher[]
}

/** Called with the new session, and the terminal's ephemeral key, once the answer is protected by the old one. */
type StartSession = (session: ChipSession, terminalKey: AgreedKey) => void

/** Chip Authentication version 1 from the chip's side. Doc 9303-11 §6.2. */
export class ChipAuthentication {
  readonly #chip: ChipSurroundings
  readonly #keys: readonly ResolvedChipAuthenticationKey[]
  #selected: { readonly key: ResolvedChipAuthenticationKey; readonly cipher: SymmetricCipher } | undefined

  constructor(surroundings: ChipSurroundings, keys: readonly ResolvedChipAuthenticationKey[]) {
    this.#chip = surroundings
    this.#keys = keys
  }

  /** Whether GENERAL AUTHENTICATE belongs to a run of Chip Authentication. */
  get underWay(): boolean {
    return this.#selected !== undefined
  }

  /** Forgets the run that is under way. */
  abandon(): void {
    this.#selected = undefined
  }

  /** MSE:Set KAT: the whole protocol in one command, with 3DES. Doc 9303-11 §6.2.4.1. */
  agreeByKat(data: Uint8Array, start: StartSession): ChipAnswer {
    const objects = readObjects(data)
    const publicKey = objects?.find(object => object.tag === 0x91)?.value
    if (publicKey === undefined) return status(0x6a80)
    const reference = objects?.find(object => object.tag === 0x84)?.value
    const key = this.#find(each => each.ciphers.includes('3DES'), reference)
    return key === undefined ? status(0x6a88) : this.#agree(key, '3DES', publicKey, success(), start)
  }

  /** MSE:Set AT: chooses key and cipher. Doc 9303-11 §6.2.4.2. */
  select(data: Uint8Array): ChipAnswer {
    this.#selected = undefined
    const objects = readObjects(data)
    const oidObject = objects?.find(object => object.tag === 0x80)
    if (oidObject === undefined) return status(0x6a80)
    const oid = readOid(oidObject.value)
    const cipher = (Object.keys(cipherArcs) as SymmetricCipher[]).find(
      each => oid === chipAuthenticationOid('EC', each) || oid === chipAuthenticationOid('DH', each),
    )
    if (cipher === undefined) return status(0x6a80)
    const fits = (key: ResolvedChipAuthenticationKey): boolean =>
      key.ciphers.includes(cipher) && chipAuthenticationOid(key.parameters.type, cipher) === oid
    if (!this.#keys.some(fits)) return status(0x6a80)
    const key = this.#find(fits, objects?.find(object => object.tag === 0x84)?.value)
    if (key === undefined) return status(0x6a88)
    this.#selected = { key, cipher }
    return success()
  }

  /** GENERAL AUTHENTICATE: the terminal's ephemeral key; the answer is empty. */
  authenticate(data: Uint8Array, start: StartSession): ChipAnswer {
    const { key, cipher } = this.#selected!
    this.#selected = undefined
    const publicKey = dynamicAuthenticationData(data)?.find(object => object.tag === 0x80)?.value
    if (publicKey === undefined) return status(0x6a80)
    return this.#agree(key, cipher, publicKey, success(encodeTlv(0x7c)), start)
  }

  /** The key that a reference names, or the only one there is. */
  #find(
    fits: (key: ResolvedChipAuthenticationKey) => boolean,
    reference: Uint8Array | undefined,
  ): ResolvedChipAuthenticationKey | undefined {
    const candidates = this.#keys.filter(fits)
    if (reference === undefined) return candidates.length === 1 ? candidates[0] : undefined
    const id = bytesToBigInt(reference.subarray(0, 16))
    return candidates.find(key => key.keyId !== undefined && BigInt(key.keyId) === id)
  }

  #agree(
    key: ResolvedChipAuthenticationKey,
    cipher: SymmetricCipher,
    publicKey: Uint8Array,
    answer: ChipAnswer,
    start: StartSession,
  ): ChipAnswer {
    const { backend, faults, random } = this.#chip
    if (faults.due('chipAuthenticationRefused')) return status(0x6a80)
    const group = chipGroup(backend, key.parameters)
    const privateKey = faults.due('chipAuthenticationOtherKey')
      ? group.privateKey(random, 'fault')
      : key.privateKey
    try {
      const secret = group.secret(group.power(privateKey, group.read(publicKey)))
      if (faults.due('chipAuthenticationOldKeys')) return answer
      const session = new ChipSession(backend, cipher, secret)
      const { type } = key.parameters
      return { ...answer, afterwards: () => start(session, { type, publicKey }) }
    } catch (error) {
      if (error instanceof EmrtdError) return status(0x6a80)
      throw error
    }
  }
}

/** The object identifier of Chip Authentication with a cipher. Doc 9303-11 §9.2.7. */
export function chipAuthenticationOid(type: DomainParameters['type'], cipher: SymmetricCipher): string {
  return `0.4.0.127.0.7.2.2.3.${type === 'EC' ? 2 : 1}.${cipherArcs[cipher]}`
}
