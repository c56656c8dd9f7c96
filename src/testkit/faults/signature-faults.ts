import {
  derInteger,
  derNull,
  derOctetString,
  derOid,
  derSequence,
  derSetOf,
  encodeTlv,
  readTlv,
  readTlvs,
} from '../../asn1/index.js'
import { bigIntToBytes, bytesToBigInt, concatBytes } from '../../bytes.js'
import { defaultBackend } from '../../crypto/index.js'
import type { IssuerParty } from '../issuer/create-country.js'
import { createIssuerKey } from '../issuer/issuer-key.js'
import { signatureAlgorithmIdentifier } from '../issuer/key-algorithm.js'
import { writeName } from '../issuer/write-name.js'
import { certifiedAnew, fields } from './certified-anew.js'
import {
  advisory,
  type Expectation,
  type FaultRow,
  fault,
  invalid,
  open,
  pathLost,
  signerLost,
  sodLost,
  undecided,
  valid,
} from './fault.js'
import {
  attribute,
  replaceAttribute,
  securityObjectOf,
  signedAttributesOf,
  unsortedSet,
  withForgedSigner,
  withForgedSod,
} from './forge-signed-data.js'
import { reissued, relativeOf, type Specimen } from './specimen.js'

const contentType = '1.2.840.113549.1.9.3'
const messageDigest = '1.2.840.113549.1.9.4'
const md5 = derSequence(derOid('1.2.840.113549.2.5'), derNull())
const signature = (
  reason: 'SIGNATURE_INVALID' | 'ALGORITHM_MISMATCH' | 'MESSAGE_DIGEST_MISMATCH',
): Expectation => invalid('PA.SOD_SIGNATURE', reason)
const badDigest = invalid('PA.SOD_SIGNATURE', 'MESSAGE_DIGEST_ATTRIBUTE_BAD')
const badType = invalid('PA.SOD_SIGNATURE', 'CONTENT_TYPE_ATTRIBUTE_BAD')
const strengthOpen = advisory(open('PA.ALGORITHM_STRENGTH', 'ALGORITHM_UNSUPPORTED'))
const malformed = invalid('PA.SOD_STRUCTURE', 'SOD_MALFORMED', { also: sodLost })

const rightDigest = (specimen: Specimen): Uint8Array =>
  derOctetString(defaultBackend.digest('SHA-256', securityObjectOf(specimen)))
const otherDigest = derOctetString(new Uint8Array(32).fill(0x93))

/** The numbers r and s of a signature in DER. */
function numbersOf(der: Uint8Array): readonly [r: bigint, s: bigint] {
  const rLength = der[3]!
  return [bytesToBigInt(der.subarray(4, 4 + rLength)), bytesToBigInt(der.subarray(6 + rLength))]
}

/** The order of P-256. */
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n

/** The specimen with the signature of EF.SOD in another form. */
const withSignature = (specimen: Specimen, change: (der: Uint8Array) => Uint8Array): Specimen =>
  withForgedSigner(specimen, { sign: message => change(specimen.country.documentSigner.key.sign(message)) })

const rewritten =
  (change: (r: bigint, s: bigint) => readonly [bigint, bigint]) =>
  (specimen: Specimen): Specimen =>
    withSignature(specimen, der =>
      derSequence(...change(...numbersOf(der)).map(number => derInteger(number))),
    )

/** Somebody of the same names, with a key of his own, who certified it himself. */
function attackerOf(specimen: Specimen): IssuerParty {
  const stranger = relativeOf(specimen.country, { stranger: true })
  return stranger.documentSigner
}

/** The parts of a name, each a SET. */
const partsOf = (name: Uint8Array): readonly Uint8Array[] =>
  readTlvs(readTlv(name).value).map(({ bytes }) => bytes)

/** What is wrong with the signature of EF.SOD and who made it. */
export const signatureFaults: readonly FaultRow[] = [
  fault(
    'sod-no-signer-info',
    'EF.SOD has no SignerInfo.',
    ['S15', 'Doc 9303-10 §4.6.2.2'],
    invalid('PA.SOD_SIGNATURE', 'NO_SIGNER_INFO', { also: signerLost }),
    specimen => withForgedSod(specimen, { signers: [] }),
  ),
  fault(
    'sod-no-signed-attributes',
    'The SignerInfo has no signed attributes; its signature is over the content.',
    ['S10', 'Doc 9303-10 §4.6.2.2'],
    invalid('PA.SOD_SIGNATURE', 'SIGNED_ATTRIBUTES_MISSING', {
      also: [{ id: 'PA.SIGNING_PERIOD', status: 'notApplicable', advisory: true }],
    }),
    specimen => withForgedSigner(specimen, { attributes: null }),
  ),
  fault(
    'sod-message-digest-missing',
    'The messageDigest attribute is missing.',
    ['S11', 'LDS_H_33'],
    badDigest,
    specimen => withForgedSigner(specimen, { attributes: replaceAttribute(messageDigest) }),
  ),
  fault(
    'sod-message-digest-wrong',
    'The messageDigest attribute holds another digest.',
    ['S11', 'LDS_H_32'],
    signature('MESSAGE_DIGEST_MISMATCH'),
    specimen =>
      withForgedSigner(specimen, {
        attributes: replaceAttribute(messageDigest, attribute(messageDigest, otherDigest)),
      }),
  ),
  fault(
    'sod-message-digest-twice',
    'There are two messageDigest attributes, the right one first.',
    ['S11', 'RFC 5652 §11.2'],
    badDigest,
    specimen =>
      withForgedSigner(specimen, { attributes: right => [...right, attribute(messageDigest, otherDigest)] }),
  ),
  fault(
    'sod-message-digest-two-values',
    'The messageDigest attribute has two values, the right one among them.',
    ['S11', 'RFC 5652 §11.2'],
    badDigest,
    specimen =>
      withForgedSigner(specimen, {
        attributes: replaceAttribute(
          messageDigest,
          attribute(messageDigest, rightDigest(specimen), otherDigest),
        ),
      }),
  ),
  fault(
    'sod-content-type-attribute-missing',
    'The contentType attribute is missing.',
    ['S12', 'RFC 5652 §11.1'],
    badType,
    specimen => withForgedSigner(specimen, { attributes: replaceAttribute(contentType) }),
  ),
  fault(
    'sod-content-type-attribute-wrong',
    'The contentType attribute names a master list.',
    ['S12', 'RFC 5652 §5.3'],
    badType,
    specimen =>
      withForgedSigner(specimen, {
        attributes: replaceAttribute(contentType, attribute(contentType, derOid('2.23.136.1.1.2'))),
      }),
  ),
  fault(
    'sod-content-type-attribute-twice',
    'There are two contentType attributes, both right.',
    ['S12', 'RFC 5652 §11.1'],
    badType,
    specimen => withForgedSigner(specimen, { attributes: right => [right[0]!, ...right] }),
  ),
  fault(
    'sod-attributes-unsorted',
    'The signed attributes stand in another order than DER asks; the signature is over them in order.',
    ['S13', 'RFC 5652 §5.4'],
    valid('PA.SOD_SIGNATURE'),
    specimen => withForgedSigner(specimen, { attributes: right => [...right].reverse() }),
  ),
  fault(
    'sod-attributes-signed-unsorted',
    'The signed attributes stand in another order than DER asks, and the signature is over them as they stand.',
    ['S13', 'RFC 5652 §5.4'],
    signature('SIGNATURE_INVALID'),
    specimen =>
      withForgedSigner(specimen, { attributes: right => [...right].reverse(), signed: unsortedSet }),
  ),
  fault(
    'sod-attributes-signed-under-own-tag',
    'The signature is over the attributes under their tag A0 instead of that of a SET.',
    ['S13', 'RFC 5652 §5.4'],
    signature('SIGNATURE_INVALID'),
    specimen => withForgedSigner(specimen, { signed: elements => encodeTlv(0xa0, ...elements) }),
  ),
  fault(
    'sod-content-signed',
    'There are signed attributes, and the signature is over the content.',
    ['S14', 'RFC 5652 §5.4'],
    signature('SIGNATURE_INVALID'),
    specimen => withForgedSigner(specimen, { signed: (_, content) => content }),
  ),
  fault(
    'sod-signature-wrong',
    'One bit of the signature is wrong.',
    ['LDS_H_37'],
    signature('SIGNATURE_INVALID'),
    specimen =>
      withSignature(specimen, der => der.map((byte, i) => (i === der.length - 1 ? byte ^ 1 : byte))),
  ),
  fault('sod-signature-missing', 'The SignerInfo has no signature.', ['LDS_H_38'], malformed, specimen =>
    withForgedSigner(specimen, { sign: null }),
  ),
  fault(
    'sod-signature-empty',
    'The signature is empty.',
    ['LDS_H_38'],
    signature('SIGNATURE_INVALID'),
    specimen => withForgedSigner(specimen, { sign: () => new Uint8Array(0) }),
  ),
  fault(
    'sod-signer-info-without-version',
    'The SignerInfo has no version.',
    ['LDS_H_27'],
    malformed,
    specimen => withForgedSigner(specimen, { version: null }),
  ),
  fault(
    'sod-signer-info-without-digest',
    'The SignerInfo has no digestAlgorithm.',
    ['LDS_H_31'],
    malformed,
    specimen => withForgedSigner(specimen, { digestAlgorithm: null }),
  ),
  fault(
    'sod-signer-info-md5',
    'SignedData and SignerInfo name MD5.',
    ['S08', 'LDS_H_30'],
    undecided('PA.SOD_SIGNATURE', 'ALGORITHM_UNSUPPORTED', { also: [strengthOpen] }),
    specimen => withForgedSod(specimen, { digestAlgorithms: [md5], signers: [{ digestAlgorithm: md5 }] }),
  ),
  fault(
    'sod-signature-algorithm-illegal',
    'The signature algorithm is one that nobody knows.',
    ['S44', 'LDS_H_36'],
    undecided('PA.SOD_SIGNATURE', 'ALGORITHM_UNSUPPORTED', { also: [strengthOpen] }),
    specimen =>
      withForgedSigner(specimen, { signatureAlgorithm: derSequence(derOid('1.3.6.1.4.1.99999.3')) }),
  ),
  fault(
    'sod-signature-algorithm-mismatch',
    'The signature algorithm is RSA, the key is on a curve.',
    ['S44', 'LDS_H_36'],
    signature('ALGORITHM_MISMATCH'),
    specimen =>
      withForgedSigner(specimen, {
        signatureAlgorithm: signatureAlgorithmIdentifier({
          kind: 'rsa',
          bits: 2048,
          padding: 'pkcs1',
          hash: 'SHA-256',
        }),
      }),
  ),
  fault(
    'sod-ecdsa-plain',
    'The signature is plain ECDSA (BSI TR-03111): r and s one behind the other, and its algorithm says so.',
    ['S44', 'LDS_H_12'],
    valid('PA.SOD_SIGNATURE'),
    specimen =>
      withForgedSigner(specimen, {
        signatureAlgorithm: derSequence(derOid('0.4.0.127.0.7.1.1.4.1.3')),
        sign: message => {
          const [r, s] = numbersOf(specimen.country.documentSigner.key.sign(message))
          return concatBytes(bigIntToBytes(r, 32), bigIntToBytes(s, 32))
        },
      }),
  ),
  fault(
    'sod-ecdsa-plain-as-der',
    'The algorithm says plain ECDSA, the signature is in DER.',
    ['S44', 'BSI TR-03111 §5.2.1'],
    signature('SIGNATURE_INVALID'),
    specimen =>
      withForgedSigner(specimen, { signatureAlgorithm: derSequence(derOid('0.4.0.127.0.7.1.1.4.1.3')) }),
  ),
  fault(
    'sod-ecdsa-key-only',
    'signatureAlgorithm names only the kind of the key (ecPublicKey); the hash is that of digestAlgorithm.',
    ['S44', 'field 5'],
    valid('PA.SOD_SIGNATURE'),
    specimen => withForgedSigner(specimen, { signatureAlgorithm: derSequence(derOid('1.2.840.10045.2.1')) }),
  ),
  fault(
    'sod-signature-hash-differs',
    'signatureAlgorithm names SHA-512, digestAlgorithm SHA-256: the attributes are hashed with the former.',
    ['field 5', 'S44'],
    valid('PA.SOD_SIGNATURE'),
    specimen => {
      const { country } = specimen
      const { key } = country.documentSigner
      const again = createIssuerKey(country.seed, `${country.state} Document Signer ${country.generation}`, {
        ...key.algorithm,
        hash: 'SHA-512',
      })
      return withForgedSigner(specimen, { signatureAlgorithm: again.signatureAlgorithm, sign: again.sign })
    },
  ),

  // ECDSA, RFC 3279 §2.2.3
  fault(
    'ecdsa-r-zero',
    'r of the signature is 0.',
    ['S41'],
    signature('SIGNATURE_INVALID'),
    rewritten((_, s) => [0n, s]),
  ),
  fault(
    'ecdsa-s-zero',
    's of the signature is 0.',
    ['S41'],
    signature('SIGNATURE_INVALID'),
    rewritten(r => [r, 0n]),
  ),
  fault(
    'ecdsa-r-above-order',
    'The order of the group was added to r.',
    ['S41'],
    signature('SIGNATURE_INVALID'),
    rewritten((r, s) => [r + order, s]),
  ),
  fault(
    'ecdsa-s-above-order',
    'The order of the group was added to s.',
    ['S41'],
    signature('SIGNATURE_INVALID'),
    rewritten((r, s) => [r, s + order]),
  ),
  fault(
    'ecdsa-s-negative',
    's of the signature is negative.',
    ['S41'],
    signature('SIGNATURE_INVALID'),
    rewritten((r, s) => [r, s - order]),
  ),
  fault(
    'ecdsa-s-other',
    's is replaced by n - s: a right signature as well, and nothing in Doc 9303 asks for the smaller one.',
    ['S41', 'BSI TR-03111 §4.2.1'],
    valid('PA.SOD_SIGNATURE'),
    rewritten((r, s) => [r, order - s]),
  ),
  fault(
    'ecdsa-ber',
    'The signature is in BER: the length of its SEQUENCE takes two bytes where one would do.',
    ['S41', 'RFC 3279 §2.2.3'],
    signature('SIGNATURE_INVALID'),
    specimen => withSignature(specimen, der => concatBytes(Uint8Array.of(0x30, 0x81), der.subarray(1))),
  ),
  fault(
    'ecdsa-trailing-bytes',
    'Two bytes follow the signature.',
    ['S41', 'RFC 3279 §2.2.3'],
    signature('SIGNATURE_INVALID'),
    specimen => withSignature(specimen, der => concatBytes(der, Uint8Array.of(0, 0))),
  ),

  // Who signed
  fault(
    'sod-two-signers-one-wrong',
    'A second SignerInfo names the document signer too, with a signature of somebody else.',
    ['S16', 'Doc 9303-10 §4.6.2.2'],
    signature('SIGNATURE_INVALID'),
    specimen => withForgedSod(specimen, { signers: [{}, { sign: attackerOf(specimen).key.sign }] }),
  ),
  fault(
    'sod-attacker-first',
    'The zone was changed; EF.SOD is signed by somebody else, whose certificate it embeds, and keeps the SignerInfo of the document signer as the second one.',
    ['S16', 'S22'],
    invalid('PA.SOD_SIGNATURE', 'MESSAGE_DIGEST_MISMATCH', {
      also: [advisory(open('LDS.DG11_CONSISTENCY', 'DG11_DIFFERS'))],
    }),
    specimen => {
      const attacker = attackerOf(specimen)
      const changed = reissued(specimen, { choices: { holder: { secondaryIdentifier: 'ANNA MARTA' } } })
      const attributes = signedAttributesOf(specimen)
      return withForgedSod(changed, {
        certificates: [attacker.certificate, specimen.country.documentSigner.certificate],
        signers: [{ by: attacker }, { attributes: () => attributes }],
      })
    },
  ),
  fault(
    'sod-two-signers',
    'Two SignerInfos, both right.',
    ['S16', 'Doc 9303-10 §4.6.2.2'],
    valid('PA.SOD_SIGNATURE'),
    specimen =>
      withForgedSod(specimen, {
        signers: [
          {},
          {
            version: 3,
            identifier: encodeTlv(0x80, specimen.country.documentSigner.key.keyIdentifier),
          },
        ],
      }),
  ),
  fault(
    'sod-signer-key-identifier-wrong',
    'The SignerInfo names a key identifier that is all zeros; the one certificate that is embedded verifies.',
    ['S17', 'LDS_H_29'],
    undecided('PA.SOD_SIGNATURE', 'SIGNER_NOT_FOUND'),
    specimen => withForgedSigner(specimen, { version: 3, identifier: encodeTlv(0x80, new Uint8Array(20)) }),
  ),
  fault(
    'sod-signer-serial-wrong',
    'The SignerInfo names another serial number; the one certificate that is embedded verifies.',
    ['S17', 'LDS_H_28', 'field 5'],
    undecided('PA.SOD_SIGNATURE', 'SIGNER_NOT_FOUND'),
    specimen =>
      withForgedSigner(specimen, {
        identifier: derSequence(specimen.country.documentSigner.content.issuer, derInteger(4711)),
      }),
  ),
  fault(
    'sod-signer-issuer-wrong',
    'The SignerInfo names another issuer with the right serial number.',
    ['S17', 'LDS_H_28'],
    undecided('PA.SOD_SIGNATURE', 'SIGNER_NOT_FOUND'),
    specimen => {
      const { country, documentSigner } = specimen.country
      const issuer = writeName({ country, commonName: 'CSCA of nobody' })
      return withForgedSigner(specimen, {
        identifier: derSequence(issuer, derInteger(documentSigner.content.serialNumber)),
      })
    },
  ),
  fault(
    'sod-signer-issuer-reordered',
    'The parts of the issuer in the SignerInfo stand in another order than in the certificate.',
    ['S18', 'field 5'],
    valid('PA.SOD_SIGNATURE'),
    specimen => {
      const { state, country, documentSigner } = specimen.country
      const [c, o, cn] = partsOf(
        writeName({ country, organization: `State of ${state}`, commonName: `CSCA ${state}` }),
      )
      return withForgedSigner(specimen, {
        identifier: derSequence(derSequence(cn!, o!, c!), derInteger(documentSigner.content.serialNumber)),
      })
    },
  ),
  fault(
    'sod-signer-issuer-retyped',
    'The issuer in the SignerInfo is written with other string types, case and white space than in the certificate.',
    ['S18', 'field 1'],
    valid('PA.SOD_SIGNATURE'),
    specimen => {
      const { state, country, documentSigner } = specimen.country
      const part = (type: string, tag: number, text: string) =>
        derSetOf(derSequence(derOid(type), encodeTlv(tag, new TextEncoder().encode(text))))
      const issuer = derSequence(
        part('2.5.4.6', 0x0c, country.toLowerCase()),
        part('2.5.4.10', 0x13, `State  of ${state}`),
        part('2.5.4.3', 0x13, `csca ${state}`),
      )
      return withForgedSigner(specimen, {
        identifier: derSequence(issuer, derInteger(documentSigner.content.serialNumber)),
      })
    },
  ),
  fault(
    'sod-decoy-certificate',
    'A certificate of somebody else stands before that of the signer.',
    ['S21', 'RFC 5652 §5.1'],
    valid('PA.SOD_SIGNATURE'),
    specimen =>
      withForgedSod(specimen, {
        certificates: [attackerOf(specimen).certificate, specimen.country.documentSigner.certificate],
      }),
  ),
  fault(
    'sod-broken-certificate',
    'Something that is no certificate stands before that of the signer.',
    ['S21', 'field 3'],
    valid('PA.SOD_SIGNATURE'),
    specimen =>
      withForgedSod(specimen, {
        certificates: [derSequence(derNull()), specimen.country.documentSigner.certificate],
      }),
  ),
  fault(
    'sod-csca-embedded',
    'EF.SOD is signed under a CSCA of somebody else, with the names of the genuine one, and embeds it.',
    ['S22', 'Doc 9303-12 §6.1'],
    undecided('PA.CERTIFICATE_PATH', 'NO_TRUST_ANCHOR', { also: pathLost }),
    specimen => {
      const stranger = relativeOf(specimen.country, { stranger: true })
      return {
        ...reissued(specimen, {
          country: stranger,
          choices: { otherCertificates: [stranger.csca.certificate] },
        }),
        trust: specimen.trust,
        crls: specimen.crls,
      }
    },
  ),
  fault(
    'sod-signer-forged-issuer',
    'EF.SOD is signed by somebody whose certificate names the genuine CSCA and its key, which did not sign it.',
    ['S22', 'Doc 9303-12 D.1.1.3'],
    invalid('PA.CERTIFICATE_PATH', 'ISSUER_SIGNATURE_INVALID', { also: pathLost }),
    specimen => {
      const attacker = attackerOf(specimen)
      const party = certifiedAnew(specimen.country, 'documentSigner', {
        ...fields({ publicKeyInfo: attacker.key.publicKeyInfo }),
        key: attacker.key,
        issuer: attacker.key,
      })
      return withForgedSod({ ...specimen, country: { ...specimen.country, documentSigner: party } }, {})
    },
  ),
]
