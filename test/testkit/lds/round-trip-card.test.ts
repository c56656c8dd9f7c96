import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { derBitString, derSequence, derUnsigned } from '../../../src/asn1/index.js'
import { concatBytes } from '../../../src/bytes.js'
import {
  curveByName,
  type DomainParameters,
  defaultBackend,
  hashAlgorithms,
  modpGroups,
} from '../../../src/crypto/index.js'
import {
  parseDg14,
  parseDg15,
  parseEfAtrInfo,
  parseEfCardAccess,
  parseEfCardSecurity,
  parseEfCvca,
  parseEfDir,
  passwordFlags,
} from '../../../src/lds/index.js'
import { fieldLeniencies, parseCertificate, verifySignerInfo } from '../../../src/pki/index.js'
import { explicitAlgorithm, standardizedAlgorithm } from '../../../src/testkit/chip/security-infos.js'
import {
  createCountry,
  issueCardSecurity,
  type SecurityInfoContent,
  writeDg14,
  writeDg15,
  writeEfAtrInfo,
  writeEfCvca,
  writeEfDir,
  writeSecurityInfo,
  writeSecurityInfos,
} from '../../../src/testkit/index.js'
import { bits, foreignObject } from './arbitraries.js'

const optional = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined })
const cipher = fc.constantFrom('3DES', 'AES-128', 'AES-192', 'AES-256')
const hash = fc.constantFrom('SHA-1', 'SHA-224', 'SHA-256', 'SHA-384', 'SHA-512')
const keyId = optional(fc.bigInt({ min: 0n, max: 2n ** 128n }))
const oid = fc.tuple(bits(7), bits(20), bits(40)).map(arcs => `1.3.6.1.4.1.${arcs.join('.')}`)
const fileId = fc.record({ fileId: bits(16), shortFileId: optional(bits(5)) })

const ec: DomainParameters = { type: 'EC', curve: curveByName('brainpoolP256r1')! }
const dh: DomainParameters = { type: 'DH', group: modpGroups[2]! }
const ecKey = derSequence(
  explicitAlgorithm(ec),
  derBitString(defaultBackend.ecMultiply(ec.curve, Uint8Array.of(5))),
)
const dhKey = derSequence(explicitAlgorithm(dh), derBitString(derUnsigned(dh.group.generator)))
/** Key agreement with an AlgorithmIdentifier and a SubjectPublicKeyInfo of it. */
const agreement = fc.constantFrom(
  { keyAgreement: 'ECDH', algorithm: explicitAlgorithm(ec), publicKeyInfo: ecKey } as const,
  { keyAgreement: 'ECDH', algorithm: standardizedAlgorithm(13), publicKeyInfo: ecKey } as const,
  { keyAgreement: 'DH', algorithm: explicitAlgorithm(dh), publicKeyInfo: dhKey } as const,
  { keyAgreement: 'DH', algorithm: standardizedAlgorithm(2), publicKeyInfo: dhKey } as const,
)

type Kind = SecurityInfoContent['kind']
/** A content of each kind beside what must be read. */
type Sample = readonly [content: SecurityInfoContent, read: object]

const pace = fc.constantFrom(
  { keyAgreement: 'DH', mapping: 'GM' } as const,
  { keyAgreement: 'ECDH', mapping: 'GM' } as const,
  { keyAgreement: 'DH', mapping: 'IM' } as const,
  { keyAgreement: 'ECDH', mapping: 'IM' } as const,
)

const signatureInfo = (kind: 'PSAInfo' | 'PSMInfo' | 'PSCInfo'): fc.Arbitrary<Sample> =>
  fc
    .record({
      kind: fc.constant(kind),
      hash: fc.constantFrom('SHA-256', 'SHA-384', 'SHA-512'),
      ps1Authorization: fc.integer({ min: 0, max: 2 }),
      ps2Authorization: fc.integer({ min: 0, max: 2 }),
      keyId,
    })
    .map(content => [content, { ...content, version: 1 }])

const samples: Readonly<Record<Kind, fc.Arbitrary<Sample>>> = {
  PACEInfo: fc.record({ way: pace, cipher, parameterId: optional(bits(7)) }).map(({ way, ...rest }) => {
    const content = { kind: 'PACEInfo', ...way, ...rest } as const
    return [content, { ...content, version: 2 }]
  }),
  PACEDomainParameterInfo: fc
    .record({ mapping: fc.constantFrom('GM', 'IM'), of: agreement, parameterId: optional(bits(7)) })
    .map(({ mapping, of: { keyAgreement, algorithm }, parameterId }) => [
      { kind: 'PACEDomainParameterInfo', mapping, keyAgreement, algorithm, parameterId },
      {
        mapping,
        keyAgreement,
        domainParameterBytes: algorithm,
        parameterId,
        domainParameters: expect.anything(),
      },
    ]),
  ActiveAuthenticationInfo: fc.integer({ min: 1, max: 5 }).map(arc => {
    const content = {
      kind: 'ActiveAuthenticationInfo',
      signatureAlgorithm: `0.4.0.127.0.7.1.1.4.1.${arc}`,
    } as const
    return [content, { ...content, version: 1, signatureScheme: { encoding: 'plain' } }]
  }),
  ChipAuthenticationInfo: fc
    .record({
      keyAgreement: fc.constantFrom('DH', 'ECDH'),
      cipher,
      version: fc.integer({ min: 1, max: 3 }),
      keyId,
    })
    .map(content => [{ kind: 'ChipAuthenticationInfo', ...content }, content]),
  ChipAuthenticationDomainParameterInfo: fc
    .record({ of: agreement, keyId })
    .map(({ of: { keyAgreement, algorithm }, keyId: id }) => [
      { kind: 'ChipAuthenticationDomainParameterInfo', keyAgreement, algorithm, keyId: id },
      { keyAgreement, domainParameterBytes: algorithm, domainParameters: expect.anything(), keyId: id },
    ]),
  ChipAuthenticationPublicKeyInfo: fc
    .record({ of: agreement, keyId })
    .map(({ of: { keyAgreement, publicKeyInfo }, keyId: id }) => [
      { kind: 'ChipAuthenticationPublicKeyInfo', keyAgreement, publicKeyInfo, keyId: id },
      { keyAgreement, publicKeyBytes: publicKeyInfo, publicKey: expect.anything(), keyId: id },
    ]),
  TerminalAuthenticationInfo: fc
    .record({ version: fc.constantFrom(1, 2), efCvca: optional(fileId) })
    .map(content => [{ kind: 'TerminalAuthenticationInfo', ...content }, content]),
  EFDIRInfo: fc.uint8Array({ minLength: 5, maxLength: 16 }).map(aid => {
    const efDir = writeEfDir([{ aid }])
    return [
      { kind: 'EFDIRInfo', efDir },
      { efDirBytes: efDir, efDir: { applications: [{ aid }] } },
    ]
  }),
  PasswordInfo: fc
    .record({
      password: fc.constantFrom('MRZ', 'CAN', 'PIN', 'PUK'),
      passwordId: bits(7),
      options: optional(
        fc.record({
          flags: fc.uniqueArray(fc.integer({ min: 0, max: 11 })).map(flags => flags.sort((a, b) => a - b)),
          resumingPasswords: optional(fc.uniqueArray(bits(7), { minLength: 1, maxLength: 3 })),
          resettingPasswords: optional(fc.uniqueArray(bits(7), { minLength: 1, maxLength: 3 })),
          changingPasswords: optional(fc.uniqueArray(bits(7), { minLength: 1, maxLength: 3 })),
          type: optional(fc.integer({ min: 0, max: 4 })),
          minimumLength: optional(bits(8)),
          storedLength: optional(bits(8)),
          maximumLength: optional(bits(8)),
          paddingCharacter: optional(bits(8)),
        }),
      ),
    })
    .map(({ password, passwordId, options }) => {
      const sorted = (ids: readonly number[] | undefined): readonly number[] =>
        [...(ids ?? [])].sort((a, b) => a - b)
      const types = ['bcd', 'ascii-numeric', 'utf8', 'half-nibble-bcd', 'iso9564-1']
      return [
        { kind: 'PasswordInfo', password, passwordId, options },
        {
          password,
          passwordId,
          options: options && {
            ...options,
            flags: options.flags.map(bit => passwordFlags[bit]),
            resumingPasswords: sorted(options.resumingPasswords),
            resettingPasswords: sorted(options.resettingPasswords),
            changingPasswords: sorted(options.changingPasswords),
            type: options.type === undefined ? undefined : types[options.type],
          },
        },
      ]
    }),
  PSAInfo: signatureInfo('PSAInfo'),
  PSMInfo: signatureInfo('PSMInfo'),
  PSCInfo: signatureInfo('PSCInfo'),
  PSPublicKeyInfo: fc.record({ parameterId: optional(bits(7)), keyId }).map(content => [
    { kind: 'PSPublicKeyInfo', publicKeyInfo: ecKey, ...content },
    { publicKeyBytes: ecKey, ...content },
  ]),
  RestrictedIdentificationInfo: fc
    .record({
      keyAgreement: fc.constantFrom('DH', 'ECDH'),
      hash,
      keyId: fc.bigInt({ min: 0n, max: 2n ** 64n }),
      authorizedOnly: fc.boolean(),
      maximumKeyLength: optional(bits(16)),
    })
    .map(content => [
      { kind: 'RestrictedIdentificationInfo', ...content },
      { ...content, version: 1 },
    ]),
  RestrictedIdentificationDomainParameterInfo: agreement.map(({ keyAgreement, algorithm }) => [
    { kind: 'RestrictedIdentificationDomainParameterInfo', keyAgreement, algorithm },
    { keyAgreement, domainParameterBytes: algorithm, domainParameters: expect.anything() },
  ]),
  CardInfo: fc
    .record({
      url: fc.webUrl(),
      efCardInfo: optional(fileId),
      supportedTrVersion: optional(fc.constant('Version 2.21')),
      supportedTerminalTypes: optional(
        fc.array(
          fc.record({
            terminalType: oid,
            authorizations: optional(fc.array(oid, { minLength: 1, maxLength: 1 })),
          }),
          {
            minLength: 1,
            maxLength: 3,
          },
        ),
      ),
      maximumSessionContexts: optional(bits(7)),
      envelope: optional(fc.boolean()),
    })
    .map(content => [
      { kind: 'CardInfo', ...content },
      {
        ...content,
        supportedTerminalTypes: (content.supportedTerminalTypes ?? []).map(type => ({
          ...type,
          authorizations: type.authorizations ?? [],
        })),
      },
    ]),
  EIDSecurityInfo: fc
    .record({
      hash,
      dataGroupHashes: fc.array(fc.record({ dataGroup: bits(5), hash: fc.uint8Array({ maxLength: 64 }) }), {
        maxLength: 5,
      }),
      versions: optional(fc.record({ eid: fc.constant('1.0'), unicode: fc.constant('4.0.0') })),
    })
    .map(({ versions, ...content }) => [
      { kind: 'EIDSecurityInfo', ...content, versions },
      {
        ...content,
        hashOid: hashAlgorithms[content.hash].oid,
        eidVersion: versions?.eid,
        unicodeVersion: versions?.unicode,
      },
    ]),
  PrivilegedTerminalInfo: keyId.map(id => {
    const inner = {
      kind: 'ChipAuthenticationInfo',
      keyAgreement: 'ECDH',
      cipher: 'AES-128',
      keyId: id,
    } as const
    return [{ kind: 'PrivilegedTerminalInfo', securityInfos: [inner] }, { securityInfos: [inner] }]
  }),
  Unknown: oid.map(id => [{ kind: 'Unknown', oid: id, data: [derSequence()] }, { oid: id }]),
}
const kinds = Object.keys(samples) as readonly Kind[]

describe('what the testkit writes is read back', () => {
  test.each(kinds)('%s in EF.CardAccess', kind => {
    fc.assert(
      fc.property(samples[kind], ([content, expected]) => {
        const { securityInfos, findings } = parseEfCardAccess(writeSecurityInfos([content]))
        expect(securityInfos).toMatchObject([{ kind, bytes: writeSecurityInfo(content), ...expected }])
        expect(findings.map(({ code }) => code)).toEqual(kind === 'Unknown' ? ['SECURITY_INFO_UNKNOWN'] : [])
      }),
      { numRuns: 50 },
    )
  })

  const several = fc
    .uniqueArray(fc.constantFrom(...kinds), { minLength: 1, maxLength: 8 })
    .chain(chosen => fc.tuple(...chosen.map(kind => samples[kind].map(([content]) => content))))
  const kindsOf = (infos: readonly { readonly kind: string }[]): readonly string[] =>
    infos.map(({ kind }) => kind).sort()

  test('EF.DG14 and EF.CardSecurity, which verifies as EF.SOD does', () => {
    const { documentSigner } = createCountry({ state: 'UTO', seed: 'card security' })
    const certificate = parseCertificate(documentSigner.certificate, { leniencies: fieldLeniencies })
    fc.assert(
      fc.property(several, infos => {
        expect(kindsOf(parseDg14(writeDg14(infos)).securityInfos)).toEqual(kindsOf(infos))
        const file = parseEfCardSecurity(issueCardSecurity(infos, documentSigner))
        expect(kindsOf(file.securityInfos)).toEqual(kindsOf(infos))
        const [signer] = file.signedData.signerInfos
        expect(verifySignerInfo(file.signedData, signer!, certificate, defaultBackend).status).toBe('passed')
      }),
      { numRuns: 10 },
    )
  })

  test('EF.DG15', () => {
    for (const [spki, type] of [
      [ecKey, 'EC'],
      [dhKey, 'DH'],
    ] as const) {
      expect(parseDg15(writeDg15(spki))).toMatchObject({
        publicKeyBytes: spki,
        publicKey: { type },
        findings: [],
      })
    }
  })

  test('EF.ATR/INFO', () => {
    const flag = optional(fc.boolean())
    const limit = fc.integer({ min: 1, max: 2 ** 31 - 1 })
    const content = fc.record({
      cardCapabilities: optional(
        fc.record({
          selectByFullDfName: flag,
          shortFileIdentifier: flag,
          recordNumber: flag,
          commandChaining: flag,
          extendedLength: flag,
          extendedLengthInformation: flag,
        }),
      ),
      extendedLengthInformation: optional(
        fc.record({ maximumCommandLength: limit, maximumResponseLength: limit }),
      ),
      otherObjects: fc.array(foreignObject, { minLength: 1, maxLength: 3 }),
    })
    fc.assert(
      fc.property(content, given => {
        const read = parseEfAtrInfo(writeEfAtrInfo(given))
        const has = given.cardCapabilities
        expect(read.cardCapabilities === undefined).toBe(has === undefined)
        if (has !== undefined) {
          const all = Object.fromEntries(Object.entries(has).map(([name, value]) => [name, value ?? false]))
          expect(read.cardCapabilities).toMatchObject(all)
        }
        expect(read.extendedLengthInformation).toEqual(given.extendedLengthInformation)
        expect(read.otherObjects.map(({ bytes }) => bytes)).toEqual(given.otherObjects)
        expect(read.findings).toEqual([])
      }),
    )
  })

  test('EF.DIR', () => {
    const application = fc.record({
      aid: fc.uint8Array({ minLength: 5, maxLength: 16 }),
      label: optional(fc.uint8Array({ maxLength: 10 })),
    })
    fc.assert(
      fc.property(fc.array(application, { minLength: 1, maxLength: 8 }), applications => {
        const read = parseEfDir(writeEfDir(applications))
        expect(read.applications).toMatchObject(applications)
        expect(read.findings).toEqual([])
      }),
    )
  })

  test('EF.CVCA', () => {
    const reference = fc.record({
      countryCode: fc.stringMatching(/^[A-Z]{2}$/),
      holderMnemonic: fc.stringMatching(/^[A-Z]{1,9}$/),
      sequenceNumber: fc.stringMatching(/^[0-9A-Z]{5}$/),
    })
    fc.assert(
      fc.property(fc.array(reference, { minLength: 1, maxLength: 2 }), references => {
        const texts = references.map(given => Object.values(given).join(''))
        const read = parseEfCvca(writeEfCvca(texts))
        expect(read.references).toMatchObject(references.map((given, i) => ({ ...given, text: texts[i] })))
        expect(read.findings).toEqual([])
        expect(concatBytes(...read.references.map(({ bytes }) => bytes)).length).toBe(texts.join('').length)
      }),
    )
  })
})
