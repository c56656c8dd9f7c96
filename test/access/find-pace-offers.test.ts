import { describe, expect, test } from 'vitest'
import { findPaceOffers, selectPaceOffer } from '../../src/access/index.js'
import { derInteger, derOid, derSequence, encodeTlv } from '../../src/asn1/index.js'
import { concatBytes, fromHex } from '../../src/bytes.js'
import { modpGroups, standardizedDomainParameters } from '../../src/crypto/index.js'
import { parseEfCardAccess } from '../../src/lds/index.js'
import { writeEfCardAccess, writePaceInfos } from '../../src/testkit/chip/security-infos.js'
import { allOffers, offersOf } from './pace-offers.js'

const infosOf = (...infos: readonly Uint8Array[]) =>
  parseEfCardAccess(encodeTlv(0x31, concatBytes(...infos))).securityInfos
const paceInfo = (arcs: string, ...numbers: readonly number[]): Uint8Array =>
  derSequence(derOid(`0.4.0.127.0.7.2.2.4.${arcs}`), ...numbers.map(derInteger))
const named = (offers: ReturnType<typeof findPaceOffers>) =>
  offers.map(({ mapping, cipher, parameterId }) => `${mapping} ${cipher} ${parameterId}`)

describe('findPaceOffers', () => {
  test('all that Doc 9303 defines are known', () => {
    expect(offersOf(...allOffers)).toHaveLength(allOffers.length)
  })

  test('the strongest first: the weaker of group and cipher counts', () => {
    const offers = offersOf(
      { mapping: 'GM', cipher: '3DES', parameterId: 18 },
      { mapping: 'GM', cipher: 'AES-256', parameterId: 8 },
      { mapping: 'IM', cipher: 'AES-256', parameterId: 17 },
      { mapping: 'GM', cipher: 'AES-256', parameterId: 17 },
      { mapping: 'GM', cipher: 'AES-128', parameterId: 13 },
      { mapping: 'CAM', cipher: 'AES-128', parameterId: 13 },
      { mapping: 'GM', cipher: 'AES-256', parameterId: 0 },
      { mapping: 'GM', cipher: 'AES-256', parameterId: 2 },
    )
    expect(named(offers)).toEqual([
      'GM AES-256 17',
      'IM AES-256 17',
      'CAM AES-128 13',
      'GM AES-128 13',
      'GM AES-256 2',
      'GM 3DES 18',
      'GM AES-256 8',
      'GM AES-256 0',
    ])
    expect(offers.map(({ strength }) => strength)).toEqual([256, 256, 128, 128, 112, 112, 96, 80])
  })

  test('parameters are ambiguous where there are several sets', () => {
    const one = offersOf(
      { mapping: 'GM', cipher: 'AES-128', parameterId: 13 },
      { mapping: 'CAM', cipher: 'AES-128', parameterId: 13 },
    )
    expect(one.map(({ ambiguous }) => ambiguous)).toEqual([false, false])
    const two = offersOf(
      { mapping: 'GM', cipher: 'AES-128', parameterId: 13 },
      { mapping: 'IM', cipher: 'AES-128', parameterId: 12 },
    )
    expect(two.map(({ ambiguous }) => ambiguous)).toEqual([true, true])
    // Also where the library does not know the other one.
    const unknown = findPaceOffers(infosOf(paceInfo('2.2', 2, 13), paceInfo('2.2', 2, 25)))
    expect(unknown).toMatchObject([{ parameterId: 13, ambiguous: true }])
  })

  test('explicit parameters are found by their name, by the only one, and not where two share it', () => {
    const [info, parameters] = writePaceInfos({
      mapping: 'GM',
      cipher: 'AES-128',
      parameterId: 40,
      explicitParameters: standardizedDomainParameters(13)!,
    })
    expect(findPaceOffers(infosOf(info!, parameters!))).toMatchObject([
      { parameterId: 40, domainParameters: { type: 'EC', curve: { name: 'brainpoolP256r1' } } },
    ])
    expect(findPaceOffers(infosOf(info!))).toEqual([])
    expect(findPaceOffers(infosOf(info!, parameters!, parameters!))).toEqual([])
    const other = writePaceInfos({
      mapping: 'IM',
      cipher: 'AES-128',
      parameterId: 41,
      explicitParameters: { type: 'DH', group: modpGroups[2]! },
    })
    expect(findPaceOffers(infosOf(info!, parameters!, ...other))).toHaveLength(2)
  })

  test.each([
    ['ids that are reserved', [paceInfo('2.2', 2, 3), paceInfo('2.2', 2, 19), paceInfo('2.2', 2, 31)]],
    ['no id and no parameters', [paceInfo('2.2', 2)]],
    ['a version that is not known', [paceInfo('2.2', 1, 13), paceInfo('2.2', 3, 13)]],
    ['a curve for DH', [paceInfo('1.2', 2, 13)]],
    ['a group for ECDH', [paceInfo('2.2', 2, 0)]],
    ['P-224 with integrated mapping', [paceInfo('4.2', 2, 10)]],
    ['CAM with 3DES', [paceInfo('6.1', 2, 13)]],
    ['a cipher that is not known', [paceInfo('2.5', 2, 13)]],
    ['something else', [derSequence(derOid('1.2.3'), derInteger(1))]],
    ['no SecurityInfo', []],
  ])('%s: no offer', (_, infos) => {
    expect(findPaceOffers(infosOf(...infos))).toEqual([])
  })
})

describe('selectPaceOffer', () => {
  const { securityInfos } = parseEfCardAccess(
    writeEfCardAccess([
      { mapping: 'GM', cipher: '3DES', parameterId: 12 },
      { mapping: 'GM', cipher: 'AES-256', parameterId: 16 },
    ]),
  )

  test('the strongest, or the choice of the caller', () => {
    expect(selectPaceOffer(securityInfos)).toMatchObject({ cipher: 'AES-256', strength: 192 })
    const chosen = selectPaceOffer(securityInfos, offers => offers.find(({ cipher }) => cipher === '3DES'))
    expect(chosen).toMatchObject({ cipher: '3DES', parameterId: 12 })
  })

  test('none to choose from, or none chosen: ACCESS_UNSUPPORTED', () => {
    const unsupported = expect.objectContaining({ code: 'ACCESS_UNSUPPORTED' })
    expect(() => selectPaceOffer(infosOf(paceInfo('2.2', 2, 31)))).toThrow(unsupported)
    expect(() => selectPaceOffer(securityInfos, () => undefined)).toThrow(unsupported)
  })

  test('PACEInfo of the specification by hand', () => {
    const file = fromHex('3114 3012 060A04007F00070202040202 020102 02010D')
    expect(selectPaceOffer(parseEfCardAccess(file).securityInfos)).toMatchObject({
      oid: '0.4.0.127.0.7.2.2.4.2.2',
      mapping: 'GM',
      cipher: 'AES-128',
      parameterId: 13,
      ambiguous: false,
      strength: 128,
    })
  })
})
