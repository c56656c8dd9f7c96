import { type Certificate, createTrustStore, type SourceTrust, type TrustStore } from '../pki/index.js'
import type { InputFile } from './read-input.js'

/** A trust store of the files that the user names, for which he answers. A file that is named twice is read once. */
export function trustAsGiven(files: readonly InputFile[]): TrustStore {
  return storeOf(files, 'asGiven')
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
