import type { HashName } from '../../crypto/index.js'
import type { CvParty, TerminalPki } from '../issuer/create-terminal-pki.js'
import { createIssuerKey } from '../issuer/issuer-key.js'
import { type CvCertificateContent, writeCvCertificate } from '../issuer/write-cv-certificate.js'
import { guardedNotRead } from './chip-faults.js'
import { type Expectation, type FaultRow, fault, shown, valid } from './fault.js'
import { certificateFiles, type GuardedChoices, withTerminal } from './specimen-in-chip.js'

/** The terminal was let at what its certificates say. */
const fingersRead = valid('PA.DATA_GROUP_HASH', { subject: 'DG3', reading: 'complete' })
const irisesNotRead = shown('PA.DATA_GROUP_HASH', 'inconclusive', 'DATA_GROUP_NOT_READ', {
  subject: 'DG4',
  reading: 'partial',
})

/** A way in without GET CHALLENGE, so that only Terminal Authentication asks for one. */
const pace = { pace: [{ mapping: 'GM', cipher: 'AES-128', parameterId: 12 }] } as const

const row = (
  id: string,
  change: string,
  sources: readonly string[],
  expected: Expectation,
  choices: GuardedChoices,
): FaultRow =>
  fault(`chip-terminal-${id}`, change, [...sources, 'Doc 9303-11 §7.1'], expected, specimen =>
    withTerminal(specimen, choices),
  )

/** The certificate with another content, signed by the same issuer. */
function certifiedAs(party: CvParty, issuer: CvParty, content: Partial<CvCertificateContent>): CvParty {
  const whole = { ...party.content, ...content }
  return { content: whole, key: party.key, certificate: writeCvCertificate(whole, issuer.key) }
}

/** One bit of the signature is wrong. */
function forged(party: CvParty): CvParty {
  const certificate = party.certificate.slice()
  certificate[certificate.length - 1]! ^= 1
  return { ...party, certificate }
}

/** The terminal shows these certificates, and has the usual key. */
const shows = (chain: (pki: TerminalPki) => readonly CvParty[]): Pick<GuardedChoices, 'terminal'> => ({
  terminal: pki => ({ certificates: certificateFiles(...chain(pki)) }),
})

/** What the document verifier and the terminal usually have expired on the first day of that year. */
const inJune2027 = { terminalAuthentication: { today: '2027-06-01' } } as const

const rsa = (number: number, padding: 'pkcs1' | 'pss', hash: HashName): FaultRow =>
  row(
    `rsa-${padding}-${hash.toLowerCase()}`,
    `The terminal and its certificates sign by ${padding === 'pss' ? 'RSASSA-PSS' : 'RSA PKCS#1 v1.5'} with ${hash}; everything fits.`,
    [`ISO7816_E_${`${number}`.padStart(2, '0')}`],
    fingersRead,
    { pki: { algorithm: { kind: 'rsa', bits: 1280, padding, hash } } },
  )

const ecdsa = (number: number, hash: HashName, curve: string): FaultRow =>
  row(
    `ecdsa-${hash.toLowerCase()}`,
    `The terminal and its certificates sign by ECDSA on ${curve} with ${hash}; everything fits.`,
    [`ISO7816_E_${`${number}`.padStart(2, '0')}`],
    fingersRead,
    { pki: { algorithm: { kind: 'ecdsa', curve, parameters: 'explicit', hash } } },
  )

/** The CVCA after the next, and who stands under it. */
function afterNext({ nextCvca, next }: TerminalPki, seed: string): readonly CvParty[] {
  const key = createIssuerKey(seed, 'CVCA 00003', nextCvca.key.algorithm)
  const reference = nextCvca.content.holderReference.replace(/\d+$/, '00003')
  const authorityReference = nextCvca.content.holderReference
  const content = { ...nextCvca.content, authorityReference, holderReference: reference, key }
  const link = { content, key, certificate: writeCvCertificate(content, nextCvca.key) }
  const verifier = certifiedAs(next.documentVerifier, link, { authorityReference: reference })
  return [link, verifier, next.terminal]
}

/** Terminals that show themselves to the chip, which keeps EF.DG3 and EF.DG4 for them. Doc 9303-11 §7. */
export const terminalFaults: readonly FaultRow[] = [
  row(
    'sound',
    'The chip keeps fingers and irises for terminals of its state, and such a terminal reads it; nothing is wrong.',
    ['ISO7816_E_26'],
    fingersRead,
    {},
  ),
  row(
    'after-pace',
    'The same after PACE, to which the terminal is bound by the keys of PACE.',
    ['ISO7816_E_31'],
    fingersRead,
    {
      chip: pace,
    },
  ),
  fault(
    'chip-terminal-none',
    'The chip keeps fingers and irises for terminals of its state, and the terminal has no certificates.',
    ['Doc 9303-11 §7'],
    guardedNotRead,
    specimen => ({ ...withTerminal(specimen), terminal: undefined }),
  ),
  rsa(1, 'pkcs1', 'SHA-1'),
  rsa(2, 'pkcs1', 'SHA-256'),
  rsa(35, 'pkcs1', 'SHA-512'),
  rsa(3, 'pss', 'SHA-1'),
  rsa(4, 'pss', 'SHA-256'),
  rsa(36, 'pss', 'SHA-512'),
  ecdsa(5, 'SHA-1', 'brainpoolP256r1'),
  ecdsa(6, 'SHA-224', 'brainpoolP256r1'),
  ecdsa(7, 'SHA-256', 'P-256'),
  ecdsa(37, 'SHA-384', 'brainpoolP384r1'),
  ecdsa(38, 'SHA-512', 'brainpoolP512r1'),
  row(
    'rsa-beside-dh',
    'The chip agrees on keys by Diffie-Hellman of 2048 bits, the terminal signs by RSA of 1024.',
    ['ISO7816_E_27'],
    fingersRead,
    {
      chipAuthentication: { parameterId: 1 },
      pki: { algorithm: { kind: 'rsa', bits: 1024, padding: 'pkcs1', hash: 'SHA-256' } },
    },
  ),
  row(
    'curves-of-other-sizes',
    'The chip agrees on keys on brainpoolP224r1, the terminal signs on brainpoolP256r1.',
    ['ISO7816_E_28'],
    fingersRead,
    { chipAuthentication: { curve: 'brainpoolP224r1' } },
  ),
  row('fingers-only', 'The document has EF.DG3 and no EF.DG4.', ['ISO7816_E_29'], fingersRead, {
    guarded: [3],
  }),
  row(
    'irises-only',
    'The document has EF.DG4 and no EF.DG3.',
    ['ISO7816_E_30'],
    valid('PA.DATA_GROUP_HASH', { subject: 'DG4', reading: 'complete' }),
    { guarded: [4] },
  ),
  row(
    'right-to-irises',
    'The certificate of the terminal gives it no right to EF.DG3.',
    ['ISO7816_E_14'],
    guardedNotRead,
    {
      pki: { rights: 2 },
    },
  ),
  row(
    'right-to-fingers',
    'The certificate of the terminal gives it no right to EF.DG4.',
    ['ISO7816_E_15'],
    irisesNotRead,
    {
      pki: { rights: 1 },
    },
  ),
  row('no-right', 'The certificate of the terminal gives it no right.', ['ISO7816_E_16'], guardedNotRead, {
    pki: { rights: 0 },
  }),
  row(
    'verifier-without-right',
    'The document verifier may not give what the certificate of the terminal says.',
    ['Doc 9303-11 §7.1.4.3.6'],
    guardedNotRead,
    shows(({ cvca, documentVerifier, terminal }) => [
      certifiedAs(documentVerifier, cvca, { authorization: Uint8Array.of(0x80) }),
      terminal,
    ]),
  ),
  row(
    'several-chains',
    'The terminal has certificates of two states and of two generations; one chain leads to it from what the chip trusts.',
    ['ISO7816_E_25'],
    fingersRead,
    shows(({ documentVerifier, terminal, link, next }) => [
      certifiedAs(documentVerifier, next.documentVerifier, { authorityReference: 'XXCVCA00001' }),
      next.documentVerifier,
      documentVerifier,
      link,
      terminal,
    ]),
  ),
  row(
    'link-certificate',
    'The chip trusts a CVCA whose successor certified the terminal; the terminal has the link.',
    ['ISO7816_E_32'],
    fingersRead,
    {
      terminal: ({ link, next }) => ({
        certificates: certificateFiles(link, next.documentVerifier, next.terminal),
        key: next.terminal.key,
      }),
    },
  ),
  row(
    'two-link-certificates',
    'The chip trusts the CVCA two before that which certified the terminal; the terminal has both links.',
    ['ISO7816_E_33'],
    fingersRead,
    {
      terminal: pki => ({
        certificates: certificateFiles(pki.link, ...afterNext(pki, 'third')),
        key: pki.next.terminal.key,
      }),
    },
  ),
  row(
    'link-not-needed',
    'The terminal has a link certificate that the chip need not see.',
    ['ISO7816_E_34'],
    fingersRead,
    {
      ...shows(({ link, documentVerifier, terminal }) => [link, documentVerifier, terminal]),
    },
  ),
  row(
    'verifier-forged',
    'The signature of the certificate of the document verifier is wrong.',
    ['ISO7816_E_17'],
    guardedNotRead,
    shows(({ documentVerifier, terminal }) => [forged(documentVerifier), terminal]),
  ),
  row(
    'certificate-forged',
    'The signature of the certificate of the terminal is wrong.',
    ['ISO7816_E_18'],
    guardedNotRead,
    shows(({ documentVerifier, terminal }) => [documentVerifier, forged(terminal)]),
  ),
  row(
    'verifier-missing',
    'The terminal lacks the certificate of its document verifier.',
    ['ISO7816_E_24'],
    guardedNotRead,
    shows(({ terminal }) => [terminal]),
  ),
  row(
    'other-key',
    'The terminal has another key than its certificate says.',
    ['Doc 9303-11 §7.1.5.5'],
    guardedNotRead,
    {
      terminal: ({ next }) => ({ key: next.terminal.key }),
    },
  ),
  row(
    'chain-expired',
    'The certificates of document verifier and terminal expired before the day that the chip knows.',
    ['ISO7816_E_19'],
    guardedNotRead,
    {
      ...inJune2027,
    },
  ),
  row(
    'verifier-expired',
    'The certificate of the document verifier has expired, that of the terminal has not.',
    ['ISO7816_E_20'],
    guardedNotRead,
    {
      ...inJune2027,
      ...shows(({ documentVerifier, terminal }) => [
        documentVerifier,
        certifiedAs(terminal, documentVerifier, { expirationDate: '2028-01-01' }),
      ]),
    },
  ),
  row(
    'certificate-expired',
    'The certificate of the terminal has expired, that of the document verifier has not.',
    ['ISO7816_E_21'],
    guardedNotRead,
    {
      ...inJune2027,
      ...shows(({ cvca, documentVerifier, terminal }) => [
        certifiedAs(documentVerifier, cvca, { expirationDate: '2028-01-01' }),
        terminal,
      ]),
    },
  ),
  row('challenge-short', 'The challenge for the terminal has 7 bytes.', ['ISO7816_E_12'], guardedNotRead, {
    chip: { ...pace, faults: [{ id: 'challengeShort' }] },
  }),
  row('challenge-long', 'The challenge for the terminal has 9 bytes.', ['ISO7816_E_13'], guardedNotRead, {
    chip: { ...pace, faults: [{ id: 'challengeLong' }] },
  }),
  row(
    'cvca-unknown',
    'EF.CVCA names a key that no certificate of the terminal leads to.',
    ['ISO7816_E_08'],
    guardedNotRead,
    {
      efCvca: () => ['XXCVCA00009'],
    },
  ),
  row('cvca-empty', 'EF.CVCA names no key.', ['ISO7816_E_09'], guardedNotRead, {
    efCvca: () => [],
  }),
  row(
    'cvca-three-keys',
    'EF.CVCA names three keys, where two may stand; the first is the right one.',
    ['ISO7816_E_10'],
    fingersRead,
    {
      efCvca: pki => [pki.cvca.content.holderReference, 'XXCVCA00000', 'XXCVCA99999'],
    },
  ),
  row(
    'cvca-elsewhere',
    'EF.CVCA has the identifier 0140 and no short one, as EF.DG14 says.',
    ['Doc 9303-11 App. K.2'],
    fingersRead,
    {
      announced: { efCvca: { identifier: 0x0140 } },
      terminalAuthentication: { efCvca: { identifier: 0x0140 } },
    },
  ),
  row(
    'cvca-identifier',
    'EF.DG14 gives an identifier of EF.CVCA under which nothing is.',
    ['ISO7816_E_22'],
    guardedNotRead,
    {
      announced: { efCvca: { identifier: 0x0140 } },
    },
  ),
  row(
    'cvca-short-identifier',
    'EF.DG14 gives a short identifier of EF.CVCA under which nothing is.',
    ['ISO7816_E_23'],
    guardedNotRead,
    {
      announced: { efCvca: { identifier: 0x0140, shortIdentifier: 0x1b } },
    },
  ),
]
