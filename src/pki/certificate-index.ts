import { toHex } from '../bytes.js'
import { EmrtdError } from '../errors.js'
import type { Certificate } from './certificate.js'
import { nameKey } from './name.js'

/** A certificate whose key may have signed another one: only the signature decides. */
export interface IssuerMatch {
  readonly certificate: Certificate
  /** `keyIdentifier`: its SKI is the other's AKI; `name`: only its subject is the other's issuer. */
  readonly by: 'keyIdentifier' | 'name'
}

/** What names an issuer: a certificate or a CRL. */
export type Issued = Pick<Certificate, 'issuer' | 'authorityKeyIdentifier'>

/** Certificates to look issuers up in. */
export interface CertificateIndex {
  /** Those that may have issued it: by key identifier first, then by name; each once. */
  findIssuers(issued: Issued): readonly IssuerMatch[]
}

/**
 * Indexes certificates by subject key identifier and by subject (compared by RFC 5280 §7.1), each when it is first needed.
 * What cannot be decoded of a certificate is passed over: it is then not found by it. RFC 5280 §4.2.1.1 and §6.1.
 *
 * A shared key identifier or name gives several matches: 205 of 692 CSCA certificates in public lists share theirs with a
 * link certificate.
 *
 * @example
 * ```ts
 * import { createCertificateIndex, type MasterList } from 'emrtd/pki'
 *
 * const withoutIssuer = (list: MasterList) => {
 *   const index = createCertificateIndex(list.certificates)
 *   return list.certificates.filter(certificate => index.findIssuers(certificate).length === 0)
 * }
 * ```
 */
export function createCertificateIndex(certificates: readonly Certificate[]): CertificateIndex {
  let byKeyIdentifier: ReadonlyMap<string, readonly Certificate[]> | undefined
  let byName: ReadonlyMap<string, readonly Certificate[]> | undefined
  return {
    findIssuers(issued) {
      const matches: IssuerMatch[] = []
      const keyIdentifier = decoded(() => issued.authorityKeyIdentifier?.keyIdentifier)
      if (keyIdentifier !== undefined) {
        byKeyIdentifier ??= group(certificates, ({ subjectKeyIdentifier: own }) => own && toHex(own))
        for (const issuer of byKeyIdentifier.get(toHex(keyIdentifier)) ?? []) {
          matches.push({ certificate: issuer, by: 'keyIdentifier' })
        }
      }
      const issuerKey = decoded(() => nameKey(issued.issuer))
      if (issuerKey !== undefined) {
        byName ??= group(certificates, ({ subject }) => nameKey(subject))
        const found = new Set(matches.map(match => match.certificate))
        for (const issuer of byName.get(issuerKey) ?? []) {
          if (!found.has(issuer)) matches.push({ certificate: issuer, by: 'name' })
        }
      }
      return matches
    },
  }
}

function group(
  certificates: readonly Certificate[],
  keyOf: (certificate: Certificate) => string | undefined,
): ReadonlyMap<string, readonly Certificate[]> {
  const groups = new Map<string, Certificate[]>()
  for (const certificate of certificates) {
    const key = decoded(() => keyOf(certificate))
    if (key === undefined) continue
    const others = groups.get(key)
    if (others === undefined) groups.set(key, [certificate])
    else others.push(certificate)
  }
  return groups
}

function decoded<T>(decode: () => T): T | undefined {
  try {
    return decode()
  } catch (error) {
    if (error instanceof EmrtdError) return undefined
    throw error
  }
}
