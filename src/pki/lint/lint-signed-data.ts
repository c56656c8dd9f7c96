import { DerReader } from '../../asn1/index.js'
import { EmrtdError } from '../../errors.js'
import { type Certificate, fieldLeniencies, parseCertificate } from '../certificate.js'
import { cmsLeniencies, cmsOid, findAttributes, type SignedData } from '../cms.js'
import { findSigners } from '../find-signer.js'
import { equalNames } from '../name.js'
import { type CheckedRule, faultIf, type LintRule, type LintSubject } from './lint-rule.js'

/** A SignedData with the certificates that it carries, those that can be read. */
export interface SignedDataUnderLint {
  readonly signedData: SignedData
  readonly carried: readonly Certificate[]
  /** Those of them that a SignerInfo names. */
  readonly signers: readonly Certificate[]
  /** Why others cannot be read. */
  readonly unreadable: readonly EmrtdError[]
}

type Rule = CheckedRule<SignedDataUnderLint>
const lists: readonly LintSubject[] = ['masterList', 'deviationList']
const all: readonly LintSubject[] = [...lists, 'efSod']
const tables = 'Doc 9303-12 §9.1 and §10.1, Doc 9303-10 §4.6.2.2'
const listTables = 'Doc 9303-12 §9.1 table 18, §10.1 table 19'
const sodTable = 'Doc 9303-10 §4.6.2.2 table 37'

/** What cannot be read at all. */
export const signedDataReadable: LintRule = {
  id: 'signed-data-readable',
  clause: 'RFC 5652 §5.1',
  level: 'mandatory',
  appliesTo: all,
  text: 'The SignedData and what it holds can be read.',
}

/** Rules on the SignedData of lists and of EF.SOD. */
export const signedDataRules: readonly Rule[] = Object.freeze<Rule[]>([
  {
    ...signedDataReadable,
    check: ({ unreadable }) =>
      unreadable.map(({ code, message }) => `a certificate that it carries: ${code}: ${message}`),
  },
  {
    id: 'signed-data-version',
    clause: tables,
    level: 'mandatory',
    appliesTo: all,
    text: 'SignedData is of version 3.',
    check: ({ signedData: { version } }) => faultIf(version !== 3, `version ${version}`),
  },
  {
    id: 'signed-data-signer-included',
    clause: tables,
    level: 'mandatory',
    appliesTo: all,
    text: 'The certificate of the signer is included.',
    check: ({ signedData: { signerInfos }, carried }) =>
      signerInfos.flatMap(({ identifier }) =>
        faultIf(findSigners(identifier, carried).length === 0, 'not included'),
      ),
  },
  {
    id: 'signed-data-csca-included',
    clause: listTables,
    level: 'recommended',
    appliesTo: lists,
    text: 'The CSCA certificate that verifies the certificate of the signer is included.',
    check: ({ carried, signers }) =>
      signers.flatMap(({ issuer }) =>
        faultIf(!carried.some(({ subject }) => equalNames(subject, issuer)), 'not included'),
      ),
  },
  {
    id: 'signed-data-crls-absent',
    clause: listTables,
    level: 'mandatory',
    appliesTo: lists,
    text: 'crls are absent.',
    check: ({ signedData: { crls } }) => faultIf(crls.length > 0, `${crls.length} CRLs`),
  },
  {
    id: 'sod-crls-absent',
    clause: sodTable,
    level: 'recommended',
    appliesTo: ['efSod'],
    text: 'crls are absent.',
    check: ({ signedData: { crls } }) => faultIf(crls.length > 0, `${crls.length} CRLs`),
  },
  {
    id: 'signed-data-signer-present',
    clause: tables,
    level: 'mandatory',
    appliesTo: all,
    text: 'There is a SignerInfo.',
    check: ({ signedData: { signerInfos } }) => faultIf(signerInfos.length === 0, 'none'),
  },
  {
    id: 'signed-data-one-signer',
    clause: tables,
    level: 'recommended',
    appliesTo: all,
    text: 'There is one SignerInfo.',
    check: ({ signedData: { signerInfos } }) =>
      faultIf(signerInfos.length > 1, `${signerInfos.length} of them`),
  },
  {
    id: 'signer-info-version',
    clause: 'RFC 5652 §5.3',
    level: 'mandatory',
    appliesTo: all,
    text: 'A SignerInfo is of version 1 with issuerAndSerialNumber, of version 3 with subjectKeyIdentifier.',
    check: ({ signedData: { signerInfos } }) =>
      signerInfos.flatMap(({ version, identifier: { kind } }) =>
        faultIf(version !== (kind === 'subjectKeyIdentifier' ? 3 : 1), `version ${version} with ${kind}`),
      ),
  },
  {
    id: 'signer-identifier-list',
    clause: listTables,
    level: 'recommended',
    appliesTo: lists,
    text: 'The signer is named by subjectKeyIdentifier.',
    check: ({ signedData }) => identifiedBy(signedData, 'issuerAndSerialNumber'),
  },
  {
    id: 'signer-identifier-sod',
    clause: sodTable,
    level: 'recommended',
    appliesTo: ['efSod'],
    text: 'The signer is named by issuerAndSerialNumber.',
    check: ({ signedData }) => identifiedBy(signedData, 'subjectKeyIdentifier'),
  },
  {
    id: 'signed-attributes-present',
    clause: tables,
    level: 'mandatory',
    appliesTo: all,
    text: 'signedAttrs are present.',
    check: ({ signedData: { signerInfos } }) =>
      signerInfos.flatMap(info => faultIf(info.signedAttributesBytes === undefined, 'no signedAttrs')),
  },
  {
    id: 'signing-time-present',
    clause: listTables,
    level: 'mandatory',
    appliesTo: lists,
    text: 'signedAttrs include the signing time.',
    check: ({ signedData: { signerInfos } }) =>
      signerInfos.flatMap(info =>
        faultIf(findAttributes(info, cmsOid.signingTime).length === 0, 'no signingTime'),
      ),
  },
  {
    id: 'unsigned-attributes-absent',
    clause: 'Doc 9303-12 §10.1 table 19',
    level: 'mandatory',
    appliesTo: ['deviationList'],
    text: 'unsignedAttrs are absent.',
    check: ({ signedData: { signerInfos } }) =>
      signerInfos.flatMap(info => faultIf(info.hasUnsignedAttributes, 'unsignedAttrs present')),
  },
  {
    id: 'digest-algorithm-parameters',
    clause: 'Doc 9303-12 §9.1 table 18, note',
    level: 'mandatory',
    appliesTo: ['masterList'],
    text: 'Algorithm identifiers of digests omit their parameters.',
    check: ({ signedData: { digestAlgorithms, signerInfos } }) =>
      [...digestAlgorithms, ...signerInfos.map(info => info.digestAlgorithm)].flatMap(identifier => {
        const reader = new DerReader(identifier, { leniencies: cmsLeniencies }).sequence()
        reader.oid()
        return faultIf(!reader.atEnd, 'parameters are there')
      }),
  },
  {
    id: 'list-der',
    clause: 'Doc 9303-12 §9, §10',
    level: 'mandatory',
    appliesTo: lists,
    text: 'The list is encoded in DER.',
    check: notDer,
  },
  {
    id: 'sod-der',
    clause: 'Doc 9303-10 §4.6.2.2',
    level: 'mandatory',
    appliesTo: ['efSod'],
    text: 'The security object is encoded in DER.',
    check: notDer,
  },
  {
    id: 'sod-content-type',
    clause: sodTable,
    level: 'mandatory',
    appliesTo: ['efSod'],
    text: 'The content type is id-icao-mrtd-security-ldsSecurityObject.',
    check: ({ signedData: { contentType } }) => faultIf(contentType !== '2.23.136.1.1.1', contentType),
  },
])

function notDer({ signedData: { deviations } }: SignedDataUnderLint): readonly string[] {
  return [...new Set(deviations.map(({ leniency }) => leniency))].map(leniency => `not DER: ${leniency}`)
}

function identifiedBy({ signerInfos }: SignedData, kind: string): readonly string[] {
  return signerInfos.flatMap(({ identifier }) => faultIf(identifier.kind === kind, `by ${kind}`))
}

/** What a certificate is found and shown by; each part is decoded when it is asked for. */
const naming = ['issuer', 'subject', 'subjectKeyIdentifier'] as const

/** The certificates of a SignedData and its signers among them. */
export function readSignedDataForLint(signedData: SignedData): SignedDataUnderLint {
  const unreadable: EmrtdError[] = []
  const carried = signedData.certificates.flatMap(bytes => {
    try {
      const certificate = parseCertificate(bytes, { leniencies: fieldLeniencies })
      for (const field of naming) certificate[field]
      return [certificate]
    } catch (error) {
      if (!(error instanceof EmrtdError)) throw error
      unreadable.push(error)
      return []
    }
  })
  const signers = signedData.signerInfos.flatMap(({ identifier }) =>
    findSigners(identifier, carried).map(({ certificate }) => certificate),
  )
  return { signedData, carried, signers: [...new Set(signers)], unreadable }
}
