import {
  DerReader,
  derBitString,
  derInteger,
  derOctetString,
  derOid,
  derSequence,
  derSetOf,
  derUnsigned,
  derUtf8String,
  encodeTlv,
} from '../../asn1/index.js'
import { concatBytes, latin1ToBytes } from '../../bytes.js'
import { type CryptoBackend, curveByName, type HashName, hashAlgorithms } from '../../crypto/index.js'
import { type ChipRandom, randomScalar } from './chip-randomness.js'
import { explicitAlgorithm } from './security-infos.js'
import { signEcdsa } from './sign-ecdsa.js'

/** Who signs EF.CardSecurity. */
export interface CardSecuritySigner {
  /** The Document Signer's certificate in DER. */
  readonly certificate: Uint8Array
  /** The AlgorithmIdentifier of its signatures in DER. */
  readonly signatureAlgorithm: Uint8Array
  /** The hash function of the message digest and of the signature. */
  readonly hash: HashName
  /** Signs: the signature value of a SignerInfo. */
  readonly sign: (message: Uint8Array) => Uint8Array
}

const idSignedData = '1.2.840.113549.1.7.2'
const idContentType = '1.2.840.113549.1.9.3'
const idMessageDigest = '1.2.840.113549.1.9.4'
const idSecurityObject = '0.4.0.127.0.7.3.2.1'
const ecdsaWithSha256 = derSequence(derOid('1.2.840.10045.4.3.2'))

/**
 * EF.CardSecurity: the SecurityInfos in a SignedData. Doc 9303-10 §3.11.4.
 *
 * @param securityInfos the SET in DER.
 */
export function writeEfCardSecurity(
  backend: CryptoBackend,
  securityInfos: Uint8Array,
  signer: CardSecuritySigner,
): Uint8Array {
  const hash = derSequence(derOid(hashAlgorithms[signer.hash].oid))
  const attributes = [
    derSequence(derOid(idContentType), derSetOf(derOid(idSecurityObject))),
    derSequence(
      derOid(idMessageDigest),
      derSetOf(derOctetString(backend.digest(signer.hash, securityInfos))),
    ),
  ]
  const signedAttributes = derSetOf(...attributes)
  const { issuer, serialNumber } = issuerAndSerialNumber(signer.certificate)
  const signerInfo = derSequence(
    derInteger(1),
    derSequence(issuer, serialNumber),
    hash,
    // In the SignerInfo the SET has the implicit tag [0]; it is signed under its own.
    concatBytes(Uint8Array.of(0xa0), signedAttributes.subarray(1)),
    signer.signatureAlgorithm,
    derOctetString(signer.sign(signedAttributes)),
  )
  const signedData = derSequence(
    derInteger(3),
    derSetOf(hash),
    derSequence(derOid(idSecurityObject), encodeTlv(0xa0, derOctetString(securityInfos))),
    encodeTlv(0xa0, signer.certificate),
    derSetOf(signerInfo),
  )
  return derSequence(derOid(idSignedData), encodeTlv(0xa0, signedData))
}

/**
 * A signer nobody trusts: a self-signed certificate on P-256 with a key drawn from `random`. For chips that are to be
 * read and not to be inspected; a document's own signer is given by its issuer.
 */
export function throwawaySigner(backend: CryptoBackend, random: ChipRandom): CardSecuritySigner {
  const curve = curveByName('P-256')!
  const privateKey = randomScalar(random, 'staticKey', curve.n)
  const sign = (message: Uint8Array): Uint8Array => {
    const plain = signEcdsa(backend, random, curve, privateKey, 'SHA-256', message)
    return derSequence(derUnsigned(plain.subarray(0, 32)), derUnsigned(plain.subarray(32)))
  }
  const name = derSequence(
    derSetOf(derSequence(derOid('2.5.4.6'), encodeTlv(0x13, latin1ToBytes('UT')))),
    derSetOf(derSequence(derOid('2.5.4.3'), derUtf8String('Virtual chip, trusted by nobody'))),
  )
  const time = (text: string): Uint8Array => encodeTlv(0x17, latin1ToBytes(text))
  const publicKey = derSequence(
    explicitAlgorithm({ type: 'EC', curve }),
    derBitString(backend.ecMultiply(curve, privateKey)),
  )
  const keyUsage = encodeTlv(0x03, Uint8Array.of(0x07, 0x80))
  const extension = derSequence(
    derOid('2.5.29.15'),
    Uint8Array.of(0x01, 0x01, 0xff),
    derOctetString(keyUsage),
  )
  const body = derSequence(
    encodeTlv(0xa0, derInteger(2)),
    derInteger(1),
    ecdsaWithSha256,
    name,
    derSequence(time('200101000000Z'), time('491231235959Z')),
    name,
    publicKey,
    encodeTlv(0xa3, derSequence(extension)),
  )
  const certificate = derSequence(body, ecdsaWithSha256, derBitString(sign(body)))
  return { certificate, signatureAlgorithm: ecdsaWithSha256, hash: 'SHA-256', sign }
}

function issuerAndSerialNumber(certificate: Uint8Array): {
  readonly issuer: Uint8Array
  readonly serialNumber: Uint8Array
} {
  const body = new DerReader(certificate).sequence().sequence()
  if (body.peekTag() === 0xa0) body.skip()
  const serialNumber = body.raw(0x02)
  body.skip(0x30)
  return { serialNumber, issuer: body.raw(0x30) }
}
