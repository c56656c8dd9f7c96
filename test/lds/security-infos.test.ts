import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  derBitString,
  derBoolean,
  derInteger,
  derOctetString,
  derOid,
  derSequence,
  derSetOf,
  derUtf8String,
  encodeTlv,
} from '../../src/asn1/index.js'
import { concatBytes, fromHex, latin1ToBytes } from '../../src/bytes.js'
import { EmrtdError } from '../../src/errors.js'
import { findSecurityInfos, parseSecurityInfos } from '../../src/lds/security-infos.js'

const bsi = '0.4.0.127.0.7.2.2'
/** Of the worked example of Doc 9303-11 Appendix I, on brainpoolP256r1. */
const point = fromHex(`04 1872709494399E7470A6431BE25E83EEE24FEA568C2ED28DB48E05DB3A610DC8
  84D256A40E35EFCB59BF6753D3A489D28C7A4D973C2DA138A6E7A4A08F68E16F`)
const standardized = derSequence(derOid('0.4.0.127.0.7.1.2'), derInteger(13))

const one = (...fields: readonly Uint8Array[]) => {
  const info = derSequence(...fields)
  const { securityInfos, findings } = parseSecurityInfos(derSetOf(info))
  expect(securityInfos).toHaveLength(1)
  expect(securityInfos[0]!.bytes).toEqual(info)
  return { info: securityInfos[0]!, codes: findings.map(finding => finding.code), findings }
}

describe('PACE', () => {
  const families = [
    [1, 'DH', 'GM'],
    [2, 'ECDH', 'GM'],
    [3, 'DH', 'IM'],
    [4, 'ECDH', 'IM'],
    [6, 'ECDH', 'CAM'],
  ] as const
  const ciphers = ['3DES', 'AES-128', 'AES-192', 'AES-256'] as const
  const ways = families.flatMap(family => ciphers.map((cipher, i) => [...family, i + 1, cipher] as const))

  test.each(ways.filter(([, , mapping, , cipher]) => mapping !== 'CAM' || cipher !== '3DES'))(
    'id-PACE.%i is %s with %s; its child %i is %s',
    (family, keyAgreement, mapping, arc, cipher) => {
      const oid = `${bsi}.4.${family}.${arc}`
      const { info, codes } = one(derOid(oid), derInteger(2), derInteger(13))
      expect(info).toMatchObject({
        kind: 'PACEInfo',
        oid,
        keyAgreement,
        mapping,
        cipher,
        version: 2,
        parameterId: 13,
      })
      expect(codes).toEqual([])
    },
  )

  test('there is no Chip Authentication Mapping with 3DES', () => {
    const { info, codes } = one(derOid(`${bsi}.4.6.1`), derInteger(2), derInteger(13))
    expect(info.kind).toBe('Unknown')
    expect(codes).toEqual(['SECURITY_INFO_UNKNOWN'])
  })

  test('the parameterId is optional, except with Chip Authentication Mapping', () => {
    const { info, codes } = one(derOid(`${bsi}.4.2.2`), derInteger(2))
    expect(info).toMatchObject({ kind: 'PACEInfo', parameterId: undefined })
    expect(codes).toEqual([])
    expect(one(derOid(`${bsi}.4.6.2`), derInteger(2)).codes).toEqual(['VALUE_MALFORMED'])
  })

  test('version 1 is read and reported', () => {
    const { info, codes } = one(derOid(`${bsi}.4.2.2`), derInteger(1), derInteger(13))
    expect(info).toMatchObject({ kind: 'PACEInfo', version: 1 })
    expect(codes).toEqual(['VERSION_UNKNOWN'])
  })

  test('explicit domain parameters', () => {
    const { info, codes } = one(derOid(`${bsi}.4.2`), standardized, derInteger(20))
    expect(info).toMatchObject({
      kind: 'PACEDomainParameterInfo',
      keyAgreement: 'ECDH',
      mapping: 'GM',
      domainParameterBytes: standardized,
      domainParameters: { form: 'standardized', domain: { type: 'EC', curve: { name: 'brainpoolP256r1' } } },
      parameterId: 20,
    })
    expect(codes).toEqual([])
  })

  test('domain parameters of an unknown curve are kept as bytes', () => {
    const algorithm = derSequence(derOid('1.2.840.10045.2.1'), derOid('1.2.3.4'))
    const { info, codes } = one(derOid(`${bsi}.4.4`), algorithm)
    expect(info).toMatchObject({ domainParameterBytes: algorithm, domainParameters: undefined })
    expect(codes).toEqual(['VALUE_UNKNOWN'])
  })

  test('domain parameters of the other kind are reported', () => {
    expect(one(derOid(`${bsi}.4.1`), standardized).codes).toEqual(['VALUE_MALFORMED'])
  })
})

describe('Chip Authentication', () => {
  test.each([1, 2, 3])('version %i', version => {
    const { info, codes } = one(derOid(`${bsi}.3.2.4`), derInteger(version))
    const expected = { kind: 'ChipAuthenticationInfo', keyAgreement: 'ECDH', cipher: 'AES-256', version }
    expect(info).toMatchObject({ ...expected, keyId: undefined })
    expect(codes).toEqual([])
  })

  test('key identifiers of several bytes, as real chips have them', () => {
    const id = 0x0102030405060708090an
    const { info } = one(derOid(`${bsi}.3.1.1`), derInteger(1), derInteger(id))
    expect(info).toMatchObject({ keyAgreement: 'DH', cipher: '3DES', keyId: id })
  })

  test('a key identifier of over 32 bytes is refused', () => {
    const { info, codes } = one(derOid(`${bsi}.3.1.1`), derInteger(1), derInteger(1n << 300n))
    expect(info.kind).toBe('Malformed')
    expect(codes).toEqual(['SECURITY_INFO_MALFORMED'])
  })

  test('a public key', () => {
    const spki = derSequence(standardized, derBitString(point))
    const { info, codes } = one(derOid(`${bsi}.1.2`), spki, derInteger(13))
    expect(info).toMatchObject({
      kind: 'ChipAuthenticationPublicKeyInfo',
      keyAgreement: 'ECDH',
      publicKeyBytes: spki,
      publicKey: { type: 'EC', curve: { name: 'brainpoolP256r1' }, point },
      keyId: 13n,
    })
    expect(codes).toEqual([])
  })

  test('a point off the curve is kept as bytes', () => {
    const off = point.slice()
    off[64]! ^= 1
    const { info, findings } = one(derOid(`${bsi}.1.2`), derSequence(standardized, derBitString(off)))
    expect(info).toMatchObject({ kind: 'ChipAuthenticationPublicKeyInfo', publicKey: undefined })
    expect(findings).toEqual([{ code: 'PUBLIC_KEY_UNREADABLE', offset: 2, detail: 'CRYPTO_BAD_KEY' }])
  })

  test('an EC key under id-PK-DH is not used', () => {
    const { info, codes } = one(derOid(`${bsi}.1.1`), derSequence(standardized, derBitString(point)))
    expect(info).toMatchObject({ keyAgreement: 'DH', publicKey: undefined })
    expect(codes).toEqual(['PUBLIC_KEY_UNREADABLE'])
  })

  test('bare id-CA-ECDH: domain parameters, or an info that names no cipher', () => {
    const parameters = one(derOid(`${bsi}.3.2`), standardized, derInteger(8))
    expect(parameters.info).toMatchObject({
      kind: 'ChipAuthenticationDomainParameterInfo',
      keyAgreement: 'ECDH',
      domainParameters: { form: 'standardized' },
      keyId: 8n,
    })
    expect(parameters.codes).toEqual([])
    const info = one(derOid(`${bsi}.3.2`), derInteger(1))
    expect(info.info).toMatchObject({ kind: 'ChipAuthenticationInfo', cipher: undefined, version: 1 })
    expect(info.codes).toEqual(['VALUE_UNKNOWN'])
  })
})

describe('the other types of Doc 9303-11', () => {
  test('ActiveAuthenticationInfo', () => {
    const algorithm = '0.4.0.127.0.7.1.1.4.1.3'
    const { info, codes } = one(derOid('2.23.136.1.1.5'), derInteger(1), derOid(algorithm))
    expect(info).toMatchObject({
      kind: 'ActiveAuthenticationInfo',
      version: 1,
      signatureAlgorithm: algorithm,
      signatureScheme: { hash: 'SHA-256' },
    })
    expect(codes).toEqual([])
  })

  test('an ActiveAuthenticationInfo with an algorithm of X9.62 or an unknown one is reported', () => {
    const x962 = one(derOid('2.23.136.1.1.5'), derInteger(1), derOid('1.2.840.10045.4.3.2'))
    expect(x962.info).toMatchObject({ signatureScheme: { hash: 'SHA-256' } })
    expect(x962.codes).toEqual(['VALUE_UNKNOWN'])
    const unknown = one(derOid('2.23.136.1.1.5'), derInteger(1), derOid('1.2.3'))
    expect(unknown.info).toMatchObject({ signatureScheme: undefined })
    expect(unknown.codes).toEqual(['VALUE_UNKNOWN'])
  })

  test('TerminalAuthenticationInfo, with and without the place of EF.CVCA', () => {
    expect(one(derOid(`${bsi}.2`), derInteger(2)).info).toMatchObject({
      kind: 'TerminalAuthenticationInfo',
      version: 2,
      efCvca: undefined,
    })
    const fileId = derSequence(derOctetString(fromHex('011A')), derOctetString(fromHex('1A')))
    const { info } = one(derOid(`${bsi}.2`), derInteger(1), fileId)
    expect(info).toMatchObject({ efCvca: { fileId: 0x011a, shortFileId: 0x1a } })
    const short = one(derOid(`${bsi}.2`), derInteger(1), derSequence(derOctetString(fromHex('01'))))
    expect(short.info.kind).toBe('Malformed')
  })

  test('EFDIRInfo holds a copy of EF.DIR', () => {
    const efDir = fromHex('61094F07A0000002471001')
    const { info, codes } = one(derOid('2.23.136.1.1.13'), derOctetString(efDir))
    expect(info).toMatchObject({
      kind: 'EFDIRInfo',
      efDirBytes: efDir,
      efDir: { applications: [{ name: 'LDS1 eMRTD' }] },
    })
    expect(codes).toEqual([])
    const broken = one(derOid('2.23.136.1.1.13'), derOctetString(fromHex('6109')))
    expect(broken.info).toMatchObject({ kind: 'EFDIRInfo', efDir: undefined })
    expect(broken.codes).toEqual(['VALUE_MALFORMED'])
  })
})

describe('the types of TR-03110', () => {
  test('PasswordInfo', () => {
    const options = derSequence(
      fromHex('0303 04 2010'),
      encodeTlv(0xa0, derInteger(2)),
      encodeTlv(0x83, Uint8Array.of(1)),
      encodeTlv(0x84, Uint8Array.of(6)),
      encodeTlv(0x87, Uint8Array.of(0xff)),
    )
    const { info, codes } = one(derOid(`${bsi}.12.3`), derSequence(derInteger(3)), options)
    expect(info).toMatchObject({
      kind: 'PasswordInfo',
      password: 'PIN',
      passwordId: 3,
      options: {
        flags: ['is-blocking', 'needs-padding'],
        resumingPasswords: [2],
        resettingPasswords: [],
        type: 'ascii-numeric',
        minimumLength: 6,
        storedLength: undefined,
        paddingCharacter: 0xff,
      },
    })
    expect(codes).toEqual([])
  })

  test.each([
    [1, 'PSAInfo'],
    [2, 'PSMInfo'],
    [3, 'PSCInfo'],
  ] as const)('id-PS.%i is %s', (arc, kind) => {
    const required = derSequence(derInteger(1), derInteger(0), derInteger(2))
    const { info } = one(derOid(`${bsi}.11.${arc}.2.3`), required, derInteger(7))
    expect(info).toMatchObject({ kind, hash: 'SHA-256', ps1Authorization: 0, ps2Authorization: 2, keyId: 7n })
  })

  test('PSPublicKeyInfo', () => {
    const spki = derSequence(derSequence(derOid('0.4.0.127.0.7.1.1.2.3.2')), derBitString(point))
    const optional = derSequence(encodeTlv(0x81, Uint8Array.of(13)), encodeTlv(0x82, Uint8Array.of(7)))
    const { info } = one(derOid(`${bsi}.1.3.2`), derSequence(spki), optional)
    expect(info).toMatchObject({
      kind: 'PSPublicKeyInfo',
      publicKeyBytes: spki,
      parameterId: 13,
      keyId: 7n,
    })
  })

  test('RestrictedIdentificationInfo and its domain parameters', () => {
    const parameters = derSequence(derInteger(1), derInteger(5), derBoolean(true))
    expect(one(derOid(`${bsi}.5.2.3`), parameters).info).toMatchObject({
      kind: 'RestrictedIdentificationInfo',
      keyAgreement: 'ECDH',
      hash: 'SHA-256',
      keyId: 5n,
      authorizedOnly: true,
      maximumKeyLength: undefined,
    })
    expect(one(derOid(`${bsi}.5.2`), standardized).info).toMatchObject({
      kind: 'RestrictedIdentificationDomainParameterInfo',
      domainParameters: { form: 'standardized' },
    })
  })

  test('CardInfo, short and long', () => {
    const url = encodeTlv(0x16, latin1ToBytes('http://bsi.bund.de/cif/npa.xml'))
    expect(one(derOid(`${bsi}.6`), url).info).toMatchObject({
      kind: 'CardInfo',
      url: 'http://bsi.bund.de/cif/npa.xml',
      supportedTerminalTypes: [],
    })
    const extended = encodeTlv(
      0xa0,
      encodeTlv(0xa0, derOctetString(fromHex('0120'))),
      encodeTlv(0x81, derUtf8String('Version 2.21').subarray(2)),
      encodeTlv(0xa2, derSequence(derOid(`${bsi}.1`), derSetOf(derOid('1.2.3')))),
      encodeTlv(0x83, Uint8Array.of(4)),
      encodeTlv(0x84, Uint8Array.of(0xff)),
    )
    const { info, codes } = one(derOid(`${bsi}.6`), url, extended)
    expect(info).toMatchObject({
      efCardInfo: { fileId: 0x0120, shortFileId: undefined },
      supportedTrVersion: 'Version 2.21',
      supportedTerminalTypes: [{ terminalType: `${bsi}.1`, authorizations: ['1.2.3'] }],
      maximumSessionContexts: 4,
      envelope: true,
    })
    expect(codes).toEqual([])
  })

  test('EIDSecurityInfo', () => {
    const hash = new Uint8Array(32).fill(7)
    const object = derSequence(
      derSequence(derOid('2.16.840.1.101.3.4.2.1')),
      derSequence(derSequence(derInteger(4), derOctetString(hash))),
    )
    const versions = derSequence(
      encodeTlv(0x13, latin1ToBytes('1.0')),
      encodeTlv(0x13, latin1ToBytes('4.0.0')),
    )
    expect(one(derOid(`${bsi}.7`), object, versions).info).toMatchObject({
      kind: 'EIDSecurityInfo',
      hash: 'SHA-256',
      dataGroupHashes: [{ dataGroup: 4, hash }],
      eidVersion: '1.0',
      unicodeVersion: '4.0.0',
    })
  })

  test('PrivilegedTerminalInfo holds SecurityInfos, once', () => {
    const inner = derSetOf(derSequence(derOid(`${bsi}.3.2.2`), derInteger(2), derInteger(1)))
    const info = derSequence(derOid(`${bsi}.8`), inner)
    expect(parseSecurityInfos(derSetOf(info)).securityInfos[0]).toMatchObject({
      kind: 'PrivilegedTerminalInfo',
      securityInfos: [{ kind: 'ChipAuthenticationInfo', version: 2 }],
    })
    expect(one(derOid(`${bsi}.8`), derSetOf(info)).info).toMatchObject({
      kind: 'PrivilegedTerminalInfo',
      securityInfos: [{ kind: 'Malformed' }],
    })
  })
})

describe('what is not as it should be', () => {
  const good = derSequence(derOid(`${bsi}.2`), derInteger(1))

  test('an unknown type is kept with a finding and costs nothing else', () => {
    const { securityInfos, findings } = parseSecurityInfos(
      encodeTlv(0x31, derSequence(derOid('1.2.3.4'), derInteger(1)), good),
    )
    expect(securityInfos.map(info => info.kind)).toEqual(['Unknown', 'TerminalAuthenticationInfo'])
    expect(findings).toEqual([{ code: 'SECURITY_INFO_UNKNOWN', offset: 2, detail: '1.2.3.4' }])
    expect(findSecurityInfos(securityInfos, 'TerminalAuthenticationInfo')[0]!.version).toBe(1)
  })

  test.each([
    ['a version that is no INTEGER', derSequence(derOid(`${bsi}.4.2.2`), derOctetString(fromHex('02')))],
    ['nothing behind the type', derSequence(derOid(`${bsi}.4.2.2`))],
    ['a field too many', derSequence(derOid(`${bsi}.2`), derInteger(2), derSequence(), derInteger(1))],
    ['a negative version', derSequence(derOid(`${bsi}.2`), derInteger(-1))],
    ['no type', derSequence(derInteger(1))],
    ['an empty SEQUENCE', derSequence()],
    ['no SEQUENCE', derInteger(1)],
  ])('%s is kept as Malformed', (_, broken) => {
    const { securityInfos, findings } = parseSecurityInfos(encodeTlv(0x31, broken, good))
    expect(securityInfos[0]).toMatchObject({ kind: 'Malformed', bytes: broken })
    expect(securityInfos[1]!.kind).toBe('TerminalAuthenticationInfo')
    expect(findings.map(finding => finding.code)).toEqual(['SECURITY_INFO_MALFORMED'])
  })

  test('padding behind the SET and BER inside it are findings', () => {
    const { securityInfos, findings } = parseSecurityInfos(fromHex(`3180 ${hex(good)} 0000 0000`))
    expect(securityInfos).toHaveLength(1)
    expect(findings).toEqual([
      { code: 'NOT_DER', offset: 0, detail: 'indefiniteLength' },
      { code: 'TRAILING_BYTES', offset: 4 + good.length },
    ])
  })

  test('BER of a SecurityInfo is remarked on once', () => {
    const { securityInfos, findings } = parseSecurityInfos(
      fromHex('3111 3080 0608 04007F0007020202 020101 0000'),
    )
    expect(securityInfos[0]!.kind).toBe('TerminalAuthenticationInfo')
    expect(findings).toEqual([{ code: 'NOT_DER', offset: 2, detail: 'indefiniteLength' }])
  })

  test('what is no SET throws with the offset', () => {
    expect(() => parseSecurityInfos(derSequence())).toThrow(
      expect.objectContaining({ name: 'EmrtdError', code: 'ASN1_UNEXPECTED_TAG', offset: 0 }),
    )
    expect(() => parseSecurityInfos(fromHex('3105 3003 0601'))).toThrow(
      expect.objectContaining({ code: 'ASN1_TRUNCATED', offset: 1 }),
    )
  })

  test('a SET of thousands is refused', () => {
    const many = encodeTlv(0x31, ...Array.from({ length: 501 }, () => fromHex('3000')))
    expect(() => parseSecurityInfos(many)).toThrow(expect.objectContaining({ code: 'ASN1_LIMIT' }))
  })

  test('the views are into the input', () => {
    const input = derSetOf(good)
    expect(parseSecurityInfos(input).securityInfos[0]!.bytes.buffer).toBe(input.buffer)
  })

  test('any bytes give SecurityInfos or an EmrtdError', () => {
    const spki = derSequence(standardized, derBitString(point))
    const seed = encodeTlv(
      0x31,
      derSequence(derOid(`${bsi}.4.2.2`), derInteger(2), derInteger(13)),
      derSequence(derOid(`${bsi}.1.2`), spki, derInteger(13)),
      derSequence(derOid('2.23.136.1.1.5'), derInteger(1), derOid('0.4.0.127.0.7.1.1.4.1.3')),
      derSequence(derOid(`${bsi}.12.3`), derSequence(derInteger(3)), derSequence(fromHex('0303042010'))),
      derSequence(derOid(`${bsi}.8`), derSetOf(good)),
    )
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(seed.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        fc.nat(seed.length),
        (changes, length) => {
          const bytes = seed.slice()
          for (const [at, value] of changes) bytes[at] = value
          for (const input of [bytes, bytes.subarray(0, length)]) onlyEmrtdErrors(input)
        },
      ),
      { numRuns: 500 },
    )
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), bytes => onlyEmrtdErrors(encodeTlv(0x31, bytes))))
  })
})

function onlyEmrtdErrors(bytes: Uint8Array): void {
  try {
    parseSecurityInfos(bytes)
  } catch (error) {
    expect(error).toBeInstanceOf(EmrtdError)
  }
}

function hex(bytes: Uint8Array): string {
  return [...concatBytes(bytes)].map(byte => byte.toString(16).padStart(2, '0')).join('')
}
