import type { HashName } from '../../../src/crypto/index.js'
import {
  type CertificateContent,
  type Country,
  createCountry,
  createIssuerKey,
  extension,
  type IssuerKey,
  issueDocument,
  type KeyAlgorithm,
  writeCertificate,
} from '../../../src/testkit/index.js'

const hashes: readonly HashName[] = ['SHA-1', 'SHA-224', 'SHA-256', 'SHA-384', 'SHA-512']

const namedCurves: Readonly<Record<HashName, string>> = {
  'SHA-1': 'P-192',
  'SHA-224': 'P-224',
  'SHA-256': 'P-256',
  'SHA-384': 'P-384',
  'SHA-512': 'P-521',
}
const explicitCurves: Readonly<Record<HashName, string>> = {
  'SHA-1': 'brainpoolP192r1',
  'SHA-224': 'brainpoolP224r1',
  'SHA-256': 'brainpoolP256r1',
  'SHA-384': 'brainpoolP384r1',
  'SHA-512': 'brainpoolP512r1',
}

/** RSA PKCS#1, RSA-PSS, ECDSA with named and with explicit parameters, each with each hash. */
export const signingAlgorithms: readonly (KeyAlgorithm & { readonly name: string })[] = hashes.flatMap(
  hash => [
    // Short keys keep the matrix fast; PSS with SHA-512 and 64 bytes of salt needs more than 1024 bits.
    { name: `RSA PKCS#1 ${hash}`, kind: 'rsa', bits: 1152, padding: 'pkcs1', hash },
    { name: `RSA-PSS ${hash}`, kind: 'rsa', bits: 1152, padding: 'pss', hash },
    { name: `ECDSA named ${hash}`, kind: 'ecdsa', curve: namedCurves[hash], parameters: 'named', hash },
    {
      name: `ECDSA explicit ${hash}`,
      kind: 'ecdsa',
      curve: explicitCurves[hash],
      parameters: 'explicit',
      hash,
    },
  ],
)

/** A specimen of one pair of algorithms. */
export interface MatrixSpecimen {
  /** The CSCA's certificate in DER. */
  readonly csca: Uint8Array
  readonly files: ReturnType<typeof issueDocument>['files']
  readonly country: Country
}

const seed = 'algorithm matrix'
const countries = new Map<string, Country>()
const signers = new Map<string, IssuerKey>()

/** Made once for each algorithm: pairs differ in who signs whom, not in their keys. */
function once<T>(made: Map<string, T>, algorithm: KeyAlgorithm, make: () => T): T {
  const name = JSON.stringify(algorithm)
  const known = made.get(name) ?? make()
  made.set(name, known)
  return known
}

/** One face for all. */
const portrait = { 2: issueDocument(createCountry({ state: 'UTO', seed })).files['EF.DG2'] }

/** The specimen of one pair; the data groups are hashed with the document signer's hash function. */
export function matrixSpecimen(csca: KeyAlgorithm, documentSigner: KeyAlgorithm): MatrixSpecimen {
  const base = once(countries, csca, () => createCountry({ state: 'UTO', seed, csca }))
  const key = once(signers, documentSigner, () => createIssuerKey(seed, 'Document Signer', documentSigner))
  const own = extension.subjectKeyIdentifier(key.keyIdentifier)
  const content: CertificateContent = {
    ...base.documentSigner.content,
    publicKeyInfo: key.publicKeyInfo,
    extensions: base.documentSigner.content.extensions.map(each => (each.oid === own.oid ? own : each)),
  }
  const certificate = writeCertificate(content, base.csca.key)
  const country = { ...base, documentSigner: { certificate, content, key } }
  const { files } = issueDocument(country, { hash: documentSigner.hash, dataGroups: portrait })
  return { csca: country.csca.certificate, files, country }
}
