import { describe, expect, test } from 'vitest'
import { nativeBackend as backend } from '../../src/crypto/native/index.js'
import { type Certificate, fieldLeniencies, parseCertificate } from '../../src/pki/certificate.js'
import { createCertificateIndex } from '../../src/pki/certificate-index.js'
import {
  findCertificationPath,
  outcomeRank,
  type PathSearch,
  subjectText,
} from '../../src/pki/find-certification-path.js'
import { createCountry, writeCertificate } from '../../src/testkit/index.js'
import { makeCertificate, makeDocumentSigner, makeKeys } from './make-certificate.js'

/*
 * The search for a path: its bounds, which of several it prefers, and which fault it tells of.
 */
const at = new Date('2026-06-01T00:00:00Z')
const [root, middle, signer, stranger] = [makeKeys(), makeKeys(), makeKeys(), makeKeys()]
const csca = makeCertificate({ keys: root })
const search = (
  certificate: Certificate,
  anchors: readonly Certificate[],
  intermediates: readonly Certificate[] = [],
  caFlag?: PathSearch['caFlag'],
) =>
  findCertificationPath(certificate, {
    anchors: createCertificateIndex(anchors),
    intermediates: createCertificateIndex(intermediates),
    backend,
    at,
    ...(caFlag && { caFlag }),
  })
const documentSigner = makeDocumentSigner({ keys: signer, signer: root })
const link = makeCertificate({ keys: middle, signer: root, serialNumber: 7 })
const belowLink = makeDocumentSigner({ keys: signer, signer: middle })

describe('a path', () => {
  test('straight to an anchor, and over a link', () => {
    const straight = search(documentSigner, [csca])
    expect(straight).toMatchObject({ outcome: { status: 'passed' }, validity: { status: 'passed' } })
    expect(straight.certificates).toEqual([documentSigner, csca])
    expect(straight.candidates).toMatchObject([
      { role: 'anchor', by: 'keyIdentifier', subject: 'C=UT, CN=Utopia CSCA' },
    ])
    const over = search(belowLink, [csca], [link])
    expect(over.certificates).toEqual([belowLink, link, csca])
    // The anchor has the name of the issuer too, and another key.
    expect(over.candidates.map(({ role, by, outcome }) => [role, by, outcome.status])).toEqual([
      ['anchor', 'name', 'inconclusive'],
      ['intermediate', 'keyIdentifier', 'passed'],
      ['anchor', 'keyIdentifier', 'passed'],
    ])
  })

  test('that is not there: no certificates, no validity, and why', () => {
    expect(search(documentSigner, [])).toEqual({
      outcome: {
        status: 'inconclusive',
        reason: 'NO_TRUST_ANCHOR',
        detail: 'no certificate that is trusted issued it',
      },
      validity: undefined,
      certificates: [],
      candidates: [],
    })
  })

  test('of several the one that is valid; where none is, the first', () => {
    const expired = (serialNumber: number) =>
      makeCertificate({ keys: root, to: '20250101000000Z', serialNumber })
    const [old, older] = [expired(5), expired(6)]
    for (const anchors of [
      [old, csca],
      [csca, old],
      [old, csca, older],
    ]) {
      const { certificates, validity } = search(documentSigner, anchors)
      expect(certificates).toEqual([documentSigner, csca])
      expect(validity).toEqual({ status: 'passed' })
    }
    const { certificates, validity, outcome } = search(documentSigner, [old, older])
    expect(certificates).toEqual([documentSigner, old])
    expect(validity).toMatchObject({ status: 'failed', reason: 'CERTIFICATE_EXPIRED' })
    expect(outcome.status).toBe('passed')
  })

  test('of several that are valid the first, straight or over links', () => {
    const again = makeCertificate({ keys: root, serialNumber: 5 })
    expect(search(documentSigner, [csca, again]).certificates[1]).toBe(csca)
    expect(search(documentSigner, [again, csca]).certificates[1]).toBe(again)
    const otherLink = makeCertificate({ keys: middle, signer: root, serialNumber: 8 })
    expect(search(belowLink, [csca], [link, otherLink]).certificates[1]).toBe(link)
    expect(search(belowLink, [csca], [otherLink, link]).certificates[1]).toBe(otherLink)
  })

  test('that is valid over a link, where the straight one is not', () => {
    const old = makeCertificate({ keys: middle, to: '20250101000000Z', serialNumber: 5 })
    const { certificates, validity } = search(belowLink, [old, csca], [link])
    expect(certificates).toEqual([belowLink, link, csca])
    expect(validity).toEqual({ status: 'passed' })
    // And the straight one, expired as it is, where the link leads nowhere.
    expect(search(belowLink, [old], [link]).certificates).toEqual([belowLink, old])
  })
})

describe('the bounds', () => {
  /** Keys, each certified by the one before it under the one name of the CSCA. */
  const generations = [root, ...Array.from({ length: 8 }, () => makeKeys())]
  const links = generations
    .slice(1)
    .map((keys, i) => makeCertificate({ keys, signer: generations[i]!, serialNumber: 10 + i }))
  test('seven links at most', () => {
    const under = (generation: number) =>
      search(makeDocumentSigner({ keys: signer, signer: generations[generation]! }), [csca], links)
    expect(under(7).certificates).toHaveLength(9)
    expect(under(8)).toMatchObject({ certificates: [], outcome: { reason: 'NO_TRUST_ANCHOR' } })
  })

  test('a ring of links comes to an end', () => {
    const ring = [
      makeCertificate({ keys: middle, signer: stranger, serialNumber: 5 }),
      makeCertificate({ keys: stranger, signer: middle, serialNumber: 6 }),
    ]
    const { certificates, candidates } = search(belowLink, [], ring)
    expect(certificates).toEqual([])
    expect(candidates.length).toBeLessThan(4)
    // The anchor's key may stand on the way already: the ring of a root that its own link names.
    expect(
      search(belowLink, [csca, makeCertificate({ keys: middle, serialNumber: 9 })], ring).certificates,
    ).toHaveLength(2)
  })

  test('256 signatures at most, whatever is offered', () => {
    const decoys = Array.from({ length: 300 }, (_, i) =>
      makeCertificate({ keys: stranger, subjectKeyIdentifier: middle.identifier, serialNumber: 100 + i }),
    )
    expect(search(belowLink, [], decoys).candidates).toHaveLength(256)
    expect(search(belowLink, decoys, [link]).candidates).toHaveLength(256)
  }, 20_000)
})

describe('who may stand in a path', () => {
  test('a link without the CA flag never; an anchor without it unless the policy asks', () => {
    const weak = makeCertificate({ keys: middle, signer: root, ca: null, serialNumber: 7 })
    expect(search(belowLink, [csca], [weak]).outcome).toMatchObject({ status: 'failed', reason: 'NOT_A_CA' })
    const anchor = makeCertificate({ keys: root, ca: null })
    expect(search(documentSigner, [anchor]).outcome.status).toBe('passed')
    expect(search(documentSigner, [anchor], [], 'lenient').outcome.status).toBe('passed')
    expect(search(documentSigner, [anchor], [], 'required').outcome).toMatchObject({ reason: 'NOT_A_CA' })
  })

  test('no CA of another name under the anchor, unless it is the same CA renamed', () => {
    const below = (nameChange: boolean) => {
      const other = makeCertificate({
        keys: middle,
        signer: root,
        subject: 'Utopia Sub CA',
        issuer: 'Utopia CSCA',
        serialNumber: 7,
        nameChange,
      })
      const issued = makeDocumentSigner({ keys: signer, signer: middle, issuer: 'Utopia Sub CA' })
      return search(issued, [csca], [other])
    }
    expect(below(true).certificates).toHaveLength(3)
    expect(below(false).outcome).toEqual({
      status: 'failed',
      reason: 'PATH_LENGTH_EXCEEDED',
      detail: '1 CA certificate below C=UT, CN=Utopia CSCA, where there may be none',
    })
  })

  test('of two CAs of other names both are counted', () => {
    const first = makeCertificate({
      keys: middle,
      signer: root,
      subject: 'A',
      issuer: 'Utopia CSCA',
      serialNumber: 7,
    })
    const second = makeCertificate({
      keys: stranger,
      signer: middle,
      subject: 'B',
      issuer: 'A',
      serialNumber: 8,
    })
    const issued = makeDocumentSigner({ keys: signer, signer: stranger, issuer: 'B' })
    // The nearer one is at fault already.
    expect(search(issued, [csca], [second, first]).outcome).toMatchObject({
      reason: 'PATH_LENGTH_EXCEEDED',
      detail: '1 CA certificate below C=UT, CN=A, where there may be none',
    })
  })
})

test('what is told of candidates that all fail: the fault that says most', () => {
  // One has the key identifier and not the key; one is no CA.
  const forged = makeCertificate({ keys: stranger, subjectKeyIdentifier: root.identifier, serialNumber: 5 })
  const noCa = makeCertificate({ keys: root, ca: false, keyUsage: ['digitalSignature'], serialNumber: 6 })
  for (const anchors of [
    [forged, noCa],
    [noCa, forged],
  ]) {
    expect(search(documentSigner, anchors).outcome.reason).toBe('NOT_A_CA')
  }
  const outcomes = [
    { status: 'inconclusive', reason: 'NO_TRUST_ANCHOR' },
    { status: 'inconclusive', reason: 'ALGORITHM_UNSUPPORTED' },
    { status: 'failed', reason: 'ISSUER_SIGNATURE_INVALID' },
    { status: 'failed', reason: 'NOT_A_CA' },
    { status: 'passed' },
  ] as const
  expect(outcomes.map(outcomeRank)).toEqual([0, 1, 2, 3, 4])
})

test('a candidate whose subject cannot be read is shown as such', () => {
  const { csca: own } = createCountry({ state: 'UTO', seed: 'unreadable' })
  const bytes = writeCertificate({ ...own.content, subject: Uint8Array.of(0x30, 2, 5, 0) }, own.key)
  expect(subjectText(parseCertificate(bytes, { leniencies: fieldLeniencies }))).toBe('unreadable')
})
