import type { LdsFileName } from '../../lds/index.js'
import type {
  ChipFaultSetting,
  ChipFileName,
  ChipPaceOffer,
  ChipTerminalAuthentication,
} from '../chip/index.js'
import { buildCrl } from '../issuer/build-crl.js'
import { type Country, createCountry, type IssuerParty } from '../issuer/create-country.js'
import { drawFingerprint } from '../issuer/draw-fingerprint.js'
import { encodeJpeg } from '../issuer/encode-jpeg.js'
import { type DocumentOptions, type IssuedDocument, issueDocument } from '../issuer/issue-document.js'
import type { IssuerKey } from '../issuer/issuer-key.js'
import type { KeyAlgorithm } from '../issuer/key-algorithm.js'
import { writeEfSod } from '../issuer/write-ef-sod.js'
import { writeDg3, writeDg11, writeDg12, writeFinger19794 } from '../lds/index.js'

/** A file by its name. */
export interface SpecimenFile {
  readonly name: string
  readonly bytes: Uint8Array
}

/** What the inspection asks for, in the words of `emrtd verify`; its defaults where nothing is said. */
export interface SpecimenDemands {
  readonly policy?: 'border' | 'onboarding' | 'laboratory' | undefined
  readonly validity?: 'at-inspection' | 'at-signing' | 'both' | undefined
  readonly revocation?: 'required' | 'if-given' | 'accepted' | undefined
  readonly caFlag?: 'lenient' | 'required' | undefined
}

/** How the chip behaves that holds the files, where the reader is to be tried too. */
export interface SpecimenChip {
  /** The ways of PACE. */
  readonly pace: readonly ChipPaceOffer[]
  readonly bac: boolean
  readonly can?: string | undefined
  readonly extendedLength?: boolean | undefined
  readonly faults: readonly ChipFaultSetting[]
  /** Which of its private keys the chip has; all unless given. */
  readonly keys?: IssuedDocument['chipKeys'] | undefined
  /** Whom it lets at EF.DG3 and EF.DG4; everybody unless given. */
  readonly terminalAuthentication?: ChipTerminalAuthentication | undefined
  /** Files that the chip holds beside the document's: an EF.CVCA that lies. */
  readonly files?: Readonly<Partial<Record<ChipFileName, Uint8Array>>> | undefined
}

/** A terminal that shows itself to chips by Terminal Authentication. */
export interface SpecimenTerminal {
  /** Card-verifiable certificates in any order: the terminal's own, document verifiers, link certificates. */
  readonly certificates: readonly SpecimenFile[]
  /** The terminal's private key. */
  readonly key: IssuerKey
}

/** A document with everything that an inspection judges it by. */
export interface Specimen {
  readonly country: Country
  /** What the document was issued with. */
  readonly choices: DocumentOptions
  readonly document: IssuedDocument
  /** The files as a reader gets them. */
  readonly files: Readonly<Partial<Record<LdsFileName, Uint8Array>>>
  /** Certificates and lists that are trusted: as given, or by their signature if there are {@link anchors}. */
  readonly trust: readonly SpecimenFile[]
  /** Certificates that lists must be signed under. */
  readonly anchors: readonly SpecimenFile[]
  readonly crls: readonly SpecimenFile[]
  /** Document signers from elsewhere. */
  readonly signers: readonly SpecimenFile[]
  /** The MRZ as printed; undefined if nobody read it. */
  readonly printedMrz?: readonly string[] | undefined
  readonly at: Date
  readonly demands: SpecimenDemands
  readonly chip?: SpecimenChip | undefined
  /** The terminal that reads the chip; one without certificates unless given. */
  readonly terminal?: SpecimenTerminal | undefined
}

/** What a specimen is made from. */
export interface SpecimenOptions {
  /** Utopia, with ECDSA on P-256 and explicit parameters throughout, unless given. */
  readonly country?: Country | undefined
  readonly document?: DocumentOptions | undefined
}

const p256: KeyAlgorithm = { kind: 'ecdsa', curve: 'P-256', parameters: 'explicit', hash: 'SHA-256' }

/**
 * A sound specimen: a passport with face, fingerprints, EF.DG11 and EF.DG12, the certificate of its CSCA, a current CRL and the moment
 * at which to judge it. A right verifier finds it valid. `applyFault` makes it wrong in one way.
 *
 * @example
 * ```ts
 * import { createSpecimen } from 'emrtd/testkit'
 *
 * createSpecimen().files['EF.SOD'] // bytes
 * ```
 */
export function createSpecimen(options: SpecimenOptions = {}): Specimen {
  const country = options.country ?? defaultCountry()
  const choices: DocumentOptions = {
    signingTime: new Date('2024-04-16T09:00:00Z'),
    ...options.document,
    dataGroups: { ...usualDataGroups(), ...options.document?.dataGroups },
  }
  const document = issueDocument(country, choices)
  return {
    country,
    choices,
    document,
    files: document.files,
    trust: [{ name: 'csca.cer', bytes: country.csca.certificate }],
    anchors: [],
    crls: [{ name: 'csca.crl', bytes: currentCrl(country) }],
    signers: [],
    at: new Date('2026-06-01T00:00:00Z'),
    demands: {},
  }
}

let utopia: Country | undefined
function defaultCountry(): Country {
  utopia ??= createCountry({
    state: 'UTO',
    seed: 'conformance',
    csca: p256,
    documentSigner: p256,
    masterListSigner: p256,
  })
  return utopia
}

let usual: Readonly<Record<number, Uint8Array>> | undefined
function usualDataGroups(): Readonly<Record<number, Uint8Array>> {
  usual ??= {
    3: writeDg3(
      [0, 1].map(finger => {
        const { width, height, ...picture } = drawFingerprint(finger)
        return writeFinger19794({
          // JPEG
          imageCompression: 3,
          views: [
            {
              image: encodeJpeg({ width, height, ...picture }),
              position: finger === 0 ? 2 : 7,
              width,
              height,
            },
          ],
        })
      }),
    ),
    11: writeDg11({ fullName: 'ERIKSSON<<ANNA<MARIA', fullDateOfBirth: '19740812', placeOfBirth: 'ZENITH' }),
    12: writeDg12({ issuingAuthority: 'PASSPORT OFFICE OF UTOPIA', dateOfIssue: '20240416' }),
  }
  return usual
}

/** A CRL that is current on the day of the inspection and revokes somebody else. */
export function currentCrl(country: Country): Uint8Array {
  return buildCrl(country, {
    revoked: [{ serialNumber: 9303n, date: new Date('2025-11-03T00:00:00Z') }],
    thisUpdate: new Date('2026-05-01T00:00:00Z'),
    nextUpdate: new Date('2026-07-30T00:00:00Z'),
  })
}

/** The specimen with its document issued anew: by another country (with its trust and CRL), or with other choices. */
export function reissued(
  specimen: Specimen,
  change: { readonly country?: Country; readonly choices?: DocumentOptions },
): Specimen {
  const country = change.country ?? specimen.country
  const choices = {
    ...specimen.choices,
    ...change.choices,
    dataGroups: { ...specimen.choices.dataGroups, ...change.choices?.dataGroups },
  }
  const document = issueDocument(country, choices)
  const again = { ...specimen, country, choices, document, files: document.files }
  if (change.country === undefined) return again
  return {
    ...again,
    trust: [{ name: 'csca.cer', bytes: country.csca.certificate }],
    crls: [{ name: 'csca.crl', bytes: currentCrl(country) }],
  }
}

/** The specimen with other files, signed or not: EF.SOD stays as it is. */
export function withFiles(specimen: Specimen, files: Specimen['files']): Specimen {
  return { ...specimen, files: { ...specimen.files, ...files } }
}

/** The specimen without some of its files. */
export function withoutFiles(specimen: Specimen, ...names: readonly LdsFileName[]): Specimen {
  const kept = Object.entries(specimen.files).filter(([name]) => !names.includes(name as LdsFileName))
  return { ...specimen, files: Object.fromEntries(kept) }
}

/** The data groups of a specimen by number. */
export function dataGroupsOf(specimen: Specimen): ReadonlyMap<number, Uint8Array> {
  return new Map(
    Object.entries(specimen.files).flatMap(([name, bytes]) =>
      name.startsWith('EF.DG') && bytes !== undefined ? [[Number(name.slice(5)), bytes] as const] : [],
    ),
  )
}

/** The specimen with another data group, covered by a new EF.SOD: nothing is wrong but what it holds. */
export function withSignedDataGroup(specimen: Specimen, number: number, bytes: Uint8Array): Specimen {
  const files = { ...specimen.files, [`EF.DG${number}`]: bytes }
  const changed = { ...specimen, files }
  const sod = writeEfSod(dataGroupsOf(changed), specimen.country.documentSigner, specimen.choices)
  return withFiles(changed, { 'EF.SOD': sod })
}

/** The country with another certificate for one of its parties. */
export function withParty(
  country: Country,
  role: 'csca' | 'documentSigner' | 'masterListSigner',
  party: Partial<IssuerParty>,
): Country {
  return { ...country, [role]: { ...country[role], ...party } }
}

/** The same state with its next CSCA, or with another whole PKI that calls itself the same. */
export function relativeOf(
  country: Country,
  { generation = country.generation, stranger = false }: { generation?: number; stranger?: boolean },
): Country {
  return createCountry({
    state: country.state,
    country: country.country,
    seed: stranger ? `stranger ${country.state}` : country.seed,
    generation,
    csca: country.csca.key.algorithm,
    documentSigner: country.documentSigner.key.algorithm,
    masterListSigner: country.masterListSigner.key.algorithm,
  })
}
