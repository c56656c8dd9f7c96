import { firstHalf, type Region } from './subbands.js'

/** What a line is put together with: one kernel for samples at even places, one for those at odd places. */
interface Kernels {
  readonly even: readonly number[]
  readonly odd: readonly number[]
  /** What a line of one sample, which has only a low half, is multiplied by. */
  readonly single: number
}

/**
 * Puts the four parts of a region together again, in place: down its columns, then along its rows. IAFIS-IC-0110 Part 1, the
 * inverse of a two-channel filter bank with filters of odd length; lines are continued by reflection at both ends.
 *
 * @param lowpass the analysis filter from its middle to one end.
 * @param highpass likewise.
 */
export function synthesize(
  samples: Float32Array,
  stride: number,
  { x, y, width, height, swappedAcross, swappedDown }: Region,
  lowpass: readonly number[],
  highpass: readonly number[],
): void {
  const kernels = kernelsOf(lowpass, highpass)
  const start = y * stride + x
  const line = new Float64Array(Math.max(width, height) + 2 * (kernels.even.length - 1))
  for (let column = 0; column < width; column++) {
    synthesizeLine(samples, start + column, stride, height, swappedDown, kernels, line)
  }
  for (let row = 0; row < height; row++) {
    synthesizeLine(samples, start + row * stride, 1, width, swappedAcross, kernels, line)
  }
}

/**
 * The synthesis filters are the analysis filters with every other sign changed, low for high. A sample at an even place sums
 * low coefficients at even distances and high ones at odd distances; one at an odd place the other way round.
 */
function kernelsOf(lowpass: readonly number[], highpass: readonly number[]): Kernels {
  const alternate = (filter: readonly number[]): readonly number[] =>
    filter.map((tap, i) => (i % 2 === 0 ? tap : -tap))
  const low = alternate(highpass)
  const high = alternate(lowpass)
  const length = Math.max(low.length, high.length)
  const kernel = (atEven: readonly number[], atOdd: readonly number[]): readonly number[] =>
    Array.from({ length }, (_, i) => (i % 2 === 0 ? atEven : atOdd)[i] ?? 0)
  const gain = lowpass.reduce((sum, tap, i) => sum + (i === 0 ? tap : 2 * tap), 0)
  return { even: kernel(low, high), odd: kernel(high, low), single: 1 / gain }
}

function synthesizeLine(
  samples: Float32Array,
  start: number,
  step: number,
  length: number,
  swapped: boolean,
  { even, odd, single }: Kernels,
  line: Float64Array,
): void {
  if (length === 1) samples[start]! *= single
  if (length <= 1) return
  const reach = even.length - 1
  const low = Math.ceil(length / 2)
  const first = firstHalf(length, swapped)
  // Low coefficients to the even places, high ones to the odd places.
  for (let i = 0; i < length; i++) {
    const isLow = i < first !== swapped
    const within = i < first ? i : i - first
    line[reach + (isLow ? 2 * within : 2 * within + 1)] = samples[start + i * step]!
  }
  const period = 2 * (length - 1)
  for (let i = 1; i <= reach; i++) {
    const before = i % period
    line[reach - i] = line[reach + (before < length ? before : period - before)]!
    const behind = (length - 1 + i) % period
    line[reach + length - 1 + i] = line[reach + (behind < length ? behind : period - behind)]!
  }
  for (let i = 0; i < 2 * low && i < length; i++) {
    const kernel = i % 2 === 0 ? even : odd
    const middle = reach + i
    let sum = kernel[0]! * line[middle]!
    for (let j = 1; j <= reach; j++) sum += kernel[j]! * (line[middle - j]! + line[middle + j]!)
    samples[start + i * step] = sum
  }
}
