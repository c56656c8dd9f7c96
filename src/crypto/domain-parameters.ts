import { DerReader, derTag } from '../asn1/index.js'
import { bytesToBigInt, equalBytes } from '../bytes.js'
import { EmrtdError } from '../errors.js'
import { curveByName, curveByOid, curveByParameters, type EcCurve } from './curves.js'
import { type DhGroup, modpGroups } from './dh-groups.js'

/** The group that a key agreement works in. */
export type DomainParameters =
  | { readonly type: 'EC'; readonly curve: EcCurve }
  | { readonly type: 'DH'; readonly group: DhGroup }

/**
 * What real keys have that the standards do not ask for, read over and reported.
 *
 * - `fieldElementLength`: a field element in explicit parameters longer or shorter than the field (49 bytes for P-384
 *   and 65 for brainpoolP512r1 in certificates of AE, TR and HU).
 * - `generatorCompressed`: the generator in explicit parameters is compressed.
 * - `cofactorAbsent`: explicit parameters without cofactor, which Doc 9303-12 §4.1.6.3 asks for.
 * - `rsaParametersAbsent`: rsaEncryption without the NULL that RFC 3279 §2.3.1 asks for.
 */
export type PublicKeyQuirk =
  | 'fieldElementLength'
  | 'generatorCompressed'
  | 'cofactorAbsent'
  | 'rsaParametersAbsent'

/** Called at each quirk that is met. */
export type QuirkListener = (quirk: PublicKeyQuirk) => void

/** Object identifiers of keys for key agreement. */
const oids = {
  ecPublicKey: '1.2.840.10045.2.1',
  ecDh: '1.3.132.1.12',
  dhPublicNumber: '1.2.840.10046.2.1',
  dhKeyAgreement: '1.2.840.113549.1.3.1',
  standardizedDomainParameters: '0.4.0.127.0.7.1.2',
} as const

const curveNames: readonly string[] = [
  'P-192',
  'brainpoolP192r1',
  'P-224',
  'brainpoolP224r1',
  'P-256',
  'brainpoolP256r1',
  'brainpoolP320r1',
  'P-384',
  'brainpoolP384r1',
  'brainpoolP512r1',
  'P-521',
]

const standardized: ReadonlyMap<number, DomainParameters> = new Map<number, DomainParameters>([
  ...modpGroups.map((group, id) => [id, Object.freeze({ type: 'DH' as const, group })] as const),
  ...curveNames.map(
    (name, index) => [8 + index, Object.freeze({ type: 'EC' as const, curve: curveByName(name)! })] as const,
  ),
])

/**
 * The standardized domain parameters of an id: 0 to 2 the groups of RFC 5114, 8 to 18 the curves; undefined for the
 * ids that are reserved for future use. Doc 9303-11 §9.5.1, Table 12.
 *
 * @example
 * ```ts
 * import { standardizedDomainParameters } from 'emrtd/crypto'
 *
 * standardizedDomainParameters(13) // { type: 'EC', curve: brainpoolP256r1 }
 * standardizedDomainParameters(7) // undefined
 * ```
 */
export function standardizedDomainParameters(id: number): DomainParameters | undefined {
  return standardized.get(id)
}

/** Domain parameters of an AlgorithmIdentifier and how they were written. */
export interface ParsedDomainParameters {
  readonly domain: DomainParameters
  /** By an object identifier or a standardized id, or value by value. */
  readonly form: 'named' | 'standardized' | 'explicit'
}

/**
 * Reads the domain parameters of an AlgorithmIdentifier for key agreement: ecPublicKey with a named curve or
 * ECParameters, standardizedDomainParameters, dhpublicnumber (X9.42) and dhKeyAgreement (PKCS#3). Doc 9303-11 §9.5.
 *
 * Explicit curve parameters must equal a known curve in every field. Undefined if the algorithm is another.
 *
 * @param oid the algorithm, already read.
 * @param parameters a reader that stands at the parameters and ends with them.
 * @throws {EmrtdError} `CRYPTO_UNSUPPORTED_ALGORITHM` for an unknown named curve or field type,
 * `CRYPTO_BAD_PARAMETERS` for parameters that are missing, not a known curve or no group, `ASN1_…` for what is not
 * the structure.
 */
export function parseDomainParametersOf(
  oid: string,
  parameters: DerReader,
  onQuirk?: QuirkListener,
): ParsedDomainParameters | undefined {
  const isEc = oid === oids.ecPublicKey || oid === oids.ecDh
  const isKnown = isEc || Object.values<string>(oids).includes(oid)
  if (!isKnown) return undefined
  const tag = parameters.peekTag()
  let parsed: ParsedDomainParameters
  if (oid === oids.standardizedDomainParameters) {
    const domain = standardizedDomainParameters(parameters.smallInteger())
    if (domain === undefined) throw bad('standardized domain parameters of an id that is not defined')
    parsed = { domain, form: 'standardized' }
  } else if (isEc && tag === derTag.oid) {
    const name = parameters.oid()
    const curve = curveByOid(name)
    if (curve === undefined) {
      throw new EmrtdError('CRYPTO_UNSUPPORTED_ALGORITHM', `curve ${name} is not supported`)
    }
    parsed = { domain: { type: 'EC', curve }, form: 'named' }
  } else if (tag !== derTag.sequence) {
    throw bad('key without domain parameters')
  } else if (isEc) {
    parsed = { domain: { type: 'EC', curve: parseEcParameters(parameters, onQuirk) }, form: 'explicit' }
  } else {
    const group = parseDhParameters(parameters, oid === oids.dhPublicNumber)
    parsed = { domain: { type: 'DH', group }, form: 'explicit' }
  }
  parameters.end()
  return parsed
}

/**
 * Reads the AlgorithmIdentifier of a PACEDomainParameterInfo or ChipAuthenticationDomainParameterInfo: standardized by their number,
 * or explicit. Doc 9303-11 §9.5.
 *
 * @param input the AlgorithmIdentifier, or a reader that stands at it.
 * @throws {EmrtdError} `CRYPTO_UNSUPPORTED_ALGORITHM` for another algorithm or an unknown curve,
 * `CRYPTO_BAD_PARAMETERS` and `ASN1_…` as above.
 *
 * @example
 * ```ts
 * import { fromHex } from 'emrtd'
 * import { parseDomainParameters } from 'emrtd/crypto'
 *
 * parseDomainParameters(fromHex('300c 0607 04007f00070102 02010d')).form // 'standardized', of id 13
 * ```
 */
export function parseDomainParameters(
  input: Uint8Array | DerReader,
  onQuirk?: QuirkListener,
): ParsedDomainParameters {
  const reader = input instanceof Uint8Array ? new DerReader(input) : input
  const fields = reader.sequence()
  if (input instanceof Uint8Array) reader.end()
  const oid = fields.oid()
  const parsed = parseDomainParametersOf(oid, fields, onQuirk)
  if (parsed === undefined) {
    throw new EmrtdError('CRYPTO_UNSUPPORTED_ALGORITHM', `key agreement algorithm ${oid} is not supported`)
  }
  return parsed
}

/** ECParameters (X9.62, RFC 3279 §2.3.5). A seed has no part in what the curve is and is passed over. */
function parseEcParameters(parameters: DerReader, onQuirk: QuirkListener | undefined): EcCurve {
  const quirks = new Set<PublicKeyQuirk>()
  const fields = parameters.sequence()
  const version = fields.smallInteger()
  if (version < 1 || version > 3) throw bad('ECParameters of a version other than 1 to 3')
  const fieldId = fields.sequence()
  const fieldType = fieldId.oid()
  if (fieldType !== '1.2.840.10045.1.1') {
    throw new EmrtdError('CRYPTO_UNSUPPORTED_ALGORITHM', `field type ${fieldType} is not a prime field`)
  }
  const primeBytes = boundedInteger(fieldId)
  fieldId.end()
  const fieldLength = primeBytes.length
  const element = (bytes: Uint8Array): bigint => {
    if (bytes.length > maximumFieldLength + 1) throw bad('field element that is too long')
    if (bytes.length !== fieldLength) quirks.add('fieldElementLength')
    return bytesToBigInt(bytes)
  }
  const coefficients = fields.sequence()
  const a = element(coefficients.octetString())
  const b = element(coefficients.octetString())
  if (coefficients.peekTag() === derTag.bitString) coefficients.bitString()
  coefficients.end()

  const base = fields.octetString()
  const form = base[0]
  let gx: bigint
  let gy: bigint | 'even' | 'odd'
  if (form === 4 && base.length % 2 === 1) {
    const half = (base.length - 1) / 2
    gx = element(base.subarray(1, 1 + half))
    gy = element(base.subarray(1 + half))
  } else if (form === 2 || form === 3) {
    quirks.add('generatorCompressed')
    gx = element(base.subarray(1))
    gy = form === 2 ? 'even' : 'odd'
  } else throw bad('generator that is neither an uncompressed nor a compressed point')

  const n = bytesToBigInt(boundedInteger(fields))
  const h = fields.atEnd ? undefined : bytesToBigInt(boundedInteger(fields))
  if (h === undefined) quirks.add('cofactorAbsent')
  // ecpVer2 and ecpVer3 may name the hash function that the seed was put through.
  if (!fields.atEnd && version > 1) fields.skip(derTag.sequence)
  fields.end()
  const curve = curveByParameters({ p: bytesToBigInt(primeBytes), a, b, gx, gy, n, h })
  if (curve === undefined) throw bad('explicit parameters that are not those of a known curve')
  if (onQuirk !== undefined) for (const quirk of quirks) onQuirk(quirk)
  return curve
}

/** Bytes of the longest field, P-521's. */
const maximumFieldLength = 66

function boundedInteger(reader: DerReader): Uint8Array {
  const bytes = reader.unsignedBytes()
  if (bytes.length > maximumFieldLength) throw bad('number that is too long for any known curve')
  return bytes
}

/** The least order of RFC 5114's groups has 160 bits; a private key from a smaller one could be searched for. */
const minimumOrder = 1n << 159n

/** DomainParameters of X9.42 (RFC 3279 §2.3.3) or DHParameter of PKCS#3. */
function parseDhParameters(parameters: DerReader, x942: boolean): DhGroup {
  const fields = parameters.sequence()
  const prime = fields.unsignedBytes()
  const generator = fields.unsignedBytes()
  let order: Uint8Array | undefined
  if (x942) {
    order = fields.unsignedBytes()
    // subgroup factor and validation parameters
    if (fields.peekTag() === derTag.integer) fields.skip()
    if (fields.peekTag() === derTag.sequence) fields.skip()
  } else if (!fields.atEnd) fields.smallInteger() // length of the private value in bits
  fields.end()
  checkPrimeSize(prime)
  const p = bytesToBigInt(prime)
  const g = generator.length <= prime.length ? bytesToBigInt(generator) : p
  if (g < 2n || g > p - 2n) throw bad('generator out of range')
  if (order !== undefined) {
    const q = order.length <= prime.length ? bytesToBigInt(order) : p
    if (q < minimumOrder) throw bad('subgroup order of less than 160 bits')
    if ((p - 1n) % q !== 0n) throw bad('subgroup order that does not divide p - 1')
  }
  order ??= modpGroups.find(
    known => equalBytes(known.prime, prime) && equalBytes(known.generator, generator),
  )?.order
  return { prime, generator, order }
}

/** Refuses a prime field of less than 1024 or more than 8192 bits, or an even one. */
export function checkPrimeSize(prime: Uint8Array): void {
  const bits = prime.length * 8 - Math.clz32(prime[0] ?? 0) + 24
  if (bits < 1024 || bits > 8192) throw bad(`prime of ${bits} bits; 1024 to 8192 are supported`)
  if ((prime[prime.length - 1]! & 1) === 0) throw bad('prime that is even')
}

function bad(message: string): EmrtdError {
  return new EmrtdError('CRYPTO_BAD_PARAMETERS', message)
}
