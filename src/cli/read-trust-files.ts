import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { EmrtdError } from '../errors.js'
import {
  createTrustStore,
  isCompiledTrustStore,
  loadCompiledTrustStore,
  parseLdifStream,
  readLdifRecord,
  readTrustSource,
  type SourceTrust,
  type TrustItem,
  type TrustSource,
  type TrustStore,
  trustSourceFormat,
} from '../pki/index.js'
import { InputError, listInputFiles, orInputError, readInputFile } from './read-input.js'

/** A file for a trust store, and what stands in it. */
export interface TrustFile {
  readonly path: string
  /** Undefined for a compiled trust store. */
  readonly items: readonly TrustItem[] | undefined
  /** The store, if it is a compiled one. */
  readonly compiled: TrustStore | undefined
  /** Certificates of document signers that were read and not kept. */
  readonly leftOut: number
}

/** How {@link readTrustFiles} reads. */
export interface ReadTrustFilesOptions {
  /** Whether the certificates of document signers are kept, of which a directory has tens of thousands; they are unless `false` is given. */
  readonly documentSigners?: boolean
}

/**
 * Reads the files that paths name, folders' files included: of whatever kind `readTrustSource` knows. An LDIF export is read as a stream,
 * however long it is, and on a terminal the progress shows.
 */
export async function readTrustFiles(
  paths: readonly string[],
  { documentSigners = true }: ReadTrustFilesOptions = {},
): Promise<readonly TrustFile[]> {
  const files = new Map<string, TrustFile>()
  for (const path of paths) {
    for (const file of await listInputFiles(path)) {
      if (!files.has(file)) files.set(file, await readTrustFile(file, documentSigners))
    }
  }
  return [...files.values()]
}

/** What files hold, as sources of a store. */
export function sourcesOfFiles(files: readonly TrustFile[], trust: SourceTrust): readonly TrustSource[] {
  return files.map(({ path, items, compiled }) => ({
    name: path,
    items: items ?? [...itemsOf(compiled!)],
    trust,
  }))
}

/** What files hold, as one store that trusts them as given; a sole compiled store as it is. */
export function storeOfFiles(files: readonly TrustFile[]): TrustStore {
  const [first, ...others] = files
  if (first?.compiled !== undefined && others.length === 0) return first.compiled
  return createTrustStore(sourcesOfFiles(files, 'asGiven'))
}

async function readTrustFile(path: string, documentSigners: boolean): Promise<TrustFile> {
  const items: TrustItem[] = []
  let leftOut = 0
  const take = (item: TrustItem): void => {
    if (item.kind !== 'documentSigner' || documentSigners) items.push(item)
    else leftOut++
  }
  if (trustSourceFormat(await orInputError(path, () => beginning(path))) === 'ldif') {
    await readExport(path, take)
    return { path, items, compiled: undefined, leftOut }
  }
  const { bytes } = await readInputFile(path)
  if (!isCompiledTrustStore(bytes)) {
    for (const item of readTrustSource(bytes)) take(item)
    return { path, items, compiled: undefined, leftOut }
  }
  try {
    return { path, items: undefined, compiled: loadCompiledTrustStore(bytes), leftOut }
  } catch (error) {
    // Damaged, it is nothing to go on with.
    if (error instanceof EmrtdError) throw new InputError(`${path}: ${error.code}: ${error.message}`)
    throw error
  }
}

async function beginning(path: string): Promise<Uint8Array> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(65_536), 0, 65_536, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

async function readExport(path: string, take: (item: TrustItem) => void): Promise<void> {
  const { size } = await stat(path)
  const shows = process.stderr.isTTY === true
  let shown = -1
  const onProgress = ({ bytes, entries }: { readonly bytes: number; readonly entries: number }): void => {
    const percent = size === 0 ? 100 : Math.floor((100 * bytes) / size)
    if (!shows || percent === shown) return
    shown = percent
    process.stderr.write(`\r${path}: ${percent} %, ${entries} records${percent === 100 ? '\n' : ''}`)
  }
  for await (const record of parseLdifStream(createReadStream(path), { onProgress })) {
    for (const item of readLdifRecord(record)) take(item)
  }
}

/** What a compiled store holds, each certificate once for each list that it came from. */
function* itemsOf(store: TrustStore): Generator<TrustItem> {
  for (const { certificate, sources } of store.anchors) {
    for (const name of sources) yield { place: { name }, kind: 'certificate', certificate }
  }
  const place = { name: '' }
  for (const crl of store.crls) yield { place, kind: 'crl', crl }
  for (const { list } of store.deviationLists) yield { place, kind: 'deviationList', list }
  for (const certificate of store.documentSigners) yield { place, kind: 'documentSigner', certificate }
}
