import type { CertificationAuthorityReference } from '../../lds/index.js'
import { type CvCertificate, isSelfSignedCvCertificate } from './parse-cv-certificate.js'

/**
 * The certificates that lead from a key that the chip trusts to a terminal's certificate, in the order in which the chip is sent
 * them: link certificates of the CVCA, the document verifier's, the terminal's. The shortest, of several the one from the reference
 * that stands first. Undefined if there is none. Doc 9303-11 §7.1.2.
 *
 * References are names: the chip verifies.
 *
 * @param trusted the references of EF.CVCA, or those that PACE gave; the newest first.
 * @param certificates whatever the terminal has, in any order; the terminal's among them.
 * @param terminal the terminal's own.
 *
 * @example
 * ```ts
 * import { type CvCertificate, findCvChain } from 'emrtd/authentication'
 * import { parseEfCvca } from 'emrtd/lds'
 *
 * const chainFor = (efCvca: Uint8Array, mine: CvCertificate, others: readonly CvCertificate[]) =>
 *   findCvChain(parseEfCvca(efCvca).references, others, mine)
 * ```
 */
export function findCvChain(
  trusted: readonly Pick<CertificationAuthorityReference, 'text'>[],
  certificates: readonly CvCertificate[],
  terminal: CvCertificate,
): readonly CvCertificate[] | undefined {
  const byHolder = new Map<string, CvCertificate[]>()
  for (const certificate of certificates) {
    if (isSelfSignedCvCertificate(certificate)) continue
    const { text } = certificate.holderReference
    byHolder.set(text, [...(byHolder.get(text) ?? []), certificate])
  }
  const wanted = new Map(trusted.map(({ text }, rank) => [text, rank]))
  // Breadth first from the terminal up: each name once, so a ring of certificates comes to an end.
  const seen = new Set<string>()
  let level: readonly (readonly CvCertificate[])[] = [[terminal]]
  while (level.length > 0) {
    const found = level
      .map(chain => ({ chain, rank: wanted.get(chain[0]!.authorityReference.text) }))
      .filter(({ rank }) => rank !== undefined)
      .sort((a, b) => a.rank! - b.rank!)[0]
    if (found !== undefined) return found.chain
    const next: (readonly CvCertificate[])[] = []
    for (const chain of level) {
      const { text } = chain[0]!.authorityReference
      if (seen.has(text)) continue
      seen.add(text)
      for (const issuer of byHolder.get(text) ?? []) next.push([issuer, ...chain])
    }
    level = next
  }
  return undefined
}
