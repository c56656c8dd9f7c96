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
export { type HashAlgorithm, type HashName, hashAlgorithms, hashByOid } from './hashes.js'
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
