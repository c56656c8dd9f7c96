import { expect, test } from 'vitest'
import { verifyCardSecurity } from '../../../src/authentication/chip/verify-card-security.js'
import { nativeBackend } from '../../../src/crypto/native/index.js'
import { parseEfCardSecurity } from '../../../src/lds/index.js'
import { createTrustStore, parseCrl } from '../../../src/pki/index.js'
import { buildCrl, createCountry, issueCardSecurity } from '../../../src/testkit/index.js'

const utopia = createCountry({
  state: 'UTO',
  seed: 'card security',
  dates: { documentSigner: { notAfter: new Date('2025-12-31T00:00:00Z') } },
})
const { documentSigner, csca } = utopia
const trust = createTrustStore([{ name: 'csca', bytes: csca.certificate, trust: 'asGiven' }])
const file = (signingTime?: Date) =>
  parseEfCardSecurity(
    issueCardSecurity([{ kind: 'TerminalAuthenticationInfo' }], documentSigner, { signingTime }),
  )
const whileValid = new Date('2025-06-01T00:00:00Z')
const afterwards = new Date('2026-06-01T00:00:00Z')
const crlOf = (...revoked: readonly bigint[]) =>
  parseCrl(
    buildCrl(utopia, {
      revoked: revoked.map(serialNumber => ({ serialNumber, date: new Date('2025-01-01T00:00:00Z') })),
      thisUpdate: new Date('2025-05-01T00:00:00Z'),
      nextUpdate: new Date('2026-12-01T00:00:00Z'),
    }),
  )
const verify = (options: Partial<Parameters<typeof verifyCardSecurity>[1]> = {}, signingTime?: Date) =>
  verifyCardSecurity(file(signingTime), { trust, at: whileValid, backend: nativeBackend, ...options }).check

test('passes under the CSCA, and is shown beside the verdict', () => {
  expect(verify()).toMatchObject({ status: 'passed', advisory: true, subject: 'EF.CardSecurity' })
  expect(verify({ crls: [crlOf(1n)] }).status).toBe('passed')
})

test('a revoked signer fails', () => {
  const crls = [crlOf(documentSigner.content.serialNumber)]
  const detail = 'by the CRL of 2025-05-01T00:00:00.000Z'
  expect(verify({ crls })).toMatchObject({ status: 'failed', reason: 'CERTIFICATE_REVOKED', detail })
})

test('a revocation list that the policy asks for and nobody has leaves it open', () => {
  const policy = { revocation: 'required' } as const
  expect(verify({ policy })).toMatchObject({ status: 'inconclusive', reason: 'CRL_MISSING' })
  expect(verify({ policy, crls: [crlOf(1n)] }).status).toBe('passed')
})

test('a signer that has expired: at the inspection, or when it signed, as the policy asks', () => {
  expect(verify({ at: afterwards })).toMatchObject({ status: 'failed', reason: 'CERTIFICATE_EXPIRED' })
  const policy = { validity: 'atSigning' } as const
  expect(verify({ at: afterwards, policy }, whileValid).status).toBe('passed')
  expect(verify({ at: afterwards, policy })).toMatchObject({
    status: 'inconclusive',
    reason: 'SIGNING_TIME_UNKNOWN',
  })
})

test('what failed is told before what is open', () => {
  const policy = { revocation: 'required' } as const
  expect(verify({ at: afterwards, policy })).toMatchObject({
    status: 'failed',
    reason: 'CERTIFICATE_EXPIRED',
  })
})
