export type { CryptoBackend } from './backend.js'
export {
  curveByName,
  curveByOid,
  curveByParameters,
  type EcCurve,
  type EcDomainParameters,
  ecCurves,
  isOnCurve,
} from './curves.js'
export { defaultBackend } from './default-backend.js'
export { type DhGroup, type ModpGroup, modpGroups } from './dh-groups.js'
export { parseDigestAlgorithm } from './digest-algorithm.js'
export {
  type DomainParameters,
  type ParsedDomainParameters,
  type PublicKeyQuirk,
  parseDomainParameters,
  type QuirkListener,
  standardizedDomainParameters,
} from './domain-parameters.js'
export { plainFromDerSignature } from './ecdsa.js'
export { type HashAlgorithm, type HashName, hashAlgorithms, hashByOid } from './hashes.js'
export {
  type Iso9796Note,
  type Iso9796Reason,
  type Iso9796Verification,
  verifyIso9796Part2,
} from './iso9796-2.js'
export { padIso9797, unpadIso9797 } from './iso9797-padding.js'
export { type DeriveKeyOptions, deriveKey, type KeyUse, type SymmetricCipher, withOddParity } from './kdf.js'
export { checkDhPublicValue, dhSharedSecret, ecdhSharedSecret, generatePrivateKey } from './key-agreement.js'
export type { DhPublicKey, DsaPublicKey, EcPublicKey, PublicKey, RsaPublicKey } from './keys.js'
export { defaultPssParameters, type PssParameters, parsePssParameters } from './pss-parameters.js'
export {
  checkedDhPublicKey,
  checkedEcPublicKey,
  checkedRsaPublicKey,
  encodePublicKey,
  type ParsePublicKeyOptions,
  parsePublicKey,
} from './public-key.js'
export {
  type DsaScheme,
  describeSignatureScheme,
  type EcdsaScheme,
  parseSignatureAlgorithm,
  type RsaPkcs1Scheme,
  type RsaPssScheme,
  resolveSignerInfoAlgorithm,
  type SignatureScheme,
} from './signature-algorithm.js'
export {
  type SignatureNote,
  type SignatureReason,
  type SignatureVerification,
  verifySignature,
} from './verify-signature.js'
