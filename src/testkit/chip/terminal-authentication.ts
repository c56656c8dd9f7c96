import { bytesToLatin1, concatBytes, latin1ToBytes, stripLeadingZeros } from '../../bytes.js'
import { type CryptoBackend, verifySignature } from '../../crypto/index.js'
import { EmrtdError } from '../../errors.js'
import { type ChipAnswer, status, success } from './chip-command.js'
import type { ChipFileName } from './chip-files.js'
import { readObjects } from './data-objects.js'
import type { FaultPlan } from './fault-plan.js'
import { type ChipCvCertificate, readChipCvCertificate, readTrustPoint } from './read-cv-certificate.js'

/** What a chip is personalised with for Terminal Authentication. */
export interface ChipTerminalAuthentication {
  /** The certificates of the CVCA keys that the chip trusts, the newest first; one or two. */
  readonly trustPoints: readonly Uint8Array[]
  /** The chip's idea of today, `YYYY-MM-DD`; the effective date of the newest trust point by default. */
  readonly today?: string | undefined
  /** Where EF.CVCA stands, if not under 011C and 1C; without a short identifier it must be selected. Doc 9303-11 App. K.2. */
  readonly efCvca?: { readonly identifier: number; readonly shortIdentifier?: number | undefined } | undefined
}

/** An ephemeral public key as it was sent. */
export interface AgreedKey {
  readonly type: 'EC' | 'DH'
  readonly publicKey: Uint8Array
}

const inspectionSystem = '0.4.0.127.0.7.3.1.2.1'
/** The bits of the rights by file. TR-03110-4 §2.2.3. */
const rightBits: Readonly<Partial<Record<ChipFileName, number>>> = { 'EF.DG3': 0x01, 'EF.DG4': 0x02 }

/** Terminal Authentication version 1 from the chip's side. Doc 9303-11 §7.1. */
export class TerminalAuthentication {
  readonly #backend: CryptoBackend
  readonly #faults: FaultPlan
  readonly #documentNumber: string | undefined
  readonly #onTrustPoints: (references: readonly string[]) => void
  #trustPoints: readonly ChipCvCertificate[]
  #today: number
  /** The key that MSE: Set DST chose. */
  #issuer: (ChipCvCertificate & { readonly rights: number }) | undefined
  /** The last certificate that was imported, with the rights that are left of its chain. */
  #imported: (ChipCvCertificate & { readonly rights: number }) | undefined
  #selected = false
  #performed = false
  #granted = 0
  #chipKey: AgreedKey | undefined
  #terminalKey: AgreedKey | undefined

  /**
   * @param documentNumber with its check digit: ID.IC after BAC.
   * @param onTrustPoints called when a link certificate has changed what EF.CVCA names.
   */
  constructor(
    backend: CryptoBackend,
    faults: FaultPlan,
    { trustPoints, today }: ChipTerminalAuthentication,
    documentNumber: string | undefined,
    onTrustPoints: (references: readonly string[]) => void,
  ) {
    this.#onTrustPoints = onTrustPoints
    this.#backend = backend
    this.#faults = faults
    this.#documentNumber = documentNumber
    this.#trustPoints = trustPoints.map(readTrustPoint)
    this.#today =
      today === undefined
        ? Math.max(...this.#trustPoints.map(({ effective }) => effective))
        : Number(today.slice(2).replaceAll('-', ''))
  }

  /** The names of the keys that the chip trusts now, as EF.CVCA holds them: the newest first. */
  get references(): readonly string[] {
    return this.#trustPoints.map(({ holder }) => holder)
  }

  /** Whether a file may be read. */
  permits(name: ChipFileName): boolean {
    const bit = rightBits[name]
    return bit !== undefined && (this.#granted & bit) !== 0
  }

  /** After a session ended: rights, keys and certificates are gone. */
  endSession(): void {
    this.#issuer = undefined
    this.#imported = undefined
    this.#selected = false
    this.#performed = false
    this.#granted = 0
    this.#chipKey = undefined
    this.#terminalKey = undefined
  }

  /** PACE has agreed on keys; the terminal's counts with chip authentication mapping. */
  openedByPace(chipKey: AgreedKey, terminalKey: AgreedKey | undefined): void {
    this.endSession()
    this.#chipKey = chipKey
    this.#terminalKey = terminalKey
  }

  /** Chip Authentication has agreed on keys: rights end with the session before. */
  openedByChipAuthentication(terminalKey: AgreedKey): void {
    this.#granted = 0
    this.#performed = false
    this.#terminalKey = terminalKey
  }

  /** MSE: Set DST. */
  selectIssuer(data: Uint8Array): ChipAnswer {
    const name = this.#nameIn(data)
    if (name === undefined) return status(0x6a80)
    this.#selected = false
    const trusted = this.#trustPoints.find(({ holder }) => holder === name)
    this.#issuer =
      this.#imported?.holder === name
        ? this.#imported
        : trusted && { ...trusted, rights: trusted.template.at(-1)! }
    return this.#issuer === undefined ? status(0x6a88) : success()
  }

  /** PSO: Verify Certificate. */
  verifyCertificate(data: Uint8Array): ChipAnswer {
    const issuer = this.#issuer
    this.#issuer = undefined
    if (issuer === undefined) return status(0x6985)
    if (this.#faults.due('terminalCertificateRefused')) return status(0x6300)
    let certificate: ChipCvCertificate
    try {
      certificate = readChipCvCertificate(data, issuer.key.type === 'EC' ? issuer.key.curve : undefined)
      const { body, signature } = certificate
      if (!verifySignature(this.#backend, issuer.scheme, issuer.key, body, signature).valid)
        return status(0x6300)
    } catch (error) {
      if (error instanceof EmrtdError) return status(0x6a80)
      throw error
    }
    const role = roleOf(certificate)
    const above = roleOf(issuer)
    const mayIssue = above === 3 ? role !== 0 : (above === 1 || above === 2) && role === 0
    if (certificate.issuer !== issuer.holder || !mayIssue || certificate.template.length !== 1) {
      return status(0x6300)
    }
    if (role !== 3 && certificate.expires < this.#today) return status(0x6300)
    // Foreign document verifiers are no source of time. Doc 9303-11 §7.1.4.3.3.
    if (role !== 0 || above === 2) this.#today = Math.max(this.#today, certificate.effective)
    if (role === 3) {
      this.#trustPoints = [certificate, ...this.#trustPoints].slice(0, 2)
      this.#onTrustPoints(this.references)
      this.#imported = undefined
      return success()
    }
    this.#imported = { ...certificate, rights: issuer.rights & certificate.template.at(-1)! }
    return success()
  }

  /** MSE: Set AT for Terminal Authentication. */
  selectTerminal(data: Uint8Array): ChipAnswer {
    const name = this.#nameIn(data)
    if (name === undefined) return status(0x6a80)
    this.#selected =
      this.#imported !== undefined && this.#imported.holder === name && roleOf(this.#imported) === 0
    return this.#selected ? success() : status(0x6a88)
  }

  /** Whether EXTERNAL AUTHENTICATE belongs to a run of Terminal Authentication. */
  get underWay(): boolean {
    return this.#selected
  }

  /**
   * EXTERNAL AUTHENTICATE: the terminal's signature.
   *
   * @param challenge what GET CHALLENGE gave before.
   */
  authenticate(signature: Uint8Array, challenge: Uint8Array | undefined): ChipAnswer {
    const terminal = this.#imported
    this.#selected = false
    if (terminal === undefined || challenge === undefined) return status(0x6985)
    if (this.#terminalKey === undefined || this.#performed) return status(0x6982)
    if (this.#faults.due('terminalSignatureRefused')) return status(0x6982)
    const identifier =
      this.#chipKey === undefined
        ? latin1ToBytes(this.#documentNumber ?? '')
        : this.#compressed(this.#chipKey)
    const signed = concatBytes(identifier, challenge, this.#compressed(this.#terminalKey))
    const { key, scheme } = terminal
    if (!verifySignature(this.#backend, scheme, key, signed, signature).valid) return status(0x6300)
    this.#performed = true
    this.#granted = terminal.terminalType === inspectionSystem ? terminal.rights & 0x3f : 0
    return success()
  }

  /** Doc 9303-11 §7.1.4.1.3, §7.1.4.2.3. */
  #compressed({ type, publicKey }: AgreedKey): Uint8Array {
    return type === 'EC'
      ? publicKey.slice(1, 1 + (publicKey.length - 1) / 2)
      : this.#backend.digest('SHA-1', stripLeadingZeros(publicKey))
  }

  #nameIn(data: Uint8Array): string | undefined {
    const name = readObjects(data)?.find(({ tag }) => tag === 0x83)?.value
    return name && bytesToLatin1(name)
  }
}

/** 3 CVCA, 2 and 1 domestic and foreign document verifier, 0 terminal. */
function roleOf({ template }: ChipCvCertificate): number {
  return template[0]! >>> 6
}
