import { describe, expect, test } from 'vitest'
import { type CryptoBackend, defaultBackend } from '../../src/crypto/index.js'
import { type InspectOptions, inspect } from '../../src/inspection/index.js'
import type { LdsFileName } from '../../src/lds/index.js'
import {
  compileTrustStore,
  createTrustStore,
  loadCompiledTrustStore,
  parseCertificate,
  parseCrl,
  rememberSigners,
  type TrustStore,
} from '../../src/pki/index.js'
import { buildCrl, type Country, createCountry, issueDocument } from '../../src/testkit/index.js'

const at = new Date('2026-06-01T00:00:00Z')
const utopia = createCountry({ state: 'UTO', seed: 'memory' })
const other = createCountry({ state: 'UTO', seed: 'another key of the same name' })

const storeOf = (...countries: readonly Country[]): TrustStore =>
  createTrustStore(
    countries.map(({ csca }, i) => ({ name: `csca ${i}`, bytes: csca.certificate, trust: 'asGiven' })),
  )

function filesOf(country: Country, documentNumber: string) {
  const { files } = issueDocument(country, { holder: { documentNumber } })
  return Object.entries(files).flatMap(([name, bytes]) =>
    bytes === undefined ? [] : [{ name: name as LdsFileName, bytes: Uint8Array.from(bytes) }],
  )
}

/** The default backend, and how many signatures it was asked to verify. */
function counting(): { readonly backend: CryptoBackend; readonly count: () => number } {
  let signatures = 0
  const backend: CryptoBackend = {
    ...defaultBackend,
    verifyEcdsa: (...parameters) => {
      signatures++
      return defaultBackend.verifyEcdsa(...parameters)
    },
  }
  return { backend, count: () => signatures }
}

type Judged = Pick<ReturnType<typeof inspect>, 'verdict' | 'checks'>

function judge(
  files: ReturnType<typeof filesOf>,
  trust: TrustStore,
  options: Partial<InspectOptions> = {},
): Judged {
  const { verdict, checks } = inspect({ files }, { trust, at, ...options })
  return { verdict, checks }
}

describe('a trust store that remembers signers', () => {
  test('verifies a signer once, and each document', () => {
    const trust = rememberSigners(storeOf(utopia))
    const { backend, count } = counting()
    for (const [number, expected] of [
      ['L898902C3', 2],
      ['L898902C4', 3],
      ['L898902C5', 4],
    ] as const) {
      expect(judge(filesOf(utopia, number), trust, { backend }).verdict).toBe('valid')
      expect(count()).toBe(expected)
    }
  })

  test('judges as the store does without', () => {
    const { serialNumber } = utopia.documentSigner.content
    const crl = buildCrl(utopia, {
      revoked: [{ serialNumber, date: new Date('2026-01-01T00:00:00Z') }],
      thisUpdate: new Date('2026-05-01T00:00:00Z'),
      nextUpdate: new Date('2026-07-01T00:00:00Z'),
    })
    const revoked = [parseCrl(crl)]
    const good = filesOf(utopia, 'L898902C3')
    const forged = good.map(({ name, bytes }) => ({
      name,
      // The first data group's last byte.
      bytes: name === 'EF.DG1' ? bytes.map((byte, i) => (i === bytes.length - 1 ? byte ^ 1 : byte)) : bytes,
    }))
    const plain = storeOf(utopia)
    const remembering = rememberSigners(plain)
    const cases: readonly (readonly [ReturnType<typeof filesOf>, Partial<InspectOptions>, string])[] = [
      [good, {}, 'valid'],
      [forged, {}, 'invalid'],
      [good, { at: new Date('2040-01-01T00:00:00Z') }, 'invalid'],
      [good, { crls: revoked }, 'invalid'],
      [filesOf(other, 'L898902C3'), {}, 'invalid'],
      [good, {}, 'valid'],
    ]
    for (const [files, options, verdict] of cases) {
      for (let turn = 0; turn < 2; turn++) {
        const expected = judge(files, plain, options)
        expect(judge(files, remembering, options)).toEqual(expected)
        if (verdict !== 'invalid') expect(expected.verdict).toBe(verdict)
        else expect(expected.verdict).not.toBe('valid')
      }
    }
  })

  test('knows a signer by all its bytes: a changed one with the same end is another', () => {
    const trust = rememberSigners(storeOf(utopia))
    const files = filesOf(utopia, 'L898902C3')
    expect(judge(files, trust).verdict).toBe('valid')
    // The certificate inside EF.SOD, its serial number changed, its signature as it was.
    const sod = files.find(({ name }) => name === 'EF.SOD')!
    const certificate = utopia.documentSigner.certificate
    const start = Buffer.from(sod.bytes).indexOf(certificate)
    expect(start).toBeGreaterThan(0)
    const changed = Uint8Array.from(sod.bytes)
    const { subjectKeyIdentifier } = trust.signerMemory!.decode(certificate)
    const identifierAt = Buffer.from(sod.bytes).indexOf(subjectKeyIdentifier!, start)
    changed[identifierAt]! ^= 1
    const tampered = files.map(file => (file === sod ? { ...file, bytes: changed } : file))
    for (let turn = 0; turn < 2; turn++) {
      const { checks } = judge(tampered, trust)
      expect(checks.find(({ id }) => id === 'PA.CERTIFICATE_PATH')?.status).not.toBe('passed')
    }
    expect(judge(files, trust).verdict).toBe('valid')
  })

  test('keeps nothing of the file that a signer came from', () => {
    const trust = rememberSigners(storeOf(utopia))
    const files = filesOf(utopia, 'L898902C3')
    expect(judge(files, trust).verdict).toBe('valid')
    for (const { bytes } of files) bytes.fill(0)
    expect(judge(filesOf(utopia, 'L898902C4'), trust).verdict).toBe('valid')
  })

  test('forgets the one that was met longest ago', () => {
    const trust = rememberSigners(storeOf(utopia, other), { capacity: 1 })
    const { backend, count } = counting()
    const first = filesOf(utopia, 'L898902C3')
    judge(first, trust, { backend })
    const once = count()
    judge(first, trust, { backend })
    expect(count()).toBe(once + 1)
    judge(filesOf(other, 'L898902C3'), trust, { backend })
    const before = count()
    judge(first, trust, { backend })
    expect(count()).toBe(before + once)
  })

  test('of two, the one that was met last stays', () => {
    const third = createCountry({ state: 'UTO', seed: 'a third key of the same name' })
    const { signerMemory } = rememberSigners(storeOf(utopia, other), { capacity: 2 })
    const [first, second, last] = [utopia, other, third].map(
      ({ documentSigner }) => documentSigner.certificate,
    )
    const kept = signerMemory!.decode(first!)
    const lost = signerMemory!.decode(second!)
    expect(signerMemory!.decode(first!)).toBe(kept)
    signerMemory!.decode(last!)
    expect(signerMemory!.decode(first!)).toBe(kept)
    expect(signerMemory!.decode(second!)).not.toBe(lost)
  })

  test('a certificate that is not the one it made is verified each time', () => {
    const { signerMemory } = rememberSigners(storeOf(utopia))
    const bytes = utopia.documentSigner.certificate
    const own = signerMemory!.decode(bytes)
    const issuer = parseCertificate(utopia.csca.certificate)
    let asked = 0
    const verify = () => {
      asked++
      return { status: 'passed' } as const
    }
    for (let turn = 0; turn < 2; turn++) signerMemory!.verify(own, issuer, verify)
    expect(asked).toBe(1)
    for (let turn = 0; turn < 2; turn++) signerMemory!.verify(parseCertificate(bytes), issuer, verify)
    expect(asked).toBe(3)
    for (let turn = 0; turn < 2; turn++)
      signerMemory!.verify(own, parseCertificate(utopia.csca.certificate), verify)
    expect(asked).toBe(5)
  })

  test('remembers on top of a compiled store too', () => {
    const compiled = loadCompiledTrustStore(compileTrustStore(storeOf(utopia)))
    const trust = rememberSigners(compiled)
    expect(judge(filesOf(utopia, 'L898902C3'), trust).verdict).toBe('valid')
    expect(trust.anchors).toBe(compiled.anchors)
    expect(trust.sources).toBe(compiled.sources)
  })

  test.each([0, -1, 1.5, Number.NaN])('a capacity of %d is a TypeError', capacity => {
    expect(() => rememberSigners(storeOf(utopia), { capacity })).toThrow(TypeError)
  })
})
