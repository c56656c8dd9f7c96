import type { TrustStore } from '../pki/index.js'
import { readCertificateFiles } from './read-certificate-files.js'
import { InputError, type InputFile, readInputFiles } from './read-input.js'
import { trustAsGiven, trustBySignature } from './trust-as-given.js'

/** A trust store of the files and folders that the user names; undefined if he names none. One without a certificate ends the command. */
export async function readTrust(
  paths: readonly string[],
  anchors: readonly string[],
  at: Date,
): Promise<TrustStore | undefined> {
  if (paths.length === 0) return undefined
  const files: InputFile[] = []
  for (const path of paths) files.push(...(await readInputFiles(path)))
  const store =
    anchors.length === 0
      ? trustAsGiven(files)
      : trustBySignature(files, await readCertificateFiles(anchors), at)
  const isEmpty = store.sources.every(({ certificates }) => certificates === 0)
  if (isEmpty) throw new InputError(`no certificate in ${paths.join(', ')}`)
  return store
}
