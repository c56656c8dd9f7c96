import { EmrtdError } from '../errors.js'
import {
  type Certificate,
  createTrustStore,
  isCompiledTrustStore,
  loadCompiledTrustStore,
  type SourceTrust,
  type TrustStore,
} from '../pki/index.js'
import { InputError, type InputFile } from './read-input.js'

/** A trust store of the files that the user names, for which he answers. A file that is named twice is read once; a compiled store is opened. */
export function trustAsGiven(files: readonly InputFile[]): TrustStore {
  for (const file of files) {
    if (!isCompiledTrustStore(file.bytes)) continue
    const store = openCompiled(file)
    if (files.length === 1) return store
  }
  return storeOf(files, 'asGiven')
}

/** Damaged, a compiled store is nothing to go on with. */
function openCompiled({ path, bytes }: InputFile): TrustStore {
  try {
    return loadCompiledTrustStore(bytes)
  } catch (error) {
    if (error instanceof EmrtdError) throw new InputError(`${path}: ${error.code}: ${error.message}`)
    throw error
  }
}

/** A trust store of those lists among the files whose signature leads to one of the anchors at that time. */
export function trustBySignature(
  files: readonly InputFile[],
  anchors: readonly Certificate[],
  at: Date,
): TrustStore {
  return storeOf(files, { anchors, at })
}

function storeOf(files: readonly InputFile[], trust: SourceTrust): TrustStore {
  const byPath = new Map(files.map(({ path, bytes }) => [path, bytes]))
  return createTrustStore([...byPath].map(([name, bytes]) => ({ name, bytes, trust })))
}
