import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { fromHex, toHex } from '../../src/bytes.js'
import type { PaceMapping } from '../../src/testkit/chip/index.js'

/**
 * Builds the program around OpenPACE; undefined, with a note printed, where gcc or libeac are missing.
 */
export function buildEacParty(): string | undefined {
  const source = fileURLToPath(new URL('eac-party.c', import.meta.url))
  const program = join(mkdtempSync(join(tmpdir(), 'emrtd-eac-')), 'eac-party')
  try {
    execFileSync('gcc', ['-Wno-deprecated-declarations', source, '-o', program, '-leac', '-lcrypto'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    return program
  } catch {
    console.log(
      'skipped for want of gcc and libeac-dev: PACE, Chip and Terminal Authentication against OpenPACE',
    )
    return undefined
  }
}

/** The short name that OpenPACE gives to a protocol. */
export function eacProtocol(mapping: PaceMapping | 'CA', type: 'EC' | 'DH', cipher: string): string {
  const suffix = cipher === '3DES' ? '3DES-CBC-CBC' : `AES-CBC-CMAC-${cipher.slice(4)}`
  const agreement = type === 'EC' ? 'ECDH' : 'DH'
  return mapping === 'CA' ? `id-CA-${agreement}-${suffix}` : `id-PACE-${agreement}-${mapping}-${suffix}`
}

/** One party that OpenPACE plays, in a process of its own. */
export class EacParty {
  readonly #process: ChildProcessWithoutNullStreams
  readonly #lines: AsyncIterator<string>

  constructor(program: string) {
    this.#process = spawn(program)
    // OpenPACE writes its log there.
    this.#process.stderr.resume()
    this.#lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]()
  }

  /** Says one line and returns the values of the answer; undefined if it is `no`. */
  async say(
    verb: string,
    ...values: readonly (Uint8Array | string | number)[]
  ): Promise<string[] | undefined> {
    const words = values.map(value => (value instanceof Uint8Array ? toHex(value) : `${value}`))
    this.#process.stdin.write(`${[verb, ...words].join(' ')}\n`)
    const { value, done } = await this.#lines.next()
    if (done) throw new Error('the process of OpenPACE ended')
    const [first, ...rest] = value.trim().split(' ')
    return first === 'ok' ? rest : undefined
  }

  /** Bytes that the party is asked for; an error if it has none. */
  async bytes(verb: string, ...values: readonly (Uint8Array | string | number)[]): Promise<Uint8Array> {
    const answer = await this.say(verb, ...values)
    if (answer === undefined) throw new Error(`OpenPACE refuses: ${verb}`)
    return fromHex(answer[0] ?? '')
  }

  /** Whether the party agrees. */
  async agrees(verb: string, ...values: readonly (Uint8Array | string | number)[]): Promise<boolean> {
    return (await this.say(verb, ...values)) !== undefined
  }

  end(): void {
    this.#process.stdin.end()
  }
}
