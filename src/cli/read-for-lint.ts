import { EmrtdError } from '../errors.js'
import { lintEfSod, parseEfSod } from '../lds/index.js'
import {
  type Certificate,
  type CertificateLint,
  fieldLeniencies,
  type LintFinding,
  lintCertificate,
  lintCrl,
  lintMasterList,
  parseCertificate,
  parseCrl,
  parseMasterList,
  readPem,
} from '../pki/index.js'
import { InputError, type InputFile } from './read-input.js'

/** A certificate of a file, and what it breaks. */
export interface LintedCertificate extends CertificateLint {
  readonly certificate: Certificate | undefined
}

/** A file that was held against the profiles. */
export interface LintedFile {
  readonly path: string
  readonly kind: 'certificates' | 'masterList' | 'crl' | 'efSod'
  /** Of the file itself: the list, the CRL, EF.SOD. */
  readonly findings: readonly LintFinding[]
  readonly certificates: readonly LintedCertificate[]
}

/** Recognises what a file is, and lints it. A PEM file can be several things at once. */
export function lintFile({ path, bytes }: InputFile): readonly LintedFile[] {
  if (bytes[0] === 0x30 || bytes[0] === 0x77) return [lintDer(path, bytes)]
  const blocks = readPem(bytes).flatMap(({ content }) => {
    if (content instanceof EmrtdError) throw new InputError(`${path}: ${content.code}: ${content.message}`)
    return content[0] === 0x30 ? [content] : []
  })
  if (blocks.length === 0) throw new InputError(`${path}: no certificate, CRL, master list or EF.SOD`)
  return blocks.map(content => lintDer(path, content))
}

function lintDer(path: string, bytes: Uint8Array): LintedFile {
  if (bytes[0] === 0x77) {
    const { findings, signers } = unreadableAs(path, () => lintEfSod(parseEfSod(bytes)))
    return { path, kind: 'efSod', findings, certificates: signers.map(withoutCertificate) }
  }
  const leniencies = fieldLeniencies
  const attempts: readonly (() => LintedFile)[] = [
    () => ({ path, kind: 'masterList', ...lintMasterList(parseMasterList(bytes)) }),
    () => {
      const certificate = parseCertificate(bytes, { leniencies })
      const certificates = [{ certificate, ...lintCertificate(certificate) }]
      return { path, kind: 'certificates', findings: [], certificates }
    },
    () => ({ path, kind: 'crl', findings: lintCrl(parseCrl(bytes, { leniencies })), certificates: [] }),
  ]
  for (const attempt of attempts) {
    try {
      return attempt()
    } catch (error) {
      if (!(error instanceof EmrtdError)) throw error
    }
  }
  throw new InputError(`${path}: no certificate, CRL, master list or EF.SOD`)
}

function withoutCertificate(lint: CertificateLint): LintedCertificate {
  return { certificate: undefined, ...lint }
}

function unreadableAs<T>(path: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof EmrtdError) throw new InputError(`${path}: ${error.code}: ${error.message}`)
    throw error
  }
}
