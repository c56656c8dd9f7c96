import { describe, expect, test } from 'vitest'
import { type LdsFileName, parseDg3, parseEfCardAccess, parseLdsFile } from '../../src/lds/index.js'
import { type DocumentedField, documentedFields, pathsOf } from './documented-names.js'
import { full39794, fullSpecimens } from './full-specimens.js'

const sections = documentedFields()

/** Whether an object has this path; in a list, whether an element has. */
function has(value: unknown, path: string): boolean {
  if (path === '') return true
  const [step = '', ...rest] = path.split('.')
  const key = step.replace('[]', '')
  if (typeof value !== 'object' || value === null || !(key in value)) return false
  const inner: unknown = (value as Record<string, unknown>)[key]
  if (!step.endsWith('[]')) return has(inner, rest.join('.'))
  return Array.isArray(inner) && inner.length > 0 && inner.some(item => has(item, rest.join('.')))
}

const namesIn = (fields: readonly DocumentedField[]): readonly string[] =>
  fields.flatMap(({ names }) => names)

/** Each name is there, and each path of the value is named, or what it stands in is. */
function expectDocumented(heading: string, value: unknown, ends: readonly string[] = [], prefix = ''): void {
  const names = namesIn(sections.get(heading) ?? [])
  expect(names, heading).not.toEqual([])
  expect(names.filter(name => !has(value, name))).toEqual([])
  // What one element of a list has not, another may have, and then its parts are named.
  const known = (path: string): boolean => names.some(name => name === path || name.startsWith(`${path}.`))
  const missing = [...pathsOf(value, ends)].filter(path => !known(path) && !ends.includes(path))
  expect(missing.map(path => prefix + path)).toEqual([])
}

/** Tags of Doc 9303-10, Tables 29, 31, 35, 43, 44, 46, 47, 53, 54, 58, 62, 65, 67, 69, 71, 73 and 75 to 80. */
const tags: Readonly<Partial<Record<LdsFileName, string>>> = {
  'EF.ATR/INFO': '47 7F66 02',
  'EF.DIR': '61 4F',
  'EF.COM': '60 5F01 5F36 5C',
  'EF.SOD': '77',
  'EF.DG1': '61 5F1F',
  'EF.DG2': '75 7F61 02 7F60 A1 80 81 82 83 85 86 87 88 5F2E 7F2E',
  'EF.DG3': '63 53',
  'EF.DG4': '76 53',
  'EF.DG5': '65 02 5F40',
  'EF.DG6': '66',
  'EF.DG7': '67 02 5F43',
  'EF.DG8': '68 02',
  'EF.DG9': '69 02',
  'EF.DG10': '6A 02',
  'EF.DG11': '6B 5C 5F0E A0 02 5F0F 5F10 5F2B 5F11 5F42 5F12 5F13 5F14 5F15 5F16 5F17 5F18',
  'EF.DG12': '6C 5C 5F19 5F26 A0 02 5F1A 5F1B 5F1C 5F1D 5F1E 5F55 5F56',
  'EF.DG13': '6D',
  'EF.DG14': '6E',
  'EF.DG15': '6F',
  'EF.DG16': '70 02 A1 5F50 5F51 5F52 5F53',
}

describe('docs/lds.md', () => {
  const ends: Readonly<Partial<Record<LdsFileName, readonly string[]>>> = {
    'EF.SOD': ['signedData'],
    'EF.CardSecurity': ['signedData', 'securityInfos'],
    'EF.CardAccess': ['securityInfos'],
    'EF.DG14': ['securityInfos'],
    'EF.DG1': ['mrz'],
    'EF.DG2': ['templates[].record'],
    // As those of EF.DG2.
    'EF.DG3': ['templates[]'],
    'EF.DG4': ['templates[]'],
  }

  test.each(Object.keys(fullSpecimens) as readonly LdsFileName[])(
    '%s: each name is there, none is missing',
    file => {
      const { content } = parseLdsFile(fullSpecimens[file], { name: file })
      expectDocumented(file, content, ends[file], `${file}: `)
    },
  )

  test.each(Object.entries(tags))('%s: no tag of Doc 9303-10 is missing', (file, listed) => {
    const places = (sections.get(file) ?? []).flatMap(({ place }) => place.split(/[^0-9A-F]+/))
    expect(listed.split(' ').filter(tag => !places.includes(tag))).toEqual([])
  })

  const { securityInfos } = parseEfCardAccess(fullSpecimens['EF.CardAccess'])
  test.each(securityInfos.map(info => [info.kind, info] as const))('%s', (kind, info) => {
    const names = namesIn((sections.get('Kinds') ?? []).filter(({ place }) => place === kind))
    expect(names.filter(name => !has(info, name))).toEqual([])
    const inside = ['efDir', 'securityInfos', 'signatureScheme']
    const missing = [...pathsOf(info, inside)].filter(path => !names.includes(path))
    expect(missing).toEqual([])
  })

  test.each([
    ['ISO/IEC 19794-5 (face)', 'EF.DG2'],
    ['ISO/IEC 19794-4 (finger)', 'EF.DG3'],
    ['ISO/IEC 19794-6 (iris)', 'EF.DG4'],
  ] as const)('%s', (heading, file) => {
    const { content } = parseLdsFile(fullSpecimens[file])
    if (!('templates' in content)) throw new TypeError('a file of templates expected')
    expectDocumented(heading, content.templates[0]?.record)
  })

  test.each([
    ['ISO/IEC 39794-5 (face)', 'EF.DG2'],
    ['ISO/IEC 39794-4 (finger)', 'EF.DG3'],
    ['ISO/IEC 39794-6 (iris)', 'EF.DG4'],
  ] as const)('%s', (heading, file) => {
    const { content } = parseLdsFile(full39794[file])
    if (!('templates' in content)) throw new TypeError('a file of templates expected')
    expect(content.findings).toEqual([])
    expectDocumented(heading, content.templates[0]?.record)
  })

  test('values that have one form everywhere', () => {
    const dg11 = parseLdsFile(fullSpecimens['EF.DG11'])
    const dg12 = parseLdsFile(fullSpecimens['EF.DG12'])
    const dg2 = parseLdsFile(fullSpecimens['EF.DG2'])
    if (dg11.file !== 'EF.DG11' || dg12.file !== 'EF.DG12' || dg2.file !== 'EF.DG2')
      throw new TypeError('other files')
    const record = dg2.content.templates[0]?.record
    const newer = parseDg3(full39794['EF.DG3']).templates[0]?.record
    if (newer?.standard !== 'ISO/IEC 39794-4') throw new TypeError('another record')
    const finger = newer.representations[0]
    for (const [heading, value] of [
      ['Image', dg2.content.portraits[0]],
      ['Coded value', record?.standard === 'ISO/IEC 19794-5' ? record.representations[0]?.gender : undefined],
      ['Name', dg11.content.fullName],
      ['Text of several fields', dg11.content.placeOfBirth],
      ['Date', dg11.content.fullDateOfBirth],
      ['Date and time', dg12.content.personalizationTime],
      ['Data object', dg11.content.otherObjects[0]],
      ['Coded value of ISO/IEC 39794', finger?.position],
      ['Registered identifier', finger?.captureDevice?.model],
      ['Score', finger?.qualities?.[0]],
      ['Moment', finger?.captureDateTime],
      ['Data of a registered type', finger?.vendorSpecificData?.[0]],
      ['Presentation attack detection data', finger?.padData],
    ] as const) {
      const names = namesIn(sections.get(heading) ?? [])
      const there = Object.keys(value ?? {}).filter(key => key !== 'findings')
      expect([heading, [...names].sort()]).toEqual([heading, there.sort()])
    }
  })
})
