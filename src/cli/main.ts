#!/usr/bin/env node
import { Command, CommanderError } from 'commander'

/** Exit status for wrong usage, as in sysexits.h. */
const wrongUsage = 64

/** Each command is a module of its own, loaded when it is called for: a process lives for tens of milliseconds. */
const commands: Readonly<Record<string, () => Promise<(program: Command) => void>>> = {
  verify: async () => (await import('./commands/verify.js')).registerVerify,
  trust: async () => (await import('./commands/trust.js')).registerTrust,
  mrz: async () => (await import('./commands/mrz.js')).registerMrz,
  decode: async () => (await import('./commands/decode.js')).registerDecode,
  read: async () => (await import('./commands/read.js')).registerRead,
  readers: async () => (await import('./commands/readers.js')).registerReaders,
  chip: async () => (await import('./commands/chip.js')).registerChip,
  testkit: async () => (await import('./commands/testkit.js')).registerTestkit,
}

/** 128 and SIGPIPE: what a shell reports of a program whose reader went away (`emrtd trust list … | head`). */
const brokenPipe = 141

async function main(): Promise<void> {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    process.exit(brokenPipe)
  })
  const program = new Command('emrtd')
    .description('Read, decode and verify ICAO Doc 9303 electronic passports and identity cards.')
    .exitOverride()
    .showHelpAfterError()
  const first = process.argv[2] ?? ''
  // Help and refusals speak of all commands.
  const wanted = Object.hasOwn(commands, first) ? [first] : Object.keys(commands)
  for (const name of wanted) {
    const register = await commands[name]!()
    register(program)
  }
  try {
    await program.parseAsync()
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    // Help and version end well; commander gives every other refusal status 1, which here means "invalid".
    process.exitCode = error.exitCode === 0 ? 0 : wrongUsage
  }
}

void main()
