#!/usr/bin/env node
import { Command, CommanderError } from 'commander'
import { registerChip } from './commands/chip.js'
import { registerDecode } from './commands/decode.js'
import { registerMrz } from './commands/mrz.js'
import { registerTrust } from './commands/trust.js'
import { registerVerify } from './commands/verify.js'

/** Exit status for wrong usage, as in sysexits.h. */
const wrongUsage = 64

const program = new Command('emrtd')
  .description('Read, decode and verify ICAO Doc 9303 electronic passports and identity cards.')
  .exitOverride()
  .showHelpAfterError()

registerVerify(program)
registerTrust(program)
registerMrz(program)
registerDecode(program)
registerChip(program)

try {
  await program.parseAsync()
} catch (error) {
  if (!(error instanceof CommanderError)) throw error
  // Help and version end well; commander gives every other refusal status 1, which here means "invalid".
  process.exitCode = error.exitCode === 0 ? 0 : wrongUsage
}
