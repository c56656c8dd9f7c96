import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { registerChip } from '../../src/cli/commands/chip.js'
import { connectTcp } from '../../src/reader/transports/tcp.js'
import { runCommand } from './run-command.js'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'emrtd-chip-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** A port that nobody listens on. */
async function freePort(): Promise<number> {
  const { createServer } = await import('node:net')
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, 'localhost', resolve))
  const { port } = server.address() as { port: number }
  await new Promise(resolve => server.close(resolve))
  return port
}

async function whenServed(port: number) {
  for (let tries = 0; ; tries++) {
    try {
      return await connectTcp({ port })
    } catch (error) {
      if (tries === 100) throw error
      await new Promise(resolve => setTimeout(resolve, 20))
    }
  }
}

describe('emrtd chip serve', () => {
  test('serves a specimen over TCP until it is interrupted', async () => {
    const port = await freePort()
    const offer = ['--can', '123456', '--pace', 'GM/AES-128/12']
    const running = runCommand(registerChip, 'chip', 'serve', 'utopia-passport', '--tcp', `${port}`, ...offer)
    const channel = await whenServed(port)
    const cardAccess = await channel.transmit(Uint8Array.of(0x00, 0xb0, 0x9c, 0x00, 0x00))
    expect(cardAccess[0]).toBe(0x31)
    await channel.transmit(Uint8Array.of(0x00, 0xa4, 0x04, 0x0c, 7, 0xa0, 0, 0, 2, 0x47, 0x10, 1))
    // Access control is on: with the MRZ of EF.DG1 BAC is too.
    expect(await channel.transmit(Uint8Array.of(0x00, 0xb0, 0x81, 0x00, 0x00))).toEqual(
      Uint8Array.of(0x69, 0x82),
    )
    expect(await channel.transmit(Uint8Array.of(0x00, 0x84, 0x00, 0x00, 8))).toHaveLength(10)
    await channel.close?.()
    process.emit('SIGINT')
    const { exitCode, out, err } = await running
    expect([exitCode, out]).toEqual([0, `serving the chip on port ${port}\n`])
    expect(err).toBe(
      'emrtd chip serve: no private keys to EF.DG14 and EF.DG15: the chip cannot prove itself\n',
    )
  })

  test('serves a folder, with a fault', async () => {
    await writeFile(join(folder, 'EF_COM.bin'), Uint8Array.of(0x60, 0x00))
    const port = await freePort()
    const fault = ['--fault', 'selectMf6985', '--transcript']
    const running = runCommand(registerChip, 'chip', 'serve', folder, '--tcp', `${port}`, ...fault)
    const channel = await whenServed(port)
    const selected = await channel.transmit(Uint8Array.of(0x00, 0xa4, 0x00, 0x0c))
    expect(selected).toEqual(Uint8Array.of(0x69, 0x85))
    await channel.close?.()
    process.emit('SIGINT')
    expect(await running).toMatchObject({
      exitCode: 0,
      out: `serving the chip on port ${port}\n> 00a4000c\n< 6985\n`,
    })
  })

  test.each([
    [64, ['utopia-passport']],
    [64, ['utopia-passport', '--tcp', '0', '--vpcd']],
    [64, ['utopia-passport', '--tcp', '0', '--pace', 'CAM/AES-128/0']],
    [65, ['no-such-folder', '--tcp', '0']],
    [65, ['src/cli', '--tcp', '0']],
    [69, ['utopia-passport', '--vpcd', '1']],
  ])('ends with %i for %j', async (exitCode, parameters) => {
    expect(await runCommand(registerChip, 'chip', 'serve', ...parameters)).toMatchObject({
      exitCode,
      out: '',
    })
  })

  test('an unknown fault is wrong usage', async () => {
    const running = runCommand(
      registerChip,
      'chip',
      'serve',
      'utopia-passport',
      '--tcp',
      '0',
      '--fault',
      'none',
    )
    await expect(running).rejects.toMatchObject({ code: 'commander.invalidArgument' })
  })
})
