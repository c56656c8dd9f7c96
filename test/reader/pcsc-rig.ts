import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { connect } from 'node:net'
import { listPcscReaders } from '../../src/reader/transports/pcsc.js'
import { vpcdPort } from '../../src/testkit/chip/index.js'

/** A PC/SC service with a virtual reader in it. */
export interface PcscRig {
  /** The name of the virtual reader that listens on {@link vpcdPort}. */
  readonly reader: string
  stop(): Promise<void>
}

/**
 * Starts Debian's `pcscd` with vsmartcard's virtual reader, or takes the one that runs.
 *
 * @returns why not, if that is not possible here.
 */
export async function startPcscRig(): Promise<PcscRig | string> {
  if (process.platform !== 'linux') return 'no Linux'
  if (!existsSync('/etc/reader.conf.d/vpcd')) return 'vsmartcard-vpcd is not installed'
  const missing = await listPcscReaders().then(
    () => '',
    error => `${error}`,
  )
  if (missing.includes('npm install')) return 'the package smartcard is not installed'
  let daemon: ChildProcess | undefined
  let watch: (() => void) | undefined
  if (missing !== '') {
    if (!existsSync('/usr/sbin/pcscd')) return 'pcscd is not installed'
    if (process.getuid?.() !== 0) return 'pcscd does not run, and only root can start it'
    // From version 2 on it asks polkit who may come in, unless it is told not to.
    const help = execFileSync('/usr/sbin/pcscd', ['--help'], { encoding: 'utf8' })
    const free = help.includes('--disable-polkit') ? ['--disable-polkit'] : []
    daemon = spawn('/usr/sbin/pcscd', ['--foreground', ...free], { stdio: 'ignore' })
    watch = watchOver(daemon)
  }
  const stop = async (): Promise<void> => {
    watch?.()
    if (daemon === undefined || daemon.exitCode !== null) return
    const ended = new Promise(resolve => daemon.once('exit', resolve))
    daemon.kill('SIGTERM')
    const insist = setTimeout(() => daemon.kill('SIGKILL'), 5_000)
    await ended
    clearTimeout(insist)
  }
  for (let tries = 0; tries < 100; tries++) {
    const readers = await listPcscReaders().catch(() => [])
    // The first slot is the one behind the port.
    const reader = readers.find(({ name }) => /virtual pcd.* 00$/i.test(name))
    if (reader !== undefined && (await listens(vpcdPort))) return { reader: reader.name, stop }
    await pause(100)
  }
  await stop()
  return 'pcscd shows no virtual reader'
}

/** How long a call of the binding may block, in milliseconds, before the service is ended. */
const blockedTooLong = 60_000

/**
 * Ends the service once this process shows no life for long: resetting a card is a call that blocks, and a service that waits for a
 * card would let it, and with it the whole run, wait for ever. The test that is blocked fails then.
 *
 * @returns ends the watch.
 */
function watchOver(daemon: ChildProcess): () => void {
  const script = `
    let last = Date.now()
    process.stdin.on('data', () => { last = Date.now() }).on('end', () => process.exit())
    setInterval(() => {
      if (Date.now() - last < ${blockedTooLong}) return
      try { process.kill(${daemon.pid}, 'SIGKILL') } catch {}
      process.exit()
    }, 1000)`
  const watcher = spawn(process.execPath, ['-e', script], { stdio: ['pipe', 'ignore', 'ignore'] })
  watcher.stdin?.on('error', () => clearInterval(alive))
  const alive = setInterval(() => watcher.stdin?.write('.'), 1_000)
  return () => {
    clearInterval(alive)
    watcher.kill('SIGKILL')
  }
}

/** A chip that is being served: by a process, or in this one. */
export interface ServedChip {
  stop(): void
}

/** `pcscd` looks at its readers every 400 milliseconds. */
const severalLooks = 900

/**
 * Serves a chip to the reader and waits until it is seen. After a command that broke off `pcscd` takes a card that it did not see go
 * for the one before, which is dead: so it is given the time to look, and the chip is put in once more if it is not seen all the same.
 */
export async function insertCard<Served extends ServedChip>(
  rig: PcscRig,
  serve: () => Promise<Served>,
): Promise<Served> {
  for (let tries = 1; ; tries++) {
    await pause(severalLooks)
    const served = await serve()
    try {
      await cardInReader(rig, true)
      return served
    } catch (error) {
      served.stop()
      if (tries === 3) throw error
      await cardInReader(rig, false)
    }
  }
}

/** Waits until the reader has a card, or has none. */
export async function cardInReader(rig: PcscRig, present: boolean): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const readers = await listPcscReaders()
    if (readers.some(({ name, cardPresent }) => name === rig.reader && cardPresent === present)) return
    await pause(100)
  }
  throw new Error(`the virtual reader ${present ? 'sees no' : 'still sees a'} card`)
}

const pause = (milliseconds: number): Promise<void> =>
  new Promise(resolve => setTimeout(resolve, milliseconds))

/** `vpcd` takes one card at a time: a look must not be taken for one for long. */
function listens(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect({ host: 'localhost', port })
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
