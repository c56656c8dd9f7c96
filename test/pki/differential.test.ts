import { createPublicKey, type KeyObject, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fromBER } from 'asn1js'
import { ContentInfo, SignedData as PkijsSignedData } from 'pkijs'
import { describe, expect, it } from 'vitest'
import { DerReader, integerValue } from '../../src/asn1/index.js'
import { toHex } from '../../src/bytes.js'
import { EmrtdError } from '../../src/errors.js'
import { cmsLeniencies, parseCertificate, parseSignedData } from '../../src/pki/index.js'
import { corpora } from '../corpora.js'
import { Dice, mutate } from '../fuzz/mutate.js'
import { certificates, deviationList, document, masterList } from '../fuzz/seeds.js'
import { fullSpecimens } from '../lds/full-specimens.js'

const german = corpora('master-lists/DE_ML_2026-05-28.ml')
const loes = corpora('specimens/loes2006/ef011D.bin')

/** Reads DER to its leaves; what our parsers hand on as bytes is refused here if it is none. */
function walk(reader: DerReader): void {
  while (!reader.atEnd) {
    const tag = reader.peekTag()
    if ((tag & 0x20) !== 0 && (tag & 0x1f) !== 0x1f) walk(reader.enter(tag))
    else reader.skip()
  }
}

const whole = (bytes: Uint8Array): string => {
  walk(new DerReader(bytes, { leniencies: cmsLeniencies }))
  return toHex(bytes)
}

/** The object identifier of an AlgorithmIdentifier. */
function algorithm(bytes: Uint8Array): string {
  const reader = new DerReader(bytes).sequence()
  const oid = reader.oid()
  if (!reader.atEnd) walk(reader)
  return oid
}

const refusalOf = (error: unknown): string => {
  if (error instanceof EmrtdError) return `${error.code}: ${error.message}`
  if (error instanceof Error) return error.message
  throw error
}

interface Differences {
  /** What the other refuses and we read. */
  readonly theirs: readonly RegExp[]
  /** What we refuse and the other reads. */
  readonly ours: readonly RegExp[]
}

/** Reads both ways; gives how many agreed on every part, and every difference that no rule explains. */
function compare(
  inputs: Iterable<Uint8Array>,
  ours: (input: Uint8Array) => unknown,
  theirs: (input: Uint8Array) => unknown,
  known: Differences,
): { alike: number; refused: number; unexplained: readonly string[] } {
  const unexplained: string[] = []
  let alike = 0
  let refused = 0
  const attempt = (read: (input: Uint8Array) => unknown, input: Uint8Array) => {
    try {
      return { parts: JSON.stringify(read(input)) }
    } catch (error) {
      return { refusal: refusalOf(error) }
    }
  }
  for (const input of inputs) {
    const one = attempt(ours, input)
    const other = attempt(theirs, input)
    if (one.refusal !== undefined && other.refusal !== undefined) refused++
    else if (one.parts === other.parts) alike++
    else if (one.refusal !== undefined && known.ours.some(each => each.test(one.refusal))) refused++
    else if (other.refusal !== undefined && known.theirs.some(each => each.test(other.refusal))) refused++
    else
      unexplained.push(
        `${one.refusal ?? one.parts}\n${other.refusal ?? other.parts}\n${toHex(input)}`.slice(0, 4_000),
      )
  }
  return { alike, refused, unexplained }
}

/** Our refusals of what pkijs or OpenSSL reads, each with the reason. */
const ourStrictness = [
  // Bytes behind an element or a structure.
  /^ASN1_TRAILING_BYTES/,
  /: \d+ bytes left where the structure ends/,
  // Explicit domain parameters must be those of a known curve, and a key a point of it.
  /^CRYPTO_BAD_PARAMETERS/,
  /^CRYPTO_BAD_KEY/,
  /^CRYPTO_UNSUPPORTED_ALGORITHM: public key algorithm/,
  // RFC 5280 §4.2: no extension twice. OpenSSL reads extensions when they are asked for, pkijs hands them on.
  /^PKI_BAD_CERTIFICATE: extension \S+ stands twice/,
  /^PKI_BAD_CERTIFICATE: certificate's (extensions|\d+(\.\d+)+) cannot be read/,
  // OpenSSL keeps times that are none; pkijs makes what it can of them.
  /^PKI_BAD_CERTIFICATE: certificate's validity cannot be read/,
  // Values that DER or the structure does not allow: empty INTEGER and OBJECT IDENTIFIER, unused bits, versions.
  /^ASN1_BAD_VALUE/,
  /^PKI_BAD_CERTIFICATE: certificate's (issuer|subject) cannot be read/,
  // Embedded elements that end behind their parents (asn1js reads on), or are others than the structure's.
  /^ASN1_TRUNCATED/,
  /^ASN1_UNEXPECTED_TAG/,
  /^ASN1_BAD_LENGTH/,
  // A name that is no text is kept as bytes by us; OpenSSL refuses the certificate, pkijs makes text of it.
  /^a name that is no text/,
]

function* changed(seeds: readonly Uint8Array[], count: number): Iterable<Uint8Array> {
  const dice = new Dice(20261126)
  for (let i = 0; i < count; i++) {
    const seed = dice.pick(seeds)
    yield mutate(seed, dice, seed)
  }
}

const hex = (bytes: ArrayBuffer | Uint8Array): string => Buffer.from(bytes as Uint8Array).toString('hex')

function ourCms(input: Uint8Array): unknown {
  const cms = parseSignedData(input, { leniencies: input.length > 500_000 ? cmsLeniencies : [] })
  for (const certificate of cms.certificates) whole(certificate)
  for (const certificate of cms.certificates) readEverything(certificate)
  return {
    version: cms.version,
    digests: cms.digestAlgorithms.map(algorithm),
    type: cms.contentType,
    content: toHex(cms.content),
    certificates: cms.certificates.length,
    crls: cms.crls.length,
    signers: cms.signerInfos.map(signer => ({
      version: signer.version,
      id: toHex(
        signer.identifier.kind === 'subjectKeyIdentifier'
          ? signer.identifier.keyIdentifier
          : signer.identifier.serialNumber,
      ),
      digest: algorithm(signer.digestAlgorithm),
      attributes: signer.signedAttributes.map(({ oid, values }) => [oid, ...values.map(whole)]),
      algorithm: algorithm(signer.signatureAlgorithm),
      signature: toHex(signer.signature),
      unsigned: signer.hasUnsignedAttributes,
    })),
  }
}

function theirCms(input: Uint8Array): unknown {
  // The German list has more elements than asn1js reads by default.
  const { offset, result } = fromBER(input, { maxNodes: 1_000_000 })
  if (offset < 0) throw new Error(result.error)
  const info = new ContentInfo({ schema: result })
  if (info.contentType !== ContentInfo.SIGNED_DATA) throw new Error('no SignedData')
  const cms = new PkijsSignedData({ schema: info.content })
  return {
    version: cms.version,
    digests: cms.digestAlgorithms.map(each => each.algorithmId),
    type: cms.encapContentInfo.eContentType,
    content: hex(cms.encapContentInfo.eContent!.getValue()),
    certificates: cms.certificates?.length ?? 0,
    crls: cms.crls?.length ?? 0,
    signers: cms.signerInfos.map(signer => ({
      version: signer.version,
      id: hex((signer.sid.serialNumber ?? signer.sid).valueBlock.valueHexView),
      digest: signer.digestAlgorithm.algorithmId,
      attributes: (signer.signedAttrs?.attributes ?? []).map(({ type, values }) => [
        type,
        ...values.map((value: { valueBeforeDecodeView: Uint8Array }) => hex(value.valueBeforeDecodeView)),
      ]),
      algorithm: signer.signatureAlgorithm.algorithmId,
      signature: hex(signer.signature.getValue()),
      unsigned: signer.unsignedAttrs !== undefined,
    })),
  }
}

/** Decodes what a certificate decodes on demand. */
function readEverything(bytes: Uint8Array) {
  const certificate = parseCertificate(bytes)
  algorithm(certificate.signatureAlgorithm)
  algorithm(certificate.tbsSignatureAlgorithm)
  for (const { rdns } of [certificate.issuer, certificate.subject]) {
    // Ours keeps as bytes what is no text; OpenSSL refuses the certificate.
    if (rdns.flat().some(({ text }) => text === undefined)) throw new Error('a name that is no text')
  }
  certificate.notBefore
  certificate.publicKey
  certificate.basicConstraints
  certificate.keyUsage
  certificate.authorityKeyIdentifier
  certificate.subjectKeyIdentifier
  return certificate
}

const spki = (key: KeyObject): string => toHex(key.export({ format: 'der', type: 'spki' }))

function ourCertificate(input: Uint8Array): unknown {
  const certificate = readEverything(input)
  return {
    serialNumber: integerValue(certificate.serialNumber).toString(16),
    notBefore: certificate.notBefore.getTime(),
    notAfter: certificate.notAfter.getTime(),
    purposes: certificate.extendedKeyUsage?.join(),
    // OpenSSL leaves the optional parts of explicit parameters out when it writes a key.
    key: spki(createPublicKey({ key: Buffer.from(certificate.publicKeyInfo), format: 'der', type: 'spki' })),
    bytes: toHex(certificate.bytes),
  }
}

function theirCertificate(input: Uint8Array): unknown {
  const certificate = new X509Certificate(input)
  return {
    serialNumber: certificate.serialNumber.toLowerCase().replace(/^(-?)0+(?=.)/, '$1'),
    notBefore: new Date(certificate.validFrom).getTime(),
    notAfter: new Date(certificate.validTo).getTime(),
    purposes: certificate.keyUsage?.join(),
    key: spki(certificate.publicKey),
    bytes: toHex(certificate.raw),
  }
}

describe('CMS, beside pkijs', () => {
  const seeds = [
    masterList,
    deviationList,
    document.files['EF.SOD']!.subarray(4),
    fullSpecimens['EF.CardSecurity'],
  ]

  it('has the same parts in every SignedData of the test kit', () => {
    for (const seed of seeds) expect(ourCms(seed)).toEqual(theirCms(seed))
  })

  it('has the same parts in changed ones, or a difference with its reason', { timeout: 120_000 }, () => {
    const { alike, unexplained } = compare(changed(seeds, 1_500), ourCms, theirCms, {
      theirs: [
        // pkijs refuses an attribute without values and a value of tag 00; ours is refused when the attribute is asked for.
        /Cannot read properties of undefined/,
      ],
      ours: ourStrictness,
    })
    expect(unexplained).toEqual([])
    expect(alike).toBeGreaterThan(100)
  })

  it.skipIf(german === undefined || loes === undefined)('has the same parts in real ones', () => {
    for (const real of [readFileSync(german!), new DerReader(readFileSync(loes!)).content(0x77)]) {
      expect(ourCms(real)).toEqual(theirCms(real))
    }
  })
})

describe('certificates, beside node:crypto', () => {
  it('have the same parts in those of the test kit', () => {
    for (const certificate of certificates)
      expect(ourCertificate(certificate)).toEqual(theirCertificate(certificate))
  })

  it('have the same parts in changed ones, or a difference with its reason', () => {
    const { alike, unexplained } = compare(changed(certificates, 6_000), ourCertificate, theirCertificate, {
      theirs: [
        // pkijs refuses an attribute without values and a value of tag 00; ours is refused when the attribute is asked for.
        /Cannot read properties of undefined/,
      ],
      ours: ourStrictness,
    })
    expect(unexplained).toEqual([])
    expect(alike).toBeGreaterThan(300)
  })
})
