export { buildCrl, type CrlContent } from './build-crl.js'
export { buildDeviationList, type DeviationContent, deviationListSigner } from './build-deviation-list.js'
export { buildLdif, type LdifLayout, type LdifRecordContent, pkdRecord } from './build-ldif.js'
export { buildMasterList } from './build-master-list.js'
export type { ChipKeyChoices, DocumentChipKeys, IssuedChipAuthenticationKey } from './chip-keys.js'
export {
  type CertificateDates,
  type Country,
  type CountryOptions,
  createCountry,
  type IssuerParty,
} from './create-country.js'
export {
  type CvParty,
  createTerminalPki,
  type TerminalPki,
  type TerminalPkiOptions,
  terminalSigner,
} from './create-terminal-pki.js'
export { drawFace } from './draw-face.js'
export { drawFaceJpeg2000, writeJp2 } from './draw-face-jpeg2000.js'
export { drawFingerprint } from './draw-fingerprint.js'
export { encodeJpeg, type GreyPicture } from './encode-jpeg.js'
export type { BiometricStandard } from './every-data-group.js'
export { issueCardSecurity } from './issue-card-security.js'
export {
  type DocumentOptions,
  type IssuedDocument,
  type IssuedFileName,
  issueDocument,
} from './issue-document.js'
export { createIssuerKey, type IssuerKey } from './issuer-key.js'
export type { EcdsaKeyAlgorithm, KeyAlgorithm, RsaKeyAlgorithm } from './key-algorithm.js'
export { linkCertificate } from './link-certificate.js'
export { makeSpecimens } from './make-specimens.js'
export type { RsaPrivateKey } from './rsa-key.js'
export { type SeededBytes, seededBytes } from './seeded-bytes.js'
export {
  type CertificateContent,
  type CertificateExtension,
  extension,
  writeCertificate,
} from './write-certificate.js'
export { type CvCertificateContent, writeCvCertificate } from './write-cv-certificate.js'
export { type EfSodChoices, writeEfSod, writeLdsSecurityObject } from './write-ef-sod.js'
export { type IssuerName, writeName } from './write-name.js'
export { writePrivateKeyInfo } from './write-private-key-info.js'
export { type SignedDataChoices, type SignerIdentifierKind, writeSignedData } from './write-signed-data.js'
