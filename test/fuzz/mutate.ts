import { encodeLength } from '../../src/asn1/index.js'
import { concatBytes } from '../../src/bytes.js'

/** Numbers from a seed, so that a finding can be found again: xorshift over 32 bits. */
export class Dice {
  #state: number

  constructor(seed: number) {
    this.#state = seed | 0 || 1
  }

  /** From 0 to `bound` - 1. */
  below(bound: number): number {
    let x = this.#state
    x ^= x << 13
    x ^= x >>> 17
    x ^= x << 5
    this.#state = x
    return (x >>> 0) % bound
  }

  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)]!
  }
}

/** Longer inputs find nothing that shorter ones do not, and cost time. */
const maximumLength = 1 << 16

/** Octets that mean something to parsers: tags, lengths of lengths, indefinite length, signs, fillers. */
const telling = [
  0x00, 0x01, 0x02, 0x04, 0x1f, 0x30, 0x31, 0x3c, 0x5f, 0x7f, 0x80, 0x81, 0x82, 0x84, 0x9f, 0xa0, 0xff,
]

type Mutator = (bytes: Uint8Array, dice: Dice, other: Uint8Array) => Uint8Array

const at = (bytes: Uint8Array, dice: Dice): number => dice.below(bytes.length + 1)

const mutators: readonly Mutator[] = [
  // A bit, an octet, a telling octet, one more or less.
  (bytes, dice) => change(bytes, dice, octet => octet ^ (1 << dice.below(8))),
  (bytes, dice) => change(bytes, dice, () => dice.below(256)),
  (bytes, dice) => change(bytes, dice, () => dice.pick(telling)),
  (bytes, dice) => change(bytes, dice, octet => octet + (dice.below(2) === 0 ? 1 : -1)),
  // Cut short at either end, a piece cut out, put in, written twice, written over.
  (bytes, dice) => bytes.slice(0, at(bytes, dice)),
  (bytes, dice) => bytes.slice(at(bytes, dice)),
  (bytes, dice) => {
    const from = at(bytes, dice)
    return concatBytes(bytes.subarray(0, from), bytes.subarray(from + 1 + dice.below(8)))
  },
  (bytes, dice) => {
    const from = at(bytes, dice)
    const octets = Uint8Array.from({ length: 1 + dice.below(4) }, () => dice.pick(telling))
    return concatBytes(bytes.subarray(0, from), octets, bytes.subarray(from))
  },
  (bytes, dice) => {
    const from = at(bytes, dice)
    const piece = bytes.subarray(from, from + 1 + dice.below(32))
    return concatBytes(bytes.subarray(0, from), piece, bytes.subarray(from))
  },
  (bytes, dice) => {
    const result = bytes.slice()
    const from = at(bytes, dice)
    result.copyWithin(at(bytes, dice), from, from + 1 + dice.below(32))
    return result
  },
  // A head of this, a tail of that.
  (bytes, dice, other) => concatBytes(bytes.subarray(0, at(bytes, dice)), other.subarray(at(other, dice))),
  // An element of a TLV file grown, shrunk, doubled or left out, with the lengths around it put right.
  reshape,
  reshape,
  reshape,
]

/** One to four changes of `bytes`; `other` lends parts. */
export function mutate(bytes: Uint8Array, dice: Dice, other: Uint8Array): Uint8Array {
  let result = bytes
  for (let left = 1 + dice.below(4); left > 0; left--) result = dice.pick(mutators)(result, dice, other)
  return result.subarray(0, maximumLength)
}

function change(bytes: Uint8Array, dice: Dice, octet: (old: number) => number): Uint8Array {
  const result = bytes.slice()
  if (result.length > 0) {
    const where = dice.below(result.length)
    result[where] = octet(result[where]!)
  }
  return result
}

/** An element with the places where it and those around it begin. */
interface Place {
  readonly start: number
  readonly header: number
  readonly end: number
  readonly parents: readonly Place[]
}

/** Changes the content of one element and writes the lengths of all that hold it anew. */
function reshape(bytes: Uint8Array, dice: Dice): Uint8Array {
  const places: Place[] = []
  collect(bytes, 0, bytes.length, [], places)
  if (places.length === 0) return bytes
  const place = dice.pick(places)
  const content = bytes.subarray(place.start + place.header, place.end)
  const whole = bytes.subarray(place.start, place.end)
  const tag = bytes.subarray(place.start, place.start + tagLength(bytes, place.start))
  const changed = [
    () => new Uint8Array(0),
    () => concatBytes(whole, whole),
    () => concatBytes(tag, encodeLength(content.length + 1), content, Uint8Array.of(dice.pick(telling))),
    () => concatBytes(tag, encodeLength(Math.max(0, content.length - 1)), content.subarray(0, -1)),
    () => concatBytes(tag, encodeLength(0)),
    () => concatBytes(Uint8Array.of(dice.pick(telling)), encodeLength(content.length), content),
    () => wrapped(whole, tag, 1 + dice.below(80)),
  ][dice.below(7)]!()
  let result = changed
  let { start, end } = place
  for (const parent of [...place.parents].reverse()) {
    const inner = concatBytes(
      bytes.subarray(parent.start + parent.header, start),
      result,
      bytes.subarray(end, parent.end),
    )
    const parentTag = bytes.subarray(parent.start, parent.start + tagLength(bytes, parent.start))
    result = concatBytes(parentTag, encodeLength(inner.length), inner)
    ;({ start, end } = parent)
  }
  return concatBytes(bytes.subarray(0, start), result, bytes.subarray(end))
}

/** An element inside itself, many times over. */
function wrapped(whole: Uint8Array, tag: Uint8Array, times: number): Uint8Array {
  let result = whole
  for (let i = 0; i < times && result.length < maximumLength; i++) {
    result = concatBytes(tag, encodeLength(result.length), result)
  }
  return result
}

function tagLength(bytes: Uint8Array, start: number): number {
  let end = start + 1
  if ((bytes[start]! & 0x1f) === 0x1f) while (end < bytes.length && bytes[end]! >= 0x80) end++
  return (bytes[start]! & 0x1f) === 0x1f ? end - start + 1 : 1
}

/** Every element that can be walked to, those in constructed ones and in OCTET STRINGs that hold elements included. */
function collect(
  bytes: Uint8Array,
  start: number,
  end: number,
  parents: readonly Place[],
  into: Place[],
): void {
  let position = start
  while (position < end && into.length < 500 && parents.length < 40) {
    const tag = tagLength(bytes, position)
    const first = bytes[position + tag]
    if (first === undefined) return
    const count = first < 0x80 ? 0 : first & 0x7f
    if (count > 3 || first === 0x80) return
    let contentLength = first < 0x80 ? first : 0
    for (let i = 1; i <= count; i++) contentLength = contentLength * 256 + (bytes[position + tag + i] ?? 0)
    const header = tag + 1 + count
    const place = { start: position, header, end: position + header + contentLength, parents }
    if (place.end > end) return
    into.push(place)
    if ((bytes[position]! & 0x20) !== 0 || (bytes[position] === 0x04 && bytes[position + header] === 0x30)) {
      collect(bytes, position + header, place.end, [...parents, place], into)
    }
    position = place.end
  }
}
