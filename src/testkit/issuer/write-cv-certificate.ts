import { encodeOid, encodeTlv } from '../../asn1/index.js'
import { bigIntToBytes, concatBytes, latin1ToBytes } from '../../bytes.js'
import { type EcCurve, type HashName, plainFromDerSignature } from '../../crypto/index.js'
import type { IssuerKey } from './issuer-key.js'
import type { KeyAlgorithm } from './key-algorithm.js'

/** What a card-verifiable certificate says. TR-03110-3 §C.1. */
export interface CvCertificateContent {
  /** The name of the issuer's key: `UTCVCA00001`. */
  readonly authorityReference: string
  /** The name of the key in it. */
  readonly holderReference: string
  readonly key: IssuerKey
  /** Whether an EC key stands there with its domain parameters, as a CVCA's must; false by default. */
  readonly domainParameters?: boolean | undefined
  /** The kind of terminal; id-IS by default. */
  readonly terminalType?: string | undefined
  /** Role and rights; for inspection systems one byte: C0 CVCA, 80 and 40 document verifiers, 00 terminal; 01 EF.DG3, 02 EF.DG4. */
  readonly authorization: Uint8Array
  /** `YYYY-MM-DD`, of the years 2000 to 2099. */
  readonly effectiveDate: string
  readonly expirationDate: string
  /** Data objects 73, whole. */
  readonly extensions?: readonly Uint8Array[] | undefined
}

const base = '0.4.0.127.0.7.2.2.2'
const rsaArcs: Readonly<Partial<Record<string, number>>> = {
  'pkcs1 SHA-1': 1,
  'pkcs1 SHA-256': 2,
  'pss SHA-1': 3,
  'pss SHA-256': 4,
  'pkcs1 SHA-512': 5,
  'pss SHA-512': 6,
}
const ecdsaArcs: Readonly<Record<HashName, number>> = {
  'SHA-1': 1,
  'SHA-224': 2,
  'SHA-256': 3,
  'SHA-384': 4,
  'SHA-512': 5,
}

/** id-TA-…: how a key signs. TR-03110-3 §A.6.3, §A.6.4. */
function terminalAuthenticationOid(algorithm: KeyAlgorithm): string {
  if (algorithm.kind === 'ecdsa') return `${base}.2.${ecdsaArcs[algorithm.hash]}`
  const arc = rsaArcs[`${algorithm.padding} ${algorithm.hash}`]
  if (arc === undefined) throw new TypeError(`no RSA with ${algorithm.padding} and ${algorithm.hash} there`)
  return `${base}.1.${arc}`
}

/**
 * A card-verifiable certificate: its body signed with the issuer's key, an ECDSA signature in plain form. TR-03110-3 Appendix C and D,
 * Doc 9303-12 §7.2.
 *
 * @throws {TypeError} for a date or an algorithm that cannot stand there.
 *
 * @example
 * ```ts
 * import { createIssuerKey, writeCvCertificate } from 'emrtd/testkit'
 *
 * const key = createIssuerKey('utopia', 'CVCA', { kind: 'ecdsa', curve: 'P-256', parameters: 'named', hash: 'SHA-256' })
 * writeCvCertificate(
 *   {
 *     authorityReference: 'UTCVCA00001',
 *     holderReference: 'UTCVCA00001',
 *     key,
 *     domainParameters: true,
 *     authorization: Uint8Array.of(0xc3),
 *     effectiveDate: '2026-01-01',
 *     expirationDate: '2028-12-31',
 *   },
 *   key,
 * )[0] // 0x7f
 * ```
 */
export function writeCvCertificate(content: CvCertificateContent, issuer: IssuerKey): Uint8Array {
  const { terminalType = '0.4.0.127.0.7.3.1.2.1', extensions = [] } = content
  const body = encodeTlv(
    0x7f4e,
    encodeTlv(0x5f29, Uint8Array.of(0)),
    encodeTlv(0x42, latin1ToBytes(content.authorityReference)),
    writeCvPublicKey(content.key, content.domainParameters ?? false),
    encodeTlv(0x5f20, latin1ToBytes(content.holderReference)),
    encodeTlv(0x7f4c, encodeTlv(0x06, encodeOid(terminalType)), encodeTlv(0x53, content.authorization)),
    encodeTlv(0x5f25, sixDigits(content.effectiveDate)),
    encodeTlv(0x5f24, sixDigits(content.expirationDate)),
    extensions.length === 0 ? new Uint8Array(0) : encodeTlv(0x65, ...extensions),
  )
  return encodeTlv(0x7f21, body, encodeTlv(0x5f37, signPlainly(issuer, body)))
}

/** A signature as terminals make it: ECDSA in plain form. TR-03110-3 §A.6.4. */
export function signPlainly(key: IssuerKey, message: Uint8Array): Uint8Array {
  const signature = key.sign(message)
  return key.secret.type === 'RSA'
    ? signature
    : plainFromDerSignature(signature, key.secret.curve.orderLength)!
}

/** The public key data object. TR-03110-3 §D.3. */
function writeCvPublicKey(
  { algorithm, secret, publicKeyInfo }: IssuerKey,
  domainParameters: boolean,
): Uint8Array {
  const oid = encodeTlv(0x06, encodeOid(terminalAuthenticationOid(algorithm)))
  if (secret.type === 'RSA') {
    const { modulus, publicExponent } = secret.key
    return encodeTlv(
      0x7f49,
      oid,
      encodeTlv(0x81, unsigned(modulus)),
      encodeTlv(0x82, unsigned(publicExponent)),
    )
  }
  const { curve } = secret
  const point = encodeTlv(0x86, publicKeyInfo.subarray(-(1 + 2 * curve.fieldLength)))
  if (!domainParameters) return encodeTlv(0x7f49, oid, point)
  return encodeTlv(0x7f49, oid, ...curveObjects(curve), point, encodeTlv(0x87, unsigned(curve.h)))
}

function curveObjects({ p, a, b, gx, gy, n, fieldLength, orderLength }: EcCurve): readonly Uint8Array[] {
  const field = (value: bigint): Uint8Array => bigIntToBytes(value, fieldLength)
  return [
    encodeTlv(0x81, field(p)),
    encodeTlv(0x82, field(a)),
    encodeTlv(0x83, field(b)),
    encodeTlv(0x84, concatBytes(Uint8Array.of(4), field(gx), field(gy))),
    encodeTlv(0x85, bigIntToBytes(n, orderLength)),
  ]
}

function unsigned(value: bigint): Uint8Array {
  return bigIntToBytes(value, Math.ceil(value.toString(16).length / 2))
}

/** YYMMDD, a digit a byte. TR-03110-3 §D.2.1.3. */
function sixDigits(date: string): Uint8Array {
  const match = /^20(\d\d)-(\d\d)-(\d\d)$/.exec(date)
  if (match === null) throw new TypeError(`a date 20YY-MM-DD expected, not ${date}`)
  return Uint8Array.from(match.slice(1).join(''), Number)
}
