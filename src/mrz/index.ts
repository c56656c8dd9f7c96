/** The machine readable zone: parse, check, correct, build, compare (Doc 9303-3 to -7). */
export { type BuildMrzOptions, buildMrz, type MrzContent } from './build-mrz.js'
export { checkDigit } from './check-digit.js'
export {
  compareMrz,
  type MrzComparison,
  type MrzFieldComparison,
  type MrzFieldComparisonStatus,
} from './compare-mrz.js'
export { correctMrz } from './correct-mrz.js'
export type { MrzChange, MrzChangeSupport, MrzCorrection, MrzProposal } from './correction.js'
export type { MrzDocumentType } from './document-type.js'
export {
  type MrzFinding,
  type MrzFindingCode,
  type MrzFindingEntry,
  type MrzFindingSeverity,
  mrzFindingCatalogue,
} from './findings.js'
export {
  type MrzFieldName,
  type MrzFormat,
  type MrzLayout,
  type MrzPlace,
  type MrzPosition,
  mrzLayouts,
} from './layout.js'
export type {
  Mrz,
  MrzCheckDigit,
  MrzCheckedData,
  MrzField,
  MrzFields,
  MrzName,
  MrzSex,
} from './mrz.js'
export type { MrzDate } from './mrz-date.js'
export { type MrzInformationFields, mrzInformation } from './mrz-information.js'
export { type ParseMrzOptions, parseMrz } from './parse-mrz.js'
export type { MrzInput } from './read-lines.js'
export { certificateCountriesOf, type State, type StateKind, stateByCode, states } from './state-codes.js'
export { type TransliterateOptions, transliterate } from './transliterate.js'
export type { CyrillicLanguage, LatinVariants } from './transliteration-tables.js'
export type { NameTruncation } from './truncate-name.js'
