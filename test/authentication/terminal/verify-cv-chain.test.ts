import { describe, expect, test } from 'vitest'
import {
  type CvCertificate,
  findCvChain,
  parseCvCertificate,
  verifyCvChain,
} from '../../../src/authentication/index.js'
import { nativeBackend as backend } from '../../../src/crypto/native/index.js'
import {
  type CvCertificateContent,
  createTerminalPki,
  type IssuerKey,
  writeCvCertificate,
} from '../../../src/testkit/index.js'

/*
 * Each refusal of a chain of card-verifiable certificates on its own, and the days and rights at their limits.
 */
const pki = createTerminalPki({ country: 'UT', seed: 'chain' })
const rsa = createTerminalPki({
  country: 'UT',
  seed: 'chain',
  algorithm: { kind: 'rsa', bits: 1536, padding: 'pkcs1', hash: 'SHA-256' },
})
const parsed = ({ certificate }: { readonly certificate: Uint8Array }) => parseCvCertificate(certificate)
const [cvca, documentVerifier, terminal] = [pki.cvca, pki.documentVerifier, pki.terminal].map(parsed) as [
  CvCertificate,
  CvCertificate,
  CvCertificate,
]
const issue = (
  { content }: { readonly content: CvCertificateContent },
  change: Partial<CvCertificateContent>,
  by: IssuerKey,
) => parseCvCertificate(writeCvCertificate({ ...content, ...change }, by))
const verify = (chain: readonly CvCertificate[], on?: string, trusted = cvca) => {
  const result = verifyCvChain(trusted, chain, { backend, on })
  return result.status === 'passed' ? 'passed' : `${result.status} ${result.reason} ${result.at}`
}
const withKey = (certificate: CvCertificate, change: object): CvCertificate => ({
  ...certificate,
  publicKey: { ...certificate.publicKey, ...change },
})

describe('where a chain begins', () => {
  test('with a CVCA: self-signed, it must verify; linked, the caller vouches for it', () => {
    expect(verify([])).toBe('passed')
    expect(verify([], undefined, parsed(rsa.documentVerifier))).toBe('failed NOT_A_CA -1')
    const forged = { ...cvca, signature: cvca.signature.map((byte, i) => (i === 9 ? byte ^ 1 : byte)) }
    expect(verify([], undefined, forged)).toBe('failed ISSUER_SIGNATURE_INVALID -1')
    expect(verify([], undefined, issue(pki.link, { domainParameters: true }, pki.cvca.key))).toBe('passed')
  })
})

describe('keys', () => {
  test('of an algorithm or a curve that nobody here knows leave it open', () => {
    expect(verify([withKey(documentVerifier, { scheme: undefined })])).toBe(
      'inconclusive ALGORITHM_UNSUPPORTED 0',
    )
    const unknown = { key: undefined, keyFault: 'CRYPTO_BAD_PARAMETERS' }
    expect(verify([withKey(documentVerifier, unknown)])).toBe('inconclusive ALGORITHM_UNSUPPORTED 0')
  })

  test('that are none, or of another kind than their algorithm, fail', () => {
    const broken = { key: undefined, keyFault: 'CRYPTO_BAD_KEY' }
    expect(verify([withKey(documentVerifier, broken)])).toBe('failed KEY_MALFORMED 0')
    const other = { key: parsed(rsa.documentVerifier).publicKey.key }
    expect(verify([withKey(documentVerifier, other)])).toBe('failed ALGORITHM_MISMATCH 0')
    // Nothing to inherit domain parameters from.
    expect(verify([documentVerifier], undefined, parsed(rsa.cvca))).toBe('failed KEY_MALFORMED 0')
  })
})

describe('who may issue what', () => {
  test('a CVCA links and certifies document verifiers, and those terminals', () => {
    expect(verify([documentVerifier, terminal])).toBe('passed')
    expect(verify([parsed(pki.link), parsed(pki.next.documentVerifier), parsed(pki.next.terminal)])).toBe(
      'passed',
    )
    const direct = issue(pki.terminal, { authorityReference: 'UTCVCA00001' }, pki.cvca.key)
    expect(verify([direct])).toBe('failed NOT_A_CA 0')
    const references = {
      authorityReference: documentVerifier.holderReference.text,
      holderReference: 'UTOTHER00001',
    }
    expect(
      verify([documentVerifier, issue(pki.documentVerifier, references, pki.documentVerifier.key)]),
    ).toBe('failed NOT_A_CA 1')
    const below = { ...references, authorityReference: terminal.holderReference.text }
    expect(verify([documentVerifier, terminal, issue(pki.terminal, below, pki.terminal.key)])).toBe(
      'failed NOT_A_CA 2',
    )
  })

  test('by name and by signature', () => {
    expect(verify([terminal])).toBe('failed PATH_NOT_ESTABLISHED 0')
    const forged = issue(pki.documentVerifier, {}, pki.terminal.key)
    expect(verify([forged])).toBe('failed ISSUER_SIGNATURE_INVALID 0')
  })
})

describe('the day', () => {
  const { effectiveDate, expirationDate } = pki.terminal.content
  const dayAfter = (date: string, days: number) =>
    new Date(Date.parse(date) + 86_400_000 * days).toISOString().slice(0, 10)
  const chain = [documentVerifier, terminal]
  test('the first and the last count', () => {
    expect(verify(chain, effectiveDate)).toBe('passed')
    expect(verify(chain, expirationDate)).toBe('passed')
    expect(verify(chain, dayAfter(effectiveDate, -1))).toBe('failed CERTIFICATE_NOT_YET_VALID 0')
    expect(verify(chain, dayAfter(expirationDate, 1))).toBe('failed CERTIFICATE_EXPIRED 0')
  })

  test('no day is asked of a CVCA, whose links a chip takes at any time', () => {
    const late = issue(
      pki.link,
      { effectiveDate: '2020-01-01', expirationDate: '2020-12-31', domainParameters: true },
      pki.cvca.key,
    )
    const rest = [parsed(pki.next.documentVerifier), parsed(pki.next.terminal)]
    expect(verify([late, ...rest], pki.next.terminal.content.effectiveDate)).toBe('passed')
  })
})

describe('the rights that are left', () => {
  const rightsOf = (...chain: readonly CvCertificate[]) => {
    const result = verifyCvChain(cvca, chain, { backend })
    if (result.status !== 'passed') throw new Error(result.detail)
    return result.holder.effectiveAuthorization
  }
  const { cvca: root, documentVerifier: verifier } = pki
  const verifierWith = (rights: number) => issue(verifier, { authorization: Uint8Array.of(rights) }, root.key)
  const terminalWith = (authorization: Uint8Array, change: Partial<CvCertificateContent> = {}) =>
    issue(pki.terminal, { authorization, ...change }, verifier.key)

  test('are those that every certificate grants', () => {
    expect(rightsOf(verifierWith(0x83), terminalWith(Uint8Array.of(3)))).toEqual(Uint8Array.of(3))
    expect(rightsOf(verifierWith(0x81), terminalWith(Uint8Array.of(3)))).toEqual(Uint8Array.of(1))
    expect(rightsOf(verifierWith(0x83), terminalWith(Uint8Array.of(2)))).toEqual(Uint8Array.of(2))
    expect(rightsOf(verifierWith(0x81), terminalWith(Uint8Array.of(2)))).toEqual(Uint8Array.of(0))
    // Of templates of two lengths the last bytes stand side by side.
    expect(rightsOf(verifierWith(0x83), terminalWith(Uint8Array.of(0, 0xff, 2)))).toEqual(Uint8Array.of(2))
  })

  test('are none for another kind of terminal, whose bits mean something else', () => {
    const terminalType = '0.4.0.127.0.7.3.1.2.2'
    expect(rightsOf(documentVerifier, terminalWith(Uint8Array.of(3), { terminalType }))).toEqual(
      Uint8Array.of(0),
    )
  })

  test('start anew with the CVCA that a link enables', () => {
    const link = (rights: number) =>
      issue(pki.link, { authorization: Uint8Array.of(rights), domainParameters: true }, root.key)
    expect(rightsOf(link(0xc3))).toEqual(Uint8Array.of(0xc3))
    const weak = issue(root, { authorization: Uint8Array.of(0xc0) }, root.key)
    const result = verifyCvChain(weak, [link(0xc3)], { backend })
    expect(result).toMatchObject({ holder: { effectiveAuthorization: Uint8Array.of(0xc3) } })
  })
})

describe('findCvChain', () => {
  const named = (authorityReference: string, holderReference: string) =>
    issue(pki.documentVerifier, { authorityReference, holderReference }, root().key)
  const root = () => pki.cvca
  const trusted = (...texts: readonly string[]) => texts.map(text => ({ text }))

  test('of two ways as long as each other the one from the reference that stands first', () => {
    const [a, b] = [named('UTROOTA00001', 'UTDV00001'), named('UTROOTB00001', 'UTDV00001')]
    const leaf = named('UTDV00001', 'UTLEAF00001')
    expect(findCvChain(trusted('UTROOTA00001', 'UTROOTB00001'), [a, b], leaf)).toEqual([a, leaf])
    expect(findCvChain(trusted('UTROOTB00001', 'UTROOTA00001'), [a, b], leaf)).toEqual([b, leaf])
    expect(findCvChain(trusted('UTROOTB00001', 'UTROOTA00001'), [b, a], leaf)).toEqual([b, leaf])
  })

  test('a ring of certificates, and many ways to one name, come to an end', () => {
    const leaf = named('UTRINGA00001', 'UTLEAF00001')
    const ring = [named('UTRINGB00001', 'UTRINGA00001'), named('UTRINGA00001', 'UTRINGB00001')]
    expect(findCvChain(trusted('UTNONE00001'), ring, leaf)).toBeUndefined()
    // 2 certificates for each of 40 names: 2^40 ways, each name looked at once.
    const levels = Array.from({ length: 40 }, (_, i) => `UTLEVEL${String(i).padStart(5, '0')}`)
    const ladder = levels
      .slice(1)
      .flatMap((holder, i) => [named(levels[i]!, holder), named(levels[i]!, holder)])
    const top = named(levels[39]!, 'UTLEAF00001')
    expect(findCvChain(trusted('UTNONE00001'), ladder, top)).toBeUndefined()
    expect(findCvChain(trusted(levels[0]!), ladder, top)).toHaveLength(40)
  })

  test('a self-signed certificate among them is no step', () => {
    const self = named('UTDV00001', 'UTDV00001')
    const leaf = named('UTDV00001', 'UTLEAF00001')
    expect(findCvChain(trusted('UTNONE00001'), [self], leaf)).toBeUndefined()
    expect(findCvChain(trusted('UTDV00001'), [self], leaf)).toEqual([leaf])
  })
})
