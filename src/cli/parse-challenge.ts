import { InvalidArgumentError } from 'commander'
import { fromHex } from '../bytes.js'

/** The challenge of Active Authentication, eight bytes in hexadecimal, as an argument of the command line. */
export function parseChallenge(text: string): Uint8Array {
  if (!/^[0-9a-fA-F]{16}$/.test(text)) throw new InvalidArgumentError('16 hexadecimal digits expected.')
  return fromHex(text)
}
