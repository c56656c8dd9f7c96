/** `value` as an unsigned big-endian number of `length` bytes; what does not fit is cut off in front. */
export function writeNumber(value: number, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => Math.floor(value / 256 ** (length - 1 - i)) % 256)
}

/** A text in UTF-8; bytes stand as they are. */
export function writeText(text: string | Uint8Array): Uint8Array {
  return typeof text === 'string' ? new TextEncoder().encode(text) : text
}
