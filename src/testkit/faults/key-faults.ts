import { ecdsa, weierstrass } from '@noble/curves/abstract/weierstrass.js'
import { sha256 } from '@noble/hashes/sha2.js'
import {
  derBitString,
  derInteger,
  derNull,
  derOctetString,
  derOid,
  derSequence,
  derSetOf,
  derUnsigned,
  encodeTlv,
} from '../../asn1/index.js'
import { bigIntToBytes, bytesToBigInt, concatBytes } from '../../bytes.js'
import {
  curveByName,
  defaultBackend,
  type EcCurve,
  type HashName,
  hashAlgorithms,
} from '../../crypto/index.js'
import { explicitAlgorithm } from '../chip/security-infos.js'
import { createIssuerKey, type IssuerKey } from '../issuer/issuer-key.js'
import { signatureAlgorithmIdentifier } from '../issuer/key-algorithm.js'
import { rsaPrivateOperation } from '../issuer/rsa-key.js'
import { seededBytes } from '../issuer/seeded-bytes.js'
import { extension } from '../issuer/write-certificate.js'
import { type CertificateChange, fields, withCsca, withDocumentSigner } from './certified-anew.js'
import {
  advisory,
  type FaultRow,
  failing,
  fault,
  invalid,
  open,
  pathLost,
  undecided,
  valid,
} from './fault.js'
import { withExtensions } from './forge-certificate.js'
import { signedAttributesOf, withForgedSigner } from './forge-signed-data.js'
import { type MersenneChoices, mersenneKey } from './mersenne-key.js'
import { reissued, type Specimen } from './specimen.js'

const keyMalformed = invalid('PA.SOD_SIGNATURE', 'KEY_MALFORMED', {
  also: [advisory(open('PA.ALGORITHM_STRENGTH', 'ALGORITHM_UNSUPPORTED'))],
})
const signatureInvalid = invalid('PA.SOD_SIGNATURE', 'SIGNATURE_INVALID')
const sound = valid('PA.SOD_SIGNATURE')

const p256 = curveByName('P-256')!
const ecAlgorithm = explicitAlgorithm({ type: 'EC', curve: p256 })
const subjectKey = (algorithm: Uint8Array, bits: Uint8Array): Uint8Array =>
  derSequence(algorithm, derBitString(bits))

/** A document signer whose certificate holds this key, whatever it is; the signature of EF.SOD is by the right one. */
const withPublicKey = (specimen: Specimen, publicKeyInfo: Uint8Array): Specimen =>
  withDocumentSigner(specimen, fields({ publicKeyInfo }))

/** A document signer with another key pair. */
const withKey = (specimen: Specimen, key: IssuerKey): Specimen =>
  withDocumentSigner(specimen, {
    ...fields(({ extensions }) => ({
      publicKeyInfo: key.publicKeyInfo,
      extensions: withExtensions(extensions, extension.subjectKeyIdentifier(key.keyIdentifier)),
    })),
    key,
  })

const withRsa = (specimen: Specimen, choices: MersenneChoices): Specimen =>
  withKey(specimen, mersenneKey(choices))

/** The point of the document signer's key, uncompressed. */
const pointOf = (specimen: Specimen): Uint8Array => {
  const { secret } = specimen.country.documentSigner.key
  if (secret.type !== 'EC') throw new TypeError('a document signer on a curve expected')
  return defaultBackend.ecMultiply(secret.curve, secret.scalar)
}

/** ECParameters with some fields other than P-256 has them. */
function ecParameters({
  g,
  b,
  n,
  h,
  seed,
  width = 32,
}: {
  readonly g?: Uint8Array
  readonly b?: bigint
  readonly n?: bigint
  readonly h?: bigint
  readonly seed?: Uint8Array
  /** Length of the field elements a and b in bytes. */
  readonly width?: number
}): Uint8Array {
  const generator = concatBytes(Uint8Array.of(4), bigIntToBytes(p256.gx, 32), bigIntToBytes(p256.gy, 32))
  return derSequence(
    derOid('1.2.840.10045.2.1'),
    derSequence(
      derInteger(1),
      derSequence(derOid('1.2.840.10045.1.1'), derInteger(p256.p)),
      derSequence(
        derOctetString(bigIntToBytes(p256.a, width)),
        derOctetString(bigIntToBytes(b ?? p256.b, width)),
        ...(seed === undefined ? [] : [derBitString(seed)]),
      ),
      derOctetString(g ?? generator),
      derInteger(n ?? p256.n),
      derInteger(h ?? p256.h),
    ),
  )
}

/** A key over the generator 2G instead of G, with signatures that hold for who takes the parameters as they stand. */
function keyOverOtherGenerator(specimen: Specimen): IssuerKey {
  const { key } = specimen.country.documentSigner
  const generator = defaultBackend.ecMultiply(p256, Uint8Array.of(2))
  const { p, a, b, n, h } = p256
  const Gx = bytesToBigInt(generator.subarray(1, 33))
  const Gy = bytesToBigInt(generator.subarray(33))
  const engine = ecdsa(weierstrass({ p, a, b, n, h, Gx, Gy }), sha256, { lowS: false })
  const scalar = seededBytes(specimen.country.seed, 'key over another generator')(31)
  const secret = concatBytes(Uint8Array.of(0), scalar)
  return {
    ...key,
    publicKeyInfo: subjectKey(ecParameters({ g: generator }), engine.getPublicKey(secret, false)),
    sign: message => {
      const plain = engine.sign(message, secret, { prehash: true, lowS: false, format: 'compact' })
      return derSequence(derUnsigned(plain.subarray(0, 32)), derUnsigned(plain.subarray(32)))
    },
  }
}

const rsaKeyInfo = (modulus: bigint, exponent: bigint): Uint8Array =>
  subjectKey(
    derSequence(derOid('1.2.840.113549.1.1.1'), derNull()),
    derSequence(derInteger(modulus), derInteger(exponent)),
  )
const rsaSha256 = signatureAlgorithmIdentifier({ kind: 'rsa', bits: 3072, padding: 'pkcs1', hash: 'SHA-256' })

/** An odd number of 3072 bits that nobody has the factors of, nor needs. */
function modulusOf(specimen: Specimen, last: number): bigint {
  const bytes = seededBytes(specimen.country.seed, 'modulus')(384)
  bytes[0]! |= 0x80
  bytes[383] = last
  return bytesToBigInt(bytes)
}

/** DigestInfo of the message, as EMSA-PKCS1-v1_5 has it. */
const digestInfoOf = (message: Uint8Array, hash: HashName = 'SHA-256'): Uint8Array =>
  derSequence(
    derSequence(derOid(hashAlgorithms[hash].oid), derNull()),
    derOctetString(defaultBackend.digest(hash, message)),
  )

/** The specimen under an RSA key that nobody holds, with a signature that was made without it. */
function forgedRsa(
  specimen: Specimen,
  exponent: bigint,
  forge: (message: Uint8Array, modulus: bigint) => Uint8Array,
  last = 0x95,
): Specimen {
  const modulus = modulusOf(specimen, last)
  const forged = withPublicKey(specimen, rsaKeyInfo(modulus, exponent))
  return withForgedSigner(forged, {
    signatureAlgorithm: rsaSha256,
    sign: message => forge(message, modulus),
  })
}

/** 00 01, eight bytes of FF, 00, the DigestInfo, and then whatever makes it the cube of a number. */
function cubeForgery(message: Uint8Array): Uint8Array {
  const beginning = concatBytes(Uint8Array.of(0, 1, ...Array<number>(8).fill(0xff), 0), digestInfoOf(message))
  const length = 384
  const least = bytesToBigInt(beginning) << BigInt(8 * (length - beginning.length))
  let root = 1n << BigInt(Math.ceil((8 * length) / 3))
  // Newton's way downwards to the cube root.
  for (let next = root; ; root = next) {
    next = (2n * root + least / (root * root)) / 3n
    if (next >= root) break
  }
  while (root ** 3n < least) root += 1n
  return bigIntToBytes(root, length)
}

/** A number whose cube ends in the digest of the message: only possible if that is odd. */
function suffixForgery(message: Uint8Array): Uint8Array {
  const digest = bytesToBigInt(defaultBackend.digest('SHA-256', message))
  let root = 1n
  for (let bit = 1n; bit < 256n; bit++) {
    const modulus = 1n << (bit + 1n)
    if ((root ** 3n - digest) % modulus !== 0n) root |= 1n << bit
  }
  return bigIntToBytes(root, 384)
}

/** A moment of signing for which the digest of the signed attributes is odd. */
function withOddDigest(specimen: Specimen): Specimen {
  for (let second = 0; ; second++) {
    const signingTime = new Date(Date.UTC(2024, 3, 16, 9, 0, second))
    const tried = reissued(specimen, { choices: { signingTime } })
    const digest = defaultBackend.digest('SHA-256', derSetOf(...signedAttributesOf(tried)))
    if ((digest[31]! & 1) === 1) return tried
  }
}

/** PSS parameters as they are to stand, whatever the signature was made with. */
function pssIdentifier({
  hash,
  mask,
  salt,
  trailer,
}: {
  readonly hash?: HashName
  readonly mask?: HashName
  readonly salt?: number
  readonly trailer?: number
}): Uint8Array {
  const identifier = (name: HashName): Uint8Array => derSequence(derOid(hashAlgorithms[name].oid), derNull())
  return derSequence(
    derOid('1.2.840.113549.1.1.10'),
    derSequence(
      ...(hash === undefined ? [] : [encodeTlv(0xa0, identifier(hash))]),
      ...(mask === undefined
        ? []
        : [encodeTlv(0xa1, derSequence(derOid('1.2.840.113549.1.1.8'), identifier(mask)))]),
      ...(salt === undefined ? [] : [encodeTlv(0xa2, derInteger(salt))]),
      ...(trailer === undefined ? [] : [encodeTlv(0xa3, derInteger(trailer))]),
    ),
  )
}

/** EF.SOD signed with PSS, SHA-256 and 32 bytes of salt, and an algorithm that says something else. */
const withPssParameters = (specimen: Specimen, signatureAlgorithm: Uint8Array): Specimen =>
  withForgedSigner(withRsa(specimen, { padding: 'pss' }), { signatureAlgorithm })

/** A CSCA with another key pair; the document signer is certified by it. */
function withCscaKey(specimen: Specimen, key: IssuerKey, change: CertificateChange = {}): Specimen {
  const csca = { ...specimen.country.csca, key }
  const country = { ...specimen.country, csca }
  const again = withCsca(
    { ...specimen, country },
    {
      ...fields(({ extensions }) => ({
        publicKeyInfo: key.publicKeyInfo,
        extensions: withExtensions(
          extensions,
          extension.subjectKeyIdentifier(key.keyIdentifier),
          extension.authorityKeyIdentifier(key.keyIdentifier),
        ),
      })),
      ...change,
      key,
      issuer: key,
    },
  )
  return withDocumentSigner(
    again,
    fields(({ extensions }) => ({
      extensions: withExtensions(extensions, extension.authorityKeyIdentifier(key.keyIdentifier)),
    })),
  )
}

const weakSignature = advisory(failing('PA.ALGORITHM_STRENGTH', 'ALGORITHM_WEAK'))

/** What is wrong with keys and with the forms of signatures that belong to their kind. */
export const keyFaults: readonly FaultRow[] = [
  fault(
    'key-point-off-curve',
    'The public key of the document signer is no point of its curve.',
    ['S43', 'S45'],
    keyMalformed,
    specimen => {
      const point = pointOf(specimen).slice()
      point[64]! ^= 1
      return withPublicKey(specimen, subjectKey(ecAlgorithm, point))
    },
  ),
  fault(
    'key-point-infinity',
    'The public key of the document signer is the point at infinity.',
    ['S43'],
    keyMalformed,
    specimen => withPublicKey(specimen, subjectKey(ecAlgorithm, Uint8Array.of(0))),
  ),
  fault(
    'key-point-compressed',
    'The public key of the document signer is a compressed point.',
    ['S43', 'Doc 9303-12 §4.1.6.3'],
    keyMalformed,
    specimen => {
      const point = pointOf(specimen)
      const compressed = concatBytes(Uint8Array.of(2 + (point[64]! & 1)), point.subarray(1, 33))
      return withPublicKey(specimen, subjectKey(ecAlgorithm, compressed))
    },
  ),
  fault(
    'key-point-other-field',
    'The public key of the document signer has coordinates of 48 bytes on a curve of 256 bits.',
    ['S43'],
    keyMalformed,
    specimen =>
      withPublicKey(
        specimen,
        subjectKey(ecAlgorithm, concatBytes(Uint8Array.of(4), new Uint8Array(96).fill(1))),
      ),
  ),
  fault(
    'key-curve-mislabelled',
    'The certificate of the document signer names brainpoolP256r1, its key is on P-256.',
    ['S45'],
    keyMalformed,
    specimen => {
      const curve: EcCurve = curveByName('brainpoolP256r1')!
      return withPublicKey(specimen, subjectKey(explicitAlgorithm({ type: 'EC', curve }), pointOf(specimen)))
    },
  ),
  fault(
    'key-other-generator',
    'Explicit parameters are those of P-256 but for the generator, and the signature holds with it.',
    ['S42', 'CVE-2020-0601'],
    keyMalformed,
    specimen => withKey(specimen, keyOverOtherGenerator(specimen)),
  ),
  fault(
    'key-csca-other-generator',
    'Explicit parameters of the trusted CSCA are those of P-256 but for the generator.',
    ['S42', 'CVE-2020-0601'],
    undecided('PA.CERTIFICATE_PATH', 'NO_TRUST_ANCHOR', {
      also: [...pathLost, open('PA.REVOCATION', 'CRL_NOT_VERIFIED')],
    }),
    specimen => withCscaKey(specimen, keyOverOtherGenerator(specimen)),
  ),
  ...(
    [
      ['coefficient', { b: p256.b + 1n }],
      ['order', { n: p256.n - 2n }],
      ['cofactor', { h: 2n }],
    ] as const
  ).map(([name, change]) =>
    fault(
      `key-other-${name}`,
      `Explicit parameters are those of P-256 but for the ${name}.`,
      ['S42'],
      keyMalformed,
      specimen => withPublicKey(specimen, subjectKey(ecParameters(change), pointOf(specimen))),
    ),
  ),
  fault(
    'key-explicit-with-seed',
    'Explicit parameters of the document signer carry the seed of the curve.',
    ['field 2'],
    sound,
    specimen =>
      withPublicKey(
        specimen,
        subjectKey(ecParameters({ seed: new Uint8Array(20).fill(0xc4) }), pointOf(specimen)),
      ),
  ),
  fault(
    'key-field-elements-padded',
    'Field elements in the explicit parameters have a leading zero byte.',
    ['field 2'],
    sound,
    specimen => withPublicKey(specimen, subjectKey(ecParameters({ width: 33 }), pointOf(specimen))),
  ),
  fault(
    'key-named-curve',
    'The certificates name the curve instead of spelling out its parameters.',
    ['Doc 9303-12 §4.1.6.3'],
    sound,
    specimen =>
      withPublicKey(
        specimen,
        subjectKey(derSequence(derOid('1.2.840.10045.2.1'), derOid(p256.oid)), pointOf(specimen)),
      ),
  ),
  ...(['brainpoolP224r1', 'P-384', 'brainpoolP512r1', 'P-521'] as const).map(curve =>
    fault(
      `key-curve-${curve.toLowerCase()}`,
      `The document signer has a key on ${curve}.`,
      ['LDS_H_73', 'LDS_H_70', 'Doc 9303-12 §4.1.6.3'],
      curve === 'brainpoolP224r1' ? { ...sound } : sound,
      specimen => {
        const hash: HashName =
          curve === 'P-384' ? 'SHA-384' : curve === 'brainpoolP224r1' ? 'SHA-224' : 'SHA-512'
        return withKey(
          specimen,
          createIssuerKey(specimen.country.seed, `signer on ${curve}`, {
            kind: 'ecdsa',
            curve,
            parameters: 'explicit',
            hash,
          }),
        )
      },
    ),
  ),

  // RSA
  fault(
    'rsa-pkcs1',
    'The document signer signs with RSA, PKCS#1 v1.5.',
    ['LDS_H_05', 'S44'],
    sound,
    specimen => withRsa(specimen, { padding: 'pkcs1' }),
  ),
  fault('rsa-pss', 'The document signer signs with RSA-PSS.', ['LDS_H_03', 'S44'], sound, specimen =>
    withRsa(specimen, { padding: 'pss' }),
  ),
  fault(
    'rsa-pss-sha-512',
    'The document signer signs with RSA-PSS and SHA-512.',
    ['LDS_H_96'],
    sound,
    specimen => withRsa(specimen, { padding: 'pss', hash: 'SHA-512' }),
  ),
  fault(
    'rsa-key-only',
    'signatureAlgorithm names only rsaEncryption; the hash is that of digestAlgorithm.',
    ['S44', 'LDS_H_81', 'field 5'],
    sound,
    specimen =>
      withForgedSigner(withRsa(specimen, { padding: 'pkcs1' }), {
        signatureAlgorithm: derSequence(derOid('1.2.840.113549.1.1.1'), derNull()),
      }),
  ),
  fault(
    'rsa-without-null',
    'DigestInfo of the signature has no NULL.',
    ['S37', 'field 5'],
    sound,
    specimen => {
      const key = mersenneKey({ padding: 'pkcs1' })
      return withForgedSigner(withKey(specimen, key), {
        sign: message => signRaw(key, paddedDigestInfo(message, false)),
      })
    },
  ),
  fault(
    'rsa-certificate-pss-sod-pkcs1',
    'The CSCA signs with RSA-PSS, the document signer with PKCS#1 v1.5.',
    ['S40', 'LDS_H_75', 'field 5'],
    sound,
    specimen => withRsa(withCscaKey(specimen, mersenneKey({ padding: 'pss' })), { padding: 'pkcs1' }),
  ),
  fault(
    'rsa-certificate-pkcs1-sod-pss',
    'The CSCA signs with PKCS#1 v1.5, the document signer with RSA-PSS.',
    ['S40', 'LDS_H_76', 'field 5'],
    sound,
    specimen => withRsa(withCscaKey(specimen, mersenneKey({ padding: 'pkcs1' })), { padding: 'pss' }),
  ),
  fault(
    'rsa-certificate-rsa-sod-ecdsa',
    'The CSCA signs with RSA, the document signer with ECDSA.',
    ['LDS_H_77', 'LDS_H_78'],
    sound,
    specimen => withCscaKey(specimen, mersenneKey({ padding: 'pss' })),
  ),
  fault(
    'rsa-csca-pss-default-salt',
    'The CSCA signs with RSA-PSS, SHA-256 and the default salt of 20 bytes.',
    ['field 2'],
    valid('PA.CERTIFICATE_PATH'),
    specimen => withCscaKey(specimen, mersenneKey({ padding: 'pss', saltLength: 20 })),
  ),
  fault(
    'rsa-pss-sha-1',
    'The signature is RSA-PSS without parameters, which means SHA-1; EF.SOD is of 2024.',
    ['S39', 'LDS_H_02', 'field 5'],
    valid('PA.SOD_SIGNATURE', { also: [weakSignature] }),
    specimen =>
      withForgedSigner(withRsa(specimen, { padding: 'pss', hash: 'SHA-1' }), {
        signatureAlgorithm: derSequence(derOid('1.2.840.113549.1.1.10')),
      }),
  ),
  fault(
    'rsa-pkcs1-sha-1',
    'EF.SOD is signed throughout with SHA-1, as documents of some states are.',
    ['field 5', 'LDS_H_01', 'LDS_H_79'],
    valid('PA.SOD_SIGNATURE', { also: [weakSignature] }),
    specimen =>
      reissued(withRsa(specimen, { padding: 'pkcs1', hash: 'SHA-1' }), { choices: { hash: 'SHA-1' } }),
  ),
  fault(
    'rsa-pss-parameters-missing',
    'The signature is RSA-PSS with SHA-256, and has no parameters: SHA-1 is what they stand for.',
    ['S39', 'RFC 4055 §3.1'],
    invalid('PA.SOD_SIGNATURE', 'SIGNATURE_INVALID', { also: [weakSignature] }),
    specimen => withPssParameters(specimen, derSequence(derOid('1.2.840.113549.1.1.10'))),
  ),
  fault(
    'rsa-pss-hash-differs',
    'The parameters name SHA-512, the signature was made with SHA-256.',
    ['S39'],
    signatureInvalid,
    specimen => withPssParameters(specimen, pssIdentifier({ hash: 'SHA-512', mask: 'SHA-256', salt: 32 })),
  ),
  fault(
    'rsa-pss-mask-differs',
    'The parameters name SHA-512 for the mask, the signature was made with SHA-256.',
    ['S39'],
    signatureInvalid,
    specimen => withPssParameters(specimen, pssIdentifier({ hash: 'SHA-256', mask: 'SHA-512', salt: 32 })),
  ),
  fault(
    'rsa-pss-salt-differs',
    'The parameters leave the salt at 20 bytes, the signature was made with 32.',
    ['S39'],
    signatureInvalid,
    specimen => withPssParameters(specimen, pssIdentifier({ hash: 'SHA-256', mask: 'SHA-256' })),
  ),
  fault(
    'rsa-pss-trailer',
    'The trailer field of the parameters is 2.',
    ['S39', 'RFC 4055 §3.1'],
    invalid('PA.SOD_SIGNATURE', 'SIGNATURE_INVALID', {
      also: [advisory(open('PA.ALGORITHM_STRENGTH', 'ALGORITHM_UNSUPPORTED'))],
    }),
    specimen =>
      withPssParameters(specimen, pssIdentifier({ hash: 'SHA-256', mask: 'SHA-256', salt: 32, trailer: 2 })),
  ),
  fault(
    'rsa-cube-with-garbage',
    'The exponent is 3, and the signature was made without the key: a cube that begins like the padding and the digest, garbage behind.',
    ['S36'],
    signatureInvalid,
    specimen => forgedRsa(specimen, 3n, cubeForgery),
  ),
  fault(
    'rsa-cube-with-suffix',
    'The exponent is 3, and the signature was made without the key: a cube that ends in the digest.',
    ['S36'],
    signatureInvalid,
    specimen => forgedRsa(withOddDigest(specimen), 3n, suffixForgery),
  ),
  fault(
    'rsa-exponent-1',
    'The exponent is 1: the signature is the padded digest itself.',
    ['S38'],
    keyMalformed,
    specimen => forgedRsa(specimen, 1n, message => paddedDigestInfo(message, true, 384)),
  ),
  fault('rsa-even-modulus', 'The modulus is even.', ['S38'], keyMalformed, specimen =>
    forgedRsa(specimen, 65537n, cubeForgery, 0x94),
  ),
  fault(
    'rsa-signature-above-modulus',
    'The modulus was added to the signature, as many bytes as it has.',
    ['S38', 'RFC 8017 §5.2.2'],
    signatureInvalid,
    specimen => {
      const key = mersenneKey({ padding: 'pkcs1' })
      const { modulus } = rsaNumbers(key)
      return withForgedSigner(withKey(specimen, key), {
        sign: message => bigIntToBytes(bytesToBigInt(key.sign(message)) + modulus, 436),
      })
    },
  ),
  ...(
    [
      ['short', (signature: Uint8Array) => signature.subarray(1)],
      ['long', (signature: Uint8Array) => concatBytes(Uint8Array.of(0), signature)],
    ] as const
  ).map(([name, change]) =>
    fault(
      `rsa-signature-${name}`,
      `The signature is a byte too ${name}.`,
      ['S38', 'RFC 8017 §8.2.2'],
      signatureInvalid,
      specimen => {
        const key = mersenneKey({ padding: 'pkcs1' })
        return withForgedSigner(withKey(specimen, key), { sign: message => change(key.sign(message)) })
      },
    ),
  ),
]

function rsaNumbers(key: IssuerKey): { readonly modulus: bigint; readonly privateExponent: bigint } {
  if (key.secret.type !== 'RSA') throw new TypeError('an RSA key expected')
  return key.secret.key
}

/** EMSA-PKCS1-v1_5 of 436 bytes, the length of the key's modulus, or another. */
function paddedDigestInfo(message: Uint8Array, withNull: boolean, length = 436): Uint8Array {
  const digest = derOctetString(defaultBackend.digest('SHA-256', message))
  const algorithm = derSequence(derOid(hashAlgorithms['SHA-256'].oid), ...(withNull ? [derNull()] : []))
  const info = derSequence(algorithm, digest)
  const padding = new Uint8Array(length - 3 - info.length).fill(0xff)
  return concatBytes(Uint8Array.of(0, 1), padding, Uint8Array.of(0), info)
}

/** The RSA operation on a block that is padded already. */
function signRaw(key: IssuerKey, block: Uint8Array): Uint8Array {
  if (key.secret.type !== 'RSA') throw new TypeError('an RSA key expected')
  return bigIntToBytes(rsaPrivateOperation(key.secret.key, bytesToBigInt(block)), block.length)
}
