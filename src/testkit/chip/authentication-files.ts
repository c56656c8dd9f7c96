import { derBitString, derOid, derSequence, derUnsigned } from '../../asn1/index.js'
import type { CryptoBackend } from '../../crypto/index.js'
import type { ActiveAuthenticationKey } from './active-authentication.js'
import { chipAuthenticationOid, type ResolvedChipAuthenticationKey } from './chip-authentication.js'
import { chipGroup } from './chip-group.js'
import {
  explicitAlgorithm,
  writeActiveAuthenticationInfo,
  writeChipAuthenticationInfo,
  writeChipAuthenticationPublicKeyInfo,
} from './security-infos.js'

/** The SecurityInfos of EF.DG14 for the keys of a chip, in DER. Doc 9303-11 §9.2.11. */
export function dg14Infos(
  backend: CryptoBackend,
  keys: readonly ResolvedChipAuthenticationKey[],
  activeAuthentication: ActiveAuthenticationKey | undefined,
): readonly Uint8Array[] {
  const forChip = keys.flatMap(({ parameters, privateKey, keyId, ciphers }) => [
    ...ciphers.map(cipher =>
      writeChipAuthenticationInfo(chipAuthenticationOid(parameters.type, cipher), keyId),
    ),
    writeChipAuthenticationPublicKeyInfo(
      parameters.type,
      explicitAlgorithm(parameters),
      chipGroup(backend, parameters).power(privateKey),
      keyId,
    ),
  ])
  return activeAuthentication?.type === 'ECDSA'
    ? [...forChip, writeActiveAuthenticationInfo(activeAuthentication.hash)]
    : forChip
}

/** The SubjectPublicKeyInfo of EF.DG15. Doc 9303-11 §6.1.5. */
export function activeAuthenticationPublicKey(
  backend: CryptoBackend,
  key: ActiveAuthenticationKey,
): Uint8Array {
  if (key.type === 'ECDSA') {
    const point = backend.ecMultiply(key.curve, key.privateKey)
    return derSequence(explicitAlgorithm({ type: 'EC', curve: key.curve }), derBitString(point))
  }
  const rsaEncryption = derSequence(derOid('1.2.840.113549.1.1.1'), Uint8Array.of(0x05, 0x00))
  return derSequence(
    rsaEncryption,
    derBitString(derSequence(derUnsigned(key.modulus), derUnsigned(key.publicExponent))),
  )
}
