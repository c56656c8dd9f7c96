import { EmrtdError } from '../errors.js'
import { lintEfSod, parseEfSod } from '../lds/index.js'
import {
  type Certificate,
  type CertificateLint,
  certificateReadable,
  formatPlace,
  type LintFinding,
  lintCertificate,
  lintCrl,
  lintDeviationList,
  lintMasterList,
  readTrustSource,
} from '../pki/index.js'
import { InputError, type InputFile } from './read-input.js'

/** A certificate of a file, and what it breaks. */
export interface LintedCertificate extends CertificateLint {
  readonly certificate: Certificate | undefined
}

/** A file, or a list or CRL in one, that was held against the profiles. */
export interface LintedFile {
  readonly path: string
  readonly kind: 'certificates' | 'masterList' | 'deviationList' | 'crl' | 'efSod'
  /** Of the file itself: the list, the CRL, EF.SOD. */
  readonly findings: readonly LintFinding[]
  readonly certificates: readonly LintedCertificate[]
}

/**
 * Recognises what a file is, and lints it. A PEM file, an archive or an LDIF export can be several things at once: each list and CRL is one,
 * and so are all certificates together.
 */
export function lintFile({ path, bytes }: InputFile): readonly LintedFile[] {
  if (bytes[0] === 0x77) return [lintSod(path, bytes)]
  const linted: LintedFile[] = []
  const certificates: LintedCertificate[] = []
  let failure: EmrtdError | undefined
  for (const item of readTrustSource(bytes)) {
    const place = formatPlace({ ...item.place, ...(item.place.name === '' && { offset: 0 }) })
    const base = { path: place === '' ? path : `${path}: ${place}` }
    switch (item.kind) {
      case 'masterList':
        linted.push({ ...base, kind: 'masterList', ...lintMasterList(item.list) })
        break
      case 'deviationList':
        linted.push({ ...base, kind: 'deviationList', ...lintDeviationList(item.list) })
        break
      case 'documentSignerList':
        for (const certificate of item.list.certificates) certificates.push(lintOne(certificate))
        break
      case 'crl':
        linted.push({ ...base, kind: 'crl', findings: lintCrl(item.crl), certificates: [] })
        break
      case 'certificate':
      case 'documentSigner':
        certificates.push(lintOne(item.certificate))
        break
      case 'failure':
        failure ??= item.error
        if (item.of === 'certificate' || item.of === 'documentSigner') {
          certificates.push(unreadable(place, item.error))
        }
    }
  }
  const readable = linted.length > 0 || certificates.some(({ certificate }) => certificate !== undefined)
  if (!readable) {
    const why = failure === undefined ? '' : ` (${failure.code}: ${failure.message})`
    throw new InputError(`${path}: no certificate, CRL, list or EF.SOD${why}`)
  }
  if (certificates.length > 0) linted.push({ path, kind: 'certificates', findings: [], certificates })
  return linted
}

function lintOne(certificate: Certificate): LintedCertificate {
  return { certificate, ...lintCertificate(certificate) }
}

function unreadable(place: string, { code, message }: EmrtdError): LintedCertificate {
  const detail = [...(place === '' ? [] : [place]), `${code}: ${message}`].join(': ')
  return {
    certificate: undefined,
    kind: 'documentSigner',
    findings: [{ rule: certificateReadable, detail }],
  }
}

function lintSod(path: string, bytes: Uint8Array): LintedFile {
  try {
    const { findings, signers } = lintEfSod(parseEfSod(bytes))
    const certificates = signers.map(lint => ({ certificate: undefined, ...lint }))
    return { path, kind: 'efSod', findings, certificates }
  } catch (error) {
    if (error instanceof EmrtdError) throw new InputError(`${path}: ${error.code}: ${error.message}`)
    throw error
  }
}
