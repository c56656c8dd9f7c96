import { mkdir, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { Command } from 'commander'
import { faults, makeConformancePack } from '../../testkit/index.js'
import { exitInput, exitUsage } from '../read-input.js'

interface PackOptions {
  readonly out: string
  readonly only?: readonly string[]
}

/**
 * Adds `emrtd testkit pack` and `emrtd testkit list` to a program: documents that are wrong in one way each, with what a right
 * verifier makes of them. Exit code 0, 64 wrong usage, 65 a folder that cannot be written or is not empty.
 */
export function registerTestkit(program: Command): void {
  const testkit = program.command('testkit').description('make documents that are wrong in one way')
  testkit
    .command('pack')
    .description('write the conformance pack: a folder for each fault, with expected.json')
    .requiredOption('--out <folder>', 'an empty folder, or one to be made')
    .option(
      '--only <id>',
      'this fault only; can be repeated',
      (id: string, before: readonly string[] = []) => [...before, id],
    )
    .action(async (options: PackOptions) => {
      process.exitCode = await pack(options)
    })
  testkit
    .command('list')
    .description('list the faults')
    .option('--json', 'print JSON')
    .action(({ json }: { readonly json?: true }) => {
      process.stdout.write(
        json
          ? `${JSON.stringify(faults, null, 2)}\n`
          : faults.map(({ id, change }) => `${id.padEnd(44)} ${change}\n`).join(''),
      )
      process.exitCode = 0
    })
}

async function pack({ out, only }: PackOptions): Promise<number> {
  const unknown = only?.find(id => !faults.some(fault => fault.id === id))
  if (unknown !== undefined) return fail(exitUsage, `no such fault: ${unknown}`)
  try {
    await mkdir(out, { recursive: true })
    if ((await readdir(out)).length > 0) return fail(exitInput, `${out}: not empty`)
    await writePack(out, only)
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) return fail(exitInput, error.message)
    throw error
  }
  process.stdout.write(`${only?.length ?? faults.length} faults and the sound specimen in ${out}\n`)
  return 0
}

/** The folder appears under its name when it is whole. */
async function writePack(out: string, only: readonly string[] | undefined): Promise<void> {
  const temporary = `${resolve(out)}.${process.pid}.tmp`
  try {
    for (const [path, bytes] of makeConformancePack({ only })) {
      await mkdir(dirname(join(temporary, path)), { recursive: true })
      await writeFile(join(temporary, path), bytes)
    }
    await rmdir(resolve(out))
    await rename(temporary, resolve(out))
  } catch (error) {
    await rm(temporary, { recursive: true, force: true })
    throw error
  }
}

function fail(code: number, message: string): number {
  process.stderr.write(`emrtd testkit pack: ${message}\n`)
  return code
}
