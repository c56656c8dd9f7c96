import { EmrtdError } from '../errors.js'
import { type Crl, fieldLeniencies, parseCrl, readPem } from '../pki/index.js'
import { InputError, type InputFile, readInputFiles } from './read-input.js'

/** Reads files, or folders of files, of CRLs in DER or PEM. Whoever names a CRL wants it used: one that cannot be read ends the command. */
export async function readCrls(paths: readonly string[]): Promise<readonly Crl[]> {
  const crls: Crl[] = []
  for (const path of paths) {
    for (const file of await readInputFiles(path)) crls.push(...crlsOf(file))
  }
  return crls
}

function crlsOf({ path, bytes }: InputFile): readonly Crl[] {
  try {
    const contents =
      bytes[0] === 0x30
        ? [bytes]
        : readPem(bytes)
            .filter(({ label }) => label === 'X509 CRL' || label === 'CRL')
            .map(({ content }) => content)
    if (contents.length === 0) throw new InputError(`${path}: no CRL in DER or PEM`)
    return contents.map(content => {
      if (content instanceof EmrtdError) throw content
      return parseCrl(content, { leniencies: fieldLeniencies })
    })
  } catch (error) {
    if (error instanceof EmrtdError) throw new InputError(`${path}: ${error.code}: ${error.message}`)
    throw error
  }
}
