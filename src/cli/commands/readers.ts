import type { Command } from 'commander'
import { toHex } from '../../bytes.js'
import { EmrtdError } from '../../errors.js'
import { listPcscReaders } from '../../reader/transports/pcsc.js'

/** sysexits.h: a service is unavailable. */
const exitUnavailable = 69

/** Adds `emrtd readers` to a program: lists the PC/SC readers. Exit code 0, 69 if PC/SC is not there. */
export function registerReaders(program: Command): void {
  program
    .command('readers')
    .description('list the PC/SC readers')
    .option('--json', 'print JSON')
    .action(async ({ json }: { readonly json?: true }) => {
      process.exitCode = await run(json === true)
    })
}

async function run(json: boolean): Promise<number> {
  try {
    const readers = await listPcscReaders()
    if (json) {
      const plain = readers.map(({ atr, ...reader }) => ({ ...reader, atr: atr && toHex(atr) }))
      process.stdout.write(`${JSON.stringify(plain, null, 2)}\n`)
    } else if (readers.length === 0) process.stdout.write('no reader\n')
    for (const { name, cardPresent } of json ? [] : readers) {
      process.stdout.write(`${name}  ${cardPresent ? 'card' : 'no card'}\n`)
    }
    return 0
  } catch (error) {
    if (!(error instanceof EmrtdError)) throw error
    if (json)
      process.stdout.write(`${JSON.stringify({ error: { code: error.code, message: error.message } })}\n`)
    else process.stderr.write(`emrtd readers: ${error.message}\n`)
    return exitUnavailable
  }
}
