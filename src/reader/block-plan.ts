/** Response lengths that chips are known to refuse anything above, in the order of trying. */
const shortBlocks: readonly number[] = [256, 231, 223, 192, 128]

/** Below this a chip's shorter answer says nothing about the blocks that it likes. */
const leastBlock = 64

/**
 * How many bytes READ BINARY asks for at a time: the largest number that works. It begins with what extended length allows,
 * steps down to 256, 231, 223, 192 and 128 as the chip refuses, and never grows again.
 */
export class BlockPlan {
  #size: number

  /** @param largest what to begin with, in bytes: 256 or less without extended length. */
  constructor(largest: number) {
    this.#size = largest
  }

  /** Bytes to ask for. */
  get size(): number {
    return this.#size
  }

  /** The next smaller size to try after `size` was refused; undefined if there is none. */
  below(size: number): number | undefined {
    return shortBlocks.find(candidate => candidate < size)
  }

  /** A size that worked after larger ones were refused, or that the chip gave where more was asked. */
  settle(size: number): void {
    if (size >= leastBlock && size < this.#size) this.#size = size
  }
}
