import { type DerReader, derTag } from '../asn1/index.js'
import { bytesToLatin1 } from '../bytes.js'
import { type HashName, hashByOid } from '../crypto/index.js'
import { EmrtdError } from '../errors.js'
import {
  readDomainParameters,
  readFileId,
  readKeyId,
  readOptionalKeyId,
  readVersion,
  type SecurityInfoReader,
  type SecurityInfoReading,
} from './read-security-info.js'
import {
  type EidHashesInfo,
  type FileId,
  type KeyAgreement,
  type PasswordInfo,
  type PasswordOptions,
  type PseudonymAuthorization,
  type PseudonymousSignatureInfo,
  type PseudonymousSignaturePublicKeyInfo,
  passwordFlags,
  type SecurityInfo,
  type SupportedTerminalType,
} from './security-info.js'

const bsiProtocols = '0.4.0.127.0.7.2.2'
const hashes: readonly (readonly [HashName, number])[] = [
  ['SHA-1', 1],
  ['SHA-224', 2],
  ['SHA-256', 3],
  ['SHA-384', 4],
  ['SHA-512', 5],
]
const keyAgreements: readonly (readonly [KeyAgreement, number])[] = [
  ['DH', 1],
  ['ECDH', 2],
]
const passwords: readonly (readonly [PasswordInfo['password'], number])[] = [
  ['MRZ', 1],
  ['CAN', 2],
  ['PIN', 3],
  ['PUK', 4],
]
const signatures: readonly (readonly [PseudonymousSignatureInfo['kind'], number])[] = [
  ['PSAInfo', 1],
  ['PSMInfo', 2],
  ['PSCInfo', 3],
]

/** The types of SecurityInfo of TR-03110-3 §A.1.1 that Doc 9303 does not have. */
export const eidSecurityInfoReaders: ReadonlyMap<string, SecurityInfoReader> = new Map<
  string,
  SecurityInfoReader
>([
  ...keyAgreements.flatMap(([keyAgreement, arc]) => [
    [`${bsiProtocols}.5.${arc}`, readRestrictedDomainParameters(keyAgreement)] as const,
    ...hashes.map(
      ([hash, id]) =>
        [`${bsiProtocols}.5.${arc}.${id}`, readRestrictedIdentification(keyAgreement, hash)] as const,
    ),
  ]),
  [`${bsiProtocols}.6`, readCardInfo],
  [`${bsiProtocols}.7`, readEidHashes],
  [
    `${bsiProtocols}.8`,
    ({ base, fields, nested }) => ({
      kind: 'PrivilegedTerminalInfo',
      ...base,
      securityInfos: nested(fields),
    }),
  ],
  ...signatures.flatMap(([kind, arc]) =>
    hashes
      .filter(([, id]) => id >= 3)
      .map(([hash, id]) => [`${bsiProtocols}.11.${arc}.2.${id}`, readSignatureInfo(kind, hash)] as const),
  ),
  [`${bsiProtocols}.1.3.2`, readSignatureKey],
  ...passwords.map(([password, id]) => [`${bsiProtocols}.12.${id}`, readPasswordInfo(password)] as const),
])

function readRestrictedDomainParameters(keyAgreement: KeyAgreement): SecurityInfoReader {
  return ({ base, fields, note }) => {
    const domain = readDomainParameters(fields, keyAgreement, note)
    return { kind: 'RestrictedIdentificationDomainParameterInfo', ...base, keyAgreement, ...domain }
  }
}

function readRestrictedIdentification(keyAgreement: KeyAgreement, hash: HashName): SecurityInfoReader {
  return ({ base, fields, note }) => {
    const parameters = fields.sequence()
    const version = readVersion(parameters, [1], note)
    const keyId = readKeyId(parameters)
    const authorizedOnly = parameters.boolean()
    parameters.end()
    return {
      kind: 'RestrictedIdentificationInfo',
      ...base,
      keyAgreement,
      hash,
      version,
      keyId,
      authorizedOnly,
      maximumKeyLength: fields.atEnd ? undefined : fields.smallInteger(),
    }
  }
}

function readSignatureInfo(kind: PseudonymousSignatureInfo['kind'], hash: HashName): SecurityInfoReader {
  return ({ base, fields, note }) => {
    const required = fields.sequence()
    const version = readVersion(required, [1], note)
    const ps1Authorization = required.smallInteger(2) as PseudonymAuthorization
    const ps2Authorization = required.smallInteger(2) as PseudonymAuthorization
    required.end()
    const keyId = readOptionalKeyId(fields)
    return { kind, ...base, hash, version, ps1Authorization, ps2Authorization, keyId }
  }
}

function readSignatureKey({ base, fields }: SecurityInfoReading): PseudonymousSignaturePublicKeyInfo {
  const required = fields.sequence()
  const publicKeyBytes = required.raw(derTag.sequence)
  required.end()
  const optional = fields.atEnd ? undefined : fields.sequence()
  const parameterId = optional?.peekTag() === 0x81 ? optional.smallInteger(undefined, 0x81) : undefined
  const keyId = optional?.peekTag() === 0x82 ? readKeyId(optional, 0x82) : undefined
  optional?.end()
  return { kind: 'PSPublicKeyInfo', ...base, publicKeyBytes, parameterId, keyId }
}

function readPasswordInfo(password: PasswordInfo['password']): SecurityInfoReader {
  return ({ base, fields }) => {
    const required = fields.sequence()
    const passwordId = required.smallInteger()
    required.end()
    const options = fields.atEnd ? undefined : readPasswordOptions(fields.sequence())
    return { kind: 'PasswordInfo', ...base, password, passwordId, options }
  }
}

const passwordTypes = ['bcd', 'ascii-numeric', 'utf8', 'half-nibble-bcd', 'iso9564-1'] as const

function readPasswordOptions(fields: DerReader): PasswordOptions {
  const flags = fields.namedBits().flatMap(bit => passwordFlags[bit] ?? [])
  const ids = (tag: number): readonly number[] => readAll(fields.tryEnter(tag), set => set.smallInteger())
  const number = (tag: number): number | undefined =>
    fields.peekTag() === tag ? fields.smallInteger(undefined, tag) : undefined
  // An object literal is evaluated in order: the order of the fields in the structure.
  const options: PasswordOptions = {
    flags,
    resumingPasswords: ids(0xa0),
    resettingPasswords: ids(0xa1),
    changingPasswords: ids(0xa2),
    type: passwordTypes[number(0x83) ?? -1],
    minimumLength: number(0x84),
    storedLength: number(0x85),
    maximumLength: number(0x86),
    paddingCharacter: fields.peekTag() === 0x87 ? fields.octetString(0x87)[0] : undefined,
  }
  // The structure may be extended: what follows is passed over.
  while (!fields.atEnd) fields.skip()
  return options
}

function readCardInfo({ base, fields }: SecurityInfoReading): SecurityInfo {
  const url = bytesToLatin1(fields.content(derTag.ia5String))
  let efCardInfo: FileId | undefined
  let extended: DerReader | undefined
  if (fields.peekTag() === derTag.sequence) efCardInfo = readFileId(fields.sequence())
  else if (!fields.atEnd) {
    extended = fields.enter(0xa0)
    const file = extended.tryEnter(0xa0)
    if (file !== undefined) efCardInfo = readFileId(file)
  }
  const version = extended?.peekTag() === 0x81 ? extended.content(0x81) : undefined
  const supportedTerminalTypes = readAll(extended?.tryEnter(0xa2), readTerminalType)
  const maximumSessionContexts =
    extended?.peekTag() === 0x83 ? extended.smallInteger(undefined, 0x83) : undefined
  const envelope = extended?.peekTag() === 0x84 ? extended.boolean(0x84) : undefined
  extended?.end()
  return {
    kind: 'CardInfo',
    ...base,
    url,
    efCardInfo,
    supportedTrVersion: version === undefined ? undefined : new TextDecoder().decode(version),
    supportedTerminalTypes,
    maximumSessionContexts,
    envelope,
  }
}

function readTerminalType(reader: DerReader): SupportedTerminalType {
  const fields = reader.sequence()
  const terminalType = fields.oid()
  const authorizations = readAll(fields.atEnd ? undefined : fields.set(), set => set.oid())
  fields.end()
  return { terminalType, authorizations }
}

function readEidHashes({ base, fields }: SecurityInfoReading): EidHashesInfo {
  const object = fields.sequence()
  const algorithm = object.sequence()
  const hashOid = algorithm.oid()
  const dataGroupHashes = readAll(object.sequence(), list => {
    const entry = list.sequence()
    const dataGroup = entry.smallInteger()
    const hash = entry.octetString()
    entry.end()
    return { dataGroup, hash }
  })
  object.end()
  const versions = fields.atEnd ? undefined : fields.sequence()
  const version = (): string | undefined =>
    versions === undefined ? undefined : bytesToLatin1(versions.content(derTag.printableString))
  const eidVersion = version()
  const unicodeVersion = version()
  versions?.end()
  return {
    kind: 'EIDSecurityInfo',
    ...base,
    hash: hashByOid(hashOid)?.name,
    hashOid,
    dataGroupHashes,
    eidVersion,
    unicodeVersion,
  }
}

/** No list of these structures is long; the bound keeps what is made of hostile input small. */
const maximumEntries = 200

function readAll<Entry>(list: DerReader | undefined, read: (list: DerReader) => Entry): readonly Entry[] {
  const entries: Entry[] = []
  while (list !== undefined && !list.atEnd) {
    if (entries.length === maximumEntries) {
      throw new EmrtdError('ASN1_LIMIT', `more than ${maximumEntries} entries`, { offset: list.offset })
    }
    entries.push(read(list))
  }
  return entries
}
