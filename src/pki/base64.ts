const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const values = new Uint8Array(256).fill(0xff)
for (const [value, character] of [...alphabet].entries()) values[character.charCodeAt(0)] = value

/**
 * The bytes that base64 text (as ASCII bytes, without line breaks; white space at its end is passed over) stands for;
 * undefined if it is not base64. RFC 4648 §4; padding may be missing, and bits that do not count may be set, as in lists of
 * real states.
 *
 * @internal Over bytes, because an LDIF export is hundreds of megabytes of it: `atob` asks for text, and gives text.
 */
export function decodeBase64(text: Uint8Array): Uint8Array | undefined {
  let end = text.length
  while (text[end - 1] === 0x20 || text[end - 1] === 0x09) end--
  for (let padding = 0; padding < 2 && text[end - 1] === 0x3d; padding++) end--
  const rest = end & 3
  if (rest === 1) return undefined
  const bytes = new Uint8Array((end >>> 2) * 3 + (rest === 0 ? 0 : rest - 1))
  let wrong = 0
  let out = 0
  let at = 0
  for (; at + 4 <= end; at += 4) {
    const a = values[text[at]!]!
    const b = values[text[at + 1]!]!
    const c = values[text[at + 2]!]!
    const d = values[text[at + 3]!]!
    wrong |= a | b | c | d
    const word = (a << 18) | (b << 12) | (c << 6) | d
    bytes[out] = word >>> 16
    bytes[out + 1] = word >>> 8
    bytes[out + 2] = word
    out += 3
  }
  if (rest !== 0) {
    const a = values[text[at]!]!
    const b = values[text[at + 1]!]!
    const c = rest === 3 ? values[text[at + 2]!]! : 0
    wrong |= a | b | c
    bytes[out] = (a << 2) | (b >>> 4)
    // With two characters this lies behind the end, where nothing is written.
    bytes[out + 1] = (b << 4) | (c >>> 2)
  }
  // Only what is no character of the alphabet has the two highest bits set.
  return (wrong & 0xc0) === 0 ? bytes : undefined
}
