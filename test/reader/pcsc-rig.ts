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
  if (missing !== '') {
    if (!existsSync('/usr/sbin/pcscd')) return 'pcscd is not installed'
    if (process.getuid?.() !== 0) return 'pcscd does not run, and only root can start it'
    // From version 2 on it asks polkit who may come in, unless it is told not to.
    const help = execFileSync('/usr/sbin/pcscd', ['--help'], { encoding: 'utf8' })
    const free = help.includes('--disable-polkit') ? ['--disable-polkit'] : []
    daemon = spawn('/usr/sbin/pcscd', ['--foreground', ...free], { stdio: 'ignore' })
  }
  const stop = async (): Promise<void> => {
    if (daemon === undefined || daemon.exitCode !== null) return
    const ended = new Promise(resolve => daemon.once('exit', resolve))
    daemon.kill('SIGTERM')
    await ended
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
