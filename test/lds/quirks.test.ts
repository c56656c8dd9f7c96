import { describe, expect, test } from 'vitest'
import { derBitString, derSequence } from '../../src/asn1/index.js'
import { fromHex } from '../../src/bytes.js'
import { curveByName, defaultBackend } from '../../src/crypto/index.js'
import {
  findSecurityInfos,
  parseDg2,
  parseDg3,
  parseDg4,
  parseDg5,
  parseDg8,
  parseDg11,
  parseDg12,
  parseDg13,
  parseDg14,
  parseDg16,
  parseEfCardSecurity,
  parseEfCom,
  parseEfSod,
  parseLdsFile,
} from '../../src/lds/index.js'
import { explicitAlgorithm } from '../../src/testkit/chip/security-infos.js'
import {
  createCountry,
  drawFace,
  encodeJpeg,
  issueCardSecurity,
  issueDocument,
  type SecurityInfoContent,
  writeDg2,
  writeDg3,
  writeDg4,
  writeDg5,
  writeDg8,
  writeDg11,
  writeDg12,
  writeDg13,
  writeDg14,
  writeDg16,
  writeFace19794,
  writeFinger19794,
  writeIris19794,
} from '../../src/testkit/index.js'

/** What documents in the field do that Doc 9303 does not provide for: it is read, and remarked on. */
const codes = (file: { readonly findings: readonly { readonly code: string }[] }): readonly string[] =>
  file.findings.map(({ code }) => code)

const utopia = createCountry({ state: 'UTO', seed: 'quirks' })
const jpeg = encodeJpeg(drawFace())
const face = { image: jpeg, width: 96, height: 128 }
const faceRecord = writeFace19794({ faces: [face] })

describe('EF.COM that disagrees with EF.SOD (China, Belarus)', () => {
  test('data groups more and fewer, unknown tags, repeated ones', () => {
    const { files } = issueDocument(utopia, { efCom: { tags: [0x61, 0x63, 0x61, 0x71, 0x00] } })
    const com = parseEfCom(files['EF.COM'])
    expect(com.tags).toEqual([0x61, 0x63, 0x61, 0x71, 0x00])
    expect(com.dataGroups).toEqual([1, 3])
    expect(codes(com)).toEqual(['DUPLICATE_TAG', 'COM_UNKNOWN_DATA_GROUP', 'COM_UNKNOWN_DATA_GROUP'])
    const signed = parseEfSod(files['EF.SOD']).securityObject.dataGroupHashes
    expect(signed.map(({ dataGroup }) => dataGroup)).toEqual([1, 2])
  })

  test('without tag list or versions', () => {
    const { files } = issueDocument(utopia, { efCom: { tags: null, ldsVersion: null } })
    expect(parseEfCom(files['EF.COM'])).toMatchObject({ dataGroups: [], ldsVersion: undefined })
    expect(codes(parseEfCom(files['EF.COM']))).toEqual(['TAG_MISSING', 'TAG_LIST_MISSING'])
  })
})

describe('EF.DG11 and EF.DG12', () => {
  test('other names without the template A0', () => {
    const file = parseDg11(writeDg11({ otherNames: ['A<<B', 'C<<D'] }, { withoutTemplate: true }))
    expect(file.otherNames.map(({ primaryIdentifier }) => primaryIdentifier)).toEqual(['A', 'C'])
    expect(codes(file)).toEqual(['WRAPPER_MISSING'])
    const persons = parseDg12(writeDg12({ otherPersons: ['A<<B'] }, { withoutTemplate: true }))
    expect(persons.otherPersons).toHaveLength(1)
    expect(codes(persons)).toEqual(['WRAPPER_MISSING'])
  })

  test('dates in packed digits (Malaysia, Taiwan)', () => {
    const birth = parseDg11(writeDg11({ fullDateOfBirth: '19740812' }, { dateEncoding: 'bcd' }))
    expect(birth.fullDateOfBirth).toMatchObject({ year: 1974, month: 8, day: 12, encoding: 'bcd' })
    expect(birth.fullDateOfBirth?.bytes).toEqual(fromHex('19740812'))
    expect(codes(birth)).toEqual(['DATE_BCD'])
    const content = { dateOfIssue: '20240131', personalizationTime: '20240130235959' }
    const issue = parseDg12(writeDg12(content, { dateEncoding: 'bcd' }))
    expect(issue.dateOfIssue).toMatchObject({ year: 2024, month: 1, day: 31 })
    expect(issue.personalizationTime).toMatchObject({ year: 2024, day: 30, hour: 23, second: 59 })
    expect(codes(issue)).toEqual(['DATE_BCD', 'DATE_BCD'])
  })

  test.each([
    ['<DUPONT<<MARIE', 'DUPONT', 'MARIE'],
    ['<<DUPONT<<MARIE', 'DUPONT', 'MARIE'],
    ['DUPONT<<<MARIE', 'DUPONT', 'MARIE'],
    ['DUPONT<<MARIE<<ANNE', 'DUPONT', 'MARIE ANNE'],
    ['DUPONT<<MARIE<', 'DUPONT', 'MARIE'],
  ])(
    'leading or double separators in names (France): %s',
    (fullName, primaryIdentifier, secondaryIdentifier) => {
      const file = parseDg11(writeDg11({ fullName }))
      expect(file.fullName).toEqual({ text: fullName, primaryIdentifier, secondaryIdentifier })
      expect(codes(file)).toEqual(['TEXT_SEPARATORS'])
    },
  )

  test.each(['<RUE X<PARIS', 'RUE X<<PARIS', 'RUE X<PARIS<'])('and in addresses: %s', permanentAddress => {
    const file = parseDg11(writeDg11({ permanentAddress }))
    expect(file.permanentAddress?.fields).toEqual(['RUE X', 'PARIS'])
    expect(codes(file)).toEqual(['TEXT_SEPARATORS'])
  })

  test('text that is not UTF-8, tag lists that lie', () => {
    const latin1 = parseDg11(writeDg11({ placeOfBirth: fromHex('4dfc6e6368656e') }))
    expect(latin1.placeOfBirth?.text).toBe('München')
    expect(codes(latin1)).toEqual(['TEXT_NOT_UTF8'])
    expect(codes(parseDg11(writeDg11({ title: 'DR' }, { tagList: [0x5f0e, 0x5f14] })))).toEqual([
      'TAG_LIST_MISMATCH',
    ])
    expect(codes(parseDg12(writeDg12({ issuingAuthority: 'X' }, { tagList: null })))).toEqual([
      'TAG_LIST_MISSING',
    ])
  })
})

describe('EF.DG13 that is not made of data objects (Singapore)', () => {
  const opaque = fromHex('53470000ffff01')

  test('its content is kept', () => {
    const { files } = issueDocument(utopia, { dataGroups: { 13: writeDg13(opaque) } })
    const file = parseDg13(files['EF.DG13']!)
    expect(file).toMatchObject({ content: opaque, objects: undefined })
    expect(codes(file)).toEqual(['NOT_TLV'])
  })

  test('even without its tag', () => {
    const file = parseLdsFile(writeDg13(opaque, { withoutTag: true }), { name: 'EF.DG13' })
    expect(file).toMatchObject({ file: 'EF.DG13', content: { content: opaque } })
    expect(codes(file.content)).toEqual(['WRAPPER_MISSING', 'NOT_TLV'])
  })
})

describe('face records whose lengths are off (New Zealand, United Kingdom)', () => {
  const errors = [1, 2, 3, 4, 5, 6, 7, 8].flatMap(error => [error, -error])

  test.each(errors)('record length off by %i: the portrait is whole', recordLengthError => {
    const file = parseDg2(writeDg2([writeFace19794({ faces: [face], recordLengthError })]))
    expect(file.portraits.map(({ bytes }) => bytes)).toEqual([jpeg])
    expect(codes(file)).toEqual(['LENGTH_MISMATCH'])
  })

  test.each(errors)('block length off by %i: the portrait is whole', blockLengthError => {
    const file = parseDg2(writeDg2([writeFace19794({ faces: [{ ...face, blockLengthError }] })]))
    expect(file.portraits.map(({ bytes }) => bytes)).toEqual([jpeg])
    expect(codes(file)).toEqual(['LENGTH_MISMATCH'])
  })

  test.each(errors)('fingers and irises, off by %i', lengthError => {
    const finger = writeFinger19794({
      imageCompression: 3,
      views: [{ image: jpeg, blockLengthError: lengthError }],
      recordLengthError: lengthError,
    })
    const fingers = parseDg3(writeDg3([finger]))
    expect(fingers.images.map(({ bytes }) => bytes)).toEqual([jpeg])
    expect(codes(fingers)).toEqual(['LENGTH_MISMATCH', 'LENGTH_MISMATCH'])
    const iris = writeIris19794({
      imageFormat: 6,
      eyes: [{ eye: 1, images: [{ image: jpeg, imageLengthError: lengthError }] }],
      recordLengthError: lengthError,
    })
    const irises = parseDg4(writeDg4([iris]))
    expect(irises.images.map(({ bytes }) => bytes)).toEqual([jpeg])
    expect(codes(irises)).toEqual(['LENGTH_MISMATCH', 'LENGTH_MISMATCH'])
  })
})

test('JPEG without JFIF header', () => {
  const image = encodeJpeg(drawFace(), { withoutJfif: true })
  const file = parseDg2(writeDg2([writeFace19794({ faces: [{ ...face, image }] })]))
  expect(file.portraits[0]).toMatchObject({ bytes: image, format: 'jpeg', width: 96, height: 128 })
  expect(codes(file)).toEqual(['JPEG_NOT_JFIF'])
})

describe('several biometric information templates', () => {
  test('in one group', () => {
    const file = parseDg2(writeDg2([faceRecord, writeFace19794({ faces: [face, face] }), faceRecord]))
    expect(file.templates.map(({ record }) => record?.representations.length)).toEqual([1, 2, 1])
    expect(file.portraits).toHaveLength(4)
    expect(file.findings).toEqual([])
  })

  test('without the group around them, without header, without data, encrypted', () => {
    const file = parseDg2(
      writeDg2(
        [
          { record: faceRecord, header: null },
          { record: null },
          { record: fromHex('00112233'), dataTag: 0x7d },
        ],
        { withoutGroup: true },
      ),
    )
    expect(file.portraits.map(({ bytes }) => bytes)).toEqual([jpeg])
    expect(new Set(codes(file))).toEqual(new Set(['WRAPPER_MISSING', 'TAG_MISSING', 'BIOMETRIC_ENCRYPTED']))
    expect(file.templates[2]).toMatchObject({ record: undefined, data: fromHex('00112233') })
  })
})

describe('counts that lie', () => {
  test.each([0, 2, 255])('%i templates announced, one there', count => {
    const file = parseDg2(writeDg2([faceRecord], { count }))
    expect(file).toMatchObject({ declaredCount: count, portraits: [{ bytes: jpeg }] })
    expect(codes(file)).toEqual(['COUNT_MISMATCH'])
  })

  test('none announced at all; none there', () => {
    expect(codes(parseDg2(writeDg2([faceRecord], { count: null })))).toEqual(['COUNT_MISSING'])
    expect(codes(parseDg2(writeDg2([])))).toEqual(['BIOMETRIC_NONE'])
  })

  test.each([0, 2, 65535])('%i faces, feature points, fingers, eyes or images announced', number => {
    const points = parseDg2(
      writeDg2([writeFace19794({ faces: [{ ...face, numberOfFeaturePoints: number }] })]),
    )
    expect(points.portraits.map(({ bytes }) => bytes)).toEqual([jpeg])
    expect(codes(points)).toEqual(number === 0 ? [] : ['COUNT_MISMATCH'])
    const faces = parseDg2(writeDg2([writeFace19794({ faces: [face], numberOfFaces: number })]))
    expect(faces.portraits.map(({ bytes }) => bytes)).toEqual([jpeg])
    expect(codes(faces)).toEqual(['COUNT_MISMATCH'])
    const views = [{ image: jpeg }]
    const numberOfFingers = number % 256
    const fingers = parseDg3(writeDg3([writeFinger19794({ imageCompression: 3, views, numberOfFingers })]))
    expect(fingers.images).toHaveLength(1)
    expect(codes(fingers)).toEqual(['COUNT_MISMATCH'])
    const eyes = [{ eye: 1, images: views, ...(number === 0 ? {} : { numberOfImages: number }) }]
    const irises = parseDg4(writeDg4([writeIris19794({ imageFormat: 6, eyes, numberOfEyes: number % 256 })]))
    expect(irises.images).toHaveLength(1)
    expect(codes(irises)[0]).toBe('COUNT_MISMATCH')
  })

  test('images, features, names and persons', () => {
    expect(codes(parseDg5(writeDg5([jpeg], { count: 0 })))).toEqual(['COUNT_MISMATCH', 'COUNT_OUT_OF_RANGE'])
    expect(codes(parseDg5(writeDg5([jpeg], { count: null })))).toEqual(['COUNT_MISSING'])
    expect(codes(parseDg8(writeDg8([fromHex('040100')], { count: 200 })))).toEqual(['COUNT_OUT_OF_RANGE'])
    const names = parseDg11(writeDg11({ otherNames: ['A<<B'] }, { count: 255 }))
    expect(names.otherNames).toHaveLength(1)
    expect(codes(names)).toEqual(['COUNT_MISMATCH'])
    const content = { dateRecorded: '20240101', name: 'A<<B', telephone: '1', address: 'X' }
    const persons = parseDg16(writeDg16([content], { count: 9 }))
    expect(persons.persons).toHaveLength(1)
    expect(codes(persons)).toEqual(['COUNT_MISMATCH'])
  })
})

describe('EF.DG14 and EF.CardSecurity', () => {
  const curve = curveByName('brainpoolP256r1')!
  const key = (scalar: number): Uint8Array =>
    derSequence(
      explicitAlgorithm({ type: 'EC', curve }),
      derBitString(defaultBackend.ecMultiply(curve, Uint8Array.of(scalar))),
    )
  const info = (keyId?: bigint): SecurityInfoContent => ({
    kind: 'ChipAuthenticationInfo',
    keyAgreement: 'ECDH',
    cipher: 'AES-128',
    keyId,
  })
  const keyInfo = (scalar: number, keyId?: bigint): SecurityInfoContent => ({
    kind: 'ChipAuthenticationPublicKeyInfo',
    keyAgreement: 'ECDH',
    publicKeyInfo: key(scalar),
    keyId,
  })
  const keysOf = (infos: Parameters<typeof findSecurityInfos>[0]) =>
    findSecurityInfos(infos, 'ChipAuthenticationPublicKeyInfo')

  test('SecurityInfos of unknown types, and those that are none', () => {
    const unknown: SecurityInfoContent = { kind: 'Unknown', oid: '1.2.3.4', data: [fromHex('0500')] }
    const broken: SecurityInfoContent = {
      kind: 'Unknown',
      oid: '0.4.0.127.0.7.2.2.2',
      data: [fromHex('0500')],
    }
    const file = parseDg14(writeDg14([unknown, broken, info(), keyInfo(5), fromHex('0500')]))
    expect(file.securityInfos.map(({ kind }) => kind).sort()).toEqual([
      'ChipAuthenticationInfo',
      'ChipAuthenticationPublicKeyInfo',
      'Malformed',
      'Malformed',
      'Unknown',
    ])
    expect([...codes(file)].sort()).toEqual([
      'SECURITY_INFO_MALFORMED',
      'SECURITY_INFO_MALFORMED',
      'SECURITY_INFO_UNKNOWN',
    ])
    expect(file.securityInfos.find(({ kind }) => kind === 'Unknown')).toMatchObject({ oid: '1.2.3.4' })
  })

  test('a key without ChipAuthenticationInfo (France, 2017)', () => {
    const file = parseDg14(writeDg14([keyInfo(5)]))
    expect(keysOf(file.securityInfos)).toHaveLength(1)
    expect(findSecurityInfos(file.securityInfos, 'ChipAuthenticationInfo')).toEqual([])
    expect(file.findings).toEqual([])
  })

  test('two keys, told apart by key identifiers of several bytes', () => {
    const ids = [0x0102030405060708n, 2n ** 127n]
    const contents = ids.flatMap((id, i) => [info(id), keyInfo(5 + i, id)])
    const file = parseDg14(writeDg14(contents))
    const keys = keysOf(file.securityInfos)
    expect(new Set(keys.map(({ keyId }) => keyId))).toEqual(new Set(ids))
    expect(keys.every(({ publicKey }) => publicKey?.type === 'EC')).toBe(true)
    const offered = findSecurityInfos(file.securityInfos, 'ChipAuthenticationInfo')
    expect(new Set(offered.map(({ keyId }) => keyId))).toEqual(new Set(ids))
    expect(file.findings).toEqual([])
  })

  test('two keys without identifiers', () => {
    const keys = keysOf(parseDg14(writeDg14([info(), keyInfo(5), keyInfo(6)])).securityInfos)
    expect(keys.map(({ keyId }) => keyId)).toEqual([undefined, undefined])
  })

  test('a bare id-CA-ECDH (German EF.CardSecurity)', () => {
    const bare: SecurityInfoContent = {
      kind: 'ChipAuthenticationInfo',
      keyAgreement: 'ECDH',
      version: 2,
      keyId: 0x41n,
    }
    const file = parseEfCardSecurity(issueCardSecurity([bare, keyInfo(5, 0x41n)], utopia.documentSigner))
    expect(findSecurityInfos(file.securityInfos, 'ChipAuthenticationInfo')).toMatchObject([
      { oid: '0.4.0.127.0.7.2.2.3.2', cipher: undefined, version: 2, keyId: 0x41n },
    ])
    expect(codes(file)).toEqual(['VALUE_UNKNOWN'])
  })
})
