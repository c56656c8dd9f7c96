import { Command } from 'commander'
import { vi } from 'vitest'

/** How a command ended. */
export interface Outcome {
  readonly exitCode: number | string | undefined
  readonly out: string
  readonly err: string
}

/** Runs a command with arguments in this process, its output caught. */
export async function runCommand(
  register: (program: Command) => void,
  ...parameters: readonly string[]
): Promise<Outcome> {
  const program = new Command('emrtd').exitOverride()
  register(program)
  let out = ''
  let err = ''
  vi.spyOn(process.stdout, 'write').mockImplementation(chunk => {
    out += chunk
    return true
  })
  vi.spyOn(process.stderr, 'write').mockImplementation(chunk => {
    err += chunk
    return true
  })
  const before = process.exitCode
  process.exitCode = undefined
  try {
    await program.parseAsync(parameters, { from: 'user' })
    return { exitCode: process.exitCode ?? undefined, out, err }
  } finally {
    process.exitCode = before
    vi.restoreAllMocks()
  }
}
