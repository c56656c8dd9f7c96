import { EmrtdError } from '../errors.js'

/** Marks a character that no MRZ holds in {@link characterValues}. */
export const noValue = 255

/**
 * Doc 9303-3 §4.9: what each character counts, by its code: digits 0-9, A-Z 10-35, the filler 0. The table has every UTF-16
 * code unit, so that looking up needs no test before.
 */
export const characterValues: Uint8Array = /* @__PURE__ */ (() => {
  const values = new Uint8Array(0x10000).fill(noValue)
  for (let digit = 0; digit < 10; digit++) values[0x30 + digit] = digit
  for (let letter = 0; letter < 26; letter++) values[0x41 + letter] = 10 + letter
  values[0x3c] = 0
  return values
})()

/**
 * Sum of products of the characters of `text` from `start` to `end`, `phase` characters having gone before. For text that
 * has been checked to hold MRZ characters only.
 */
export function weightedSum(text: string, start: number, end: number, phase: number): number {
  let sum = 0
  let turn = phase % 3
  for (let i = start; i < end; i++) {
    const value = characterValues[text.charCodeAt(i)]!
    sum += turn === 0 ? 7 * value : turn === 1 ? 3 * value : value
    turn = turn === 2 ? 0 : turn + 1
  }
  return sum
}

/**
 * The check digit of MRZ text: one digit, from the values of its characters weighted 7, 3, 1 in turn, modulo 10
 * (Doc 9303-3 §4.9). It catches any one wrong character, except between characters whose values are the same modulo 10:
 * 0, A, K, U and the filler; 1, B, L, V; and so on to 6, G, Q and 8, I, S.
 *
 * @throws {EmrtdError} `MRZ_BAD_CHARACTER` for anything else than A-Z, 0-9 and `<`.
 *
 * @example
 * ```ts
 * import { checkDigit } from 'emrtd'
 *
 * checkDigit('AB2134<<<') // '5'
 * ```
 */
export function checkDigit(text: string): string {
  for (let i = 0; i < text.length; i++) {
    if (characterValues[text.charCodeAt(i)] === noValue) {
      throw new EmrtdError('MRZ_BAD_CHARACTER', `character ${i + 1} is none of A-Z, 0-9 and <`, { offset: i })
    }
  }
  return String(weightedSum(text, 0, text.length, 0) % 10)
}
