/** A rectangle of the transformed picture. */
export interface Region {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  /** Whether its columns came of a high-pass filter: their frequencies run backwards, so its halves are swapped. */
  readonly swappedAcross: boolean
  /** The same of its rows. */
  readonly swappedDown: boolean
}

/** How a picture is cut into subbands. */
export interface Decomposition {
  /** Every region that was split into four, the whole first; each comes before its parts. */
  readonly splits: readonly Region[]
  /** The 60 subbands that are coded, in the order of their numbers. */
  readonly subbands: readonly Region[]
}

/** A subband, a region that is split (top left, top right, bottom left, bottom right), or one that is left out. */
type Shape = 'subband' | 'none' | readonly [Shape, Shape, Shape, Shape]

const four: Shape = ['subband', 'subband', 'subband', 'subband']
const sixteen: Shape = [four, four, four, four]
const lowest: Shape = [[four, 'subband', 'subband', 'subband'], four, four, four]
/** IAFIS-IC-0110 Part 1, the figure of the 64 subbands; 60 to 63, the highest in both directions, are never coded. */
const picture: Shape = [[lowest, sixteen, sixteen, 'subband'], four, four, 'none']

/** Cuts a picture of that size in pixels into the subbands of WSQ. IAFIS-IC-0110 Part 1. */
export function decompose(width: number, height: number): Decomposition {
  const splits: Region[] = []
  const subbands: Region[] = []
  const visit = (region: Region, shape: Shape): void => {
    if (shape === 'subband') subbands.push(region)
    if (typeof shape === 'string') return
    splits.push(region)
    const { x, y, width, height, swappedAcross, swappedDown } = region
    const left = firstHalf(width, swappedAcross)
    const top = firstHalf(height, swappedDown)
    shape.forEach((part, index) => {
      const isRight = index % 2 === 1
      const isBottom = index >= 2
      visit(
        {
          x: isRight ? x + left : x,
          y: isBottom ? y + top : y,
          width: isRight ? width - left : left,
          height: isBottom ? height - top : top,
          swappedAcross: isRight,
          swappedDown: isBottom,
        },
        part,
      )
    })
  }
  visit({ x: 0, y: 0, width, height, swappedAcross: false, swappedDown: false }, picture)
  return { splits, subbands }
}

/** Length of the half that stands first: the low one, which has one more of an odd number, unless they are swapped. */
export function firstHalf(length: number, swapped: boolean): number {
  return swapped ? Math.floor(length / 2) : Math.ceil(length / 2)
}
