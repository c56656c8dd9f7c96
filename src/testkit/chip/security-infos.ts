import {
  derBitString,
  derInteger,
  derOctetString,
  derOid,
  derSequence,
  derSetOf,
  derUnsigned,
} from '../../asn1/index.js'
import { bigIntToBytes, concatBytes, toHex } from '../../bytes.js'
import type { DomainParameters, EcCurve, HashName } from '../../crypto/index.js'
import type { ChipPaceOffer } from './pace-offer.js'
import { resolvePaceOffer } from './pace-offer.js'

/** The PACEInfo and PACEDomainParameterInfo of an offer. Doc 9303-11 §9.2.1, §9.2.2. */
export function writePaceInfos(offer: ChipPaceOffer): readonly Uint8Array[] {
  const { oid, family, parameterId, explicitParameters } = resolvePaceOffer(offer)
  const info = derSequence(derOid(oid), derInteger(2), derInteger(parameterId))
  if (explicitParameters === undefined) return [info]
  const parameters = explicitAlgorithm(explicitParameters)
  return [info, derSequence(derOid(family), parameters, derInteger(parameterId))]
}

/**
 * EF.CardAccess: the SecurityInfos of the offers and any others, a SET in DER. Doc 9303-11 §9.2.
 *
 * @param others SecurityInfos in DER that stand beside them.
 *
 * @example
 * ```ts
 * import { writeEfCardAccess } from 'emrtd/testkit'
 *
 * writeEfCardAccess([{ mapping: 'GM', cipher: 'AES-128', parameterId: 13 }])
 * // 31 14 30 12 06 0A 04 00 7F 00 07 02 02 04 02 02 02 01 02 02 01 0D
 * ```
 */
export function writeEfCardAccess(
  offers: readonly ChipPaceOffer[],
  others: readonly Uint8Array[] = [],
): Uint8Array {
  const infos = new Map([...offers.flatMap(writePaceInfos), ...others].map(info => [toHex(info), info]))
  return derSetOf(...infos.values())
}

/** An AlgorithmIdentifier with explicit domain parameters. Doc 9303-11 §9.5.2. */
export function explicitAlgorithm(parameters: DomainParameters): Uint8Array {
  if (parameters.type === 'EC') {
    return derSequence(derOid('1.2.840.10045.2.1'), ecParameters(parameters.curve))
  }
  const { prime, generator, order } = parameters.group
  // X9.42 needs the order; a group without one is written as PKCS#3 has it.
  return order === undefined
    ? derSequence(derOid('1.2.840.113549.1.3.1'), derSequence(derUnsigned(prime), derUnsigned(generator)))
    : derSequence(
        derOid('1.2.840.10046.2.1'),
        derSequence(derUnsigned(prime), derUnsigned(generator), derUnsigned(order)),
      )
}

/** An AlgorithmIdentifier that names standardized domain parameters. Doc 9303-11 §9.5.1. */
export function standardizedAlgorithm(parameterId: number): Uint8Array {
  return derSequence(derOid('0.4.0.127.0.7.1.2'), derInteger(parameterId))
}

/** ECParameters. RFC 3279 §2.3.5. */
function ecParameters(curve: EcCurve): Uint8Array {
  const element = (value: bigint): Uint8Array => bigIntToBytes(value, curve.fieldLength)
  return derSequence(
    derInteger(1),
    derSequence(derOid('1.2.840.10045.1.1'), derInteger(curve.p)),
    derSequence(derOctetString(element(curve.a)), derOctetString(element(curve.b))),
    derOctetString(concatBytes(Uint8Array.of(4), element(curve.gx), element(curve.gy))),
    derInteger(curve.n),
    derInteger(curve.h),
  )
}

/**
 * A ChipAuthenticationPublicKeyInfo. Doc 9303-11 §9.2.6.
 *
 * @param algorithm the AlgorithmIdentifier of the key.
 * @param publicKey the point, uncompressed, or the number of the public value.
 */
export function writeChipAuthenticationPublicKeyInfo(
  type: DomainParameters['type'],
  algorithm: Uint8Array,
  publicKey: Uint8Array,
  keyId: number | undefined,
): Uint8Array {
  const protocol = `0.4.0.127.0.7.2.2.1.${type === 'EC' ? 2 : 1}`
  const key = derSequence(algorithm, derBitString(type === 'EC' ? publicKey : derUnsigned(publicKey)))
  const id = keyId === undefined ? [] : [derInteger(keyId)]
  return derSequence(derOid(protocol), key, ...id)
}

/** A ChipAuthenticationInfo of version 1. Doc 9303-11 §9.2.5. */
export function writeChipAuthenticationInfo(protocol: string, keyId: number | undefined): Uint8Array {
  const id = keyId === undefined ? [] : [derInteger(keyId)]
  return derSequence(derOid(protocol), derInteger(1), ...id)
}

const plainEcdsaArcs: Readonly<Record<HashName, number>> = {
  'SHA-1': 1,
  'SHA-224': 2,
  'SHA-256': 3,
  'SHA-384': 4,
  'SHA-512': 5,
}

/** The ActiveAuthenticationInfo of an ECDSA key. Doc 9303-11 §9.2.4; plain signatures of TR-03111. */
export function writeActiveAuthenticationInfo(hash: HashName): Uint8Array {
  const algorithm = derOid(`0.4.0.127.0.7.1.1.4.1.${plainEcdsaArcs[hash]}`)
  return derSequence(derOid('2.23.136.1.1.5'), derInteger(1), algorithm)
}
