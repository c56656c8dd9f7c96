import { encodeOid, encodeTlv, type Tlv } from '../../asn1/index.js'
import { bytesToBigInt, concatBytes, equalBytes, equalBytesConstantTime } from '../../bytes.js'
import { type CryptoBackend, deriveKey, padIso9797 } from '../../crypto/index.js'
import { EmrtdError } from '../../errors.js'
import { chipAuthenticationData } from './chip-cam.js'
import { type ChipAnswer, status, success } from './chip-command.js'
import { type ChipGroup, chipGroup } from './chip-group.js'
import type { ChipPassword } from './chip-passwords.js'
import { ChipSession } from './chip-secure-messaging.js'
import type { ChipSurroundings } from './chip-surroundings.js'
import { corruptPublicKey } from './corrupt-public-key.js'
import { dynamicAuthenticationData, readObjects, readOid } from './data-objects.js'
import { integratedMappingLengths, pseudoRandomNumber } from './integrated-mapping.js'
import type { PaceMapping, ResolvedPaceOffer } from './pace-offer.js'
import type { AgreedKey } from './terminal-authentication.js'

/** A run of PACE that is under way. */
interface Run {
  readonly offer: ResolvedPaceOffer
  readonly password: ChipPassword
  readonly group: ChipGroup
  step: 'nonce' | 'mapping' | 'agreement' | 'token'
  nonce: Uint8Array
  mappingKey: Uint8Array
  generator: Uint8Array
  terminalKey: Uint8Array
  publicKey: Uint8Array
  secret: Uint8Array
}

/** Called with the new session, and with what was agreed on in it. */
export type StartByPace = (
  session: ChipSession,
  agreed: { readonly mapping: PaceMapping; readonly chipKey: AgreedKey; readonly terminalKey: AgreedKey },
) => void

/** PACE from the chip's side. Doc 9303-11 §4.4. */
export class ChipPace {
  readonly #chip: ChipSurroundings
  #run: Run | undefined
  /** The PIN may be used though one try is left: the CAN was right in this session. TR-03110-2 §2.2.3. */
  #resumed = false

  constructor(surroundings: ChipSurroundings) {
    this.#chip = surroundings
  }

  /** Whether GENERAL AUTHENTICATE belongs to a run of PACE. */
  get underWay(): boolean {
    return this.#run !== undefined
  }

  /** Forgets the run that is under way. */
  abandon(): void {
    this.#run = undefined
  }

  /** The session ended: a PIN that was resumed in it is suspended again. */
  endSession(): void {
    this.#resumed = false
  }

  /** MSE:Set AT: chooses protocol, password and parameters. Doc 9303-11 §4.4.4.1. */
  select(data: Uint8Array): ChipAnswer {
    const { faults, offers, passwords, backend } = this.#chip
    this.#run = undefined
    const objects = readObjects(data)
    const oidObject = objects?.find(object => object.tag === 0x80)
    const passwordObject = objects?.find(object => object.tag === 0x83)
    const parametersObject = objects?.find(object => object.tag === 0x84)
    if (oidObject === undefined || passwordObject === undefined) return status(0x6a80)
    if (faults.due('paceRefused')) return status(0x6a80)
    const oid = readOid(oidObject.value)
    const candidates = offers.filter(offer => offer.oid === oid)
    if (candidates.length === 0) return status(0x6a80)
    const password =
      passwordObject.value.length === 1 ? passwords.byReference(passwordObject.value[0]!) : undefined
    if (password === undefined) return status(0x6a88)
    if (parametersObject === undefined) {
      const sets = new Set(candidates.map(offer => offer.parameterId))
      if (sets.size > 1 || faults.due('paceNeedsParameterReference')) return status(0x6a88)
    } else if (parametersObject.value.length === 0 || parametersObject.value.length > 4) {
      return status(0x6a80)
    }
    const wanted = parametersObject && Number(bytesToBigInt(parametersObject.value))
    const offer = candidates.find(each => wanted === undefined || each.parameterId === wanted)
    if (offer === undefined) return status(0x6a88)
    const none = new Uint8Array(0)
    this.#run = {
      offer,
      password,
      group: chipGroup(backend, offer.parameters),
      step: 'nonce',
      nonce: none,
      mappingKey: none,
      generator: none,
      terminalKey: none,
      publicKey: none,
      secret: none,
    }
    const left = this.#triesLeft(password)
    const warn = left !== undefined && (passwords.warns(password) || left !== passwords.triesLeft(password))
    return status(warn ? 0x63c0 | Math.min(left, 15) : 0x9000)
  }

  /**
   * GENERAL AUTHENTICATE: the next step. Doc 9303-11 §4.4.4.2.
   *
   * @param last whether the command ends its chain, as that of the last step must and no other may.
   * @param start called with the new session once the last answer is made.
   */
  authenticate(data: Uint8Array, last: boolean, start: StartByPace): ChipAnswer {
    const run = this.#run!
    const refuse = (word: number): ChipAnswer => {
      this.#run = undefined
      return status(word)
    }
    if (last !== (run.step === 'token')) return refuse(last ? 0x6a80 : 0x6883)
    const objects = dynamicAuthenticationData(data)
    if (objects === undefined) return refuse(0x6a80)
    if (this.#chip.faults.due('paceStatusOnly')) return status(0x9000)
    try {
      const answer = this.#step(run, objects, start)
      if ((answer.status & 0xff00) !== 0x9000) this.#run = undefined
      return answer
    } catch (error) {
      if (error instanceof EmrtdError) return refuse(0x6a80)
      throw error
    }
  }

  #step(run: Run, objects: readonly Tlv[], start: StartByPace): ChipAnswer {
    const value = (tag: number): Uint8Array => {
      const object = objects.find(each => each.tag === tag)
      if (object === undefined) throw new EmrtdError('CRYPTO_BAD_INPUT', 'data object missing')
      return object.value
    }
    switch (run.step) {
      case 'nonce':
        return objects.length === 0 ? this.#giveNonce(run) : status(0x6a80)
      case 'mapping':
        return this.#map(run, value(0x81))
      case 'agreement':
        return this.#agree(run, value(0x83))
      case 'token':
        return this.#confirm(run, value(0x85), start)
    }
  }

  #giveNonce(run: Run): ChipAnswer {
    const { backend, faults, passwords, random } = this.#chip
    if (faults.due('paceNonceRefused')) return status(0x6a80)
    const left = this.#triesLeft(run.password)
    if (left === 0) return status(0x6983)
    // A suspended PIN is resumed by the CAN; the other counters only count.
    if (left === 1 && run.password === 'PIN' && !this.#resumed) return status(0x6985)
    const { cipher, mapping } = run.offer
    const length = mapping === 'IM' ? integratedMappingLengths[cipher].nonce : 16
    run.nonce = random(length, 'paceNonce')
    const key = passwords.key(run.password, cipher)
    let encrypted =
      cipher === '3DES'
        ? backend.tripleDesCbcEncrypt(key, new Uint8Array(8), run.nonce)
        : backend.aesCbcEncrypt(key, new Uint8Array(16), run.nonce)
    if (faults.due('paceNonceWrong')) encrypted[0] = encrypted[0]! ^ 1
    if (faults.due('paceNonceShort')) encrypted = encrypted.subarray(0, 8)
    if (faults.due('paceNonceLong')) encrypted = concatBytes(encrypted, Uint8Array.of(0))
    if (faults.due('paceNonceEmpty')) encrypted = new Uint8Array(0)
    run.step = 'mapping'
    return this.#answer(encodeTlv(faults.due('paceNonceWrongTag') ? 0x90 : 0x80, encrypted))
  }

  #map(run: Run, received: Uint8Array): ChipAnswer {
    const { backend, faults, random } = this.#chip
    const { group, offer } = run
    if (faults.due('paceMappingRefused')) return status(0x6a80)
    const tag = faults.due('paceMappingWrongTag') ? 0x92 : 0x82
    run.step = 'agreement'
    if (offer.mapping === 'IM') {
      if (received.length !== integratedMappingLengths[offer.cipher].key) return status(0x6a80)
      const number = pseudoRandomNumber(backend, offer.cipher, run.nonce, received, group.primeBits)
      run.generator = group.mapIntegrated(number)
      const data = faults.due('paceMappingUnexpected') ? group.encode(group.generator) : new Uint8Array(0)
      return this.#answer(encodeTlv(tag, data))
    }
    const terminalKey = group.read(received)
    run.mappingKey = group.privateKey(random, 'paceMappingKey')
    const publicKey = group.power(run.mappingKey)
    if (equalBytes(publicKey, terminalKey)) return status(0x6a80)
    run.generator = group.mapGeneric(run.nonce, group.power(run.mappingKey, terminalKey))
    const sent = corruptPublicKey(group.encode(publicKey), 'Mapping', received, offer.parameters, this.#chip)
    return this.#answer(encodeTlv(tag, sent))
  }

  #agree(run: Run, received: Uint8Array): ChipAnswer {
    const { faults, random } = this.#chip
    const { group, generator } = run
    if (faults.due('paceEphemeralRefused')) return status(0x6a80)
    run.terminalKey = group.read(received)
    const leadingZero = faults.due('leadingZeroSecret') !== undefined
    let privateKey = group.privateKey(random, 'paceEphemeralKey')
    run.secret = group.secret(group.power(privateKey, run.terminalKey))
    while (leadingZero && run.secret[0] !== 0) {
      privateKey = group.privateKey(random, 'paceEphemeralKey')
      run.secret = group.secret(group.power(privateKey, run.terminalKey))
    }
    run.publicKey = group.power(privateKey, generator)
    if (equalBytes(run.publicKey, run.terminalKey)) return status(0x6a80)
    const { parameters } = run.offer
    const sent = corruptPublicKey(group.encode(run.publicKey), 'Ephemeral', received, parameters, this.#chip)
    run.step = 'token'
    return this.#answer(encodeTlv(faults.due('paceEphemeralWrongTag') ? 0x94 : 0x84, sent))
  }

  #confirm(run: Run, received: Uint8Array, start: StartByPace): ChipAnswer {
    const { backend, faults, passwords } = this.#chip
    const { group, offer, password } = run
    const macKey = deriveKey(backend, run.secret, 'mac', offer.cipher)
    const token = (element: Uint8Array): Uint8Array =>
      authenticationToken(backend, offer, macKey, group.encode(element))
    if (faults.due('paceFails') || !equalBytesConstantTime(received, token(run.publicKey))) {
      passwords.failed(password)
      const left = passwords.triesLeft(password)
      return status(left === undefined ? 0x6300 : 0x63c0 | Math.min(left, 15))
    }
    passwords.succeeded(password)
    let own = token(run.terminalKey)
    if (faults.due('paceTokenWrong')) own[7] = own[7]! ^ 1
    if (faults.due('paceTokenReflected')) own = received.slice()
    if (faults.due('paceTokenShort')) own = own.subarray(0, 4)
    if (faults.due('paceTokenEmpty')) own = new Uint8Array(0)
    const parts = [encodeTlv(faults.due('paceTokenWrongTag') ? 0x96 : 0x86, own)]
    if (offer.mapping === 'CAM') {
      const data = chipAuthenticationData(
        this.#chip,
        offer,
        group,
        run.mappingKey,
        this.#chip.staticKey(offer),
        deriveKey(backend, run.secret, 'encryption', offer.cipher),
      )
      if (data !== undefined) parts.push(data)
    } else if (faults.due('camDataUnexpected')) parts.push(encodeTlv(0x8a, new Uint8Array(32)))
    this.#run = undefined
    const session = new ChipSession(backend, offer.cipher, run.secret)
    const afterwards = (): void => {
      this.#resumed = password === 'CAN'
      const { type } = group
      start(session, {
        mapping: offer.mapping,
        chipKey: { type, publicKey: group.encode(run.publicKey) },
        terminalKey: { type, publicKey: group.encode(run.terminalKey) },
      })
    }
    return { ...this.#answer(concatBytes(...parts)), afterwards }
  }

  #answer(content: Uint8Array): ChipAnswer {
    const { faults } = this.#chip
    const template = encodeTlv(faults.due('paceTemplateWrongTag') ? 0x7d : 0x7c, content)
    if (faults.due('paceTemplateTooLong')) {
      const at = template[1]! < 0x80 ? 1 : template[1]! === 0x81 ? 2 : 3
      template[at] = (template[at]! + 16) & (at === 1 ? 0x7f : 0xff)
    }
    return success(template)
  }

  #triesLeft(password: ChipPassword): number | undefined {
    const { faults, passwords } = this.#chip
    if (faults.has('passwordBlocked')) return 0
    if (faults.has('lastTry')) return 1
    return passwords.triesLeft(password)
  }
}

/** The token over a public key data object. Doc 9303-11 §4.4.3.4, §9.4. */
function authenticationToken(
  backend: CryptoBackend,
  offer: ResolvedPaceOffer,
  macKey: Uint8Array,
  publicKey: Uint8Array,
): Uint8Array {
  const object = encodeTlv(
    0x7f49,
    encodeTlv(0x06, encodeOid(offer.oid)),
    encodeTlv(offer.parameters.type === 'EC' ? 0x86 : 0x84, publicKey),
  )
  return offer.cipher === '3DES'
    ? backend.retailMac(macKey, padIso9797(object, 8))
    : backend.aesCmac(macKey, object).slice(0, 8)
}
