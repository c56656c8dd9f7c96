import { equalBytes } from '../bytes.js'
import type { CryptoBackend } from '../crypto/index.js'
import type { Certificate } from './certificate.js'
import type { Deviation, DeviationList, DeviationSigner } from './deviation-list.js'
import { equalNames } from './name.js'

/** What is known of a document whose deviations are looked for. */
export interface DeviationSubject {
  readonly documentSigner?: Certificate | undefined
  /** As in the MRZ. */
  readonly documentType?: string | undefined
  readonly documentNumber?: string | undefined
  readonly dateOfIssue?: Date | undefined
}

/** An entry that speaks of a document. */
export interface FoundDeviation {
  readonly deviation: Deviation
  /**
   * `certain`: all that it names is true of the document. `possible`: what is known of the document is true of it, and the
   * rest is not known; the date of issue, for one, is in few chips.
   */
  readonly match: 'certain' | 'possible'
}

/**
 * The entries of a deviation list that speak of a document. All means by which an entry names documents must hold
 * (Doc 9303-12 §10). An entry that names no document at all speaks of none. That the list is of the document's own issuing
 * state, and its signature holds, is for the caller.
 *
 * @param backend for entries that name a certificate by its digest.
 *
 * @example
 * ```ts
 * import { defaultBackend } from 'emrtd/crypto'
 * import { type Certificate, type DeviationList, findDeviations } from 'emrtd/pki'
 *
 * const deviationsOf = (list: DeviationList, documentSigner: Certificate) =>
 *   findDeviations(list, { documentSigner, documentType: 'P' }, defaultBackend)
 * ```
 */
export function findDeviations(
  list: DeviationList,
  subject: DeviationSubject,
  backend: CryptoBackend,
): readonly FoundDeviation[] {
  const found: FoundDeviation[] = []
  for (const deviation of list.deviations) {
    const { documentType, signer, issued, documentNumbers } = deviation.documents
    const { documentSigner, dateOfIssue } = subject
    const answers: (boolean | undefined)[] = []
    if (documentType !== undefined) {
      answers.push(
        subject.documentType === undefined ? undefined : code(subject.documentType) === code(documentType),
      )
    }
    if (signer !== undefined) {
      answers.push(documentSigner && isNamed(documentSigner, signer, list, backend))
    }
    if (issued !== undefined)
      answers.push(dateOfIssue && issued.first <= dateOfIssue && dateOfIssue <= issued.last)
    if (documentNumbers !== undefined) {
      const { documentNumber } = subject
      answers.push(
        documentNumber === undefined
          ? undefined
          : documentNumbers.some(number => code(number) === code(documentNumber)),
      )
    }
    if (answers.length === 0 || answers.includes(false)) continue
    if (!answers.includes(true)) continue
    found.push({ deviation, match: answers.includes(undefined) ? 'possible' : 'certain' })
  }
  return found
}

function isNamed(
  certificate: Certificate,
  signer: DeviationSigner,
  { digestAlgorithm }: DeviationList,
  backend: CryptoBackend,
): boolean {
  if (signer.kind === 'issuerAndSerialNumber') {
    return (
      equalBytes(certificate.serialNumber, signer.serialNumber) &&
      equalNames(certificate.issuer, signer.issuer)
    )
  }
  if (signer.kind === 'subjectKeyIdentifier') {
    const own = certificate.subjectKeyIdentifier
    return own !== undefined && equalBytes(own, signer.keyIdentifier)
  }
  return (
    digestAlgorithm !== undefined &&
    equalBytes(backend.digest(digestAlgorithm, certificate.bytes), signer.digest)
  )
}

/** Without fillers. */
function code(text: string): string {
  return text.replace(/[< ]+$/, '').toUpperCase()
}
