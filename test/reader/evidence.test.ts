import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { EmrtdError } from '../../src/errors.js'
import type { DocumentEvidence } from '../../src/evidence.js'
import { loadEvidence, saveEvidence } from '../../src/evidence-json.js'

const full: DocumentEvidence = {
  atr: Uint8Array.of(0x3b, 0x80),
  files: [
    { name: 'EF.SOD', bytes: Uint8Array.of(0x77, 0x01, 0x00) },
    { name: 'EF.DG16', bytes: new Uint8Array(0) },
  ],
  unread: [
    { name: 'EF.DG3', code: 'APDU_STATUS', message: 'refused', statusWord: 0x6982 },
    { name: 'EF.DG2', code: 'READER_BAD_FILE', message: 'ends early', bytes: Uint8Array.of(0x75) },
  ],
  access: {
    protocol: 'BAC',
    fallback: { code: 'ACCESS_DENIED', message: 'the chip refused', statusWord: 0x6300 },
  },
  protocols: [
    {
      protocol: 'PACE',
      oid: '0.4.0.127.0.7.2.2.4.6.2',
      mapping: 'CAM',
      cipher: 'AES-128',
      parameterId: 13,
      password: 'CAN',
      completed: false,
      fault: { code: 'ACCESS_DENIED', message: 'the chip refused', statusWord: 0x6300 },
      chipAuthenticationData: Uint8Array.of(1),
      chipMappingKey: Uint8Array.of(4),
      transcript: [
        { command: Uint8Array.of(0, 0x22), response: Uint8Array.of(0x90, 0) },
        { command: Uint8Array.of(0x10, 0x86) },
      ],
    },
    { protocol: 'BAC', completed: true, transcript: [] },
    {
      protocol: 'CHIP_AUTHENTICATION',
      completed: true,
      oid: '0.4.0.127.0.7.2.2.3.2.2',
      publicKey: Uint8Array.of(0x30, 0x00),
      keyId: Uint8Array.of(1),
      transcript: [],
    },
    {
      protocol: 'ACTIVE_AUTHENTICATION',
      completed: true,
      challenge: new Uint8Array(8),
      challengeBy: 'caller',
      signature: Uint8Array.of(9),
      transcript: [],
    },
    {
      protocol: 'TERMINAL_AUTHENTICATION',
      completed: true,
      certificates: [Uint8Array.of(0x7f)],
      transcript: [],
    },
  ],
  fault: { code: 'APDU_CHANNEL', message: 'the card was removed' },
  commandCount: 17,
  startedAt: '2026-06-01T10:00:00.000Z',
  steps: [
    { name: 'PACE', commandCount: 5, milliseconds: 812.5 },
    { name: 'EF.SOD', commandCount: 2 },
  ],
}
const small: DocumentEvidence = {
  files: [],
  unread: [],
  access: { protocol: 'NONE' },
  protocols: [],
  commandCount: 0,
  steps: [],
}

const code = (work: () => unknown): string | undefined => {
  try {
    work()
    return undefined
  } catch (error) {
    return error instanceof EmrtdError ? error.code : `${error}`
  }
}

describe('evidence is saved and loaded', () => {
  test('with everything, and with nothing', () => {
    for (const evidence of [full, small]) {
      const text = saveEvidence(evidence)
      expect(loadEvidence(text)).toEqual(evidence)
      expect(loadEvidence(new TextEncoder().encode(text))).toEqual(evidence)
      expect(saveEvidence(loadEvidence(text))).toBe(text)
    }
  })

  test('the text is what docs/evidence.md says', () => {
    expect(saveEvidence({ ...small, files: [{ name: 'EF.DG1', bytes: Uint8Array.of(0x61, 0xab) }] })).toBe(
      '{"format":"emrtd-evidence","version":1,"files":[{"name":"EF.DG1","bytes":"61ab"}],"unread":[],' +
        '"access":{"protocol":"NONE"},"protocols":[],"commandCount":0,"steps":[]}',
    )
  })

  test('what could not be loaded is not saved', () => {
    expect(() => saveEvidence({ ...small, commandCount: -1 })).toThrow(TypeError)
    const file = { name: 'EF.DG1', bytes: new Uint8Array(1) } as const
    expect(() => saveEvidence({ ...small, files: [file, file] })).toThrow(TypeError)
  })
})

describe('nothing else is loaded', () => {
  const refused = (change: (json: Record<string, unknown>) => unknown): string | undefined => {
    const json = JSON.parse(saveEvidence(full)) as Record<string, unknown>
    const changed = change(json) ?? json
    return code(() => loadEvidence(JSON.stringify(changed)))
  }

  test.each<readonly [string, (json: Record<string, unknown>) => unknown]>([
    ['another format', json => ({ ...json, format: 'other' })],
    ['another version', json => ({ ...json, version: 2 })],
    ['a list', () => []],
    ['null', json => ({ ...json, atr: null })],
    ['a key too many', json => ({ ...json, password: 'x' })],
    ['a key too many deep inside', json => ({ ...json, access: { protocol: 'NONE', x: 1 } })],
    ['__proto__', json => JSON.parse(JSON.stringify(json).replace('"steps"', '"__proto__":{},"steps"'))],
    ['a missing key', ({ files: _, ...json }) => json],
    ['upper case', json => ({ ...json, atr: '3B80' })],
    ['half a byte', json => ({ ...json, atr: '3b8' })],
    ['white space', json => ({ ...json, atr: '3b 80' })],
    ['an unknown file', json => ({ ...json, files: [{ name: 'EF.DG17', bytes: '' }] })],
    ['a file read and unread', json => ({ ...json, files: [{ name: 'EF.DG3', bytes: '' }] })],
    [
      'a status word of three bytes',
      json => ({ ...json, fault: { code: 'A_B', message: '', statusWord: 65_536 } }),
    ],
    ['a count that is none', json => ({ ...json, commandCount: 1.5 })],
    ['an unknown protocol', json => ({ ...json, protocols: [{ protocol: 'toString' }] })],
    [
      'the key of another protocol',
      json => ({
        ...json,
        protocols: [{ protocol: 'BAC', completed: true, transcript: [], oid: '1.2' }],
      }),
    ],
    ['a day', json => ({ ...json, startedAt: '2026-06-01' })],
  ])('%s', (_, change) => {
    expect(refused(change)).toBe('READER_BAD_EVIDENCE')
  })

  test('text that is no JSON, or too long', () => {
    expect(code(() => loadEvidence('{'))).toBe('READER_BAD_EVIDENCE')
    expect(code(() => loadEvidence('['.repeat(200_000)))).toBe('READER_BAD_EVIDENCE')
    expect(code(() => loadEvidence(new Uint8Array(64 * 1024 * 1024 + 1)))).toBe('READER_BAD_EVIDENCE')
  })

  test('any JSON gives evidence or READER_BAD_EVIDENCE', () => {
    const value = fc.jsonValue()
    const keys = Object.keys(JSON.parse(saveEvidence(full)) as object)
    fc.assert(
      fc.property(fc.constantFrom(...keys), value, (key, json) => {
        const result = refused(before => ({ ...before, [key]: json }))
        expect([undefined, 'READER_BAD_EVIDENCE']).toContain(result)
      }),
      { numRuns: 300 },
    )
  })
})
