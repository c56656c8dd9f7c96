import {
  type Certificate,
  decodeDocumentTypeList,
  extensionOid,
  fieldLeniencies,
  findExtension,
} from '../../pki/index.js'
import type { Check } from '../../verdict.js'

/**
 * Compares the document code of the MRZ with the types that the document signer may sign, as its documentTypeList has them: two
 * characters are that code, one character is every code that begins with it. Doc 9303-11 §5.1.1, Doc 9303-12 §7.1.1.6.
 *
 * `notApplicable` without the extension, which older signers lack.
 *
 * @param documentCode as the MRZ has it, fillers or not; undefined if it could not be read.
 * @param signer undefined if no signer is known.
 * @throws {EmrtdError} `PKI_BAD_CERTIFICATE` or an `ASN1_` code if the extension cannot be read.
 *
 * @example
 * ```ts
 * import { verifyDocumentType } from 'emrtd/authentication'
 * import type { Certificate } from 'emrtd/pki'
 *
 * const forPassports = (signer: Certificate) => verifyDocumentType('P', signer).status
 * ```
 */
export function verifyDocumentType(documentCode: string | undefined, signer: Certificate | undefined): Check {
  const base = { id: 'PA.DOCUMENT_TYPE', clause: 'Doc 9303-12 §7.1.1.6' } as const
  if (signer === undefined) return { ...base, status: 'inconclusive', reason: 'SIGNER_NOT_ESTABLISHED' }
  const extension = findExtension(signer, extensionOid.documentTypeList)
  if (extension === undefined) return { ...base, status: 'notApplicable' }
  if (documentCode === undefined) return { ...base, status: 'inconclusive', reason: 'DG1_MISSING' }
  const types = decodeDocumentTypeList(extension.value, { leniencies: fieldLeniencies })
  const code = withoutFiller(documentCode)
  const permitted = types
    .map(withoutFiller)
    .some(type => type === code || (type.length === 1 && code.startsWith(type)))
  const detail = `${code} in the MRZ, ${types.join(', ') || 'none'} in the certificate`
  return permitted
    ? { ...base, status: 'passed', detail }
    : { ...base, status: 'failed', reason: 'DOCUMENT_TYPE_MISMATCH', detail }
}

/** `P<` in a list means what `P` means in the MRZ. */
function withoutFiller(text: string): string {
  return text.replace(/[< ]+$/, '').toUpperCase()
}
