/** Text of a file for a terminal, which it must not steer: control characters, and those that turn the writing, by their numbers. */
export function printable(text: string): string {
  return text.replace(
    // Blocks of lines stay lines.
    /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu,
    character =>
      character === '\n' ? character : `\\u{${character.codePointAt(0)!.toString(16).padStart(2, '0')}}`,
  )
}
