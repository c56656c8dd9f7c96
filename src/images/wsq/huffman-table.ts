import { EmrtdError } from '../../errors.js'

/** A Huffman code as a table of how many codes have each length, and their values in order. IAFIS-IC-0110 Part 1 annex C. */
export class HuffmanTable {
  readonly #values: readonly number[]
  /** For each length: the last code, or -1; and what to take off a code to get the place of its value. */
  readonly #last = new Int32Array(17)
  readonly #base = new Int32Array(17)

  /**
   * @param counts how many codes have one bit, two bits, up to sixteen.
   * @param offset of the table in the image, for errors.
   */
  constructor(counts: readonly number[], values: readonly number[], offset: number) {
    this.#values = values
    let code = 0
    let place = 0
    counts.forEach((count, index) => {
      const length = index + 1
      this.#base[length] = code - place
      code += count
      place += count
      this.#last[length] = count === 0 ? -1 : code - 1
      if (code > 2 ** length) {
        throw new EmrtdError('IMAGE_BAD_DATA', 'WSQ: Huffman table with too many codes', { offset })
      }
      code *= 2
    })
  }

  /** The value of a code of `length` bits; undefined if it is only the beginning of one. */
  valueOf(code: number, length: number): number | undefined {
    return code <= this.#last[length]! ? this.#values[code - this.#base[length]!] : undefined
  }
}
