import type {
  DhPublicKey,
  EcPublicKey,
  HashName,
  ParsedDomainParameters,
  SignatureScheme,
  SymmetricCipher,
} from '../crypto/index.js'
import type { EfDir } from './ef-dir.js'

/** What every SecurityInfo has. Doc 9303-11 §9.2. */
export interface SecurityInfoBase {
  /** The object identifier `protocol`. */
  readonly oid: string
  /** The whole SecurityInfo, a view. */
  readonly bytes: Uint8Array
}

/** How a key agreement is done. */
export type KeyAgreement = 'DH' | 'ECDH'

/** How PACE maps the nonce: generic, integrated, or with Chip Authentication. Doc 9303-11 §4.4.3.3. */
export type PaceMapping = 'GM' | 'IM' | 'CAM'

/** A way of PACE that the chip offers. Doc 9303-11 §9.2.1. */
export interface PaceInfo extends SecurityInfoBase {
  readonly kind: 'PACEInfo'
  readonly keyAgreement: KeyAgreement
  readonly mapping: PaceMapping
  readonly cipher: SymmetricCipher
  /** 2; another version is a finding. */
  readonly version: number
  /** Standardized domain parameters (Doc 9303-11 Table 12), or the id of a {@link PaceDomainParameterInfo}. */
  readonly parameterId: number | undefined
}

/** Explicit domain parameters for PACE. They are unprotected. Doc 9303-11 §9.2.2. */
export interface PaceDomainParameterInfo extends SecurityInfoBase {
  readonly kind: 'PACEDomainParameterInfo'
  readonly keyAgreement: KeyAgreement
  readonly mapping: PaceMapping
  /** The AlgorithmIdentifier. */
  readonly domainParameterBytes: Uint8Array
  /** Undefined if the library does not know them; a finding says so. */
  readonly domainParameters: ParsedDomainParameters | undefined
  readonly parameterId: number | undefined
}

/** Active Authentication with ECDSA. Doc 9303-11 §9.2.4. */
export interface ActiveAuthenticationInfo extends SecurityInfoBase {
  readonly kind: 'ActiveAuthenticationInfo'
  readonly version: number
  readonly signatureAlgorithm: string
  /** Undefined if the library does not know the algorithm; a finding says so. */
  readonly signatureScheme: SignatureScheme | undefined
}

/** A way of Chip Authentication that the chip offers. Doc 9303-11 §9.2.5, TR-03110-3 §A.1.1.2. */
export interface ChipAuthenticationInfo extends SecurityInfoBase {
  readonly kind: 'ChipAuthenticationInfo'
  readonly keyAgreement: KeyAgreement
  /** Undefined for a bare id-CA-DH or id-CA-ECDH, which names none. */
  readonly cipher: SymmetricCipher | undefined
  /** 1; TR-03110 has 2 and 3 as well. */
  readonly version: number
  /** Which {@link ChipAuthenticationPublicKeyInfo} it is for. */
  readonly keyId: bigint | undefined
}

/** Domain parameters of Chip Authentication 2 and 3. TR-03110-3 §A.1.1.2. */
export interface ChipAuthenticationDomainParameterInfo extends SecurityInfoBase {
  readonly kind: 'ChipAuthenticationDomainParameterInfo'
  readonly keyAgreement: KeyAgreement
  readonly domainParameterBytes: Uint8Array
  readonly domainParameters: ParsedDomainParameters | undefined
  readonly keyId: bigint | undefined
}

/** A public key of Chip Authentication or PACE-CAM. Doc 9303-11 §9.2.6. */
export interface ChipAuthenticationPublicKeyInfo extends SecurityInfoBase {
  readonly kind: 'ChipAuthenticationPublicKeyInfo'
  readonly keyAgreement: KeyAgreement
  /** The SubjectPublicKeyInfo. */
  readonly publicKeyBytes: Uint8Array
  /** Undefined if the key cannot be used; a finding says so. */
  readonly publicKey: DhPublicKey | EcPublicKey | undefined
  /** An identifier of up to 32 bytes; for PACE-CAM it equals the parameterId. */
  readonly keyId: bigint | undefined
}

/** A file identifier with an optional short one. TR-03110-3 §A.1.1.3. */
export interface FileId {
  /** Two bytes: `0x011c`. */
  readonly fileId: number
  readonly shortFileId: number | undefined
}

/** Terminal Authentication. Doc 9303-11 §9.2.8, TR-03110-3 §A.1.1.3. */
export interface TerminalAuthenticationInfo extends SecurityInfoBase {
  readonly kind: 'TerminalAuthenticationInfo'
  readonly version: number
  /** Where EF.CVCA is, if not under 011C. */
  readonly efCvca: FileId | undefined
}

/** A signed copy of EF.DIR. Doc 9303-11 §9.2.10. */
export interface EfDirInfo extends SecurityInfoBase {
  readonly kind: 'EFDIRInfo'
  readonly efDirBytes: Uint8Array
  /** Undefined if the copy cannot be read; a finding says so. */
  readonly efDir: EfDir | undefined
}

/** Which data a terminal must be authorized for: 0 none, 1 explicit authorization, 2 never. */
export type PseudonymAuthorization = 0 | 1 | 2

/** What the flags of a {@link PasswordInfo} say, by the bit's number. TR-03110-3 §A.1.1.1. */
export const passwordFlags = [
  'local',
  'unblocks-others',
  'is-blocking',
  'is-suspending',
  'limited-resetUT',
  'unblock-allowedUT',
  'unblock-allowedAT',
  'change-allowedUT',
  'change-allowedAT',
  'activation-allowedAT',
  'deactivation-allowedAT',
  'needs-padding',
] as const

/** One flag of a {@link PasswordInfo}. */
export type PasswordFlag = (typeof passwordFlags)[number]

/** The optional part of a {@link PasswordInfo}. */
export interface PasswordOptions {
  readonly flags: readonly PasswordFlag[]
  readonly resumingPasswords: readonly number[]
  readonly resettingPasswords: readonly number[]
  readonly changingPasswords: readonly number[]
  readonly type: 'bcd' | 'ascii-numeric' | 'utf8' | 'half-nibble-bcd' | 'iso9564-1' | undefined
  readonly minimumLength: number | undefined
  readonly storedLength: number | undefined
  readonly maximumLength: number | undefined
  readonly paddingCharacter: number | undefined
}

/** A password that the chip knows. TR-03110-3 §A.1.1.1. */
export interface PasswordInfo extends SecurityInfoBase {
  readonly kind: 'PasswordInfo'
  readonly password: 'MRZ' | 'CAN' | 'PIN' | 'PUK'
  readonly passwordId: number
  readonly options: PasswordOptions | undefined
}

/** Pseudonymous signatures: of authentication (PSA), messages (PSM), credentials (PSC). TR-03110-3 §A.1.1.2, 5, 6. */
export interface PseudonymousSignatureInfo extends SecurityInfoBase {
  readonly kind: 'PSAInfo' | 'PSMInfo' | 'PSCInfo'
  readonly hash: HashName
  readonly version: number
  readonly ps1Authorization: PseudonymAuthorization
  readonly ps2Authorization: PseudonymAuthorization
  readonly keyId: bigint | undefined
}

/** A public key of pseudonymous signatures. TR-03110-3 §A.1.1.2. */
export interface PseudonymousSignaturePublicKeyInfo extends SecurityInfoBase {
  readonly kind: 'PSPublicKeyInfo'
  /** The SubjectPublicKeyInfo, with two generators in its parameters: not read. */
  readonly publicKeyBytes: Uint8Array
  readonly parameterId: number | undefined
  readonly keyId: bigint | undefined
}

/** Restricted Identification. TR-03110-3 §A.1.1.4. */
export interface RestrictedIdentificationInfo extends SecurityInfoBase {
  readonly kind: 'RestrictedIdentificationInfo'
  readonly keyAgreement: KeyAgreement
  readonly hash: HashName
  readonly version: number
  readonly keyId: bigint
  readonly authorizedOnly: boolean
  /** Longest public key of a sector, as the chip gives it. */
  readonly maximumKeyLength: number | undefined
}

/** Domain parameters of Restricted Identification. TR-03110-3 §A.1.1.4. */
export interface RestrictedIdentificationDomainParameterInfo extends SecurityInfoBase {
  readonly kind: 'RestrictedIdentificationDomainParameterInfo'
  readonly keyAgreement: KeyAgreement
  readonly domainParameterBytes: Uint8Array
  readonly domainParameters: ParsedDomainParameters | undefined
}

/** A terminal type and the authorization extensions that the chip supports for it. TR-03110-3 §A.1.1.7. */
export interface SupportedTerminalType {
  readonly terminalType: string
  readonly authorizations: readonly string[]
}

/** What the card can do. TR-03110-3 §A.1.1.7. */
export interface CardInfo extends SecurityInfoBase {
  readonly kind: 'CardInfo'
  readonly url: string
  readonly efCardInfo: FileId | undefined
  readonly supportedTrVersion: string | undefined
  readonly supportedTerminalTypes: readonly SupportedTerminalType[]
  readonly maximumSessionContexts: number | undefined
  readonly envelope: boolean | undefined
}

/** Hashes of data groups of the eID application. TR-03110-3 §A.1.1.8. */
export interface EidHashesInfo extends SecurityInfoBase {
  readonly kind: 'EIDSecurityInfo'
  readonly hash: HashName | undefined
  readonly hashOid: string
  readonly dataGroupHashes: readonly { readonly dataGroup: number; readonly hash: Uint8Array }[]
  readonly eidVersion: string | undefined
  readonly unicodeVersion: string | undefined
}

/** SecurityInfos of keys that only privileged terminals may use. TR-03110-3 §A.1.1.9. */
export interface PrivilegedTerminalInfo extends SecurityInfoBase {
  readonly kind: 'PrivilegedTerminalInfo'
  readonly securityInfos: readonly SecurityInfo[]
}

/** The SecurityInfos of TR-03110 that Doc 9303 does not have. */
export type EidSecurityInfo =
  | PasswordInfo
  | PseudonymousSignatureInfo
  | PseudonymousSignaturePublicKeyInfo
  | RestrictedIdentificationInfo
  | RestrictedIdentificationDomainParameterInfo
  | CardInfo
  | EidHashesInfo
  | PrivilegedTerminalInfo

/** A SecurityInfo of a type that is not known. */
export interface UnknownSecurityInfo extends SecurityInfoBase {
  readonly kind: 'Unknown'
}

/** A SecurityInfo that cannot be read: of a known type with other content, or no SecurityInfo at all. */
export interface MalformedSecurityInfo {
  readonly kind: 'Malformed'
  /** Undefined if not even the object identifier can be read. */
  readonly oid: string | undefined
  readonly bytes: Uint8Array
}

/** One SecurityInfo; `kind` says which. Doc 9303-11 §9.2, TR-03110-3 §A.1.1. */
export type SecurityInfo =
  | PaceInfo
  | PaceDomainParameterInfo
  | ActiveAuthenticationInfo
  | ChipAuthenticationInfo
  | ChipAuthenticationDomainParameterInfo
  | ChipAuthenticationPublicKeyInfo
  | TerminalAuthenticationInfo
  | EfDirInfo
  | EidSecurityInfo
  | UnknownSecurityInfo
  | MalformedSecurityInfo
