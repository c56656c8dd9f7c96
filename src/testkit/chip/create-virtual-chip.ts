import { derInteger, derOid, derSequence, derSetOf, encodeTlv } from '../../asn1/index.js'
import {
  type CryptoBackend,
  type DomainParameters,
  defaultBackend,
  type SymmetricCipher,
  standardizedDomainParameters,
} from '../../crypto/index.js'
import { writeEfCvca } from '../lds/index.js'
import {
  type ActiveAuthenticationKey,
  answerActiveAuthentication,
  checkActiveAuthenticationKey,
} from './active-authentication.js'
import { answerToReset, type ExtendedLength, writeEfAtrInfo } from './answer-to-reset.js'
import { activeAuthenticationPublicKey, dg14Infos } from './authentication-files.js'
import { type CardSecuritySigner, throwawaySigner, writeEfCardSecurity } from './card-security.js'
import { ChipAuthentication, type ResolvedChipAuthenticationKey } from './chip-authentication.js'
import { ChipBac } from './chip-bac.js'
import { ChipCommands } from './chip-commands.js'
import type { ChipFault, ChipFaultSetting } from './chip-faults.js'
import { ChipFileSystem } from './chip-file-system.js'
import { type ChipFileName, chipFilePlaces, ldsApplication } from './chip-files.js'
import { chipGroup } from './chip-group.js'
import { ChipPace } from './chip-pace.js'
import { type ChipPassword, ChipPasswords, type ChipRetries } from './chip-passwords.js'
import { type ChipRandom, randomFromSeed } from './chip-randomness.js'
import type { ChipSurroundings } from './chip-surroundings.js'
import { FaultPlan } from './fault-plan.js'
import { mrzInformationOfFields, mrzInformationOfZone } from './mrz-secret.js'
import { type ChipPaceOffer, type ResolvedPaceOffer, resolvePaceOffer } from './pace-offer.js'
import {
  standardizedAlgorithm,
  writeChipAuthenticationPublicKeyInfo,
  writeEfCardAccess,
} from './security-infos.js'
import { stripKeysFromEfCom } from './strip-keys.js'
import { type ChipTerminalAuthentication, TerminalAuthentication } from './terminal-authentication.js'
import { type ChipExchange, VirtualChip } from './virtual-chip.js'

/** How the chip lets a terminal in. */
export interface ChipAccess {
  /** Basic Access Control, with the MRZ; true by default if there is an MRZ and no PACE. */
  readonly bac?: boolean
  /** The ways of PACE that EF.CardAccess offers; none by default. */
  readonly pace?: readonly ChipPaceOffer[]
}

/** A static key for Chip Authentication. */
export interface ChipAuthenticationKey {
  /** The group: a standardized id (0 to 2, 8 to 18), or the parameters themselves. */
  readonly parameters: number | DomainParameters
  /** Unsigned big-endian; drawn if it is not given. */
  readonly privateKey?: Uint8Array
  /** Needed if there are several keys. */
  readonly keyId?: number
  /** The ciphers of the ChipAuthenticationInfos; MSE:Set KAT works with 3DES. */
  readonly ciphers: readonly SymmetricCipher[]
}

/** What a virtual chip is made of. Only {@link files} is needed; without passwords it is readable by everyone. */
export interface VirtualChipOptions {
  /**
   * The files, as they are. EF.CardAccess, EF.CardSecurity, EF.ATR/INFO and EF.DIR are made to fit the other options
   * where they are not given.
   */
  readonly files: Readonly<Partial<Record<ChipFileName, Uint8Array>>>
  /** The machine readable zone, its lines with or without line breaks. */
  readonly mrz?: string
  /** In place of {@link mrz}: document number, birth and expiry (`YYMMDD`), all three. */
  readonly documentNumber?: string
  readonly dateOfBirth?: string
  readonly dateOfExpiry?: string
  /** Card access number. */
  readonly can?: string
  readonly pin?: string
  readonly puk?: string
  readonly access?: ChipAccess
  /** How often a password may be wrong in a row: 3 for the PIN, without limit for the others by default. */
  readonly retries?: ChipRetries
  /**
   * Files that cannot be read without Terminal Authentication: EF.DG3 and EF.DG4 if the chip can do it, none otherwise. Other files
   * than these no terminal may read.
   */
  readonly guardedFiles?: readonly ChipFileName[]
  /** The CVCA keys that the chip trusts; EF.CVCA is made to fit if it is not given. */
  readonly terminalAuthentication?: ChipTerminalAuthentication
  /** Whether commands and responses may be longer than 255 and 256 bytes: true by default, to 32,767. */
  readonly extendedLength?: boolean | ExtendedLength
  /** Where extended length is announced: everywhere by default. */
  readonly extendedLengthIn?: 'ATR' | 'EF.ATR/INFO' | 'both'
  /** Static keys for Chip Authentication; EF.DG14 is made to fit if it is not given. */
  readonly chipAuthentication?: readonly ChipAuthenticationKey[]
  /** The key for Active Authentication; EF.DG15 (and EF.DG14 for ECDSA) are made to fit if they are not given. */
  readonly activeAuthentication?: ActiveAuthenticationKey
  /** Static private keys for chip authentication mapping by parameter id; drawn where none is given. */
  readonly camKeys?: Readonly<Record<number, Uint8Array>>
  /** Who signs EF.CardSecurity; by default somebody whom nobody trusts. */
  readonly cardSecuritySigner?: CardSecuritySigner
  /** SecurityInfos in DER that stand in EF.CardAccess beside those of PACE. */
  readonly otherSecurityInfos?: readonly Uint8Array[]
  /** What goes wrong: ids of `chipFaults`, alone or with circumstances. */
  readonly faults?: readonly (ChipFault | ChipFaultSetting)[]
  /** Everything random follows from it; from the backend if it is not given. */
  readonly seed?: Uint8Array
  /** In place of a seed: the random bytes by purpose, as worked examples need them. */
  readonly random?: ChipRandom
  readonly crypto?: CryptoBackend
  /** Called after each command: a transcript. */
  readonly onExchange?: (exchange: ChipExchange) => void
}

/**
 * Makes a software eMRTD that answers APDUs: file system, BAC, PACE with every mapping and parameter set, secure
 * messaging, and on request any of `chipFaults`. Doc 9303-10 §3, Doc 9303-11 §4 and §9.8.
 *
 * @throws {TypeError} for options that do not fit together: BAC without an MRZ, an offer that Doc 9303 does not define.
 *
 * @example
 * ```ts
 * import { createVirtualChip } from 'emrtd/testkit'
 *
 * const chip = createVirtualChip({
 *   files: { 'EF.COM': Uint8Array.of(0x60, 0x00) },
 *   documentNumber: 'L898902C', dateOfBirth: '690806', dateOfExpiry: '940623',
 *   access: { bac: true, pace: [{ mapping: 'GM', cipher: 'AES-128', parameterId: 12 }] },
 * })
 * await chip.transmit(Uint8Array.of(0x00, 0xb0, 0x9c, 0x00, 0x00)) // EF.CardAccess and 9000
 * ```
 */
export function createVirtualChip(options: VirtualChipOptions): VirtualChip {
  const backend = options.crypto ?? defaultBackend
  const random =
    options.random ??
    (options.seed === undefined
      ? (length: number) => backend.randomBytes(length)
      : randomFromSeed(backend, options.seed))
  const faults = new FaultPlan(options.faults ?? [])
  const passwords = new ChipPasswords(backend, secretsOf(options), options.retries ?? {})
  const offers = (options.access?.pace ?? []).map(resolvePaceOffer)
  const seed = passwords.basicAccessSeed()
  const withBac = options.access?.bac ?? (seed !== undefined && offers.length === 0)
  if (withBac && seed === undefined) throw new TypeError('Basic Access Control needs an MRZ')

  const extended =
    options.extendedLength === false
      ? undefined
      : typeof options.extendedLength === 'object'
        ? options.extendedLength
        : { command: 32_767, response: 32_767 }
  const announced = options.extendedLengthIn ?? 'both'
  const camKeys = new Map(Object.entries(options.camKeys ?? {}).map(([id, key]) => [Number(id), key]))
  for (const offer of offers) {
    if (offer.mapping !== 'CAM' || camKeys.has(offer.parameterId)) continue
    camKeys.set(offer.parameterId, chipGroup(backend, offer.parameters).privateKey(random, 'staticKey'))
  }
  const chipAuthenticationKeys = (options.chipAuthentication ?? []).map(key =>
    resolveChipAuthenticationKey(backend, random, key),
  )
  const { activeAuthentication } = options
  if (activeAuthentication !== undefined) checkActiveAuthenticationKey(backend, activeAuthentication)
  const surroundings: ChipSurroundings = {
    backend,
    random,
    faults,
    passwords,
    offers,
    staticKey: offer => camKeys.get(offer.parameterId)!,
  }

  const files = new Map(Object.entries(options.files) as [ChipFileName, Uint8Array][])
  for (const name of files.keys()) {
    if (!chipFilePlaces.some(place => place.name === name)) throw new TypeError(`no such file: ${name}`)
  }
  const supply = (name: ChipFileName, make: () => Uint8Array): void => {
    if (!files.has(name)) files.set(name, make())
  }
  supply('EF.DIR', () => encodeTlv(0x61, encodeTlv(0x4f, ldsApplication)))
  supply('EF.ATR/INFO', () => writeEfAtrInfo(announced === 'ATR' ? undefined : extended))
  if (offers.length > 0) {
    const others = options.otherSecurityInfos ?? []
    supply('EF.CardAccess', () => cardAccess(offers, others, faults))
    const cam = offers.filter(offer => offer.mapping === 'CAM')
    if (cam.length > 0) {
      supply('EF.CardSecurity', () => {
        const keys = camPublicKeyInfos(surroundings, cam)
        const infos = writeEfCardAccess(offers, [...others, ...keys])
        return writeEfCardSecurity(
          backend,
          infos,
          options.cardSecuritySigner ?? throwawaySigner(backend, random),
        )
      })
    }
  }

  const terminal =
    options.terminalAuthentication &&
    new TerminalAuthentication(
      backend,
      faults,
      options.terminalAuthentication,
      // Document number and check digit; seven characters each for birth and expiry follow.
      secretsOf(options).get('MRZ')?.slice(0, -14),
      references => {
        if (options.files['EF.CVCA'] === undefined) files.set('EF.CVCA', writeEfCvca(references))
      },
    )
  if (terminal !== undefined) supply('EF.CVCA', () => writeEfCvca(terminal.references))
  const forDg14 = dg14Infos(
    backend,
    chipAuthenticationKeys,
    activeAuthentication,
    options.terminalAuthentication,
  )
  if (forDg14.length > 0) {
    supply('EF.DG14', () =>
      encodeTlv(0x6e, writeEfCardAccess(offers, [...(options.otherSecurityInfos ?? []), ...forDg14])),
    )
  }
  if (activeAuthentication !== undefined) {
    supply('EF.DG15', () => encodeTlv(0x6f, activeAuthenticationPublicKey(backend, activeAuthentication)))
  }

  disguise(files, backend, chipAuthenticationKeys, faults)

  const guarded = new Set(options.guardedFiles ?? (terminal === undefined ? [] : ['EF.DG3', 'EF.DG4']))
  const commands = new ChipCommands({
    random,
    faults,
    files: new ChipFileSystem(files, faults, efCvcaPlace(options.terminalAuthentication)),
    bac: withBac ? new ChipBac(backend, random, faults, seed!) : undefined,
    pace: offers.length > 0 ? new ChipPace(surroundings) : undefined,
    chipAuthentication:
      chipAuthenticationKeys.length > 0
        ? new ChipAuthentication(surroundings, chipAuthenticationKeys)
        : undefined,
    activeAuthentication:
      activeAuthentication &&
      (challenge => answerActiveAuthentication(surroundings, activeAuthentication, challenge)),
    terminalAuthentication: terminal,
    permits: name => !guarded.has(name) || terminal?.permits(name) === true,
  })
  return new VirtualChip({
    atr: answerToReset(extended !== undefined && announced !== 'EF.ATR/INFO'),
    random,
    faults,
    commands,
    passwords,
    extendedLength: extended,
    onExchange: options.onExchange,
  })
}

function efCvcaPlace({ efCvca }: Partial<ChipTerminalAuthentication> = {}) {
  return efCvca && { identifier: efCvca.identifier, shortIdentifier: efCvca.shortIdentifier }
}

function secretsOf(options: VirtualChipOptions): ReadonlyMap<ChipPassword, string> {
  const { mrz, documentNumber, dateOfBirth, dateOfExpiry, can, pin, puk } = options
  const secrets = new Map<ChipPassword, string>()
  if (mrz !== undefined) secrets.set('MRZ', mrzInformationOfZone(mrz))
  else if (documentNumber !== undefined || dateOfBirth !== undefined || dateOfExpiry !== undefined) {
    if (documentNumber === undefined || dateOfBirth === undefined || dateOfExpiry === undefined) {
      throw new TypeError('document number, date of birth and date of expiry belong together')
    }
    secrets.set('MRZ', mrzInformationOfFields(documentNumber, dateOfBirth, dateOfExpiry))
  }
  if (can !== undefined) secrets.set('CAN', can)
  if (pin !== undefined) secrets.set('PIN', pin)
  if (puk !== undefined) secrets.set('PUK', puk)
  return secrets
}

/** EF.CardAccess as the faults of the chip leave it. */
function cardAccess(
  offers: readonly ResolvedPaceOffer[],
  others: readonly Uint8Array[],
  faults: FaultPlan,
): Uint8Array {
  const shown = faults.has('cardAccessWithoutCam')
    ? offers.filter(({ mapping }) => mapping !== 'CAM')
    : offers
  const unknown = faults.has('cardAccessUnknownInfos')
    ? [derSequence(derOid('1.3.6.1.4.1.99999.9303'), derInteger(1))]
    : []
  if (!faults.has('cardAccessUnknownParameters')) return writeEfCardAccess(shown, [...others, ...unknown])
  const infos = offers.map(({ oid }) => derSequence(derOid(oid), derInteger(2), derInteger(31)))
  return writeEfCardAccess([], [...infos, ...others, ...unknown])
}

/** The files of a chip that hides or replaces the keys of the document that it copies. */
function disguise(
  files: Map<ChipFileName, Uint8Array>,
  backend: CryptoBackend,
  keys: readonly ResolvedChipAuthenticationKey[],
  faults: FaultPlan,
): void {
  const efCom = files.get('EF.COM')
  if (efCom !== undefined && faults.has('comWithoutKeys')) files.set('EF.COM', stripKeysFromEfCom(efCom))
  const weakness = faults.has('chipAuthenticationKeyOffCurve')
    ? 'offCurve'
    : faults.has('chipAuthenticationKeySmallOrder')
      ? 'smallOrder'
      : undefined
  if (weakness === undefined || keys.length === 0) return
  const infos = dg14Infos(backend, keys, undefined, undefined, weakness)
  files.set('EF.DG14', encodeTlv(0x6e, derSetOf(...infos)))
}

function camPublicKeyInfos(
  { backend, staticKey }: ChipSurroundings,
  offers: readonly ResolvedPaceOffer[],
): readonly Uint8Array[] {
  const byParameters = new Map(offers.map(offer => [offer.parameterId, offer]))
  return [...byParameters.values()].map(offer => {
    const group = chipGroup(backend, offer.parameters)
    const publicKey = group.power(staticKey(offer))
    const algorithm = standardizedAlgorithm(offer.parameterId)
    return writeChipAuthenticationPublicKeyInfo('EC', algorithm, publicKey, offer.parameterId)
  })
}

function resolveChipAuthenticationKey(
  backend: CryptoBackend,
  random: ChipRandom,
  { parameters, privateKey, keyId, ciphers }: ChipAuthenticationKey,
): ResolvedChipAuthenticationKey {
  const domain = typeof parameters === 'number' ? standardizedDomainParameters(parameters) : parameters
  if (domain === undefined) throw new TypeError(`no standardized domain parameters of id ${parameters}`)
  const key = privateKey ?? chipGroup(backend, domain).privateKey(random, 'staticKey')
  return { parameters: domain, privateKey: key, keyId, ciphers }
}
