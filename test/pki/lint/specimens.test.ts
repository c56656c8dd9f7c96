import { describe, expect, test } from 'vitest'
import { nativeBackend } from '../../../src/crypto/native/index.js'
import { lintEfSod, parseEfSod, securityObjectRules } from '../../../src/lds/index.js'
import {
  certificateKind,
  fieldLeniencies,
  type LintFinding,
  lintCertificate,
  lintCrl,
  lintDeviationList,
  lintMasterList,
  lintRules,
  parseCertificate,
  parseCrl,
  parseDeviationList,
  parseMasterList,
} from '../../../src/pki/index.js'
import type { CertificateKind } from '../../../src/pki/lint/certificate-under-lint.js'
import {
  brokenCertificates,
  earlierCertificate,
  moreSoundCertificates,
  soundCertificates,
} from './certificate-specimens.js'
import { brokenCrls, soundCrls } from './crl-specimens.js'
import { type BrokenFile, brokenFiles, type SignedFile, soundFiles } from './signed-data-specimens.js'

const leniencies = fieldLeniencies
const backend = nativeBackend
const certificateFindings = (bytes: Uint8Array, kind?: CertificateKind): readonly LintFinding[] =>
  lintCertificate(parseCertificate(bytes, { leniencies }), { kind, backend }).findings
const crlFindings = (bytes: Uint8Array): readonly LintFinding[] => lintCrl(parseCrl(bytes, { leniencies }))
const fileFindings: Readonly<Record<SignedFile, (bytes: Uint8Array) => readonly LintFinding[]>> = {
  masterList: bytes => lintMasterList(parseMasterList(bytes), { backend }).findings,
  deviationList: bytes => lintDeviationList(parseDeviationList(bytes), { backend }).findings,
  efSod: bytes => lintEfSod(parseEfSod(bytes), { backend }).findings,
}
const ids = (findings: readonly LintFinding[]): readonly string[] => [
  ...new Set(findings.map(({ rule }) => rule.id)),
]
const rules = [...lintRules, ...securityObjectRules]

describe('sound specimens break no rule', () => {
  test.each(Object.entries(soundCertificates))('%s', (kind, bytes) => {
    expect(certificateKind(parseCertificate(bytes), backend)).toBe(kind)
    expect(certificateFindings(bytes)).toEqual([])
  })

  test.each(moreSoundCertificates)('%s', (_, kind, bytes) => {
    expect(certificateFindings(bytes, kind)).toEqual([])
  })

  test('CRLs', () => {
    for (const bytes of soundCrls) expect(crlFindings(bytes)).toEqual([])
  })

  test.each(Object.keys(soundFiles) as SignedFile[])('%s', file => {
    expect(fileFindings[file](soundFiles[file])).toEqual([])
  })

  test('nor do the certificates in and beside lists, and the signer of EF.SOD', () => {
    const { masterList, deviationList, efSod } = soundFiles
    const found = [
      ...lintMasterList(parseMasterList(masterList), { backend }).certificates,
      ...lintDeviationList(parseDeviationList(deviationList), { backend }).certificates,
      ...lintEfSod(parseEfSod(efSod), { backend }).signers,
    ]
    expect(found.map(({ kind }) => kind).sort()).toEqual([
      ...['csca', 'csca', 'csca', 'deviationListSigner', 'documentSigner', 'link', 'masterListSigner'],
    ])
    expect(found.flatMap(({ findings }) => findings)).toEqual([])
  })
})

describe('a broken specimen breaks its rule, and no other', () => {
  test.each(Object.entries(brokenCertificates))('%s', (id, specimens) => {
    for (const { kind, bytes, also = [] } of specimens) {
      const findings = certificateFindings(bytes(), kind)
      expect([...ids(findings)].sort()).toEqual([id, ...also].sort())
      for (const { detail } of findings) expect(detail).not.toBe('')
    }
  })

  test.each(Object.entries(brokenCrls))('%s', (id, specimens) => {
    for (const bytes of specimens) expect(ids(crlFindings(bytes))).toEqual([id])
  })

  test.each(Object.entries(brokenFiles))('%s', (id, specimens) => {
    for (const { file, bytes, also = [] } of specimens) {
      expect([...ids(fileFindings[file](bytes))].sort()).toEqual([id, ...also].sort())
    }
  })
})

test('every rule has a specimen that breaks it, of each kind of file that it is for', () => {
  const broken = new Set(
    [brokenCertificates, brokenCrls, brokenFiles].flatMap(table =>
      Object.entries(table).flatMap(([id, specimens]) => (specimens.length > 0 ? [id] : [])),
    ),
  )
  expect(rules.map(({ id }) => id).filter(id => !broken.has(id))).toEqual([])
  expect([...broken].filter(id => !rules.some(rule => rule.id === id))).toEqual([])
  for (const { id, appliesTo } of rules) {
    const files: readonly BrokenFile[] = brokenFiles[id] ?? []
    if (files.length === 0) continue
    expect([id, appliesTo.filter(kind => !files.some(({ file }) => file === kind))]).toEqual([id, []])
  }
})

test('what the Sixth Edition allowed is told apart', () => {
  const findings = certificateFindings(earlierCertificate(), 'csca')
  expect(ids(findings)).toEqual([
    'private-key-usage-period-present',
    'alternative-names-present',
    'crl-distribution-points-present',
  ])
  expect(findings.every(({ earlierProfile }) => earlierProfile === true)).toBe(true)
})
