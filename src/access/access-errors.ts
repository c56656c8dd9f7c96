import { describeStatusWord, statusWordError } from '../apdu/index.js'
import { EmrtdError } from '../errors.js'

/** What chips answer to a wrong secret, or to any while the secret is blocked or suspended. */
const denials: ReadonlySet<number> = new Set([0x6982, 0x6983, 0x6984, 0x6985])

/** What chips answer to a protocol, a password or parameters that they do not have. */
const absences: ReadonlySet<number> = new Set([0x6a81, 0x6a88, 0x6d00, 0x6e00])

/**
 * The error for a status word that ends BAC or PACE: `ACCESS_DENIED` where the chip refused the secret, `ACCESS_UNSUPPORTED`
 * where it does not have what was asked for, else `APDU_STATUS`; always with the status word.
 *
 * @param what the step, for the message.
 */
export function accessStatusError(sw: number, what: string): EmrtdError {
  const denied = sw >>> 8 === 0x63 || denials.has(sw)
  if (!denied && !absences.has(sw)) return statusWordError(sw, what)
  const code = denied ? 'ACCESS_DENIED' : 'ACCESS_UNSUPPORTED'
  return new EmrtdError(code, `${what} was answered ${describeStatusWord(sw)}`, { statusWord: sw })
}

/** The error for a response that has not what the protocol asks for. */
export function badResponse(message: string, cause?: unknown): EmrtdError {
  return new EmrtdError('ACCESS_BAD_RESPONSE', message, { cause })
}
