import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { serveTcp } from '../../src/cli/chip-server.js'
import { writeWhole } from '../../src/cli/write-whole.js'
import { loadEvidence } from '../../src/evidence-json.js'
import { createVirtualChip } from '../../src/testkit/chip/index.js'
import { large } from '../reader/documents.js'
import { mrz } from '../testkit/chip/document.js'
import { buildCommand, programPath, spawnCommand } from './spawn-command.js'

/*
 * What a command leaves behind when it is stopped, or has nowhere to write: nothing under a name that says that it is whole.
 */
let base: string
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'emrtd-interrupted-'))
  await buildCommand()
}, 120_000)
afterAll(() => rm(base, { recursive: true, force: true }))

const passport = 'vectors/specimens/utopia-passport'
const csca = 'vectors/specimens/utopia-csca.cer'
const zone = 'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<L898902C36UTO7408122F1204159ZE184226B<<<<<10'
const verify = ['verify', passport, '--trust', csca, '--at', '2026-06-01']
const isPosix = process.platform !== 'win32'

describe('nowhere to write', () => {
  test.skipIf(!existsSync('/dev/full'))(
    'a full disk: the report is not written, and the status says so',
    async () => {
      const { exitCode, err } = await spawnCommand(...verify, '--html', '/dev/full')
      expect(exitCode).toBeGreaterThan(1)
      expect(err).toContain('cannot be written')
    },
  )

  test('a folder that is none, or not there: the same', async () => {
    await writeFile(join(base, 'file'), '')
    for (const path of [join(base, 'file', 'x'), join(base, 'none', 'x')]) {
      const html = await spawnCommand(...verify, '--html', path)
      expect([html.exitCode, html.err]).toEqual([
        expect.any(Number),
        expect.stringContaining('cannot be written'),
      ])
      expect(html.exitCode).toBeGreaterThan(1)
      const build = await spawnCommand('trust', 'build', csca, '--out', path)
      expect(build.exitCode).toBeGreaterThan(2)
    }
    expect(await readdir(base)).toEqual(['file'])
  })

  test.skipIf(!isPosix)(
    'a disk that fills up while it is written: what stood there stands there still',
    async () => {
      const folder = join(base, 'filling')
      await mkdir(folder)
      const out = join(folder, 'report.html')
      await writeFile(out, 'the report of yesterday')
      // No file of this process may have more than 1 KiB.
      const shell = `ulimit -f 1; exec "$@"`
      const code = await new Promise(resolve => {
        const child = spawn('bash', [
          '-c',
          shell,
          'bash',
          process.execPath,
          programPath,
          ...verify,
          '--html',
          out,
        ])
        child.once('close', (status, signal) => resolve(signal ?? status))
      })
      expect(code).not.toBe(0)
      expect(await readFile(out, 'utf8')).toBe('the report of yesterday')
    },
  )

  test('an error in the middle leaves neither the file nor its temporary one', async () => {
    const folder = join(base, 'middle')
    await mkdir(folder)
    await mkdir(join(folder, `x.${process.pid}.tmp`))
    await expect(writeWhole(join(folder, 'x'), 'text')).rejects.toThrow()
    expect(existsSync(join(folder, 'x'))).toBe(false)
  })
})

describe('what is read changes meanwhile', () => {
  test('a file cut short is judged as it was read: nothing passes that should not', async () => {
    const folder = join(base, 'changing')
    await cp(passport, folder, { recursive: true })
    const names = await readdir(folder)
    const name = names.find(each => /DG2/.test(each)) ?? names.find(each => /DG1\b|DG1\./.test(each))!
    const bytes = await readFile(join(folder, name))
    const running = spawnCommand('verify', folder, '--trust', csca, '--at', '2026-06-01', '--json')
    // Over and over, while the program starts and reads.
    for (let round = 0; round < 40; round++) {
      await writeFile(join(folder, name), round % 2 === 0 ? bytes.subarray(0, 50) : bytes)
      await new Promise(resolve => setTimeout(resolve, 5))
    }
    await writeFile(join(folder, name), bytes.subarray(0, 50))
    const { exitCode } = await running
    expect([0, 1, 2]).toContain(exitCode)
    const after = await spawnCommand('verify', folder, '--trust', csca, '--at', '2026-06-01')
    expect(after.exitCode).not.toBe(0)
  })
})

describe('Ctrl-C in the middle of a data group', () => {
  test.skipIf(!isPosix)(
    'keeps the files before it whole, its beginning as a part, and says where it stopped',
    async () => {
      let child: ReturnType<typeof spawn> | undefined
      const chip = createVirtualChip({
        files: large,
        mrz,
        // From EF.DG2 on, the eleventh READ BINARY.
        faults: [{ id: 'lateResponse', ins: 0xb0, after: 10, limit: 1_000 }],
        onExchange: ({ command }) => {
          // The first block of EF.DG2, which its short identifier tells, is answered; the signal comes while the next one is awaited.
          if (command[1] === 0xb0 && command[2] === 0x82) setTimeout(() => child!.kill('SIGINT'), 300)
        },
      })
      const server = await serveTcp(chip, {})
      const out = join(base, 'broken-off')
      child = spawn(process.execPath, [
        programPath,
        ...['read', '--tcp', `${server.port}`, '--mrz', mrz.replace('\n', ''), '--out', out],
      ])
      const ended = await new Promise(resolve =>
        child!.once('close', (code, signal) => resolve(signal ?? code)),
      )
      server.close()
      expect(ended).toBe(2)
      const names = await readdir(out)
      const evidence = loadEvidence(await readFile(join(out, 'evidence.json'), 'utf8'))
      expect(evidence.fault?.code).toBe('READER_ABORTED')
      expect(evidence.files.map(({ name }) => name)).toContain('EF.DG1')
      for (const { name, bytes } of evidence.files) {
        // EF.CardAccess and its like are the chip's own.
        if (!(name in large)) continue
        expect(bytes).toEqual(large[name as keyof typeof large])
        const file = `${name.startsWith('EF.DG') ? name.slice(3) : name.replace('.', '_')}.bin`
        expect(Uint8Array.from(await readFile(join(out, file)))).toEqual(bytes)
      }
      // The file at hand is there as far as it went, under a name that says so.
      const [part, ...others] = names.filter(name => name.endsWith('.part'))
      expect(others).toEqual([])
      const whole = large[`EF.${part!.replace('.part', '')}` as keyof typeof large]!
      const beginning = Uint8Array.from(await readFile(join(out, part!)))
      expect(beginning.length).toBeLessThan(whole.length)
      expect(beginning).toEqual(whole.subarray(0, beginning.length))
      expect(names.length).toBe(evidence.files.length + 2)
    },
    30_000,
  )
})

describe('a reader that is gone', () => {
  /** Takes a connection, hears one command and does what it is told. */
  async function readFrom(hear: (socket: Socket) => void, stop?: NodeJS.Signals) {
    const server = createServer(socket => {
      socket.on('error', () => {})
      socket.once('data', () => hear(socket))
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const out = join(base, `read-${port}`)
    const parameters = ['read', '--tcp', `${port}`, '--mrz', zone, '--out', out]
    const child = spawn(process.execPath, [programPath, ...parameters])
    if (stop !== undefined) server.once('connection', () => setTimeout(() => child.kill(stop), 300))
    const ended = await new Promise(resolve => child.once('close', (code, signal) => resolve(signal ?? code)))
    server.close()
    return { ended, left: existsSync(out) ? await readdir(out) : [] }
  }

  test('unplugged at the first command: not status 0, and nothing in the folder', async () => {
    const { ended, left } = await readFrom(socket => socket.destroy())
    expect(ended).not.toBe(0)
    expect(left).toEqual([])
  })

  test.skipIf(!isPosix)(
    'Ctrl-C while the chip is silent: not status 0, and nothing in the folder',
    async () => {
      const { ended, left } = await readFrom(() => {}, 'SIGINT')
      expect(ended).not.toBe(0)
      expect(left).toEqual([])
    },
  )
})

test.skipIf(!isPosix)(
  'Ctrl-C while the conformance pack is made: no folder of that name that holds half of it',
  async () => {
    const folder = join(base, 'packs')
    await mkdir(folder)
    const out = join(folder, 'pack')
    const child = spawn(process.execPath, [programPath, 'testkit', 'pack', '--out', out])
    setTimeout(() => child.kill('SIGINT'), 1_500)
    const ended = await new Promise(resolve => child.once('close', (code, signal) => resolve(signal ?? code)))
    expect(ended).not.toBe(0)
    expect(existsSync(out) ? await readdir(out) : []).toEqual([])
  },
)
