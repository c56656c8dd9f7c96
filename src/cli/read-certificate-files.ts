import { EmrtdError } from '../errors.js'
import { type Certificate, readCertificates } from '../pki/index.js'
import { InputError, readInputFiles } from './read-input.js'

/** Reads files, or folders of files, of certificates in DER or PEM. Whoever names one wants it used: one that cannot be read ends the command. */
export async function readCertificateFiles(paths: readonly string[]): Promise<readonly Certificate[]> {
  const certificates: Certificate[] = []
  for (const path of paths) {
    for (const file of await readInputFiles(path)) {
      try {
        const { certificates: found, failures } = readCertificates(file.bytes)
        if (failures[0] !== undefined) throw failures[0].error
        certificates.push(...found)
      } catch (error) {
        if (!(error instanceof EmrtdError)) throw error
        throw new InputError(`${file.path}: ${error.code}: ${error.message}`)
      }
    }
  }
  return certificates
}
