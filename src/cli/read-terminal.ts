import { constants, createPrivateKey, type KeyObject, sign } from 'node:crypto'
import { type CvCertificate, parseCvCertificate, type TerminalCredential } from '../authentication/index.js'
import { EmrtdError } from '../errors.js'
import { InputError, readInputFile, readInputFiles } from './read-input.js'

/**
 * The terminal's certificates and its private key out of files, for Terminal Authentication.
 *
 * @param certificates files of card-verifiable certificates, or folders of them: the terminal's own, document verifiers, links.
 * @param key PKCS#8, DER or PEM, not encrypted.
 * @throws {InputError} for what cannot be read, or no terminal's certificate among them, or several.
 */
export async function readTerminal(
  certificates: readonly string[],
  key: string,
): Promise<TerminalCredential> {
  const parsed: CvCertificate[] = []
  for (const path of certificates) {
    for (const file of await readInputFiles(path)) {
      try {
        parsed.push(parseCvCertificate(file.bytes))
      } catch (error) {
        if (!(error instanceof EmrtdError)) throw error
        throw new InputError(`${file.path}: no card-verifiable certificate (${error.message})`)
      }
    }
  }
  const [certificate, ...others] = parsed.filter(({ authorization }) => authorization.role === 'terminal')
  if (certificate === undefined || others.length > 0) {
    throw new InputError(
      `one certificate of a terminal expected, ${others.length === 0 ? 'none' : 'several'} found`,
    )
  }
  const privateKey = await readPrivateKey(key)
  return { certificate, certificates: parsed, sign: async data => signAs(certificate, privateKey, data) }
}

async function readPrivateKey(path: string): Promise<KeyObject> {
  const { bytes } = await readInputFile(path)
  try {
    return bytes[0] === 0x30
      ? createPrivateKey({ key: Buffer.from(bytes), format: 'der', type: 'pkcs8' })
      : createPrivateKey(Buffer.from(bytes))
  } catch {
    throw new InputError(`${path}: no private key in PKCS#8`)
  }
}

/** As the certificate's public key says. TR-03110-3 §A.6.3, §A.6.4. */
function signAs({ publicKey }: CvCertificate, key: KeyObject, data: Uint8Array): Uint8Array {
  const { scheme } = publicKey
  switch (scheme?.kind) {
    case 'ECDSA':
      return new Uint8Array(sign(scheme.hash, data, { key, dsaEncoding: 'ieee-p1363' }))
    case 'RSA-PKCS1':
      return new Uint8Array(sign(scheme.hash, data, { key, padding: constants.RSA_PKCS1_PADDING }))
    case 'RSA-PSS': {
      const { saltLength } = scheme
      return new Uint8Array(
        sign(scheme.hash, data, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }),
      )
    }
    default:
      throw new InputError(`the terminal's key signs by ${publicKey.oid}, which is not known`)
  }
}
