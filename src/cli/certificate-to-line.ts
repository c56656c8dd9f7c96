import { describeSignatureScheme, parseSignatureAlgorithm } from '../crypto/index.js'
import { type AnchorLink, type Certificate, formatName } from '../pki/index.js'
import { attempt, day } from './decode/certificate-to-rows.js'

/** Who signed a certificate, in a word: `root` its own key, `link` another one of the store, `no signer` none of them. */
export const linkWords: Readonly<Record<AnchorLink['kind'], string>> = {
  selfSigned: 'root',
  linked: 'link',
  unlinked: 'no signer',
  undecided: 'undecided',
}

/** The key of a certificate in a few words: `RSA 4096`, `EC brainpoolP384r1`. */
export function keyInWords({ publicKey }: Certificate): string {
  switch (publicKey.type) {
    case 'RSA':
      return `RSA ${publicKey.bits}`
    case 'EC':
      return `EC ${publicKey.curve.name}`
    default:
      return `${publicKey.type} ${8 * publicKey.prime.length}`
  }
}

/** How it is signed in a few words: `ECDSA SHA-384`, `PKCS1 SHA-256`, `PSS SHA-256`. */
export function signatureInWords({ tbsSignatureAlgorithm }: Certificate): string {
  const scheme = parseSignatureAlgorithm(tbsSignatureAlgorithm)
  const words = { 'RSA-PKCS1': 'PKCS1', 'RSA-PSS': 'PSS', ECDSA: 'ECDSA', DSA: 'DSA' } as const
  return `${words[scheme.kind]} ${scheme.hash}`
}

/** The algorithms of a certificate for a program, as far as they can be read. */
export function algorithmsToJson(certificate: Certificate): object {
  return {
    publicKey: attempt(() => keyInWords(certificate)),
    signature: attempt(() =>
      describeSignatureScheme(parseSignatureAlgorithm(certificate.tbsSignatureAlgorithm)),
    ),
  }
}

/** One row of a table of certificates: validity, what it is, key, signature, subject. */
export function certificateToCells(certificate: Certificate, kind: string, at: Date): readonly string[] {
  const { notBefore, notAfter } = certificate
  const state = at > notAfter ? 'expired' : at < notBefore ? 'not yet' : ''
  return [
    `${day(notBefore)} to ${day(notAfter)}`,
    state,
    kind,
    attempt(() => keyInWords(certificate)),
    attempt(() => signatureInWords(certificate)),
    formatName(certificate.subject),
  ]
}

/** Rows with their columns under one another, indented. */
export function tableToLines(rows: readonly (readonly string[])[], indent = '  '): readonly string[] {
  const widths: number[] = []
  for (const row of rows) {
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length)
  }
  return rows.map(row =>
    `${indent}${row
      .map((cell, i) => cell.padEnd(widths[i]!))
      .filter((_, i) => widths[i]! > 0)
      .join('  ')}`.trimEnd(),
  )
}
