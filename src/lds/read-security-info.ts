import type { DerReader } from '../asn1/index.js'
import { derOid, derSequence, derTag, integerValue } from '../asn1/index.js'
import {
  type DhPublicKey,
  type EcPublicKey,
  type ParsedDomainParameters,
  parseDomainParameters,
  parsePublicKey,
  parseSignatureAlgorithm,
  type SignatureScheme,
  type SymmetricCipher,
} from '../crypto/index.js'
import { EmrtdError } from '../errors.js'
import { type EfDir, parseEfDir } from './ef-dir.js'
import type { LdsFindingCode } from './findings.js'
import type {
  FileId,
  KeyAgreement,
  PaceMapping,
  SecurityInfo,
  SecurityInfoBase,
  TerminalAuthenticationInfo,
} from './security-info.js'

/** One SecurityInfo that is being read: its object identifier is, its data are not. */
export interface SecurityInfoReading {
  readonly base: SecurityInfoBase
  /** Stands behind the object identifier. */
  readonly fields: DerReader
  readonly note: (code: LdsFindingCode, detail: string) => void
  /** Reads SecurityInfos inside this one; the next element of the reader is their SET. */
  readonly nested: (set: DerReader) => readonly SecurityInfo[]
}

/** Reads the data of one type of SecurityInfo. The caller checks that nothing is left. */
export type SecurityInfoReader = (reading: SecurityInfoReading) => SecurityInfo

const bsiProtocols = '0.4.0.127.0.7.2.2'
const keyAgreements: readonly (readonly [KeyAgreement, number])[] = [
  ['DH', 1],
  ['ECDH', 2],
]
const ciphers: readonly (readonly [SymmetricCipher, number])[] = [
  ['3DES', 1],
  ['AES-128', 2],
  ['AES-192', 3],
  ['AES-256', 4],
]
const paceFamilies: readonly (readonly [KeyAgreement, PaceMapping, number])[] = [
  ['DH', 'GM', 1],
  ['ECDH', 'GM', 2],
  ['DH', 'IM', 3],
  ['ECDH', 'IM', 4],
  ['ECDH', 'CAM', 6],
]

/** The types of SecurityInfo that Doc 9303-11 §9.2 defines, and the domain parameters of TR-03110-3 §A.1.1.2. */
export const securityInfoReaders: ReadonlyMap<string, SecurityInfoReader> = new Map([
  ...paceFamilies.flatMap(([keyAgreement, mapping, arc]) => {
    const family = `${bsiProtocols}.4.${arc}`
    return [
      [family, readPaceDomainParameters(keyAgreement, mapping)] as const,
      ...ciphers
        // Doc 9303-11 §9.2.3: no Chip Authentication Mapping with 3DES.
        .filter(([cipher]) => mapping !== 'CAM' || cipher !== '3DES')
        .map(([cipher, id]) => [`${family}.${id}`, readPaceInfo(keyAgreement, mapping, cipher)] as const),
    ]
  }),
  ...keyAgreements.flatMap(([keyAgreement, arc]) => [
    [`${bsiProtocols}.1.${arc}`, readChipAuthenticationKey(keyAgreement)] as const,
    [`${bsiProtocols}.3.${arc}`, readBareChipAuthentication(keyAgreement)] as const,
    ...ciphers.map(
      ([cipher, id]) =>
        [`${bsiProtocols}.3.${arc}.${id}`, readChipAuthentication(keyAgreement, cipher)] as const,
    ),
  ]),
  [`${bsiProtocols}.2`, readTerminalAuthentication],
  ['2.23.136.1.1.5', readActiveAuthentication],
  ['2.23.136.1.1.13', readEfDirInfo],
])

function readPaceInfo(
  keyAgreement: KeyAgreement,
  mapping: PaceMapping,
  cipher: SymmetricCipher,
): SecurityInfoReader {
  return ({ base, fields, note }) => {
    const version = readVersion(fields, [2], note)
    const parameterId = optionalSmallInteger(fields)
    if (parameterId === undefined && mapping === 'CAM')
      note('VALUE_MALFORMED', 'PACE-CAM without parameterId')
    return { kind: 'PACEInfo', ...base, keyAgreement, mapping, cipher, version, parameterId }
  }
}

function readPaceDomainParameters(keyAgreement: KeyAgreement, mapping: PaceMapping): SecurityInfoReader {
  return ({ base, fields, note }) => {
    const domain = readDomainParameters(fields, keyAgreement, note)
    const parameterId = optionalSmallInteger(fields)
    return { kind: 'PACEDomainParameterInfo', ...base, keyAgreement, mapping, ...domain, parameterId }
  }
}

function readChipAuthentication(
  keyAgreement: KeyAgreement,
  cipher: SymmetricCipher | undefined,
): SecurityInfoReader {
  return ({ base, fields, note }) => {
    const version = readVersion(fields, [1, 2, 3], note)
    const keyId = readOptionalKeyId(fields)
    return { kind: 'ChipAuthenticationInfo', ...base, keyAgreement, cipher, version, keyId }
  }
}

/** id-CA-DH, id-CA-ECDH: domain parameters, or (German EF.CardSecurity) a ChipAuthenticationInfo that names no cipher. */
function readBareChipAuthentication(keyAgreement: KeyAgreement): SecurityInfoReader {
  return reading => {
    const { base, fields, note } = reading
    if (fields.peekTag() === derTag.integer) {
      note('VALUE_UNKNOWN', 'ChipAuthenticationInfo without cipher')
      return readChipAuthentication(keyAgreement, undefined)(reading)
    }
    const domain = readDomainParameters(fields, keyAgreement, note)
    const keyId = readOptionalKeyId(fields)
    return { kind: 'ChipAuthenticationDomainParameterInfo', ...base, keyAgreement, ...domain, keyId }
  }
}

function readChipAuthenticationKey(keyAgreement: KeyAgreement): SecurityInfoReader {
  return ({ base, fields, note }) => {
    const publicKeyBytes = fields.raw(derTag.sequence)
    const publicKey = readAgreementKey(publicKeyBytes, keyAgreement, note)
    const keyId = readOptionalKeyId(fields)
    return {
      kind: 'ChipAuthenticationPublicKeyInfo',
      ...base,
      keyAgreement,
      publicKeyBytes,
      publicKey,
      keyId,
    }
  }
}

function readAgreementKey(
  spki: Uint8Array,
  keyAgreement: KeyAgreement,
  note: SecurityInfoReading['note'],
): DhPublicKey | EcPublicKey | undefined {
  try {
    const key = parsePublicKey(spki, { onQuirk: quirk => note('VALUE_MALFORMED', `public key: ${quirk}`) })
    if (key.type === (keyAgreement === 'DH' ? 'DH' : 'EC')) return key as DhPublicKey | EcPublicKey
    note('PUBLIC_KEY_UNREADABLE', `${keyAgreement} announced, ${key.type} key found`)
  } catch (error) {
    if (!(error instanceof EmrtdError)) throw error
    note('PUBLIC_KEY_UNREADABLE', error.code)
  }
  return undefined
}

function readTerminalAuthentication({ base, fields, note }: SecurityInfoReading): TerminalAuthenticationInfo {
  const version = readVersion(fields, [1, 2], note)
  const efCvca = fields.atEnd ? undefined : readFileId(fields.sequence())
  return { kind: 'TerminalAuthenticationInfo', ...base, version, efCvca }
}

function readActiveAuthentication({ base, fields, note }: SecurityInfoReading): SecurityInfo {
  const version = readVersion(fields, [1], note)
  const signatureAlgorithm = fields.oid()
  const signatureScheme = resolveSignatureScheme(signatureAlgorithm)
  if (signatureScheme === undefined || !signatureAlgorithm.startsWith('0.4.0.127.0.7.1.1.4.1.')) {
    note('VALUE_UNKNOWN', `signature algorithm ${signatureAlgorithm} is none of TR-03111`)
  }
  return { kind: 'ActiveAuthenticationInfo', ...base, version, signatureAlgorithm, signatureScheme }
}

function resolveSignatureScheme(oid: string): SignatureScheme | undefined {
  try {
    return parseSignatureAlgorithm(derSequence(derOid(oid)))
  } catch (error) {
    if (!(error instanceof EmrtdError)) throw error
    return undefined
  }
}

function readEfDirInfo({ base, fields, note }: SecurityInfoReading): SecurityInfo {
  const efDirBytes = fields.octetString()
  let efDir: EfDir | undefined
  try {
    efDir = parseEfDir(efDirBytes)
  } catch (error) {
    if (!(error instanceof EmrtdError)) throw error
    note('VALUE_MALFORMED', `copy of EF.DIR: ${error.code}`)
  }
  return { kind: 'EFDIRInfo', ...base, efDirBytes, efDir }
}

/** The version; one that is not among `known` is noted. */
export function readVersion(
  fields: DerReader,
  known: readonly number[],
  note: SecurityInfoReading['note'],
): number {
  const version = fields.smallInteger()
  if (!known.includes(version)) note('VERSION_UNKNOWN', `version ${version}, ${known.join(', ')} expected`)
  return version
}

/** An AlgorithmIdentifier of domain parameters; parameters that are not known are noted. */
export function readDomainParameters(
  fields: DerReader,
  keyAgreement: KeyAgreement,
  note: SecurityInfoReading['note'],
): {
  readonly domainParameterBytes: Uint8Array
  readonly domainParameters: ParsedDomainParameters | undefined
} {
  const domainParameterBytes = fields.raw(derTag.sequence)
  try {
    const domainParameters = parseDomainParameters(domainParameterBytes, quirk =>
      note('VALUE_MALFORMED', `domain parameters: ${quirk}`),
    )
    if (domainParameters.domain.type !== (keyAgreement === 'DH' ? 'DH' : 'EC')) {
      note('VALUE_MALFORMED', `${keyAgreement} announced, ${domainParameters.domain.type} parameters found`)
    }
    return { domainParameterBytes, domainParameters }
  } catch (error) {
    if (!(error instanceof EmrtdError)) throw error
    note('VALUE_UNKNOWN', `domain parameters: ${error.code}`)
    return { domainParameterBytes, domainParameters: undefined }
  }
}

/** A local key identifier: real ones have several bytes. */
export function readKeyId(fields: DerReader, tag: number = derTag.integer): bigint {
  const { offset } = fields
  const content = fields.integerBytes(tag)
  if (content.length > 33)
    throw new EmrtdError('ASN1_BAD_VALUE', 'key identifier of over 32 bytes', { offset })
  return integerValue(content)
}

/** A local key identifier, if anything is left. */
export function readOptionalKeyId(fields: DerReader): bigint | undefined {
  return fields.atEnd ? undefined : readKeyId(fields)
}

/** A small INTEGER, if anything is left. */
export function optionalSmallInteger(fields: DerReader): number | undefined {
  return fields.atEnd ? undefined : fields.smallInteger()
}

/** The fields of a FileID. TR-03110-3 §A.1.1.3. */
export function readFileId(fields: DerReader): FileId {
  const { offset } = fields
  const fid = fields.octetString()
  const sfid = fields.atEnd ? undefined : fields.octetString()
  fields.end()
  if (fid.length !== 2 || (sfid !== undefined && sfid.length !== 1)) {
    throw new EmrtdError('ASN1_BAD_VALUE', 'file identifier of 2 bytes, short one of 1 expected', { offset })
  }
  return { fileId: fid[0]! * 256 + fid[1]!, shortFileId: sfid?.[0] }
}
