import { expect, test } from 'vitest'
import { verifyChipAuthentication, verifyPaceCam } from '../../../src/authentication/index.js'
import { curveByName, modpGroups } from '../../../src/crypto/index.js'
import { nativeBackend } from '../../../src/crypto/native/index.js'
import type { SecurityInfo } from '../../../src/lds/index.js'

/* Why a chip's proof fails, each reason on its own, with keys as parsing gives them. */
const used = Uint8Array.of(0x30, 0)
const keyInfo = (change: object): SecurityInfo =>
  ({ kind: 'ChipAuthenticationPublicKeyInfo', publicKeyBytes: used, ...change }) as unknown as SecurityInfo
const curve = curveByName('P-256')!
const one = Uint8Array.of(1)
const publicKey = { type: 'EC', curve, point: nativeBackend.ecMultiply(curve, one) }
const data = { chipAuthenticationData: one, chipMappingKey: publicKey.point }

test('PACE with chip authentication mapping', () => {
  const judge = (change: object, infos: readonly SecurityInfo[]) =>
    verifyPaceCam({ ...data, ...change } as Parameters<typeof verifyPaceCam>[0], infos, nativeBackend)
  const good = [keyInfo({ publicKey })]
  expect(judge({}, good).status).toBe('passed')
  const refused = { status: 'failed', reason: 'PROTOCOL_REFUSED' }
  expect(judge({ chipAuthenticationData: undefined }, good)).toMatchObject(refused)
  expect(judge({ chipMappingKey: undefined }, good)).toMatchObject(refused)
  expect(judge({}, [])).toMatchObject({ status: 'failed', reason: 'CHIP_KEY_MISMATCH' })
  expect(judge({}, [keyInfo({})])).toMatchObject({ status: 'failed', reason: 'KEY_MALFORMED' })
  const other = { status: 'failed', reason: 'CAM_DATA_MISMATCH' }
  expect(judge({ chipAuthenticationData: Uint8Array.of(2) }, good)).toMatchObject(other)
  expect(judge({ chipAuthenticationData: new Uint8Array(33).fill(1) }, good)).toMatchObject(other)
  // Of several keys the one that the parameter id names decides, where there is such a one.
  const two = nativeBackend.ecMultiply(curve, Uint8Array.of(2))
  const several = [
    keyInfo({ publicKey, keyId: 1n }),
    keyInfo({ publicKey: { ...publicKey, point: two }, keyId: 2n }),
  ]
  expect(judge({ parameterId: 1 }, several).status).toBe('passed')
  expect(judge({ parameterId: 2 }, several)).toMatchObject(other)
  expect(judge({ parameterId: 3 }, several).status).toBe('passed')
  expect(judge({}, several).status).toBe('passed')
})

test('keys that cannot be used hinder none that fits', () => {
  const judge = (infos: readonly SecurityInfo[]) =>
    verifyPaceCam(data as Parameters<typeof verifyPaceCam>[0], infos, nativeBackend)
  const fits = keyInfo({ publicKey })
  const group = { ...modpGroups[0]!, type: 'DH', value: one }
  for (const other of [keyInfo({}), keyInfo({ publicKey: group })]) {
    expect(judge([other, fits])).toEqual({ status: 'passed', publicKeyInfo: fits })
    expect(judge([fits, other])).toEqual({ status: 'passed', publicKeyInfo: fits })
  }
  expect(judge([keyInfo({ publicKey: group })])).toMatchObject({ status: 'failed', reason: 'KEY_MALFORMED' })
})

test('Chip Authentication with a key of DH out of its range or its subgroup', () => {
  const { prime, generator, order } = modpGroups[0]!
  const judge = (value: Uint8Array) =>
    verifyChipAuthentication(
      { completed: true, publicKey: used },
      [keyInfo({ publicKey: { type: 'DH', prime, generator, order, value } })],
      nativeBackend,
    )
  expect(judge(nativeBackend.modPow(generator, Uint8Array.of(9), prime)).status).toBe('passed')
  for (const value of [one, prime, Uint8Array.of(2)]) {
    expect(judge(value)).toMatchObject({ status: 'failed', reason: 'KEY_MALFORMED' })
  }
})

test('Chip Authentication', () => {
  const judge = (change: object, infos: readonly SecurityInfo[]) =>
    verifyChipAuthentication(
      { completed: true, publicKey: used, ...change } as Parameters<typeof verifyChipAuthentication>[0],
      infos,
      nativeBackend,
    )
  const good = [keyInfo({ publicKey, keyId: 1n })]
  expect(judge({}, good).status).toBe('passed')
  expect(judge({ keyId: one }, good).status).toBe('passed')
  expect(judge({ keyId: one }, [keyInfo({ publicKey })]).status).toBe('passed')
  const mismatch = { status: 'failed', reason: 'CHIP_KEY_MISMATCH' }
  expect(judge({ keyId: Uint8Array.of(2) }, good)).toMatchObject(mismatch)
  expect(judge({ publicKey: Uint8Array.of(0x30, 1) }, good)).toMatchObject(mismatch)
  expect(judge({}, [])).toMatchObject(mismatch)
  expect(judge({}, [keyInfo({})])).toMatchObject({ status: 'failed', reason: 'KEY_MALFORMED' })
  expect(judge({ completed: false }, good)).toMatchObject({ status: 'failed', reason: 'PROTOCOL_REFUSED' })
})
