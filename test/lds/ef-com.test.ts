import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fromHex } from '../../src/bytes.js'
import { EmrtdError } from '../../src/errors.js'
import { parseDg1, parseEfCom, parseEfSod, parseLdsSecurityObject } from '../../src/lds/index.js'

const com = (tags: string, versions = '5f0104303130375f3606303430303030'): Uint8Array => {
  const list = `5c${(tags.length / 2).toString(16).padStart(2, '0')}${tags}`
  const content = versions + list
  return fromHex(`60${(content.length / 2).toString(16).padStart(2, '0')}${content}`)
}
const codes = (file: { readonly findings: readonly { readonly code: string }[] }): readonly string[] =>
  file.findings.map(({ code }) => code)

describe('EF.COM (Doc 9303-10 §4.6.1)', () => {
  test('versions and data groups', () => {
    const file = parseEfCom(com('617563766c6e'))
    expect(file).toMatchObject({ ldsVersion: '0107', unicodeVersion: '040000', findings: [] })
    expect(file.dataGroups).toEqual([1, 2, 3, 4, 12, 14])
  })

  test('tags that are none and tags twice are remarked on', () => {
    const file = parseEfCom(com('6175997561'))
    expect(file.dataGroups).toEqual([1, 2])
    expect(codes(file)).toEqual(['COM_UNKNOWN_DATA_GROUP', 'DUPLICATE_TAG', 'DUPLICATE_TAG'])
  })

  test('missing versions, a missing list, bytes behind, other data objects are remarked on', () => {
    expect(codes(parseEfCom(com('61', '')))).toEqual(['TAG_MISSING', 'TAG_MISSING'])
    expect(codes(parseEfCom(fromHex('6000')))).toEqual(['TAG_MISSING', 'TAG_MISSING', 'TAG_LIST_MISSING'])
    expect(codes(parseEfCom(fromHex('600000')))).toContain('TRAILING_BYTES')
    expect(codes(parseEfCom(com('61', '5f0104303130375f36063034303030304200')))).toEqual(['UNKNOWN_TAG'])
    expect(codes(parseEfCom(com('61', '5f0104303130785f3606303430303030')))).toEqual(['VALUE_MALFORMED'])
  })

  test('another outer tag is refused', () => {
    expect(() => parseEfCom(fromHex('6100'))).toThrow(
      expect.objectContaining({ code: 'LDS_BAD_FILE', offset: 0 }),
    )
  })
})

describe('the LDS security object (Doc 9303-10 §4.6.2.3)', () => {
  const sha256 = '300b0609608648016503040201'
  const entry = (number: string): string =>
    `3009020${number.length / 2}${number}04${number.length > 2 ? '03' : '04'}00000000`.slice(0, 22)
  const object = (version: string, hashes: string, rest = '', hash = sha256): Uint8Array => {
    const sized = (tag: string, body: string): string =>
      tag + (body.length / 2).toString(16).padStart(2, '0') + body
    return fromHex(sized('30', `0201${version}${hash}${sized('30', hashes)}${rest}`))
  }
  const versions = '300e130430313038130636303030303030'.replace('36303030303030', '303630303030')

  test('version 0', () => {
    const read = parseLdsSecurityObject(object('00', entry('01') + entry('02')))
    expect(read).toMatchObject({ version: 0, hash: 'SHA-256', ldsVersion: undefined })
    expect(read.dataGroupHashes.map(({ dataGroup }) => dataGroup)).toEqual([1, 2])
  })

  test('version 1 carries the versions', () => {
    expect(parseLdsSecurityObject(object('01', entry('01'), versions))).toMatchObject({
      version: 1,
      ldsVersion: '0108',
      unicodeVersion: '060000',
    })
  })

  test('an unknown hash function is kept by its object identifier', () => {
    const read = parseLdsSecurityObject(object('00', entry('01'), '', '300c06082a864886f70d02050500'))
    expect(read).toMatchObject({ hash: undefined, hashOid: '1.2.840.113549.2.5' })
  })

  test.each([
    ['version 2', object('02', entry('01'))],
    ['version 1 without versions', object('01', entry('01'))],
    ['version 0 with versions', object('00', entry('01'), versions)],
    ['data group 0', object('00', entry('00'))],
    ['data group 17', object('00', entry('11'))],
    ['a data group twice', object('00', entry('01') + entry('01'))],
    ['no hashes', object('00', '')],
  ])('%s is refused', (_, bytes) => {
    expect(() => parseLdsSecurityObject(bytes)).toThrow(expect.objectContaining({ code: 'LDS_BAD_FILE' }))
  })
})

describe('EF.DG1 (Doc 9303-10 §4.7.1)', () => {
  const zone = 'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<L898902C36UTO7408122F1204159ZE184226B<<<<<10'
  const hex = [...zone].map(c => c.charCodeAt(0).toString(16)).join('')

  test('the zone is read', () => {
    const dg1 = parseDg1(fromHex(`615b5f1f58${hex}`))
    expect(dg1.mrz).toMatchObject({ format: 'TD3', issuingState: 'UTO', checkDigitsHold: true })
    expect(dg1.findings).toEqual([])
  })

  test('a zone that is none is a finding', () => {
    const dg1 = parseDg1(fromHex('61065f1f03414243'))
    expect(dg1.mrz).toBeUndefined()
    expect(codes(dg1)).toEqual(['MRZ_UNREADABLE'])
  })

  test('no zone, two zones and another tag are refused', () => {
    for (const bytes of ['6100', '61085f1f01415f1f0141', '7500']) {
      expect(() => parseDg1(fromHex(bytes))).toThrow(expect.objectContaining({ code: 'LDS_BAD_FILE' }))
    }
  })
})

test.each([
  ['parseEfCom', parseEfCom, [0x60]],
  ['parseDg1', parseDg1, [0x61]],
  ['parseEfSod', parseEfSod, [0x77]],
  ['parseLdsSecurityObject', parseLdsSecurityObject, [0x30]],
] as const)('%s refuses hostile bytes with EmrtdError and nothing else', (_, parse, first) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), rest => {
      try {
        parse(Uint8Array.of(...first, rest.length, ...rest))
      } catch (error) {
        expect(error).toBeInstanceOf(EmrtdError)
      }
    }),
  )
})
