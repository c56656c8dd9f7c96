import { createLdifReader, type LdifLimits, type LdifRecord } from './ldif-reader.js'

/** How far the reading of a stream has come. */
export interface LdifProgress {
  /** Bytes that were read. */
  readonly bytes: number
  readonly entries: number
  readonly failures: number
}

/** How {@link parseLdifStream} reads. */
export interface LdifStreamOptions extends LdifLimits {
  /** Called after each chunk of the stream, and at its end. */
  readonly onProgress?: ((progress: LdifProgress) => void) | undefined
}

/**
 * As `parseLdif`, from a stream: a file of any length in bounded memory. Nothing is read ahead of the caller. RFC 2849.
 *
 * @param chunks pieces of the file in order: a Node.js `ReadStream`, a web `ReadableStream` where that can be iterated.
 *
 * @example
 * ```ts
 * import { parseLdifStream } from 'emrtd/pki'
 *
 * const names = async (stream: AsyncIterable<Uint8Array>, show: (bytes: number) => void) => {
 *   const found: string[] = []
 *   for await (const record of parseLdifStream(stream, { onProgress: ({ bytes }) => show(bytes) })) {
 *     if (record.kind === 'entry') found.push(record.dn)
 *   }
 *   return found
 * }
 * ```
 */
export async function* parseLdifStream(
  chunks: AsyncIterable<Uint8Array>,
  { onProgress, ...limits }: LdifStreamOptions = {},
): AsyncGenerator<LdifRecord, void, undefined> {
  const reader = createLdifReader(limits)
  let bytes = 0
  let entries = 0
  let failures = 0
  const count = (records: readonly LdifRecord[]): readonly LdifRecord[] => {
    for (const { kind } of records) {
      if (kind === 'entry') entries++
      else failures++
    }
    return records
  }
  for await (const chunk of chunks) {
    bytes += chunk.length
    yield* count(reader.push(chunk))
    onProgress?.({ bytes, entries, failures })
  }
  yield* count(reader.end())
  onProgress?.({ bytes, entries, failures })
}
