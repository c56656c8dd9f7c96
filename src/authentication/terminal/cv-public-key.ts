import { decodeOid, readTlv, readTlvs, type Tlv, tagName } from '../../asn1/index.js'
import { bytesToBigInt } from '../../bytes.js'
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
import { EmrtdError, type EmrtdErrorCode } from '../../errors.js'

/** The public key of a card-verifiable certificate as it came. TR-03110-3 §D.3. */
export interface CvPublicKey {
  /** The whole data object 7F49, a view. */
  readonly bytes: Uint8Array
  /** How its signatures are made: id-TA-… */
  readonly oid: string
  /** Undefined for an algorithm that the library does not know. */
  readonly scheme: SignatureScheme | undefined
  /** The key; undefined if it cannot be used, or takes its domain parameters from the CVCA. */
  readonly key: RsaPublicKey | EcPublicKey | undefined
  /** The point of an EC key, with or without domain parameters. */
  readonly point?: Uint8Array
  /** Why a key that is complete cannot be used. */
  readonly keyFault?: EmrtdErrorCode
}

const base = '0.4.0.127.0.7.2.2.2'
const pkcs1 = (hash: HashName): SignatureScheme => Object.freeze({ kind: 'RSA-PKCS1', hash })
const pss = (hash: HashName): SignatureScheme =>
  Object.freeze({
    kind: 'RSA-PSS',
    hash,
    mgfHash: hash,
    saltLength: hashAlgorithms[hash].length,
    trailerField: 1,
  })
const ecdsa = (hash: HashName): SignatureScheme => Object.freeze({ kind: 'ECDSA', hash, encoding: 'plain' })

/** Signature algorithms of Terminal Authentication. TR-03110-3 §A.6.3, §A.6.4. */
const schemes: ReadonlyMap<string, SignatureScheme> = new Map([
  [`${base}.1.1`, pkcs1('SHA-1')],
  [`${base}.1.2`, pkcs1('SHA-256')],
  [`${base}.1.3`, pss('SHA-1')],
  [`${base}.1.4`, pss('SHA-256')],
  [`${base}.1.5`, pkcs1('SHA-512')],
  [`${base}.1.6`, pss('SHA-512')],
  [`${base}.2.1`, ecdsa('SHA-1')],
  [`${base}.2.2`, ecdsa('SHA-224')],
  [`${base}.2.3`, ecdsa('SHA-256')],
  [`${base}.2.4`, ecdsa('SHA-384')],
  [`${base}.2.5`, ecdsa('SHA-512')],
])

/**
 * Reads a public key data object: RSA (modulus 81, exponent 82), or EC (point 86) with all its domain parameters (81 to 85, 87)
 * or none of them. TR-03110-3 §D.3.1, §D.3.3.
 *
 * A key that cannot be used is no error here; `keyFault` says why.
 *
 * @throws {EmrtdError} `AUTHENTICATION_BAD_CERTIFICATE` for data objects that are missing, double or out of order; `ASN1_…`.
 *
 * @example
 * ```ts
 * import { parseCvPublicKey } from 'emrtd/authentication'
 *
 * const algorithm = (publicKeyObject: Uint8Array) => parseCvPublicKey(publicKeyObject).scheme?.kind
 * ```
 */
export function parseCvPublicKey(bytes: Uint8Array): CvPublicKey {
  const outer = readTlv(bytes)
  if (outer.tag !== 0x7f49 || outer.bytes.length !== bytes.length) throw bad('public key (7F49) expected')
  const [first, ...objects] = readTlvs(outer.value)
  if (first?.tag !== 0x06) throw bad('object identifier of the public key expected')
  const oid = decodeOid(first.value)
  const values = inOrder(objects)
  const common = { bytes: outer.bytes, oid, scheme: schemes.get(oid) }
  if (oid.startsWith(`${base}.1.`)) {
    const [modulus, exponent] = [values.get(0x81), values.get(0x82)]
    if (modulus === undefined || exponent === undefined || values.size !== 2) {
      throw bad('modulus (81) and exponent (82) expected')
    }
    return { ...common, ...usable(() => checkedRsaPublicKey(modulus, exponent)) }
  }
  if (!oid.startsWith(`${base}.2.`)) return { ...common, key: undefined }
  const point = values.get(0x86)
  if (point === undefined) throw bad('public point (86) expected')
  if (values.size === 1) return { ...common, point, key: undefined }
  return {
    ...common,
    point,
    ...usable(() => checkedEcPublicKey(domainParameters(values), point, true)),
  }
}

/**
 * The key with its domain parameters: its own, or those of the CVCA. TR-03110-3 §D.3.3.
 *
 * @param inherited the curve of the certificate that it is verified with.
 * @throws {EmrtdError} `CRYPTO_BAD_KEY` for a key that cannot be used; `AUTHENTICATION_BAD_CERTIFICATE` if it has no domain
 * parameters and there are none to inherit.
 *
 * @example
 * ```ts
 * import { parseCvCertificate, resolveCvPublicKey } from 'emrtd/authentication'
 * import { createTerminalPki } from 'emrtd/testkit'
 *
 * const { cvca } = createTerminalPki({ country: 'UT', seed: 'terminals' })
 * resolveCvPublicKey(parseCvCertificate(cvca.certificate).publicKey, undefined).type // 'EC'
 * ```
 */
export function resolveCvPublicKey(
  publicKey: CvPublicKey,
  inherited: EcCurve | undefined,
): RsaPublicKey | EcPublicKey {
  const { key, keyFault, point } = publicKey
  if (key !== undefined) return key
  if (keyFault !== undefined) throw new EmrtdError(keyFault, 'the public key cannot be used')
  if (point === undefined || inherited === undefined) throw bad('public key without domain parameters')
  return checkedEcPublicKey(inherited, point)
}

function domainParameters(values: ReadonlyMap<number, Uint8Array>): EcCurve {
  const value = (tag: number): Uint8Array => {
    const found = values.get(tag)
    if (found === undefined) throw bad(`domain parameter ${tagName(tag)} is missing`)
    return found
  }
  const p = value(0x81)
  const generator = value(0x84)
  if (generator[0] !== 4 || generator.length !== 1 + 2 * p.length)
    throw bad('uncompressed base point expected')
  const cofactor = values.get(0x87)
  const curve = curveByParameters({
    p: bytesToBigInt(p),
    a: bytesToBigInt(value(0x82)),
    b: bytesToBigInt(value(0x83)),
    gx: bytesToBigInt(generator.subarray(1, 1 + p.length)),
    gy: bytesToBigInt(generator.subarray(1 + p.length)),
    n: bytesToBigInt(value(0x85)),
    h: cofactor && bytesToBigInt(cofactor),
  })
  if (curve === undefined)
    throw new EmrtdError('CRYPTO_BAD_PARAMETERS', 'domain parameters of no known curve')
  return curve
}

/** The order of the data objects is fixed. */
function inOrder(objects: readonly Tlv[]): ReadonlyMap<number, Uint8Array> {
  const values = new Map<number, Uint8Array>()
  let last = 0x80
  for (const { tag, value } of objects) {
    if (tag <= last || tag > 0x87) throw bad(`data object ${tagName(tag)} out of place`)
    // Numbers of such a length are none of any key; arithmetic with them takes its time.
    if (value.length > 1100) throw bad(`data object ${tagName(tag)} of ${value.length} bytes`)
    values.set(tag, value)
    last = tag
  }
  return values
}

function usable(
  make: () => RsaPublicKey | EcPublicKey,
):
  | { readonly key: RsaPublicKey | EcPublicKey }
  | { readonly key: undefined; readonly keyFault: EmrtdErrorCode } {
  try {
    return { key: make() }
  } catch (error) {
    if (!(error instanceof EmrtdError) || error.code === 'AUTHENTICATION_BAD_CERTIFICATE') throw error
    return { key: undefined, keyFault: error.code }
  }
}

function bad(message: string): EmrtdError {
  return new EmrtdError('AUTHENTICATION_BAD_CERTIFICATE', message)
}
