import { type ChildProcess, spawn } from 'node:child_process'
import { build } from 'tsup'
import builds from '../../tsup.config.js'
import type { Outcome } from './run-command.js'

/** Beside the dependencies, so that they are found from there. */
const folder = 'node_modules/.cache/emrtd-cli'

/** The program, once {@link buildCommand} has made it. */
export const programPath: string = `${folder}/main.js`

/** Builds the program from the source, for {@link spawnCommand}. */
export async function buildCommand(): Promise<void> {
  await build({
    ...builds[0],
    entry: { main: 'src/cli/main.ts' },
    format: ['esm'],
    outDir: folder,
    sourcemap: false,
    config: false,
    silent: true,
  })
}

/** Runs the program as a process of its own: what blocks it does not block the test. */
export function spawnCommand(...parameters: readonly string[]): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [programPath, ...parameters], { timeout: 60_000 })
    let out = ''
    let err = ''
    child.stdout.on('data', data => {
      out += data
    })
    child.stderr.on('data', data => {
      err += data
    })
    child.once('error', reject)
    child.once('close', code => resolve({ exitCode: code ?? undefined, out, err }))
  })
}

/** Starts the program and leaves it running; whoever starts it ends it. */
export function startCommand(...parameters: readonly string[]): ChildProcess {
  return spawn(process.execPath, [`${folder}/main.js`, ...parameters], { stdio: 'ignore' })
}
