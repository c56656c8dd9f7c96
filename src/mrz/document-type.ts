import type { MrzFindingCode } from './findings.js'
import type { MrzFormat } from './layout.js'

/** What a document code stands for (Doc 9303-4 §4.4, -5 and -6 §4.2.2, -7 §4.2.2.1, -8). */
export type MrzDocumentType =
  | 'passport'
  | 'ordinaryPassport'
  | 'emergencyPassport'
  | 'diplomaticPassport'
  | 'officialPassport'
  | 'refugeePassport'
  | 'alienPassport'
  | 'statelessPassport'
  | 'laissezPasser'
  | 'militaryPassport'
  | 'emergencyTravelDocument'
  | 'officialTravelDocument'
  | 'crewMemberCertificate'
  | 'visa'

/** Doc 9303-4 §4.4, by the second character of the document code. */
function passportType(second: string): MrzDocumentType | undefined {
  switch (second) {
    case 'P':
      return 'ordinaryPassport'
    case 'E':
      return 'emergencyPassport'
    case 'D':
      return 'diplomaticPassport'
    case 'O':
      return 'officialPassport'
    case 'R':
      return 'refugeePassport'
    case 'T':
      return 'alienPassport'
    case 'S':
      return 'statelessPassport'
    case 'L':
      return 'laissezPasser'
    case 'M':
      return 'militaryPassport'
    case 'U':
      return 'emergencyTravelDocument'
    default:
      return undefined
  }
}

/** The document type of the two characters `code` in a zone of `format`, and what there is to remark on them. */
export function documentTypeOf(
  code: string,
  format: MrzFormat,
): { readonly type: MrzDocumentType | undefined; readonly finding: MrzFindingCode | undefined } {
  const first = code[0]!
  const second = code[1]!
  if (format === 'MRV-A' || format === 'MRV-B') return { type: 'visa', finding: undefined }
  if (format === 'TD3') {
    if (first !== 'P') return { type: undefined, finding: 'DOCUMENT_CODE_UNKNOWN' }
    const type = passportType(second)
    if (type !== undefined) return { type, finding: undefined }
    return {
      type: 'passport',
      finding: second === '<' ? 'DOCUMENT_TYPE_UNSPECIFIED' : 'DOCUMENT_TYPE_UNKNOWN',
    }
  }
  // Doc 9303-8: the single-sheet emergency travel document has a zone of TD2 size.
  if (format === 'TD2' && code === 'PU') return { type: 'emergencyTravelDocument', finding: undefined }
  if (first !== 'A' && first !== 'C' && first !== 'I') {
    return { type: undefined, finding: 'DOCUMENT_CODE_UNKNOWN' }
  }
  // Doc 9303-5 appendix C: AC on a card of TD1 size is the crew member certificate.
  if (format === 'TD1' && code === 'AC') return { type: 'crewMemberCertificate', finding: undefined }
  const reserved = second === 'V' || code === (format === 'TD1' ? 'AI' : 'AC')
  return { type: 'officialTravelDocument', finding: reserved ? 'DOCUMENT_CODE_RESERVED' : undefined }
}
