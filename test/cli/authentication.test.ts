import { mkdtempSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { serveTcp } from '../../src/cli/chip-server.js'
import { registerRead } from '../../src/cli/commands/read.js'
import { registerVerify } from '../../src/cli/commands/verify.js'
import { nativeBackend } from '../../src/crypto/native/index.js'
import { loadEvidence } from '../../src/evidence-json.js'
import {
  createCountry,
  createTerminalPki,
  createVirtualChip,
  issueDocument,
  type VirtualChipOptions,
  writePrivateKeyInfo,
} from '../../src/testkit/index.js'
import { runCommand } from './run-command.js'

const work = mkdtempSync(join(tmpdir(), 'emrtd-authentication-'))
const utopia = createCountry({ state: 'UTO', seed: 'cli' })
const csca = join(work, 'csca.cer')
writeFileSync(csca, utopia.csca.certificate)
const { files, mrz, chipKeys } = issueDocument(utopia, {
  activeAuthentication: { kind: 'ecdsa', curve: 'P-256', parameters: 'named', hash: 'SHA-256' },
  chipAuthentication: { curve: 'brainpoolP256r1', ciphers: ['AES-128'] },
  dataGroups: { 3: Uint8Array.of(0x63, 2, 5, 5) },
})
const pki = createTerminalPki({ country: 'UT', seed: 'cli' })
let count = 0

async function read(change: Partial<VirtualChipOptions>, ...parameters: readonly string[]) {
  const trustPoints = [pki.cvca.certificate]
  const options = { files, mrz: mrz.join('\n'), ...chipKeys, terminalAuthentication: { trustPoints } }
  const server = await serveTcp(createVirtualChip({ ...options, crypto: nativeBackend, ...change }), {})
  const out = join(work, `${count++}`)
  const zone = ['--mrz', mrz.join('')]
  const outcome = await runCommand(
    registerRead,
    'read',
    '--tcp',
    `${server.port}`,
    '--out',
    out,
    ...zone,
    ...parameters,
  )
  server.close()
  return { ...outcome, folder: out }
}

async function verify(folder: string, ...parameters: readonly string[]) {
  const trusting = ['--trust', csca, '--at', '2026-06-01', '--json']
  const { out, exitCode } = await runCommand(registerVerify, 'verify', folder, ...trusting, ...parameters)
  const { chip, checks } = JSON.parse(out) as {
    chip: { authentic: boolean }
    checks: { id: string; status: string; reason?: string }[]
  }
  return { exitCode, authentic: chip.authentic, whole: checks.find(({ id }) => id === 'CHIP.AUTHENTICITY') }
}

test('what emrtd read has the chip prove, emrtd verify judges from the folder', async () => {
  const certificates = join(work, 'terminal')
  const key = join(work, 'terminal.pkcs8')
  writeFileSync(`${certificates}-dv.cvcert`, pki.documentVerifier.certificate)
  writeFileSync(`${certificates}.cvcert`, pki.terminal.certificate)
  writeFileSync(key, writePrivateKeyInfo(pki.terminal.key))
  const terminal = ['--terminal', `${certificates}-dv.cvcert`, '--terminal', `${certificates}.cvcert`]
  const whole = await read({}, ...terminal, '--terminal-key', key)
  expect([whole.exitCode, whole.err]).toEqual([0, ''])
  const { protocols, files: got } = loadEvidence(await readFile(join(whole.folder, 'evidence.json')))
  expect(protocols.map(({ protocol, completed }) => `${protocol} ${completed}`)).toEqual([
    'BAC true',
    'CHIP_AUTHENTICATION true',
    'ACTIVE_AUTHENTICATION true',
    'TERMINAL_AUTHENTICATION true',
  ])
  expect(got.map(({ name }) => name)).toContain('EF.DG3')
  expect(await verify(whole.folder)).toMatchObject({ exitCode: 0, authentic: true })
  expect((await read({}, ...terminal)).exitCode).toBe(64)
})

test('the challenge of a server: fresh, replayed, not compared; and a copy', async () => {
  const challenge = '0102030405060708'
  const { folder } = await read({}, '--challenge', challenge)
  expect(await verify(folder, '--challenge', challenge)).toMatchObject({ exitCode: 0, authentic: true })
  expect(await verify(folder, '--challenge', 'ffffffffffffffff')).toMatchObject({
    exitCode: 1,
    authentic: false,
    whole: { status: 'failed', reason: 'CHALLENGE_MISMATCH' },
  })
  await expect(verify(folder, '--challenge', '01')).rejects.toThrow(/hexadecimal/)
  const copy = await read({ faults: ['chipAuthenticationOtherKey', 'activeAuthenticationOtherKey'] })
  expect(await verify(copy.folder)).toMatchObject({
    exitCode: 1,
    authentic: false,
    whole: { status: 'failed' },
  })
})
