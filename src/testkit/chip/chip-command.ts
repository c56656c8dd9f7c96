/** A command as the chip reads it. */
export interface ChipCommand {
  readonly cla: number
  readonly ins: number
  readonly p1: number
  readonly p2: number
  readonly data: Uint8Array
  /** Ne: how many bytes the terminal expects at most; 0 if there is no Le. */
  readonly expected: number
  /** Whether Le was all zeros: everything that there is, up to {@link expected}. */
  readonly everything: boolean
  /** Whether Lc or Le had the extended form. */
  readonly extended: boolean
}

/**
 * Reads a command APDU of any of the seven cases of ISO/IEC 7816-4 §5.2; undefined for bytes that are none.
 */
export function readChipCommand(bytes: Uint8Array): ChipCommand | undefined {
  if (bytes.length < 4) return undefined
  const [cla, ins, p1, p2] = bytes as unknown as [number, number, number, number]
  const body = bytes.subarray(4)
  const none = new Uint8Array(0)
  const command = (data: Uint8Array, le: Uint8Array, extended: boolean): ChipCommand => {
    let expected = 0
    for (const byte of le) expected = expected * 256 + byte
    const everything = le.length > 0 && expected === 0
    if (everything) expected = extended ? 0x10000 : 0x100
    return { cla, ins, p1, p2, data, expected, everything, extended }
  }
  if (body.length === 0) return command(none, none, false)
  if (body.length === 1) return command(none, body, false)
  const first = body[0]!
  if (first !== 0) {
    const rest = body.length - 1 - first
    return rest === 0 || rest === 1
      ? command(body.subarray(1, 1 + first), body.subarray(1 + first), false)
      : undefined
  }
  if (body.length === 3) return command(none, body.subarray(1), true)
  if (body.length < 3) return undefined
  const length = body[1]! * 256 + body[2]!
  const rest = body.length - 3 - length
  if (length === 0 || (rest !== 0 && rest !== 2)) return undefined
  return command(body.subarray(3, 3 + length), body.subarray(3 + length), true)
}

/** What a command handler gives back. */
export interface ChipAnswer {
  readonly data: Uint8Array
  /** SW1 and SW2 as one number. */
  readonly status: number
  /** Runs when the answer has been protected: new session keys come into force after it. */
  readonly afterwards?: () => void
  /** The status word goes out in plain inside a session, which goes on as if the command had not been counted. */
  readonly plain?: boolean
}

/** An answer without data. */
export function status(word: number): ChipAnswer {
  return { data: new Uint8Array(0), status: word }
}

/** An answer with data and 9000. */
export function success(data: Uint8Array = new Uint8Array(0)): ChipAnswer {
  return { data, status: 0x9000 }
}
