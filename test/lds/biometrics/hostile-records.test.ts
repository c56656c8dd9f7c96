import { describe, expect, test } from 'vitest'
import { encodeTlv } from '../../../src/asn1/index.js'
import { concatBytes, fromHex, latin1ToBytes } from '../../../src/bytes.js'
import { parseDg2, parseDg3, parseDg4 } from '../../../src/lds/index.js'
import { writeDg2, writeDg3, writeDg4 } from '../../../src/testkit/index.js'
import { big } from './build.js'

const many = 30_000
const repeat = (block: Uint8Array): Uint8Array => concatBytes(...Array.from({ length: many }, () => block))

describe('records of thirty thousand tiny images', () => {
  const faces = repeat(
    fromHex(`${big(33, 4)} 0000 000000 000000 0000 000000 000000 01 00 0000 0000 00 00 0000 0000 aa`),
  )
  const fingers = repeat(fromHex(`${big(15, 4)} 0101 01 00 00 0000 0000 00 aa`))
  const irises = repeat(fromHex('00000000000000 00000001 aa'))
  const eyes = repeat(fromHex('090000'))
  const file = (magic: string, version: string, lengthBytes: number, rest: string, blocks: Uint8Array) => {
    const header = fromHex(rest)
    const length = 8 + lengthBytes + header.length + blocks.length
    return concatBytes(
      latin1ToBytes(`${magic}\0${version}\0`),
      fromHex(big(length, lengthBytes)),
      header,
      blocks,
    )
  }
  test.each([
    ['faces', () => parseDg2(writeDg2([file('FAC', '010', 4, big(many, 2), faces)]))],
    [
      'fingers',
      () =>
        parseDg3(
          writeDg3([file('FIR', '010', 6, '0000 001f ff 01 01f4 01f4 01f4 01f4 08 02 0000', fingers)]),
        ),
    ],
    [
      'irises',
      () =>
        parseDg4(
          writeDg4([
            file(
              'IIR',
              '010',
              4,
              `0000 01 002d 0000 0000 0010 0000 0000 08 00 ${'00'.repeat(16)} 01 ffff`,
              irises,
            ),
          ]),
        ),
    ],
    [
      'eyes without an image',
      () =>
        parseDg4(
          writeDg4([
            file('IIR', '010', 4, `0000 01 002d 0000 0000 0010 0000 0000 08 00 ${'00'.repeat(16)}`, eyes),
          ]),
        ),
    ],
  ])('%s: some are read, the others are reported once', (_, parse) => {
    const { templates, findings } = parse()
    expect(templates[0]?.record?.representations.length).toBeLessThanOrEqual(256)
    expect(findings.filter(({ code }) => code === 'COUNT_OUT_OF_RANGE')).toHaveLength(1)
    expect(findings.length).toBeLessThan(2000)
  })
})

describe('ISO/IEC 39794 that lies', () => {
  const version = 'a007 8001 03 8102 07e3'
  const block = (content: string): Uint8Array => encodeTlv(0xa1, encodeTlv(0x64, fromHex(content)))
  const png = '83 08 89504e470d0a1a0a'
  const codes = (content: string): readonly string[] =>
    parseDg3(writeDg3([block(content)])).findings.map(({ code, detail }) => `${code} ${detail}`)
  const representation = (fields: string): string => {
    const inner = encodeTlv(0x30, fromHex(fields))
    return `${version} ${Buffer.from(encodeTlv(0xa1, inner)).toString('hex')}`
  }
  const required = `a003800102 a103800101 a203800104 ${png}`
  const image = ['IMAGE_HEADER_UNREADABLE undefined', 'IMAGE_TRUNCATED undefined']

  test('unknown, repeated and misplaced fields are reported, the others read', () => {
    expect(codes(representation(required))).toEqual(image)
    expect(codes(representation(`${required} 9301 00`))).toEqual(
      expect.arrayContaining([...image, 'UNKNOWN_TYPE representationBlocks [19]']),
    )
    expect(codes(representation(`${required} 830100`))).toContain('DUPLICATE_TAG representationBlocks [3]')
    expect(codes(representation(`${png} a003800102 a103800101 a203800104`))).toContain(
      'TAG_ORDER representationBlocks [0]',
    )
    expect(codes(representation(`${required} 040100`))).toContain('UNKNOWN_TAG representationBlocks: 04')
  })

  test('values that their fields do not allow cost only themselves', () => {
    for (const [field, name] of [
      ['88 02 0000', 'positionComputedByCaptureSystem'],
      ['89 02 0168', 'originalRotation'],
      ['89 00', 'originalRotation'],
      ['89 06 000000000001', 'originalRotation'],
      ['a4 03 81010d', 'month'],
      ['86 00', 'qualityBlocks'],
      ['a6 02 0400', 'qualityBlocks'],
    ] as const) {
      const { templates, images, findings } = parseDg3(
        writeDg3([block(representation(`${required} ${field}`))]),
      )
      expect(findings.map(({ code, detail }) => [code, detail])).toContainEqual(['VALUE_MALFORMED', name])
      expect([templates[0]?.record?.representations.length, images.length]).toEqual([1, 1])
    }
  })

  test('without an image, without representations, cut short', () => {
    expect(codes(representation('a003800102'))).toEqual([
      'VALUE_MALFORMED representationBlocks',
      'BIOMETRIC_NONE undefined',
    ])
    expect(codes(`${version} a100`)).toEqual(['BIOMETRIC_NONE undefined'])
    expect(codes(version)).toEqual(['BIOMETRIC_UNREADABLE LDS_BAD_FILE'])
    expect(codes(`${version} a105 30`)).toEqual(['BIOMETRIC_UNREADABLE ASN1_TRUNCATED'])
  })
})
