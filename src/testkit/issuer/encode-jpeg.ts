import { concatBytes, latin1ToBytes } from '../../bytes.js'

/** A grey picture: one byte a pixel, line by line. */
export interface GreyPicture {
  /** Multiples of 8. */
  readonly width: number
  readonly height: number
  readonly pixels: Uint8Array
}

/**
 * Baseline JPEG of a grey picture, with the example tables of ITU-T T.81 annex K. Computed in integers only, so that
 * every engine gives the same bytes.
 *
 * @param choices `withoutJfif` leaves out the JFIF header, as real portraits do.
 * @throws {TypeError} unless width and height are multiples of 8.
 *
 * @example
 * ```ts
 * import { drawFace, encodeJpeg } from 'emrtd/testkit'
 *
 * encodeJpeg(drawFace()).subarray(0, 2) // Uint8Array.of(0xff, 0xd8)
 * ```
 */
export function encodeJpeg(
  { width, height, pixels }: GreyPicture,
  choices: { readonly withoutJfif?: boolean | undefined } = {},
): Uint8Array {
  if (width % 8 !== 0 || height % 8 !== 0) throw new TypeError('width and height are multiples of 8')
  const bits = bitWriter()
  let previous = 0
  for (let top = 0; top < height; top += 8) {
    for (let left = 0; left < width; left += 8) {
      const block = quantized(pixels, width, top, left)
      writeBlock(bits, block, previous)
      previous = block[0]!
    }
  }
  return concatBytes(
    Uint8Array.of(0xff, 0xd8),
    choices.withoutJfif
      ? new Uint8Array()
      : segment(0xe0, [...latin1ToBytes('JFIF\0'), 1, 1, 0, 0, 1, 0, 1, 0, 0]),
    segment(0xdb, [0, ...zigzag.map(place => quantization[place]!)]),
    segment(0xc0, [8, height >> 8, height & 0xff, width >> 8, width & 0xff, 1, 1, 0x11, 0]),
    segment(0xc4, [0x00, ...dcLengths, ...dcValues]),
    segment(0xc4, [0x10, ...acLengths, ...acValues]),
    segment(0xda, [1, 1, 0x00, 0, 63, 0]),
    bits.end(),
    Uint8Array.of(0xff, 0xd9),
  )
}

function segment(marker: number, content: readonly number[]): Uint8Array {
  const length = content.length + 2
  return Uint8Array.of(0xff, marker, length >> 8, length & 0xff, ...content)
}

/** The block's coefficients, transformed (T.81 §A.3.3), divided by the table, and in zigzag order. */
function quantized(pixels: Uint8Array, width: number, top: number, left: number): Int32Array {
  const rows = new Int32Array(64)
  for (let y = 0; y < 8; y++) {
    for (let u = 0; u < 8; u++) {
      let sum = 0
      for (let x = 0; x < 8; x++) sum += (pixels[(top + y) * width + left + x]! - 128) * cosine(x, u)
      rows[8 * y + u] = sum
    }
  }
  const block = new Int32Array(64)
  zigzag.forEach((place, k) => {
    const u = place % 8
    const v = place >> 3
    let sum = 0
    for (let y = 0; y < 8; y++) sum += rows[8 * y + u]! * cosine(y, v)
    block[k] = Math.round(sum / (4 * 1024 * 1024 * quantization[place]!))
  })
  return block
}

/** C(frequency) · cos((2 sample + 1) frequency π / 16) in units of 1/1024. */
function cosine(sample: number, frequency: number): number {
  if (frequency === 0) return 724
  const angle = ((2 * sample + 1) * frequency) % 32
  const folded = angle > 16 ? 32 - angle : angle
  return folded > 8 ? -sixteenths[16 - folded]! : sixteenths[folded]!
}

/** cos(k π / 16) in units of 1/1024. */
const sixteenths: readonly number[] = [1024, 1004, 946, 851, 724, 569, 392, 200, 0]

interface BitWriter {
  readonly put: (value: number, length: number) => void
  readonly end: () => Uint8Array
}

function bitWriter(): BitWriter {
  const bytes: number[] = []
  let pending = 0
  let count = 0
  const put = (value: number, length: number): void => {
    for (let i = length - 1; i >= 0; i--) {
      pending = (pending << 1) | ((value >> i) & 1)
      count += 1
      if (count < 8) continue
      bytes.push(pending)
      // A byte FF of data is told from a marker by the zero behind it.
      if (pending === 0xff) bytes.push(0)
      pending = 0
      count = 0
    }
  }
  const end = (): Uint8Array => {
    while (count > 0) put(1, 1)
    return Uint8Array.from(bytes)
  }
  return { put, end }
}

/** Huffman coding of one block. T.81 §F.1.2. */
function writeBlock(bits: BitWriter, block: Int32Array, previous: number): void {
  writeCoefficient(bits, dcCodes, 0, block[0]! - previous)
  let zeros = 0
  for (let k = 1; k < 64; k++) {
    const value = block[k]!
    if (value === 0) {
      zeros += 1
      continue
    }
    for (; zeros > 15; zeros -= 16) bits.put(...acCodes.get(0xf0)!)
    writeCoefficient(bits, acCodes, zeros, value)
    zeros = 0
  }
  if (zeros > 0) bits.put(...acCodes.get(0x00)!)
}

function writeCoefficient(bits: BitWriter, codes: HuffmanCodes, zeros: number, value: number): void {
  const size = value === 0 ? 0 : 32 - Math.clz32(Math.abs(value))
  bits.put(...codes.get((zeros << 4) | size)!)
  bits.put(value < 0 ? value + (1 << size) - 1 : value, size)
}

type HuffmanCodes = ReadonlyMap<number, readonly [code: number, length: number]>

/** The codes of a table: by length, then in order. T.81 annex C. */
function huffmanCodes(lengths: readonly number[], values: readonly number[]): HuffmanCodes {
  const codes = new Map<number, readonly [number, number]>()
  let code = 0
  let next = 0
  lengths.forEach((count, i) => {
    for (let n = 0; n < count; n++) codes.set(values[next++]!, [code++, i + 1])
    code <<= 1
  })
  return codes
}

const numbers = (text: string, radix: number): readonly number[] =>
  text
    .trim()
    .split(/\s+/)
    .map(word => Number.parseInt(word, radix))

/** T.81 table K.1, line by line. */
const quantization = numbers(
  `16 11 10 16 24 40 51 61 12 12 14 19 26 58 60 55 14 13 16 24 40 57 69 56 14 17 22 29 51 87 80 62
  18 22 37 56 68 109 103 77 24 35 55 64 81 104 113 92 49 64 78 87 103 121 120 101 72 92 95 98 112 100 103 99`,
  10,
)

/** T.81 figure 5: the place of each coefficient in its block. */
const zigzag = numbers(
  `0 1 8 16 9 2 3 10 17 24 32 25 18 11 4 5 12 19 26 33 40 48 41 34 27 20 13 6 7 14 21 28
  35 42 49 56 57 50 43 36 29 22 15 23 30 37 44 51 58 59 52 45 38 31 39 46 53 60 61 54 47 55 62 63`,
  10,
)

/** T.81 tables K.3 and K.5. */
const dcLengths = numbers('0 1 5 1 1 1 1 1 1 0 0 0 0 0 0 0', 10)
const dcValues = numbers('0 1 2 3 4 5 6 7 8 9 a b', 16)
const acLengths = numbers('0 2 1 3 3 2 4 3 5 5 4 4 0 0 1 125', 10)
const acValues = numbers(
  `01 02 03 00 04 11 05 12 21 31 41 06 13 51 61 07 22 71 14 32 81 91 a1 08 23 42 b1 c1 15 52 d1 f0
  24 33 62 72 82 09 0a 16 17 18 19 1a 25 26 27 28 29 2a 34 35 36 37 38 39 3a 43 44 45 46 47 48 49 4a
  53 54 55 56 57 58 59 5a 63 64 65 66 67 68 69 6a 73 74 75 76 77 78 79 7a 83 84 85 86 87 88 89 8a
  92 93 94 95 96 97 98 99 9a a2 a3 a4 a5 a6 a7 a8 a9 aa b2 b3 b4 b5 b6 b7 b8 b9 ba c2 c3 c4 c5 c6 c7
  c8 c9 ca d2 d3 d4 d5 d6 d7 d8 d9 da e1 e2 e3 e4 e5 e6 e7 e8 e9 ea f1 f2 f3 f4 f5 f6 f7 f8 f9 fa`,
  16,
)

const dcCodes = huffmanCodes(dcLengths, dcValues)
const acCodes = huffmanCodes(acLengths, acValues)
