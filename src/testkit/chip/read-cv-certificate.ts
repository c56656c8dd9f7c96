import { decodeOid, readTlv, readTlvs } from '../../asn1/index.js'
import { bytesToBigInt, bytesToLatin1 } from '../../bytes.js'
import {
  checkedEcPublicKey,
  checkedRsaPublicKey,
  curveByParameters,
  type EcCurve,
  type EcPublicKey,
  type HashName,
  hashAlgorithms,
  type RsaPublicKey,
  type SignatureScheme,
} from '../../crypto/index.js'
import { EmrtdError } from '../../errors.js'

/** What a chip takes from a card-verifiable certificate. */
export interface ChipCvCertificate {
  readonly body: Uint8Array
  readonly signature: Uint8Array
  readonly issuer: string
  readonly holder: string
  readonly key: RsaPublicKey | EcPublicKey
  readonly scheme: SignatureScheme
  readonly terminalType: string
  /** Role and rights. */
  readonly template: Uint8Array
  /** YYMMDD as a number. */
  readonly effective: number
  readonly expires: number
}

const base = '0.4.0.127.0.7.2.2.2.'
const rsaForms: Readonly<Record<string, readonly ['RSA-PKCS1' | 'RSA-PSS', HashName]>> = {
  '1': ['RSA-PKCS1', 'SHA-1'],
  '2': ['RSA-PKCS1', 'SHA-256'],
  '3': ['RSA-PSS', 'SHA-1'],
  '4': ['RSA-PSS', 'SHA-256'],
  '5': ['RSA-PKCS1', 'SHA-512'],
  '6': ['RSA-PSS', 'SHA-512'],
}
const ecdsaHashes: readonly HashName[] = ['SHA-1', 'SHA-224', 'SHA-256', 'SHA-384', 'SHA-512']

/**
 * Reads body and signature as PSO: Verify Certificate brings them. TR-03110-3 Appendix C.
 *
 * @param inherited the curve of the issuer, for keys without domain parameters.
 * @throws {EmrtdError} for what a chip does not take.
 */
export function readChipCvCertificate(bytes: Uint8Array, inherited: EcCurve | undefined): ChipCvCertificate {
  const [bodyObject, signatureObject, ...others] = readTlvs(bytes)
  if (bodyObject?.tag !== 0x7f4e || signatureObject?.tag !== 0x5f37 || others.length > 0) throw bad()
  const objects = new Map(readTlvs(bodyObject.value).map(({ tag, value }) => [tag, value]))
  const value = (tag: number): Uint8Array => {
    const found = objects.get(tag)
    if (found === undefined) throw bad()
    return found
  }
  const [type, rights] = readTlvs(value(0x7f4c))
  if (type?.tag !== 0x06 || rights?.tag !== 0x53) throw bad()
  const { key, scheme } = readKey(value(0x7f49), inherited)
  return {
    body: bodyObject.bytes,
    signature: signatureObject.value,
    issuer: bytesToLatin1(value(0x42)),
    holder: bytesToLatin1(value(0x5f20)),
    key,
    scheme,
    terminalType: decodeOid(type.value),
    template: rights.value,
    effective: Number(value(0x5f25).join('')),
    expires: Number(value(0x5f24).join('')),
  }
}

/** The same for a whole certificate, which the chip was personalised with. */
export function readTrustPoint(certificate: Uint8Array): ChipCvCertificate {
  return readChipCvCertificate(readTlv(certificate).value, undefined)
}

function readKey(
  bytes: Uint8Array,
  inherited: EcCurve | undefined,
): { readonly key: RsaPublicKey | EcPublicKey; readonly scheme: SignatureScheme } {
  const objects = new Map(readTlvs(bytes).map(({ tag, value }) => [tag, value]))
  const oid = decodeOid(objects.get(0x06) ?? new Uint8Array(0))
  const [family, arc = ''] = oid.slice(base.length).split('.')
  if (!oid.startsWith(base)) throw bad()
  if (family === '1') {
    const form = rsaForms[arc]
    if (form === undefined) throw bad()
    const [kind, hash] = form
    const key = checkedRsaPublicKey(
      objects.get(0x81) ?? new Uint8Array(0),
      objects.get(0x82) ?? new Uint8Array(0),
    )
    const scheme: SignatureScheme =
      kind === 'RSA-PKCS1'
        ? { kind, hash }
        : { kind, hash, mgfHash: hash, saltLength: hashAlgorithms[hash].length, trailerField: 1 }
    return { key, scheme }
  }
  const hash = ecdsaHashes[Number(arc) - 1]
  const curve = objects.has(0x81) ? readCurve(objects) : inherited
  if (family !== '2' || hash === undefined || curve === undefined) throw bad()
  const key = checkedEcPublicKey(curve, objects.get(0x86) ?? new Uint8Array(0))
  return { key, scheme: { kind: 'ECDSA', hash, encoding: 'plain' } }
}

function readCurve(objects: ReadonlyMap<number, Uint8Array>): EcCurve {
  const number = (tag: number): bigint => bytesToBigInt(objects.get(tag) ?? new Uint8Array(0))
  const generator = objects.get(0x84) ?? new Uint8Array(0)
  const length = (generator.length - 1) / 2
  const curve = curveByParameters({
    p: number(0x81),
    a: number(0x82),
    b: number(0x83),
    gx: bytesToBigInt(generator.subarray(1, 1 + length)),
    gy: bytesToBigInt(generator.subarray(1 + length)),
    n: number(0x85),
    h: objects.has(0x87) ? number(0x87) : undefined,
  })
  if (curve === undefined) throw bad()
  return curve
}

function bad(): EmrtdError {
  return new EmrtdError('CRYPTO_BAD_INPUT', 'no card-verifiable certificate that the chip takes')
}
