import {
  derBitString,
  derInteger,
  derOctetString,
  derOid,
  derSequence,
  derUnsigned,
} from '../../asn1/index.js'
import { bigIntToBytes, bytesToBigInt } from '../../bytes.js'
import type { CryptoBackend, DomainParameters } from '../../crypto/index.js'
import type { ActiveAuthenticationKey } from './active-authentication.js'
import { chipAuthenticationOid, type ResolvedChipAuthenticationKey } from './chip-authentication.js'
import { chipGroup } from './chip-group.js'
import {
  explicitAlgorithm,
  writeActiveAuthenticationInfo,
  writeChipAuthenticationInfo,
  writeChipAuthenticationPublicKeyInfo,
} from './security-infos.js'
import type { ChipTerminalAuthentication } from './terminal-authentication.js'

/** The SecurityInfos of EF.DG14 for the keys of a chip, in DER. Doc 9303-11 §9.2.11. */
export function dg14Infos(
  backend: CryptoBackend,
  keys: readonly ResolvedChipAuthenticationKey[],
  activeAuthentication: ActiveAuthenticationKey | undefined,
  terminalAuthentication?: Pick<ChipTerminalAuthentication, 'efCvca'>,
  weakness?: KeyWeakness,
): readonly Uint8Array[] {
  const forChip = keys.flatMap(({ parameters, privateKey, keyId, ciphers }) => [
    ...ciphers.map(cipher =>
      writeChipAuthenticationInfo(chipAuthenticationOid(parameters.type, cipher), keyId),
    ),
    writeChipAuthenticationPublicKeyInfo(
      parameters.type,
      explicitAlgorithm(parameters),
      weakness === undefined
        ? chipGroup(backend, parameters).power(privateKey)
        : weakPublicKey(backend, parameters, privateKey, weakness),
      keyId,
    ),
  ])
  return [
    ...forChip,
    ...(activeAuthentication?.type === 'ECDSA'
      ? [writeActiveAuthenticationInfo(activeAuthentication.hash)]
      : []),
    ...(terminalAuthentication ? [writeTerminalAuthenticationInfo(terminalAuthentication)] : []),
  ]
}

/** Doc 9303-11 App. K.2. */
function writeTerminalAuthenticationInfo({ efCvca }: Pick<ChipTerminalAuthentication, 'efCvca'>): Uint8Array {
  const octets = (value: number, length: number): Uint8Array =>
    derOctetString(bigIntToBytes(BigInt(value), length))
  const { identifier, shortIdentifier } = efCvca ?? {}
  return derSequence(
    derOid('0.4.0.127.0.7.2.2.2'),
    derInteger(1),
    ...(identifier === undefined
      ? []
      : [
          derSequence(
            octets(identifier, 2),
            ...(shortIdentifier === undefined ? [] : [octets(shortIdentifier, 1)]),
          ),
        ]),
  )
}

/** What is wrong with a public key that makes every terminal agree on a secret that can be guessed. */
export type KeyWeakness = 'offCurve' | 'smallOrder'

/** A public key that is none: not on its curve (not in the subgroup), or of order 2. */
function weakPublicKey(
  backend: CryptoBackend,
  parameters: DomainParameters,
  privateKey: Uint8Array,
  weakness: KeyWeakness,
): Uint8Array {
  const key = chipGroup(backend, parameters).power(privateKey).slice()
  if (parameters.type === 'EC') {
    // (x, 0) has order 2 on the curve through it, which is another one than the chip's.
    if (weakness === 'smallOrder') key.fill(0, 1 + parameters.curve.fieldLength)
    else key[key.length - 1]! ^= 1
    return key
  }
  const { prime } = parameters.group
  return weakness === 'smallOrder' ? bigIntToBytes(bytesToBigInt(prime) - 1n, prime.length) : prime.slice()
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
