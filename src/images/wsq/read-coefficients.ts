import { EmrtdError } from '../../errors.js'
import type { WsqBlock } from './wsq-segments.js'

/**
 * The quantized coefficients of all blocks, one after the other. IAFIS-IC-0110 Part 1 annex C and Table of Huffman input
 * symbols: 1 to 100 runs of zeros, 101 to 104 coefficients of 8 and 16 bits, 105 and 106 runs of 8 and 16 bits, 107 to 254
 * small coefficients.
 *
 * @param count how many there must be.
 * @throws {EmrtdError} `IMAGE_BAD_DATA` with the offset if there are fewer or more, or a code that the table does not have.
 */
export function readCoefficients(bytes: Uint8Array, blocks: readonly WsqBlock[], count: number): Int16Array {
  const coefficients = new Int16Array(count)
  let at = 0
  for (const block of blocks) {
    const bits = new BitReader(bytes, block)
    for (;;) {
      const symbol = bits.symbol()
      if (symbol === undefined) break
      let zeros = 0
      if (symbol >= 107 && symbol <= 254) coefficients[at++] = symbol - 180
      else if (symbol >= 1 && symbol <= 100) zeros = symbol
      else if (symbol === 105) zeros = bits.number(8)
      else if (symbol === 106) zeros = bits.number(16)
      else if (symbol >= 101 && symbol <= 104) {
        const size = bits.number(symbol <= 102 ? 8 : 16)
        coefficients[at++] = symbol % 2 === 1 ? size : -size
      } else throw malformed('symbol', bits.offset)
      at += zeros
      if (at > count) throw malformed('more coefficients than pixels', bits.offset)
    }
  }
  if (at < count) throw malformed(`${count} coefficients expected, ${at} found`, bytes.length)
  return coefficients
}

/** The bits of a block. A byte 00 behind a byte FF is left out; a block and each restart are filled up with ones. */
class BitReader {
  readonly #bytes: Uint8Array
  readonly #block: WsqBlock
  #byte = 0
  #left = 0
  offset: number

  constructor(bytes: Uint8Array, block: WsqBlock) {
    this.#bytes = bytes
    this.#block = block
    this.offset = block.offset
  }

  /** The next symbol; undefined at the end of the block. */
  symbol(): number | undefined {
    let code = 0
    for (let length = 1; length <= 16; length++) {
      if (this.#left === 0 && !this.#next()) {
        if (code !== 2 ** (length - 1) - 1) throw malformed('code cut short', this.offset)
        if (this.offset >= this.#block.end) return undefined
        // Behind a restart marker a new code begins.
        this.offset += 2
        code = 0
        length = 0
        continue
      }
      code = code * 2 + this.#bit()
      const value = this.#block.table.valueOf(code, length)
      if (value !== undefined) return value
    }
    throw malformed('code that the table does not have', this.offset)
  }

  /** An unsigned number of that many bits. */
  number(bits: number): number {
    let value = 0
    for (let i = 0; i < bits; i++) {
      if (this.#left === 0 && !this.#next()) throw malformed('number cut short', this.offset)
      value = value * 2 + this.#bit()
    }
    return value
  }

  #bit(): number {
    return (this.#byte >>> --this.#left) & 1
  }

  /** Takes up the next byte; false at the end and at a restart marker. */
  #next(): boolean {
    if (this.offset >= this.#block.end) return false
    const byte = this.#bytes[this.offset]!
    if (byte === 0xff) {
      if (this.#bytes[this.offset + 1] !== 0) return false
      this.offset++
    }
    this.offset++
    this.#byte = byte
    this.#left = 8
    return true
  }
}

function malformed(what: string, offset: number): EmrtdError {
  return new EmrtdError('IMAGE_BAD_DATA', `WSQ: ${what}`, { offset })
}
