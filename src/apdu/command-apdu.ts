import { EmrtdError } from '../errors.js'

/** A command APDU. ISO/IEC 7816-4 §5.1. */
export interface CommandApdu {
  /** Class byte. */
  readonly cla: number
  /** Instruction byte. */
  readonly ins: number
  readonly p1: number
  readonly p2: number
  /** Command data, at most 65,535 bytes; absent or empty: no Lc. */
  readonly data?: Uint8Array | undefined
  /** How many bytes of data are expected at most, 1 to 65,536; absent: no Le. */
  readonly le?: number | undefined
}

/** The longest data, and the highest Le, of a short command. */
const shortData = 255
const shortLe = 256

/**
 * A command APDU as bytes: short where data and Le fit (255 bytes, 256 expected), extended otherwise. ISO/IEC 7816-4 §5.1.
 *
 * @throws {TypeError} for a header byte, data or Le out of range.
 *
 * @example
 * ```ts
 * import { encodeCommandApdu } from 'emrtd/apdu'
 *
 * encodeCommandApdu({ cla: 0x00, ins: 0x84, p1: 0, p2: 0, le: 8 }) // 00 84 00 00 08
 * ```
 */
export function encodeCommandApdu({ cla, ins, p1, p2, data, le }: CommandApdu): Uint8Array {
  for (const byte of [cla, ins, p1, p2]) {
    if (!Number.isInteger(byte) || byte < 0 || byte > 0xff) throw new TypeError('header bytes are 0 to 255')
  }
  if (le !== undefined && (!Number.isInteger(le) || le < 1 || le > 0x1_0000)) {
    throw new TypeError('Le is 1 to 65536')
  }
  const length = data?.length ?? 0
  if (length > 0xffff) throw new TypeError('command data are at most 65535 bytes')
  const extended = length > shortData || (le ?? 0) > shortLe
  const lc = length === 0 ? 0 : extended ? 3 : 1
  // An extended Le that follows no Lc begins with 00.
  const expected = le === undefined ? 0 : extended ? (length === 0 ? 3 : 2) : 1
  const bytes = new Uint8Array(4 + lc + length + expected)
  bytes[0] = cla
  bytes[1] = ins
  bytes[2] = p1
  bytes[3] = p2
  if (data !== undefined && length > 0) {
    if (extended) {
      bytes[5] = length >>> 8
      bytes[6] = length
    } else bytes[4] = length
    bytes.set(data, 4 + lc)
  }
  if (le !== undefined) {
    // 256 and 65,536 are written as zeros.
    if (extended) bytes[bytes.length - 2] = le >>> 8
    bytes[bytes.length - 1] = le
  }
  return bytes
}

/**
 * Reads a command APDU, short or extended. `data` is a view. ISO/IEC 7816-4 §5.1.
 *
 * @throws {EmrtdError} `APDU_BAD_COMMAND` if the lengths are not those of a command.
 *
 * @example
 * ```ts
 * import { parseCommandApdu } from 'emrtd/apdu'
 *
 * parseCommandApdu(Uint8Array.of(0x00, 0xb0, 0x9e, 0x00, 0x00)).le // 256
 * ```
 */
export function parseCommandApdu(bytes: Uint8Array): CommandApdu {
  const { length } = bytes
  if (length < 4) throw bad('a command has four bytes at least')
  const header = { cla: bytes[0]!, ins: bytes[1]!, p1: bytes[2]!, p2: bytes[3]! }
  if (length === 4) return header
  const first = bytes[4]!
  if (length === 5) return { ...header, le: first === 0 ? shortLe : first }
  if (first !== 0) {
    const data = bytes.subarray(5, 5 + first)
    if (length === 5 + first) return { ...header, data }
    if (length !== 6 + first) throw bad('Lc and the length of the command differ')
    return { ...header, data, le: bytes[length - 1]! === 0 ? shortLe : bytes[length - 1]! }
  }
  if (length < 7) throw bad('the command ends inside an extended length')
  const second = bytes[5]! * 256 + bytes[6]!
  if (length === 7) return { ...header, le: second === 0 ? 0x1_0000 : second }
  if (second === 0) throw bad('Lc of zero')
  const data = bytes.subarray(7, 7 + second)
  if (length === 7 + second) return { ...header, data }
  if (length !== 9 + second) throw bad('Lc and the length of the command differ')
  const le = bytes[length - 2]! * 256 + bytes[length - 1]!
  return { ...header, data, le: le === 0 ? 0x1_0000 : le }
}

function bad(message: string): EmrtdError {
  return new EmrtdError('APDU_BAD_COMMAND', message)
}
