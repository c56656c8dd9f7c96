/** The hash functions that Doc 9303 permits. MD5 and everything else is unknown to the library. */
export type HashName = 'SHA-1' | 'SHA-224' | 'SHA-256' | 'SHA-384' | 'SHA-512'

/** A hash function: its name, its length and how ASN.1 names it. */
export interface HashAlgorithm {
  readonly name: HashName
  /** Length of the digest in bytes. */
  readonly length: number
  /** Length of the compression function's block in bytes. */
  readonly blockLength: number
  readonly oid: string
}

/** All hash functions by name. */
export const hashAlgorithms: Readonly<Record<HashName, HashAlgorithm>> = {
  'SHA-1': { name: 'SHA-1', length: 20, blockLength: 64, oid: '1.3.14.3.2.26' },
  'SHA-224': { name: 'SHA-224', length: 28, blockLength: 64, oid: '2.16.840.1.101.3.4.2.4' },
  'SHA-256': { name: 'SHA-256', length: 32, blockLength: 64, oid: '2.16.840.1.101.3.4.2.1' },
  'SHA-384': { name: 'SHA-384', length: 48, blockLength: 128, oid: '2.16.840.1.101.3.4.2.2' },
  'SHA-512': { name: 'SHA-512', length: 64, blockLength: 128, oid: '2.16.840.1.101.3.4.2.3' },
}

const byOid: ReadonlyMap<string, HashAlgorithm> = new Map(
  Object.values(hashAlgorithms).map(algorithm => [algorithm.oid, algorithm]),
)

/**
 * The hash function of an object identifier; undefined for one that the library does not know. RFC 5754 §2, for SHA-1 RFC 3370 §2.1.
 *
 * @example
 * ```ts
 * import { hashByOid } from 'emrtd/crypto'
 *
 * hashByOid('2.16.840.1.101.3.4.2.1')?.name // 'SHA-256'
 * ```
 */
export function hashByOid(oid: string): HashAlgorithm | undefined {
  return byOid.get(oid)
}
