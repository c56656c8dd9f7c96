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
function passportType(second: number): MrzDocumentType | undefined {
  switch (String.fromCharCode(second)) {
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

/** The document type of the two characters `code` in a zone of `format`; `undefined` if they stand for none. */
export function documentTypeOf(code: string, format: MrzFormat): MrzDocumentType | undefined {
  const first = code.charCodeAt(0)
  switch (format) {
    case 'TD3':
      return first === 0x50 ? (passportType(code.charCodeAt(1)) ?? 'passport') : undefined
    case 'MRV-A':
    case 'MRV-B':
      return 'visa'
    case 'TD2':
      // Doc 9303-8: the single-sheet emergency travel document has a zone of TD2 size.
      if (code === 'PU') return 'emergencyTravelDocument'
      break
    case 'TD1':
      // Doc 9303-5 appendix C.
      if (code === 'AC') return 'crewMemberCertificate'
  }
  return first === 0x41 || first === 0x43 || first === 0x49 ? 'officialTravelDocument' : undefined
}

/** What there is to remark on a document code. */
export function documentCodeRemark(code: string, format: MrzFormat): MrzFindingCode | undefined {
  switch (documentTypeOf(code, format)) {
    case undefined:
      return 'DOCUMENT_CODE_UNKNOWN'
    case 'passport':
      return code[1] === '<' ? 'DOCUMENT_TYPE_UNSPECIFIED' : 'DOCUMENT_TYPE_UNKNOWN'
    case 'officialTravelDocument':
      return code[1] === 'V' || code === (format === 'TD1' ? 'AI' : 'AC')
        ? 'DOCUMENT_CODE_RESERVED'
        : undefined
    default:
      return undefined
  }
}
