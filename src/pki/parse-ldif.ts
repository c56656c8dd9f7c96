import { createLdifReader, type LdifLimits, type LdifRecord } from './ldif-reader.js'

/** Bytes that are handed to the reader at a time: the records of one piece are held together. */
const pieceLength = 262_144

/**
 * The records of an LDIF file, such as the exports of the ICAO PKD, one after the other; what cannot be read is a record of
 * kind `failure` with its line and a `PKI_BAD_LDIF`. Only one record and one piece of the file are held at a time. RFC 2849.
 *
 * @param input the file, or its pieces in order.
 *
 * @example
 * ```ts
 * import { parseLdif } from 'emrtd/pki'
 *
 * const countMasterLists = (file: Uint8Array) => {
 *   let count = 0
 *   for (const record of parseLdif(file)) {
 *     if (record.kind === 'entry') {
 *       count += record.attributes.filter(({ type }) => type === 'pkdMasterListContent').length
 *     }
 *   }
 *   return count
 * }
 * ```
 */
export function* parseLdif(
  input: Uint8Array | Iterable<Uint8Array>,
  limits?: LdifLimits,
): Generator<LdifRecord, void, undefined> {
  const reader = createLdifReader(limits)
  for (const chunk of input instanceof Uint8Array ? [input] : input) {
    for (let at = 0; at < chunk.length; at += pieceLength) {
      yield* reader.push(chunk.subarray(at, at + pieceLength))
    }
  }
  yield* reader.end()
}
