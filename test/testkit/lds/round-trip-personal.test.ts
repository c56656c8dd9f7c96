import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  dataGroupTags,
  parseDg1,
  parseDg5,
  parseDg6,
  parseDg7,
  parseDg8,
  parseDg9,
  parseDg10,
  parseDg11,
  parseDg12,
  parseDg13,
  parseDg16,
  parseEfCom,
} from '../../../src/lds/index.js'
import { buildMrz } from '../../../src/mrz/index.js'
import {
  writeDg1,
  writeDg5,
  writeDg6,
  writeDg7,
  writeDg8,
  writeDg9,
  writeDg10,
  writeDg11,
  writeDg12,
  writeDg13,
  writeDg16,
  writeEfCom,
} from '../../../src/testkit/index.js'
import {
  dateRead,
  day,
  fieldText,
  foreignObject,
  image,
  moment,
  name,
  nameRead,
  text,
} from './arbitraries.js'

const codes = (findings: readonly { readonly code: string }[]): readonly string[] =>
  [...new Set(findings.map(({ code }) => code))].sort()
const optional = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined })
const encoding = fc.constantFrom('characters' as const, 'bcd' as const)
const fieldsRead = (written: string | undefined): object | undefined =>
  written === undefined ? undefined : { text: written, fields: written.split('<') }

describe('what the testkit writes is read back', () => {
  test('EF.COM', () => {
    const digits = (length: number) => fc.stringMatching(new RegExp(`^[0-9]{${length}}$`))
    const content = fc.record({
      ldsVersion: fc.option(digits(4)),
      unicodeVersion: fc.option(digits(6)),
      dataGroups: fc.uniqueArray(fc.integer({ min: 1, max: 16 })),
    })
    fc.assert(
      fc.property(content, given => {
        const read = parseEfCom(writeEfCom(given))
        const sorted = [...given.dataGroups].sort((a, b) => a - b)
        expect(read).toMatchObject({
          ldsVersion: given.ldsVersion ?? undefined,
          unicodeVersion: given.unicodeVersion ?? undefined,
          dataGroups: sorted,
          tags: sorted.map(number => dataGroupTags[number - 1]),
        })
        const missing = given.ldsVersion === null || given.unicodeVersion === null
        expect(codes(read.findings)).toEqual(missing ? ['TAG_MISSING'] : [])
      }),
    )
  })

  test('EF.DG1, each format', () => {
    const letters = (maxLength: number) => fc.stringMatching(new RegExp(`^[A-Z]{1,${maxLength}}$`))
    fc.assert(
      fc.property(
        fc.constantFrom('TD1', 'TD2', 'TD3'),
        letters(10),
        letters(10),
        (format, primary, secondary) => {
          const mrz = buildMrz({
            format,
            documentCode: format === 'TD3' ? 'P' : 'I',
            issuingState: 'UTO',
            primaryIdentifier: primary,
            secondaryIdentifier: secondary,
            documentNumber: 'L898902C3',
            nationality: 'UTO',
            dateOfBirth: '1974-08-12',
            sex: 'female',
            dateOfExpiry: '2034-04-15',
          })
          const read = parseDg1(writeDg1(mrz))
          expect(read.findings).toEqual([])
          expect(read.mrz).toMatchObject({
            format,
            lines: mrz,
            primaryIdentifier: primary,
            secondaryIdentifier: secondary,
          })
        },
      ),
    )
  })

  test.each([
    ['EF.DG5', writeDg5, parseDg5],
    ['EF.DG6', writeDg6, parseDg6],
    ['EF.DG7', writeDg7, parseDg7],
  ] as const)('%s', (_, write, parse) => {
    fc.assert(
      fc.property(
        fc.array(image, { minLength: 1, maxLength: 9 }),
        optional(foreignObject),
        (images, other) => {
          const read = parse(write(images, other && { otherObjects: [other] }))
          expect(read.count).toBe(images.length)
          expect(read.images.map(({ bytes }) => bytes)).toEqual(images)
          expect(read.images.every(({ width, height }) => width === 240 && height === 320)).toBe(true)
          expect(read.otherObjects.map(({ bytes }) => bytes)).toEqual(other === undefined ? [] : [other])
          expect(codes(read.findings)).toEqual(other === undefined ? [] : ['UNKNOWN_TAG'])
        },
      ),
    )
  })

  test.each([
    ['EF.DG8', writeDg8, parseDg8],
    ['EF.DG9', writeDg9, parseDg9],
    ['EF.DG10', writeDg10, parseDg10],
  ] as const)('%s', (_, write, parse) => {
    fc.assert(
      fc.property(fc.array(foreignObject, { minLength: 1, maxLength: 9 }), features => {
        const read = parse(write(features))
        expect(read.count).toBe(features.length)
        expect(read.objects.map(({ bytes }) => bytes)).toEqual(features)
        expect(read.findings).toEqual([])
      }),
    )
  })

  test('EF.DG11', () => {
    const content = fc.record({
      fullName: optional(name),
      otherNames: optional(fc.array(name, { minLength: 1, maxLength: 4 })),
      personalNumber: optional(text),
      fullDateOfBirth: optional(day),
      placeOfBirth: optional(fieldText),
      permanentAddress: optional(fieldText),
      telephone: optional(text),
      profession: optional(text),
      title: optional(text),
      personalSummary: optional(text),
      proofOfCitizenship: optional(image),
      otherTravelDocumentNumbers: optional(fieldText),
      custodyInformation: optional(text),
    })
    fc.assert(
      fc.property(content, encoding, optional(foreignObject), (given, dateEncoding, other) => {
        const choices = { dateEncoding, ...(other && { otherObjects: [other] }) }
        const read = parseDg11(writeDg11(given, choices))
        expect(read).toMatchObject({
          fullName: given.fullName && nameRead(given.fullName),
          otherNames: (given.otherNames ?? []).map(nameRead),
          personalNumber: given.personalNumber,
          fullDateOfBirth: given.fullDateOfBirth && dateRead(given.fullDateOfBirth, dateEncoding),
          placeOfBirth: fieldsRead(given.placeOfBirth),
          permanentAddress: fieldsRead(given.permanentAddress),
          telephone: given.telephone,
          profession: given.profession,
          title: given.title,
          personalSummary: given.personalSummary,
          proofOfCitizenship: given.proofOfCitizenship && { bytes: given.proofOfCitizenship },
          otherTravelDocumentNumbers: fieldsRead(given.otherTravelDocumentNumbers),
          custodyInformation: given.custodyInformation,
        })
        expect(read.otherObjects.map(({ bytes }) => bytes)).toEqual(other === undefined ? [] : [other])
        expect(codes(read.findings)).toEqual([
          ...(dateEncoding === 'bcd' && given.fullDateOfBirth !== undefined ? ['DATE_BCD'] : []),
          ...(other === undefined ? [] : ['UNKNOWN_TAG']),
        ])
      }),
    )
  })

  test('EF.DG12', () => {
    const content = fc.record({
      issuingAuthority: optional(text),
      dateOfIssue: optional(day),
      otherPersons: optional(fc.array(name, { minLength: 1, maxLength: 4 })),
      endorsementsAndObservations: optional(text),
      taxOrExitRequirements: optional(text),
      imageOfFront: optional(image),
      imageOfRear: optional(image),
      personalizationTime: optional(moment),
      personalizationSystemSerialNumber: optional(text),
    })
    fc.assert(
      fc.property(content, encoding, (given, dateEncoding) => {
        const read = parseDg12(writeDg12(given, { dateEncoding }))
        expect(read).toMatchObject({
          issuingAuthority: given.issuingAuthority,
          dateOfIssue: given.dateOfIssue && dateRead(given.dateOfIssue, dateEncoding),
          otherPersons: (given.otherPersons ?? []).map(nameRead),
          endorsementsAndObservations: given.endorsementsAndObservations,
          taxOrExitRequirements: given.taxOrExitRequirements,
          imageOfFront: given.imageOfFront && { bytes: given.imageOfFront },
          imageOfRear: given.imageOfRear && { bytes: given.imageOfRear },
          personalizationTime: given.personalizationTime && dateRead(given.personalizationTime, dateEncoding),
          personalizationSystemSerialNumber: given.personalizationSystemSerialNumber,
        })
        const dated = given.dateOfIssue !== undefined || given.personalizationTime !== undefined
        expect(codes(read.findings)).toEqual(dateEncoding === 'bcd' && dated ? ['DATE_BCD'] : [])
      }),
    )
  })

  test('EF.DG13, whatever it holds', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), content => {
        expect(parseDg13(writeDg13(content)).content).toEqual(content)
      }),
    )
    fc.assert(
      fc.property(fc.array(foreignObject, { maxLength: 5 }), objects => {
        const read = parseDg13(writeDg13(Uint8Array.from(objects.flatMap(object => [...object]))))
        expect(read.objects?.map(({ bytes }) => bytes)).toEqual(objects)
        expect(read.findings).toEqual([])
      }),
    )
  })

  test('EF.DG16', () => {
    const person = fc.record({ dateRecorded: day, name, telephone: text, address: fieldText })
    fc.assert(
      fc.property(fc.array(person, { maxLength: 30 }), persons => {
        const read = parseDg16(writeDg16(persons))
        expect(read.count).toBe(persons.length)
        expect(read.persons).toMatchObject(
          persons.map(given => ({
            dateRecorded: dateRead(given.dateRecorded, 'characters'),
            name: nameRead(given.name),
            telephone: given.telephone,
            address: fieldsRead(given.address),
          })),
        )
        expect(read.findings).toEqual([])
      }),
    )
    fc.assert(
      fc.property(
        fc.record({ dateRecorded: day, name, telephone: text, address: fieldText }, { requiredKeys: [] }),
        given => {
          const read = parseDg16(writeDg16([given]))
          const [there] = read.persons
          for (const key of ['dateRecorded', 'name', 'telephone', 'address'] as const) {
            expect(there?.[key] === undefined).toBe(given[key] === undefined)
          }
          expect(read.findings).toHaveLength(4 - Object.keys(given).length)
        },
      ),
    )
  })
})
