/**
 * A baseline JPEG of one component, decoded with the tables that stand in the file (ITU-T T.81): written for the tests
 * alone and in floating point, so that it shares nothing with the encoder.
 */
export function decodeJpeg(file: Uint8Array): {
  readonly width: number
  readonly height: number
  /** Not rounded, nor cut to 0 to 255. */
  readonly pixels: readonly number[]
  /** The quantization table by place, line by line. */
  readonly steps: readonly number[]
} {
  const quantization: number[] = []
  const tables = new Map<number, Map<string, number>>()
  let [width, height, at] = [0, 0, 2]
  if (file[0] !== 0xff || file[1] !== 0xd8) throw new Error('no start of image')
  for (let marker = 0; marker !== 0xda; ) {
    if (file[at] !== 0xff) throw new Error(`no marker at ${at}`)
    marker = file[at + 1]!
    const length = file[at + 2]! * 256 + file[at + 3]!
    const content = file.subarray(at + 4, at + 2 + length)
    if (marker === 0xdb) quantization.push(...content.subarray(1))
    if (marker === 0xc0) {
      height = content[1]! * 256 + content[2]!
      width = content[3]! * 256 + content[4]!
    }
    if (marker === 0xc4) tables.set(content[0]!, codesOf(content))
    at += 2 + length
  }
  if (file[file.length - 2] !== 0xff || file[file.length - 1] !== 0xd9) throw new Error('no end of image')
  const read = bitReader(file.subarray(at, file.length - 2))
  const symbol = (table: number): number => {
    for (let code = ''; code.length <= 16; ) {
      code += read(1)
      const value = tables.get(table)!.get(code)
      if (value !== undefined) return value
    }
    throw new Error('no such code')
  }
  const coefficient = (size: number): number => {
    if (size === 0) return 0
    const bits = read(size)
    return bits < 2 ** (size - 1) ? bits - 2 ** size + 1 : bits
  }

  const pixels = new Array<number>(width * height).fill(0)
  let previous = 0
  for (let top = 0; top < height; top += 8) {
    for (let left = 0; left < width; left += 8) {
      const block = new Array<number>(64).fill(0)
      previous += coefficient(symbol(0x00))
      block[0] = previous * quantization[0]!
      for (let k = 1; k < 64; k++) {
        const runAndSize = symbol(0x10)
        if (runAndSize === 0) break
        k += runAndSize >> 4
        block[zigzagPlace(k)] = coefficient(runAndSize & 15) * quantization[k]!
      }
      for (let i = 0; i < 64; i++)
        pixels[(top + (i >> 3)) * width + left + (i % 8)] = sample(block, i % 8, i >> 3)
    }
  }
  const steps = new Array<number>(64).fill(0)
  quantization.forEach((step, k) => {
    steps[zigzagPlace(k)] = step
  })
  return { width, height, pixels, steps }
}

function codesOf(content: Uint8Array): Map<string, number> {
  const codes = new Map<string, number>()
  let [code, next] = [0, 17]
  for (let length = 1; length <= 16; length++) {
    for (let n = 0; n < content[length]!; n++) {
      codes.set((code++).toString(2).padStart(length, '0'), content[next++]!)
    }
    code *= 2
  }
  return codes
}

function bitReader(data: Uint8Array): (count: number) => number {
  const bits = [...data]
    .filter((byte, i) => !(byte === 0 && data[i - 1] === 0xff))
    .map(byte => byte.toString(2).padStart(8, '0'))
    .join('')
  let at = 0
  return count => {
    at += count
    if (at > bits.length) throw new Error('the picture ends early')
    return Number.parseInt(bits.slice(at - count, at), 2)
  }
}

/** The place of the k-th coefficient, by walking the diagonals. */
function zigzagPlace(k: number): number {
  let [x, y] = [0, 0]
  for (let i = 0; i < k; i++) {
    const up = (x + y) % 2 === 0
    if (up && x === 7) y++
    else if (up && y === 0) x++
    else if (!up && y === 7) x++
    else if (!up && x === 0) y++
    else [x, y] = up ? [x + 1, y - 1] : [x - 1, y + 1]
  }
  return 8 * y + x
}

function sample(block: readonly number[], x: number, y: number): number {
  const c = (n: number): number => (n === 0 ? Math.SQRT1_2 : 1)
  let sum = 0
  for (let v = 0; v < 8; v++) {
    for (let u = 0; u < 8; u++) {
      const wave = Math.cos(((2 * x + 1) * u * Math.PI) / 16) * Math.cos(((2 * y + 1) * v * Math.PI) / 16)
      sum += c(u) * c(v) * block[8 * v + u]! * wave
    }
  }
  return sum / 4 + 128
}
