import type { LdsDate, LdsFieldText, LdsFileName, LdsName, PersonToNotify } from '../lds/index.js'
import type { MrzDate } from '../mrz/index.js'
import { detailFields } from './detail-fields.js'
import type { DetailField, InspectedDetail } from './inspection.js'
import type { ParsedFiles } from './read-files.js'

/** The kinds of values that data groups have for persons. */
type Value = string | LdsDate | MrzDate | LdsFieldText | LdsName | readonly LdsName[] | undefined

/**
 * What DG1, DG11, DG12 and DG16 say of holder and document, in words for a person, each with the file that it comes from. Fields that
 * are empty are left out.
 *
 * @param isAuthenticated whether EF.SOD covers a file, under a signature and a path that passed.
 */
export function listDetails(
  { 'EF.DG1': dg1, 'EF.DG11': dg11, 'EF.DG12': dg12, 'EF.DG16': dg16 }: ParsedFiles,
  isAuthenticated: (file: LdsFileName) => boolean,
): readonly InspectedDetail[] {
  const list = (
    source: LdsFileName,
    values: Readonly<Partial<Record<DetailField, Value>>>,
  ): readonly InspectedDetail[] => {
    const authenticated = isAuthenticated(source)
    return detailFields.flatMap(field => {
      const text = toText(values[field])
      return text === '' ? [] : [{ field, value: text, source, authenticated }]
    })
  }
  const mrz = dg1?.mrz
  return [
    ...(mrz
      ? list('EF.DG1', {
          documentCode: mrz.documentCode,
          issuingState: mrz.issuingState,
          documentNumber: mrz.documentNumber,
          primaryIdentifier: mrz.primaryIdentifier,
          secondaryIdentifier: mrz.secondaryIdentifier,
          nationality: mrz.nationality,
          dateOfBirth: mrz.dateOfBirth,
          sex: mrz.sex,
          dateOfExpiry: mrz.dateOfExpiry,
          optionalData: mrz.optionalData,
          optionalData2: mrz.optionalData2,
        })
      : []),
    ...(dg11
      ? list('EF.DG11', {
          fullName: dg11.fullName,
          otherNames: dg11.otherNames,
          personalNumber: dg11.personalNumber,
          fullDateOfBirth: dg11.fullDateOfBirth,
          placeOfBirth: dg11.placeOfBirth,
          permanentAddress: dg11.permanentAddress,
          telephone: dg11.telephone,
          profession: dg11.profession,
          title: dg11.title,
          personalSummary: dg11.personalSummary,
          otherTravelDocumentNumbers: dg11.otherTravelDocumentNumbers,
          custodyInformation: dg11.custodyInformation,
        })
      : []),
    ...(dg12
      ? list('EF.DG12', {
          issuingAuthority: dg12.issuingAuthority,
          dateOfIssue: dg12.dateOfIssue,
          otherPersons: dg12.otherPersons,
          endorsementsAndObservations: dg12.endorsementsAndObservations,
          taxOrExitRequirements: dg12.taxOrExitRequirements,
          personalizationTime: dg12.personalizationTime,
          personalizationSystemSerialNumber: dg12.personalizationSystemSerialNumber,
        })
      : []),
    ...(dg16 ? list('EF.DG16', { personsToNotify: dg16.persons.map(personText).join('; ') }) : []),
  ]
}

function personText({ name, telephone, address }: PersonToNotify): string {
  return [name, telephone, address].map(toText).filter(Boolean).join(', ')
}

function toText(value: Value): string {
  if (value === undefined) return ''
  if (typeof value === 'string') return value
  if (isList(value)) return value.map(toText).join(', ')
  if ('primaryIdentifier' in value) {
    return [value.primaryIdentifier, value.secondaryIdentifier].filter(Boolean).join(', ')
  }
  if ('fields' in value) return value.fields.join(', ')
  return dateText(value)
}

const isList = (value: Value): value is readonly LdsName[] => Array.isArray(value)

function dateText(date: LdsDate | MrzDate): string {
  const { year, month, day } = date
  if (year === undefined) return date.text
  const parts = month === undefined ? [] : day === undefined ? [month] : [month, day]
  return [String(year).padStart(4, '0'), ...parts.map(part => String(part).padStart(2, '0'))].join('-')
}
