import { EmrtdError } from '../errors.js'

/** What chips of eMRTDs answer, beside the families of {@link describeStatusWord}. ISO/IEC 7816-4 §5.6. */
const meanings: ReadonlyMap<number, string> = new Map([
  [0x9000, 'done'],
  [0x6281, 'part of the data may be corrupted'],
  [0x6282, 'end of file reached before all was read'],
  [0x6283, 'selected file deactivated'],
  [0x6285, 'selected file in termination state'],
  [0x6300, 'verification failed'],
  [0x6400, 'execution error'],
  [0x6581, 'memory failure'],
  [0x6700, 'wrong length'],
  [0x6881, 'logical channel not supported'],
  [0x6882, 'secure messaging not supported'],
  [0x6883, 'last command of the chain expected'],
  [0x6884, 'command chaining not supported'],
  [0x6981, 'command incompatible with the file'],
  [0x6982, 'security status not satisfied'],
  [0x6983, 'authentication method blocked'],
  [0x6984, 'reference data not usable'],
  [0x6985, 'conditions of use not satisfied'],
  [0x6986, 'command not allowed'],
  [0x6987, 'secure messaging objects missing'],
  [0x6988, 'secure messaging objects wrong'],
  [0x6a80, 'wrong data'],
  [0x6a81, 'function not supported'],
  [0x6a82, 'file not found'],
  [0x6a83, 'record not found'],
  [0x6a84, 'not enough memory'],
  [0x6a86, 'wrong parameters P1-P2'],
  [0x6a87, 'Lc inconsistent with P1-P2'],
  [0x6a88, 'referenced data not found'],
  [0x6b00, 'offset beyond the end'],
  [0x6d00, 'instruction not supported'],
  [0x6e00, 'class not supported'],
  [0x6f00, 'no precise diagnosis'],
])

/** Four hexadecimal digits. */
const digits = (sw: number): string => sw.toString(16).toUpperCase().padStart(4, '0')

/**
 * A status word for a person: its digits, and its meaning by ISO/IEC 7816-4 §5.6 where it has one.
 *
 * @example
 * ```ts
 * import { describeStatusWord } from 'emrtd/apdu'
 *
 * describeStatusWord(0x6a82) // '6A82 (file not found)'
 * describeStatusWord(0x63c2) // '63C2 (verification failed, 2 tries left)'
 * ```
 */
export function describeStatusWord(sw: number): string {
  const meaning = meanings.get(sw) ?? familyMeaning(sw)
  return meaning === undefined ? digits(sw) : `${digits(sw)} (${meaning})`
}

function familyMeaning(sw: number): string | undefined {
  const tries = triesLeft(sw)
  if (tries !== undefined) return `verification failed, ${tries === 1 ? '1 try' : `${tries} tries`} left`
  const low = sw & 0xff
  if (sw >>> 8 === 0x61) return `${low === 0 ? 256 : low} more bytes to fetch`
  if (sw >>> 8 === 0x6c) return `wrong Le, ${low === 0 ? 256 : low} expected`
  return undefined
}

/**
 * How many tries are left by a status word 63Cx; undefined for any other. ISO/IEC 7816-4 §5.6.
 *
 * @example
 * ```ts
 * import { triesLeft } from 'emrtd/apdu'
 *
 * triesLeft(0x63c2) // 2
 * ```
 */
export function triesLeft(sw: number): number | undefined {
  return (sw & 0xfff0) === 0x63c0 ? sw & 0x0f : undefined
}

/**
 * The error for a status word that ends what was tried: `APDU_STATUS` with its `statusWord`. ISO/IEC 7816-4 §5.6.
 *
 * @param what the command or step, for the message: `SELECT of the eMRTD application`.
 *
 * @example
 * ```ts
 * import { statusWordError } from 'emrtd/apdu'
 *
 * statusWordError(0x6982, 'READ BINARY').message // 'READ BINARY was answered 6982 (security status not satisfied)'
 * ```
 */
export function statusWordError(sw: number, what: string): EmrtdError {
  return new EmrtdError('APDU_STATUS', `${what} was answered ${describeStatusWord(sw)}`, { statusWord: sw })
}
