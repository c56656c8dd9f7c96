import { EmrtdError } from '../errors.js'
import type { Certificate, TrustAnchor } from '../pki/index.js'
import { printable } from './printable.js'
import { exitInput, InputError } from './read-input.js'

/** Runs a command of `emrtd trust`: input that cannot be read ends it with its exit code and one line, or one object. */
export async function refusingInput(
  command: string,
  { json }: { readonly json?: true },
  work: () => Promise<number>,
): Promise<number> {
  try {
    return await work()
  } catch (error) {
    const message =
      error instanceof InputError
        ? error.message
        : error instanceof EmrtdError
          ? `${error.code}: ${error.message}`
          : undefined
    if (message === undefined) throw error
    if (json) printJson({ error: { code: 'INPUT', message } })
    else process.stderr.write(`emrtd trust ${command}: ${printable(message)}\n`)
    return exitInput
  }
}

/** Prints one object. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`)
}

/** Prints lines; what stands in them must not steer the terminal. */
export function printLines(lines: readonly string[]): void {
  if (lines.length > 0) process.stdout.write(`${lines.map(printable).join('\n')}\n`)
}

/** `1 certificate`, `2 certificates`. */
export function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`
}

/** Certificates decode lazily: whether names and dates of this one can be read. */
export function isReadable(certificate: Certificate): boolean {
  try {
    const { subject, issuer, notBefore } = certificate
    return [subject, issuer, notBefore].length > 0
  } catch (error) {
    if (error instanceof EmrtdError) return false
    throw error
  }
}

/** The state of a certificate; `--` for one that names none. */
export function countryOf({ country }: Certificate): string {
  return country ?? '--'
}

/** Anchors by the country of their subject, countries in order. */
export function byState<T extends Pick<TrustAnchor, 'certificate'>>(
  anchors: readonly T[],
): ReadonlyMap<string, readonly T[]> {
  const states = new Map<string, T[]>()
  for (const anchor of anchors) {
    const state = countryOf(anchor.certificate)
    const own = states.get(state)
    if (own === undefined) states.set(state, [anchor])
    else own.push(anchor)
  }
  return new Map([...states].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** For an option that can be given several times. */
export function repeated(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value]
}
