import { compareBytes, equalBytes } from '../bytes.js'
import { EmrtdError } from '../errors.js'

/** One row of a lookup table: where what has this key stands. */
export interface IndexRow {
  readonly key: Uint8Array
  /** From 0. */
  readonly number: number
}

/** Bytes of a row: the hash of its key and its number, each 4 bytes, big-endian. */
export const rowLength = 8

/** FNV-1a with 32 bits: which rows to look at; that they are meant is compared afterwards. */
export function indexHash(key: Uint8Array): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key[i]!, 0x01000193)
  return hash >>> 0
}

/** A lookup table: its rows by hash, those of one hash by number. */
export function writeIndex(rows: readonly IndexRow[]): Uint8Array {
  const entries = rows.map(({ key, number }) => {
    const row = new Uint8Array(rowLength)
    const view = new DataView(row.buffer)
    view.setUint32(0, indexHash(key))
    view.setUint32(4, number)
    return row
  })
  const table = new Uint8Array(entries.length * rowLength)
  for (const [i, row] of entries.sort(compareBytes).entries()) table.set(row, i * rowLength)
  return table
}

/**
 * The numbers that a lookup table holds for a key, in order; others can be among them.
 *
 * @throws {EmrtdError} `PKI_BAD_STORE` for a table of broken rows, or with a number of `count` or more.
 */
export function searchIndex(table: Uint8Array, key: Uint8Array, count: number): readonly number[] {
  if (table.length % rowLength !== 0) throw new EmrtdError('PKI_BAD_STORE', 'index of broken rows')
  const view = new DataView(table.buffer, table.byteOffset, table.byteLength)
  const hash = indexHash(key)
  let low = 0
  let high = table.length / rowLength
  while (low < high) {
    const middle = (low + high) >>> 1
    if (view.getUint32(middle * rowLength) < hash) low = middle + 1
    else high = middle
  }
  const numbers: number[] = []
  for (; low * rowLength < table.length && view.getUint32(low * rowLength) === hash; low++) {
    const number = view.getUint32(low * rowLength + 4)
    if (number >= count) throw new EmrtdError('PKI_BAD_STORE', 'index that leads nowhere')
    numbers.push(number)
  }
  return numbers
}

/** How a compiled store begins: `EMRTDTS` and the version of the format. */
export const compiledStoreMagic: Uint8Array = Uint8Array.of(0x45, 0x4d, 0x52, 0x54, 0x44, 0x54, 0x53, 0x01)

/** In the table of signers: none, and one that could not be decided. */
export const noSigner = 0xffffffff
export const undecidedSigner = 0xfffffffe

/** Bytes before the body: magic and SHA-256. */
export const compiledStoreHeaderLength = 40

/**
 * Whether a file begins as a compiled trust store does, of whatever version.
 *
 * @example
 * ```ts
 * import { isCompiledTrustStore } from 'emrtd/pki'
 *
 * isCompiledTrustStore(new Uint8Array(0)) // false
 * ```
 */
export function isCompiledTrustStore(bytes: Uint8Array): boolean {
  return equalBytes(bytes.subarray(0, 7), compiledStoreMagic.subarray(0, 7))
}
