import { EmrtdError } from '../errors.js'

/** What the SIZ segment of a codestream says. ITU-T T.800 §A.5.1. */
export interface Codestream {
  /** Where the codestream begins in the image. */
  readonly offset: number
  /** In pixels. */
  readonly width: number
  /** In pixels. */
  readonly height: number
  /** How many tiles the picture is cut into. */
  readonly tiles: number
  /** How many of them the codestream holds at least a part of. */
  readonly tilesThere: number
  readonly components: readonly Jpeg2000Component[]
}

export interface Jpeg2000Component {
  /** Bits for each sample. */
  readonly depth: number
  /** Every how many pixels across there is a sample. */
  readonly dx: number
  /** Every how many pixels down there is a sample. */
  readonly dy: number
}

const contiguousCodestream = 0x6a703263
const startOfTilePart = 0xff90

/**
 * The codestream of a JPEG 2000 image: the image itself, or the first codestream box of a JP2 file. ITU-T T.800 annexes A and I.
 *
 * @throws {EmrtdError} `IMAGE_BAD_DATA` if there is none.
 */
export function findCodestream(bytes: Uint8Array): Codestream {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const codestream = readCodestream(view, startOfCodestream(view))
  if (codestream === undefined) throw new EmrtdError('IMAGE_BAD_DATA', 'no JPEG 2000 codestream')
  return codestream
}

function startOfCodestream(view: DataView): number {
  let at = 0
  if (view.byteLength >= 4 && view.getUint32(0) === 0xff4fff51) return 0
  while (at + 16 <= view.byteLength) {
    const type = view.getUint32(at + 4)
    const short = view.getUint32(at)
    const header = short === 1 ? 16 : 8
    if (type === contiguousCodestream) return at + header
    const length = short === 1 ? Number(view.getBigUint64(at + 8)) : short
    // A length of 0 runs to the end: nothing follows.
    if (length < header) break
    at += length
  }
  return view.byteLength
}

function readCodestream(view: DataView, offset: number): Codestream | undefined {
  if (offset + 42 > view.byteLength || view.getUint32(offset) !== 0xff4fff51) return undefined
  const at = (place: number): number => view.getUint32(offset + place)
  const [right, bottom, left, top, tileWidth, tileHeight, tileLeft, tileTop] = [
    8, 12, 16, 20, 24, 28, 32, 36,
  ].map(at)
  const count = view.getUint16(offset + 40)
  if (offset + 42 + 3 * count > view.byteLength || tileWidth === 0 || tileHeight === 0) return undefined
  return {
    offset,
    width: right! - left!,
    height: bottom! - top!,
    tiles: Math.ceil((right! - tileLeft!) / tileWidth!) * Math.ceil((bottom! - tileTop!) / tileHeight!),
    tilesThere: countTiles(view, offset),
    components: Array.from({ length: Math.min(count, 5) }, (_, index) => {
      const place = offset + 42 + 3 * index
      return {
        depth: (view.getUint8(place) & 0x7f) + 1,
        dx: view.getUint8(place + 1),
        dy: view.getUint8(place + 2),
      }
    }),
  }
}

/** Goes from tile-part to tile-part by their lengths. ITU-T T.800 §A.4.2. */
function countTiles(view: DataView, offset: number): number {
  const found = new Set<number>()
  let at = offset + 2
  // The marker segments of the main header.
  while (at + 4 <= view.byteLength && view.getUint16(at) !== startOfTilePart) at += 2 + view.getUint16(at + 2)
  while (at + 12 <= view.byteLength && view.getUint16(at) === startOfTilePart) {
    found.add(view.getUint16(at + 4))
    const length = view.getUint32(at + 6)
    // The last one may run to the end, and says so by a length of 0.
    if (length < 14) break
    at += length
  }
  return found.size
}
