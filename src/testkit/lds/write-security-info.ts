import {
  derBoolean,
  derInteger,
  derOctetString,
  derOid,
  derSequence,
  derSetOf,
  encodeTlv,
} from '../../asn1/index.js'
import { latin1ToBytes } from '../../bytes.js'
import { type HashName, hashAlgorithms, type SymmetricCipher } from '../../crypto/index.js'
import { writeNumber } from './write-number.js'

/** How keys are agreed. */
export type KeyAgreementContent = 'DH' | 'ECDH'

/** Where a file stands: two bytes, and the short identifier. */
export interface FileIdContent {
  readonly fileId: number
  readonly shortFileId?: number | undefined
}

/** The optional part of a PasswordInfo. TR-03110-3 §A.1.1.1. */
export interface PasswordOptionsContent {
  /** Numbers of the bits that are set. */
  readonly flags: readonly number[]
  readonly resumingPasswords?: readonly number[] | undefined
  readonly resettingPasswords?: readonly number[] | undefined
  readonly changingPasswords?: readonly number[] | undefined
  readonly type?: number | undefined
  readonly minimumLength?: number | undefined
  readonly storedLength?: number | undefined
  readonly maximumLength?: number | undefined
  readonly paddingCharacter?: number | undefined
}

/** A terminal type and its authorization extensions. TR-03110-3 §A.1.1.7. */
export interface TerminalTypeContent {
  readonly terminalType: string
  readonly authorizations?: readonly string[] | undefined
}

/** One SecurityInfo to be written; versions are those that the standards ask for unless given. Algorithms and keys are DER. */
export type SecurityInfoContent =
  | {
      readonly kind: 'PACEInfo'
      readonly keyAgreement: KeyAgreementContent
      readonly mapping: 'GM' | 'IM' | 'CAM'
      readonly cipher: SymmetricCipher
      readonly version?: number | undefined
      readonly parameterId?: number | undefined
    }
  | {
      readonly kind: 'PACEDomainParameterInfo'
      readonly keyAgreement: KeyAgreementContent
      readonly mapping: 'GM' | 'IM' | 'CAM'
      readonly algorithm: Uint8Array
      readonly parameterId?: number | undefined
    }
  | {
      readonly kind: 'ActiveAuthenticationInfo'
      readonly version?: number | undefined
      readonly signatureAlgorithm: string
    }
  | {
      readonly kind: 'ChipAuthenticationInfo'
      readonly keyAgreement: KeyAgreementContent
      /** None for the bare id-CA-DH or id-CA-ECDH of German EF.CardSecurity. */
      readonly cipher?: SymmetricCipher | undefined
      readonly version?: number | undefined
      readonly keyId?: bigint | number | undefined
    }
  | {
      readonly kind: 'ChipAuthenticationDomainParameterInfo'
      readonly keyAgreement: KeyAgreementContent
      readonly algorithm: Uint8Array
      readonly keyId?: bigint | number | undefined
    }
  | {
      readonly kind: 'ChipAuthenticationPublicKeyInfo'
      readonly keyAgreement: KeyAgreementContent
      readonly publicKeyInfo: Uint8Array
      readonly keyId?: bigint | number | undefined
    }
  | {
      readonly kind: 'TerminalAuthenticationInfo'
      readonly version?: number | undefined
      readonly efCvca?: FileIdContent | undefined
    }
  | { readonly kind: 'EFDIRInfo'; readonly efDir: Uint8Array }
  | {
      readonly kind: 'PasswordInfo'
      readonly password: 'MRZ' | 'CAN' | 'PIN' | 'PUK'
      readonly passwordId: number
      readonly options?: PasswordOptionsContent | undefined
    }
  | {
      readonly kind: 'PSAInfo' | 'PSMInfo' | 'PSCInfo'
      readonly hash: HashName
      readonly version?: number | undefined
      readonly ps1Authorization: number
      readonly ps2Authorization: number
      readonly keyId?: bigint | number | undefined
    }
  | {
      readonly kind: 'PSPublicKeyInfo'
      readonly publicKeyInfo: Uint8Array
      readonly parameterId?: number | undefined
      readonly keyId?: bigint | number | undefined
    }
  | {
      readonly kind: 'RestrictedIdentificationInfo'
      readonly keyAgreement: KeyAgreementContent
      readonly hash: HashName
      readonly version?: number | undefined
      readonly keyId: bigint | number
      readonly authorizedOnly: boolean
      readonly maximumKeyLength?: number | undefined
    }
  | {
      readonly kind: 'RestrictedIdentificationDomainParameterInfo'
      readonly keyAgreement: KeyAgreementContent
      readonly algorithm: Uint8Array
    }
  | {
      readonly kind: 'CardInfo'
      readonly url: string
      readonly efCardInfo?: FileIdContent | undefined
      readonly supportedTrVersion?: string | undefined
      readonly supportedTerminalTypes?: readonly TerminalTypeContent[] | undefined
      readonly maximumSessionContexts?: number | undefined
      readonly envelope?: boolean | undefined
    }
  | {
      readonly kind: 'EIDSecurityInfo'
      readonly hash: HashName
      readonly dataGroupHashes: readonly { readonly dataGroup: number; readonly hash: Uint8Array }[]
      readonly versions?: { readonly eid: string; readonly unicode: string } | undefined
    }
  | { readonly kind: 'PrivilegedTerminalInfo'; readonly securityInfos: readonly SecurityInfoContent[] }
  /** Any other object identifier with any DER behind it. */
  | { readonly kind: 'Unknown'; readonly oid: string; readonly data: readonly Uint8Array[] }

type Kinds = SecurityInfoContent['kind']
type Content<Kind extends Kinds> = Extract<SecurityInfoContent, { readonly kind: Kind }>

/**
 * One SecurityInfo in DER. Doc 9303-11 §9.2, TR-03110-3 §A.1.1.
 *
 * @example
 * ```ts
 * import { toHex } from 'emrtd'
 * import { writeSecurityInfo } from 'emrtd/testkit'
 *
 * toHex(writeSecurityInfo({ kind: 'TerminalAuthenticationInfo' })) // '300d060804007f0007020202020101'
 * ```
 */
export function writeSecurityInfo(info: SecurityInfoContent): Uint8Array {
  const [oid, ...fields] = (writers[info.kind] as (content: SecurityInfoContent) => Written)(info)
  return derSequence(derOid(oid), ...fields.filter(field => field !== undefined))
}

/** Object identifier, then the fields, those that are left out undefined. */
type Written = readonly [oid: string, ...fields: readonly (Uint8Array | undefined)[]]

const smartcard = '0.4.0.127.0.7.2.2'
const agreements = { DH: 1, ECDH: 2 } as const
const cipherArcs = { '3DES': 1, 'AES-128': 2, 'AES-192': 3, 'AES-256': 4 } as const
const hashArcs = { 'SHA-1': 1, 'SHA-224': 2, 'SHA-256': 3, 'SHA-384': 4, 'SHA-512': 5 } as const
const passwordArcs = { MRZ: 1, CAN: 2, PIN: 3, PUK: 4 } as const
const signatureArcs = { PSAInfo: 1, PSMInfo: 2, PSCInfo: 3 } as const

const writers: { readonly [Kind in Kinds]: (content: Content<Kind>) => Written } = {
  PACEInfo: info => [
    `${paceFamily(info)}.${cipherArcs[info.cipher]}`,
    derInteger(info.version ?? 2),
    integer(info.parameterId),
  ],
  PACEDomainParameterInfo: info => [paceFamily(info), info.algorithm, integer(info.parameterId)],
  ActiveAuthenticationInfo: ({ version = 1, signatureAlgorithm }) => [
    '2.23.136.1.1.5',
    derInteger(version),
    derOid(signatureAlgorithm),
  ],
  ChipAuthenticationInfo: ({ keyAgreement, cipher, version = 1, keyId }) => [
    `${smartcard}.3.${agreements[keyAgreement]}${cipher === undefined ? '' : `.${cipherArcs[cipher]}`}`,
    derInteger(version),
    integer(keyId),
  ],
  ChipAuthenticationDomainParameterInfo: ({ keyAgreement, algorithm, keyId }) => [
    `${smartcard}.3.${agreements[keyAgreement]}`,
    algorithm,
    integer(keyId),
  ],
  ChipAuthenticationPublicKeyInfo: ({ keyAgreement, publicKeyInfo, keyId }) => [
    `${smartcard}.1.${agreements[keyAgreement]}`,
    publicKeyInfo,
    integer(keyId),
  ],
  TerminalAuthenticationInfo: ({ version = 1, efCvca }) => [
    `${smartcard}.2`,
    derInteger(version),
    efCvca && derSequence(...fileId(efCvca)),
  ],
  EFDIRInfo: ({ efDir }) => ['2.23.136.1.1.13', derOctetString(efDir)],
  PasswordInfo: ({ password, passwordId, options }) => [
    `${smartcard}.12.${passwordArcs[password]}`,
    derSequence(derInteger(passwordId)),
    options && passwordOptions(options),
  ],
  PSAInfo: signatureInfo,
  PSMInfo: signatureInfo,
  PSCInfo: signatureInfo,
  PSPublicKeyInfo: ({ publicKeyInfo, parameterId, keyId }) => [
    `${smartcard}.1.3.2`,
    derSequence(publicKeyInfo),
    parameterId === undefined && keyId === undefined
      ? undefined
      : derSequence(...present(integer(parameterId, 0x81), integer(keyId, 0x82))),
  ],
  RestrictedIdentificationInfo: info => [
    `${smartcard}.5.${agreements[info.keyAgreement]}.${hashArcs[info.hash]}`,
    derSequence(derInteger(info.version ?? 1), derInteger(info.keyId), derBoolean(info.authorizedOnly)),
    integer(info.maximumKeyLength),
  ],
  RestrictedIdentificationDomainParameterInfo: ({ keyAgreement, algorithm }) => [
    `${smartcard}.5.${agreements[keyAgreement]}`,
    algorithm,
  ],
  CardInfo: info => [`${smartcard}.6`, encodeTlv(0x16, latin1ToBytes(info.url)), cardInfoData(info)],
  EIDSecurityInfo: ({ hash, dataGroupHashes, versions }) => [
    `${smartcard}.7`,
    derSequence(
      derSequence(derOid(hashAlgorithms[hash].oid)),
      derSequence(
        ...dataGroupHashes.map(entry => derSequence(derInteger(entry.dataGroup), derOctetString(entry.hash))),
      ),
    ),
    versions && derSequence(printable(versions.eid), printable(versions.unicode)),
  ],
  PrivilegedTerminalInfo: ({ securityInfos }) => [
    `${smartcard}.8`,
    derSetOf(...securityInfos.map(writeSecurityInfo)),
  ],
  Unknown: ({ oid, data }) => [oid, ...data],
}

function paceFamily({
  keyAgreement,
  mapping,
}: {
  readonly keyAgreement: KeyAgreementContent
  readonly mapping: 'GM' | 'IM' | 'CAM'
}): string {
  const arcs = { 'DH GM': 1, 'ECDH GM': 2, 'DH IM': 3, 'ECDH IM': 4, 'ECDH CAM': 6, 'DH CAM': 5 } as const
  return `${smartcard}.4.${arcs[`${keyAgreement} ${mapping}`]}`
}

function signatureInfo(info: Content<'PSAInfo' | 'PSMInfo' | 'PSCInfo'>): Written {
  const { kind, hash, version = 1, ps1Authorization, ps2Authorization, keyId } = info
  return [
    `${smartcard}.11.${signatureArcs[kind]}.2.${hashArcs[hash]}`,
    derSequence(derInteger(version), derInteger(ps1Authorization), derInteger(ps2Authorization)),
    integer(keyId),
  ]
}

function passwordOptions(options: PasswordOptionsContent): Uint8Array {
  const ids = (tag: number, passwords: readonly number[] | undefined): Uint8Array | undefined =>
    passwords && encodeTlv(tag, derSetOf(...passwords.map(derInteger)).subarray(2))
  return derSequence(
    ...present(
      namedBits(options.flags),
      ids(0xa0, options.resumingPasswords),
      ids(0xa1, options.resettingPasswords),
      ids(0xa2, options.changingPasswords),
      integer(options.type, 0x83),
      integer(options.minimumLength, 0x84),
      integer(options.storedLength, 0x85),
      integer(options.maximumLength, 0x86),
      options.paddingCharacter === undefined
        ? undefined
        : encodeTlv(0x87, Uint8Array.of(options.paddingCharacter)),
    ),
  )
}

/** A BIT STRING without zeros at its end, as DER asks of named bits. */
function namedBits(bits: readonly number[]): Uint8Array {
  const length = Math.max(-1, ...bits) + 1
  const octets = new Uint8Array(Math.ceil(length / 8))
  for (const bit of bits) octets[bit >>> 3]! |= 0x80 >>> (bit & 7)
  return encodeTlv(0x03, Uint8Array.of(8 * octets.length - length), octets)
}

/** EfCardInfo alone where there is nothing else to say, ExtCardInfoData otherwise. */
function cardInfoData(info: Content<'CardInfo'>): Uint8Array | undefined {
  const { efCardInfo, supportedTrVersion, supportedTerminalTypes, maximumSessionContexts, envelope } = info
  const extended = [supportedTrVersion, supportedTerminalTypes, maximumSessionContexts, envelope]
  if (extended.every(field => field === undefined)) return efCardInfo && derSequence(...fileId(efCardInfo))
  return encodeTlv(
    0xa0,
    ...present(
      efCardInfo && encodeTlv(0xa0, ...fileId(efCardInfo)),
      supportedTrVersion === undefined
        ? undefined
        : encodeTlv(0x81, new TextEncoder().encode(supportedTrVersion)),
      supportedTerminalTypes && encodeTlv(0xa2, ...supportedTerminalTypes.map(terminalType)),
      integer(maximumSessionContexts, 0x83),
      envelope === undefined ? undefined : encodeTlv(0x84, Uint8Array.of(envelope ? 0xff : 0)),
    ),
  )
}

function terminalType({ terminalType: oid, authorizations }: TerminalTypeContent): Uint8Array {
  return derSequence(
    derOid(oid),
    ...(authorizations === undefined ? [] : [derSetOf(...authorizations.map(derOid))]),
  )
}

function fileId({ fileId: identifier, shortFileId }: FileIdContent): readonly Uint8Array[] {
  return [
    derOctetString(writeNumber(identifier, 2)),
    ...(shortFileId === undefined ? [] : [derOctetString(Uint8Array.of(shortFileId))]),
  ]
}

function printable(text: string): Uint8Array {
  return encodeTlv(0x13, latin1ToBytes(text))
}

/** An INTEGER, under an implicit tag if one is given. */
function integer(value: bigint | number | undefined, tag = 0x02): Uint8Array | undefined {
  return value === undefined ? undefined : encodeTlv(tag, derInteger(value).subarray(2))
}

function present(...fields: readonly (Uint8Array | undefined)[]): readonly Uint8Array[] {
  return fields.filter(field => field !== undefined)
}
