import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { derOctetString, derSequence } from '../../src/asn1/index.js'
import { concatBytes, fromHex, latin1ToBytes, toHex } from '../../src/bytes.js'
import { defaultBackend } from '../../src/crypto/index.js'
import { EmrtdError } from '../../src/errors.js'
import { parseDg14 } from '../../src/lds/dg14.js'
import { parseDg15 } from '../../src/lds/dg15.js'
import { parseEfAtrInfo } from '../../src/lds/ef-atr-info.js'
import { parseEfCardAccess } from '../../src/lds/ef-card-access.js'
import { parseEfCardSecurity } from '../../src/lds/ef-card-security.js'
import { parseEfCvca } from '../../src/lds/ef-cvca.js'
import { parseEfDir } from '../../src/lds/ef-dir.js'
import { findSecurityInfos } from '../../src/lds/security-infos.js'
import { findSigners, parseCertificate, verifySignerInfo } from '../../src/pki/index.js'
import { corpora } from '../corpora.js'

interface Vector {
  readonly id: string
  readonly inputs: Readonly<Record<string, string>>
  readonly expected: Readonly<Record<string, string>>
}
const vectors = (name: string): readonly Vector[] =>
  JSON.parse(readFileSync(new URL(`../../vectors/icao/${name}.json`, import.meta.url), 'utf8')).vectors
const vector = (name: string, id: string): Vector => vectors(name).find(candidate => candidate.id === id)!
const codes = (file: { readonly findings: readonly { readonly code: string }[] }): readonly string[] =>
  file.findings.map(({ code }) => code)

describe('EF.CardAccess', () => {
  const { expected } = vector('lds', 'paceinfo')
  const file = fromHex(expected['card_access_gm_ecdh_computed']!)

  test('the PACEInfo of Doc 9303-11 Appendix G', () => {
    const { securityInfos, findings } = parseEfCardAccess(file)
    expect(securityInfos).toMatchObject([
      { kind: 'PACEInfo', keyAgreement: 'ECDH', mapping: 'GM', cipher: 'AES-128', parameterId: 13 },
    ])
    expect(findings).toEqual([])
  })

  test('a file that is padded', () => {
    const parsed = parseEfCardAccess(concatBytes(file, new Uint8Array(10)))
    expect(parsed.securityInfos).toHaveLength(1)
    expect(parsed.findings).toEqual([{ code: 'TRAILING_BYTES', offset: file.length }])
  })
})

describe('EF.CardSecurity: the files of the worked example for EAC', () => {
  test.each(['ecdh', 'dh'])('%s: read, and verified by the code that verifies EF.SOD', kind => {
    const { inputs, expected } = vector('ca', `cardsecurity-${kind}`)
    const file = parseEfCardSecurity(fromHex(inputs['EF_CardSecurity']!))
    expect(codes(file)).toEqual([])
    expect(toHex(file.signedData.content)).toBe(expected['security_infos']!.toLowerCase())
    expect(file.securityInfos.map(info => info.kind)).toEqual([
      'TerminalAuthenticationInfo',
      'ChipAuthenticationInfo',
      'PACEInfo',
      'ChipAuthenticationDomainParameterInfo',
      'CardInfo',
      'RestrictedIdentificationInfo',
      'RestrictedIdentificationInfo',
      'RestrictedIdentificationDomainParameterInfo',
      'ChipAuthenticationPublicKeyInfo',
    ])
    const [info] = findSecurityInfos(file.securityInfos, 'ChipAuthenticationPublicKeyInfo')
    const key = info!.publicKey!
    expect(toHex(key.type === 'EC' ? key.point : key.value)).toBe(expected['contains_PK_PICC']!.toLowerCase())

    const { signedData } = file
    const certificates = signedData.certificates.map(bytes => parseCertificate(bytes))
    const [signer] = findSigners(signedData.signerInfos[0]!.identifier, certificates)
    const verification = verifySignerInfo(
      signedData,
      signedData.signerInfos[0]!,
      signer!.certificate,
      defaultBackend,
    )
    expect(verification.status).toBe('passed')
  })

  test('another content type is refused', () => {
    const bytes = fromHex(vector('ca', 'cardsecurity-ecdh').inputs['EF_CardSecurity']!)
    const type = toHex(bytes).indexOf('060804007f0007030201') / 2
    bytes[type + 9] = 2
    expect(() => parseEfCardSecurity(bytes)).toThrow(expect.objectContaining({ code: 'LDS_BAD_FILE' }))
  })

  test('padding is a finding, other bytes are errors', () => {
    const bytes = fromHex(vector('ca', 'cardsecurity-ecdh').inputs['EF_CardSecurity']!)
    const padded = parseEfCardSecurity(concatBytes(bytes, new Uint8Array(4)))
    expect(padded.findings).toEqual([{ code: 'TRAILING_BYTES', offset: bytes.length }])
    expect(() => parseEfCardSecurity(bytes.subarray(0, 500))).toThrow(
      expect.objectContaining({ code: 'ASN1_TRUNCATED', offset: 1 }),
    )
  })
})

describe('EF.ATR/INFO', () => {
  test('capabilities and extended length', () => {
    const file = parseEfAtrInfo(fromHex('4703 8601E0 7F6608 020203E8 02020400 4F05 A000000247'))
    expect(file).toMatchObject({
      cardCapabilities: {
        selectByFullDfName: true,
        shortFileIdentifier: true,
        recordNumber: true,
        commandChaining: true,
        extendedLength: true,
        extendedLengthInformation: true,
      },
      extendedLengthInformation: { maximumCommandLength: 1000, maximumResponseLength: 1024 },
      otherObjects: [{ tag: 0x4f, offset: 16 }],
      findings: [],
    })
    expect(parseEfAtrInfo(fromHex('4703 000000')).cardCapabilities).toMatchObject({
      selectByFullDfName: false,
      commandChaining: false,
      extendedLength: false,
    })
  })

  test('lengths with a sign octet, of three bytes, and without one', () => {
    const limits = (hex: string) => parseEfAtrInfo(fromHex(hex)).extendedLengthInformation
    expect(limits('7F6609 020300FFFF 02020400')?.maximumCommandLength).toBe(65535)
    expect(limits('7F6608 0202FFFF 0202FFFF')).toEqual({
      maximumCommandLength: 65535,
      maximumResponseLength: 65535,
    })
  })

  test.each([
    ['one INTEGER', '7F6604 020203E8', ['VALUE_MALFORMED']],
    ['three INTEGERs', '7F6609 020101 020101 020101', ['VALUE_MALFORMED']],
    ['zero', '7F6606 020100 020101', ['VALUE_MALFORMED']],
    ['another tag', '7F6606 040101 020101', ['VALUE_MALFORMED']],
    ['lengths that lie', '7F6604 02020102', ['VALUE_MALFORMED']],
    ['capabilities of two bytes', '4702 8000', ['VALUE_MALFORMED']],
    ['capabilities twice', '4703800000 4703800000', ['DUPLICATE_TAG']],
    ['something that is no data object behind', '4703800000 47FF', ['NOT_TLV']],
    ['padding', '4703800000 0000', []],
    ['something behind padding', '4703800000 0047', ['TRAILING_BYTES']],
  ])('%s', (_, hex, expected) => {
    expect(codes(parseEfAtrInfo(fromHex(hex)))).toEqual(expected)
  })

  test('nothing at all is refused', () => {
    expect(() => parseEfAtrInfo(new Uint8Array(0))).toThrow(EmrtdError)
    expect(() => parseEfAtrInfo(fromHex('0000'))).toThrow(EmrtdError)
    expect(() => parseEfAtrInfo(fromHex('4703'))).toThrow(
      expect.objectContaining({ code: 'ASN1_TRUNCATED', offset: 1 }),
    )
  })
})

describe('EF.DIR', () => {
  test('all applications of Doc 9303-10 Table 31', () => {
    const file = parseEfDir(fromHex(vector('lds', 'ef-dir').expected['hex']!))
    expect(file.applications.map(application => application.name)).toEqual([
      'LDS1 eMRTD',
      'Travel Records',
      'Visa Records',
      'Additional Biometrics',
    ])
    expect(file.findings).toEqual([])
  })

  test('other applications, with a label', () => {
    const file = parseEfDir(fromHex('610F 4F05E828BD080F 5006654944204150'))
    expect(file.applications).toMatchObject([{ name: undefined, label: latin1ToBytes('eID AP') }])
  })

  test.each([
    ['no template', '4F07A0000002471001', ['WRAPPER_MISSING']],
    ['a template without identifier', '61025000 61094F07A0000002471001', ['TAG_MISSING']],
    ['another tag', '61094F07A0000002471001 510100', ['UNKNOWN_TAG']],
    ['padding', '61094F07A0000002471001 0000', []],
    ['something behind padding', '61094F07A0000002471001 0001', ['TRAILING_BYTES']],
    ['an identifier of four bytes', '61064F04A0000002', ['VALUE_MALFORMED']],
  ])('%s', (_, hex, expected) => {
    const file = parseEfDir(fromHex(hex))
    expect(file.applications).toHaveLength(1)
    expect(codes(file)).toEqual(expected)
  })

  test('nothing, hundreds, or a length that lies is refused', () => {
    expect(() => parseEfDir(new Uint8Array(0))).toThrow(expect.objectContaining({ code: 'LDS_BAD_FILE' }))
    expect(() => parseEfDir(fromHex('5100'.repeat(101)))).toThrow(
      expect.objectContaining({ code: 'ASN1_LIMIT' }),
    )
    expect(() => parseEfDir(fromHex('6103 4F07A0'))).toThrow(
      expect.objectContaining({ code: 'ASN1_TRUNCATED', offset: 3 }),
    )
  })
})

describe('EF.CVCA', () => {
  const reference = (text: string): Uint8Array =>
    concatBytes(Uint8Array.of(0x42, text.length), latin1ToBytes(text))
  const file = (...parts: readonly Uint8Array[]): Uint8Array => {
    const whole = new Uint8Array(36)
    whole.set(concatBytes(...parts))
    return whole
  }

  test('two references, the newest first', () => {
    const parsed = parseEfCvca(file(reference('DECVCAEPASS00002'), reference('DECVCAEPASS00001')))
    expect(parsed.references).toMatchObject([
      { text: 'DECVCAEPASS00002', countryCode: 'DE', holderMnemonic: 'CVCAEPASS', sequenceNumber: '00002' },
      { text: 'DECVCAEPASS00001' },
    ])
    expect(parsed.findings).toEqual([])
  })

  test('what deviates is remarked on', () => {
    expect(codes(parseEfCvca(reference('DECVCA00001')))).toEqual(['LENGTH_MISMATCH'])
    expect(codes(parseEfCvca(file(reference('de!'))))).toEqual(['VALUE_MALFORMED'])
    const three = ['1', '2', '3'].map(digit => reference(`DEX0000${digit}`))
    expect(codes(parseEfCvca(file(...three)))).toEqual(['COUNT_OUT_OF_RANGE'])
    expect(codes(parseEfCvca(file(reference('DEX00001'), fromHex('0001'))))).toEqual(['TRAILING_BYTES'])
    expect(codes(parseEfCvca(file(reference('DEX00001'), fromHex('510101'))))).toEqual(['TRAILING_BYTES'])
  })

  test('what holds no reference is refused', () => {
    expect(() => parseEfCvca(new Uint8Array(36))).toThrow(expect.objectContaining({ code: 'LDS_BAD_FILE' }))
    expect(() => parseEfCvca(file(fromHex('5F200100')))).toThrow(
      expect.objectContaining({ code: 'LDS_BAD_FILE', offset: 0 }),
    )
  })
})

describe('EF.DG14', () => {
  test('of the reference data set of TR-03105-5', () => {
    const file = parseDg14(fromHex(vector('ca', 'bsi-dg14').inputs['EF_DG14']!))
    expect(file.findings).toEqual([])
    expect(file.securityInfos.map(info => info.kind).sort()).toContain('ChipAuthenticationPublicKeyInfo')
  })

  test('offsets of findings and errors count from the start of the file', () => {
    const file = parseDg14(fromHex('6E0D 3109 3007 0603 2A0304 0500 0500'))
    expect(file.findings).toEqual([
      { code: 'SECURITY_INFO_UNKNOWN', offset: 4, detail: '1.2.3.4' },
      { code: 'TRAILING_BYTES', offset: 13 },
    ])
    expect(() => parseDg14(fromHex('6E04 3105 3000'))).toThrow(
      expect.objectContaining({ code: 'ASN1_TRUNCATED', offset: 3 }),
    )
    expect(() => parseDg14(fromHex('6F02 3100'))).toThrow(
      expect.objectContaining({ code: 'LDS_BAD_FILE', offset: 0 }),
    )
  })

  test('bytes behind the file', () => {
    expect(parseDg14(fromHex('6E02 3100 0000')).findings).toEqual([{ code: 'TRAILING_BYTES', offset: 4 }])
  })
})

describe('EF.DG15', () => {
  test('a key that cannot be used is kept as bytes', () => {
    const key = derSequence(derOctetString(fromHex('00')))
    const file = parseDg15(concatBytes(Uint8Array.of(0x6f, key.length), key))
    expect(file).toMatchObject({ publicKey: undefined, publicKeyBytes: key })
    expect(codes(file)).toEqual(['PUBLIC_KEY_UNREADABLE'])
    expect(() => parseDg15(fromHex('6E00'))).toThrow(expect.objectContaining({ code: 'LDS_BAD_FILE' }))
  })

  const specimens = ['loes2006/ef010F.bin', 'tr03105-5/Datagroup15.bin', 'tr03105-5/Datagroup14.bin']
  const [loes, dg15, dg14] = specimens.map(name => corpora(`specimens/${name}`))
  test.skipIf(loes === undefined)('of the loes2006 specimen', () => {
    const file = parseDg15(new Uint8Array(readFileSync(loes!)))
    expect(file.publicKey).toMatchObject({ type: 'RSA', bits: 1024 })
    expect(file.findings).toEqual([])
  })
  test.skipIf(dg15 === undefined)('DG14 and DG15 of TR-03105-5', () => {
    const key = parseDg15(new Uint8Array(readFileSync(dg15!)))
    expect(key.findings).toEqual([])
    expect(key.publicKey).toBeDefined()
    const infos = parseDg14(new Uint8Array(readFileSync(dg14!)))
    expect(infos.findings).toEqual([])
    expect(findSecurityInfos(infos.securityInfos, 'ChipAuthenticationPublicKeyInfo')).toHaveLength(1)
  })
})

test('any bytes give a file or an EmrtdError', () => {
  const seeds: readonly (readonly [(bytes: Uint8Array) => unknown, Uint8Array])[] = [
    [parseEfCardAccess, fromHex('31143012060A04007F0007020204020202010202010D')],
    [parseEfCardSecurity, fromHex(vector('ca', 'cardsecurity-ecdh').inputs['EF_CardSecurity']!)],
    [parseEfAtrInfo, fromHex('4703 8601E0 7F6608 020203E8 02020400 4F05 A000000247')],
    [parseEfDir, fromHex(vector('lds', 'ef-dir').expected['hex']!)],
    [parseEfCvca, fromHex('4210 44454356434145504153533030303031 0000')],
    [parseDg14, fromHex(vector('ca', 'bsi-dg14').inputs['EF_DG14']!)],
    [parseDg15, fromHex('6F0E 300C 3007 0605 2B81040022 0301 00')],
  ]
  for (const [parse, seed] of seeds) {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(seed.length - 1), fc.nat(255)), { minLength: 1, maxLength: 3 }),
        fc.nat(seed.length),
        (changes, length) => {
          const bytes = seed.slice()
          for (const [at, value] of changes) bytes[at] = value
          for (const input of [bytes, bytes.subarray(0, length)]) {
            try {
              parse(input)
            } catch (error) {
              expect(error).toBeInstanceOf(EmrtdError)
            }
          }
        },
      ),
      { numRuns: 200 },
    )
  }
})
