/** A hash function or a key that is too weak for a signature made after a day. */
export interface AlgorithmLimit {
  /** `hash`: that function in a signature. `rsa`, `dsa`, `ec`: keys with fewer bits than `bits` (of modulus, prime, order). */
  readonly kind: 'hash' | 'rsa' | 'dsa' | 'ec'
  /** The hash function, for `hash`. */
  readonly hash?: string
  readonly bits?: number
  /** The last day on which a signature made so is still taken for strong, `YYYY-MM-DD`. */
  readonly until: string
}

/**
 * Until when signatures count as strong, by NIST SP 800-131A Rev. 2 §3 and §9 (SHA-1, and keys below 112 bits of security,
 * until the end of 2013) and NIST SP 800-57 part 1 Rev. 5 table 4 (112 bits of security until the end of 2030).
 */
export const defaultAlgorithmPolicy: readonly AlgorithmLimit[] = [
  { kind: 'hash', hash: 'SHA-1', until: '2013-12-31' },
  { kind: 'rsa', bits: 2048, until: '2013-12-31' },
  { kind: 'dsa', bits: 2048, until: '2013-12-31' },
  { kind: 'ec', bits: 224, until: '2013-12-31' },
  { kind: 'hash', hash: 'SHA-224', until: '2030-12-31' },
  { kind: 'rsa', bits: 3072, until: '2030-12-31' },
  { kind: 'dsa', bits: 3072, until: '2030-12-31' },
  { kind: 'ec', bits: 256, until: '2030-12-31' },
]
