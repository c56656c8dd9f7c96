import { DerReader, derBitString, derSequence, encodeTlv } from '../../../src/asn1/index.js'
import { concatBytes } from '../../../src/bytes.js'
import type { IssuerKey } from '../../../src/testkit/index.js'

/** The elements of a constructed element, each whole. */
export function parts(bytes: Uint8Array): Uint8Array[] {
  const reader = new DerReader(bytes).enter(bytes[0]!)
  const elements: Uint8Array[] = []
  while (!reader.atEnd) elements.push(reader.raw())
  return elements
}

/** A constructed element with the part at this place (from the end, if negative) replaced; by nothing, by one or by several. */
export function withPart(
  bytes: Uint8Array,
  place: number,
  change: (part: Uint8Array) => readonly Uint8Array[] | Uint8Array,
): Uint8Array {
  const elements = parts(bytes)
  const at = place < 0 ? elements.length + place : place
  const made = change(elements[at] ?? new Uint8Array(0))
  elements.splice(at, 1, ...(made instanceof Uint8Array ? [made] : made))
  return encodeTlv(bytes[0]!, ...elements)
}

/** As {@link withPart}, down a path of places. */
export function withPartAt(
  bytes: Uint8Array,
  places: readonly number[],
  change: (part: Uint8Array) => readonly Uint8Array[] | Uint8Array,
): Uint8Array {
  const [first, ...rest] = places
  if (first === undefined) throw new TypeError('a place expected')
  return rest.length === 0
    ? withPart(bytes, first, change)
    : withPart(bytes, first, part => withPartAt(part, rest, change))
}

/** A certificate or CRL with its signed part changed, signed anew. */
export function resigned(
  bytes: Uint8Array,
  key: IssuerKey,
  change: (signed: Uint8Array) => Uint8Array,
): Uint8Array {
  const [signed, algorithm] = parts(bytes)
  const changed = change(signed!)
  return derSequence(changed, algorithm!, derBitString(key.sign(changed)))
}

/** An element whose length is written in one octet more than it needs. */
export function withLongLength(bytes: Uint8Array): Uint8Array {
  const { content } = new DerReader(bytes).element()
  const length = Uint8Array.of(
    0x83,
    content.length >> 16,
    (content.length >> 8) & 0xff,
    content.length & 0xff,
  )
  return concatBytes(bytes.subarray(0, 1), length, content)
}
