import { createTrustStore, type TrustStore } from '../pki/index.js'
import type { InputFile } from './read-input.js'

/** A trust store of the files that the user names, for which he answers. A file that is named twice is read once. */
export function trustAsGiven(files: readonly InputFile[]): TrustStore {
  const byPath = new Map(files.map(({ path, bytes }) => [path, bytes]))
  return createTrustStore([...byPath].map(([name, bytes]) => ({ name, bytes, trust: 'asGiven' })))
}
