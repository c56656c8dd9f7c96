import { createIssuerKey, type IssuerKey } from './issuer-key.js'
import type { KeyAlgorithm } from './key-algorithm.js'
import { type CvCertificateContent, signPlainly, writeCvCertificate } from './write-cv-certificate.js'

/** A holder of a card-verifiable certificate. */
export interface CvParty {
  readonly certificate: Uint8Array
  /** What the certificate was written from: to write another one that differs. */
  readonly content: CvCertificateContent
  readonly key: IssuerKey
}

/** What a country's terminal PKI is made from. */
export interface TerminalPkiOptions {
  /** Two letters: `UT`. */
  readonly country: string
  /** Whatever is made follows from it. */
  readonly seed: Uint8Array | string
  /** Of all keys; ECDSA on brainpoolP256r1 with SHA-256 unless given. */
  readonly algorithm?: KeyAlgorithm | undefined
  /** Of some: `{ terminal: … }`. */
  readonly algorithms?: Readonly<Partial<Record<'cvca' | 'documentVerifier' | 'terminal', KeyAlgorithm>>>
  /** Rights of the terminal: 01 EF.DG3, 02 EF.DG4; both unless given. */
  readonly rights?: number | undefined
  /** Whether the document verifier is one of another country than the chip's; false by default. */
  readonly foreign?: boolean | undefined
  /** From when on the keys are used, `2026-01-01` unless given; the CVCA for three years, the others for one. */
  readonly from?: string | undefined
}

/** CVCA, its next generation with the link, a document verifier and a terminal under the first. Doc 9303-12 §7.2. */
export interface TerminalPki {
  readonly cvca: CvParty
  /** The next CVCA, self-signed. */
  readonly nextCvca: CvParty
  /** The next CVCA's key under the signature of the first. */
  readonly link: CvParty
  readonly documentVerifier: CvParty
  readonly terminal: CvParty
  /** A document verifier and a terminal under the next CVCA. */
  readonly next: { readonly documentVerifier: CvParty; readonly terminal: CvParty }
}

/**
 * A country's PKI for Terminal Authentication: everything that a chip needs to trust, and that a terminal needs to show. The same
 * options give the same bytes. Doc 9303-12 §7.2, TR-03110-3 §2.1.
 *
 * @example
 * ```ts
 * import { createTerminalPki } from 'emrtd/testkit'
 *
 * createTerminalPki({ country: 'UT', seed: 'utopia' }).terminal.content.holderReference // 'UTTERM00001'
 * ```
 */
export function createTerminalPki(options: TerminalPkiOptions): TerminalPki {
  const {
    country,
    seed,
    algorithm,
    algorithms = {},
    rights = 3,
    foreign = false,
    from = '2026-01-01',
  } = options
  const standard: KeyAlgorithm = algorithm ?? {
    kind: 'ecdsa',
    curve: 'brainpoolP256r1',
    parameters: 'explicit',
    hash: 'SHA-256',
  }
  const year = Number(from.slice(0, 4))
  const until = (years: number): string => `${year + years}${from.slice(4)}`
  const key = (label: string, role: keyof typeof algorithms): IssuerKey =>
    createIssuerKey(seed, `CVC ${label}`, algorithms[role] ?? standard)
  const party = (
    content: Omit<CvCertificateContent, 'effectiveDate'> & { readonly effectiveDate?: string },
    issuer: IssuerKey,
  ): CvParty => {
    const whole = { effectiveDate: from, ...content }
    return { content: whole, key: content.key, certificate: writeCvCertificate(whole, issuer) }
  }
  const authority = (sequence: string, issuer?: CvParty): CvParty => {
    const holderReference = `${country}CVCA${sequence}`
    const own = key(`CVCA ${sequence}`, 'cvca')
    return party(
      {
        authorityReference: issuer?.content.holderReference ?? holderReference,
        holderReference,
        key: own,
        domainParameters: true,
        authorization: Uint8Array.of(0xc3),
        expirationDate: until(3),
      },
      issuer?.key ?? own,
    )
  }
  const branch = (issuer: CvParty, sequence: string) => {
    const documentVerifier = party(
      {
        authorityReference: issuer.content.holderReference,
        holderReference: `${country}DV${sequence}`,
        key: key(`DV ${sequence}`, 'documentVerifier'),
        authorization: Uint8Array.of((foreign ? 0x40 : 0x80) | 0x03),
        expirationDate: until(1),
      },
      issuer.key,
    )
    const terminal = party(
      {
        authorityReference: documentVerifier.content.holderReference,
        holderReference: `${country}TERM${sequence}`,
        key: key(`terminal ${sequence}`, 'terminal'),
        authorization: Uint8Array.of(rights),
        expirationDate: until(1),
      },
      documentVerifier.key,
    )
    return { documentVerifier, terminal }
  }
  const cvca = authority('00001')
  const nextCvca = authority('00002')
  return {
    cvca,
    nextCvca,
    link: authority('00002', cvca),
    ...branch(cvca, '00001'),
    next: branch(nextCvca, '00002'),
  }
}

/**
 * The terminal's side of Terminal Authentication for a key of the test kit: what `performTerminalAuthentication` takes as `sign`.
 * TR-03110-3 §B.3.
 *
 * @example
 * ```ts
 * import { createTerminalPki, terminalSigner } from 'emrtd/testkit'
 *
 * const { terminal } = createTerminalPki({ country: 'UT', seed: 'utopia' })
 * const signature = await terminalSigner(terminal.key)(new Uint8Array(60))
 * ```
 */
export function terminalSigner(key: IssuerKey): (data: Uint8Array) => Promise<Uint8Array> {
  return async data => signPlainly(key, data)
}
