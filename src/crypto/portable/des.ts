/*
 * DES and Triple DES (FIPS 46-3, NIST SP 800-67), which Basic Access Control and secure messaging still need and
 * which no noble package has. One block is two 32-bit halves; bit 1 of the standard is the most significant one.
 */

/** S-boxes S1 to S8, four rows of sixteen hexadecimal digits each. */
const substitution: readonly string[] = [
  'e4d12fb83a6c5907 0f74e2d1a6cb9538 41e8d62bfc973a50 fc8249175b3ea06d',
  'f18e6b34972dc05a 3d47f28ec01a69b5 0e7ba4d158c6932f d8a13f42b67c05e9',
  'a09e63f51dc7b428 d709346a285ecbf1 d6498f30b12c5ae7 1ad069874fe3b52c',
  '7de3069a1285bc4f d8b56f03472c1ae9 a690cb7df13e5284 3f06a1d8945bc72e',
  '2c417ab6853fd0e9 eb2c47d150fa3986 421bad78f9c5630e b8c71e2d6f09a453',
  'c1af92680d34e75b af427c9561de0b38 9ef528c3704a1db6 432c95fabe17608d',
  '4b2ef08d3c975a61 d0b7491ae35c2f86 14bdc37eaf680592 6bd814a7950fe23c',
  'd2846fb1a93e50c7 1fd8a374c56b0e92 7b419ce206adf358 21e74a8dfc90356b',
]

/** Permutation P: which bit of the S-boxes' output each bit of the result is. */
const permutation: readonly number[] = [
  16, 7, 20, 21, 29, 12, 28, 17, 1, 15, 23, 26, 5, 18, 31, 10, 2, 8, 24, 14, 32, 27, 3, 9, 19, 13, 30, 6, 22,
  11, 4, 25,
]

/** Permuted choice 1: 56 bits of the key. */
const choice1: readonly number[] = [
  57, 49, 41, 33, 25, 17, 9, 1, 58, 50, 42, 34, 26, 18, 10, 2, 59, 51, 43, 35, 27, 19, 11, 3, 60, 52, 44, 36,
  63, 55, 47, 39, 31, 23, 15, 7, 62, 54, 46, 38, 30, 22, 14, 6, 61, 53, 45, 37, 29, 21, 13, 5, 28, 20, 12, 4,
]

/** Permuted choice 2: 48 bits of a round key. */
const choice2: readonly number[] = [
  14, 17, 11, 24, 1, 5, 3, 28, 15, 6, 21, 10, 23, 19, 12, 4, 26, 8, 16, 7, 27, 20, 13, 2, 41, 52, 31, 37, 47,
  55, 30, 40, 51, 45, 33, 48, 44, 49, 39, 56, 34, 53, 46, 42, 50, 36, 29, 32,
]

const rotations: readonly number[] = [1, 1, 2, 2, 2, 2, 2, 2, 1, 2, 2, 2, 2, 2, 2, 1]

let tables: readonly Uint32Array[] | undefined

/** Per S-box and six-bit input: the S-box's output, put through P. Made at first use: few who load this encrypt with DES. */
function substitutedTables(): readonly Uint32Array[] {
  tables ??= substitution.map(substituteAndPermute)
  return tables
}

function substituteAndPermute(rows: string, box: number): Uint32Array {
  const digits = rows.replaceAll(' ', '')
  return Uint32Array.from({ length: 64 }, (_, input) => {
    const row = ((input >>> 4) & 2) | (input & 1)
    const output = Number.parseInt(digits[16 * row + ((input >>> 1) & 15)]!, 16)
    let word = 0
    for (const [index, from] of permutation.entries()) {
      const bit = from - 1 - 4 * box
      if (bit >= 0 && bit < 4 && (output & (8 >>> bit)) !== 0) word |= 0x80000000 >>> index
    }
    return word
  })
}

/** Sixteen round keys of eight six-bit parts each, in the order of their use. */
type Schedule = Uint8Array

function keySchedule(key: Uint8Array, decrypt: boolean): Schedule {
  const bits = choice1.map(from => (key[(from - 1) >>> 3]! >>> (7 - ((from - 1) & 7))) & 1)
  const schedule = new Uint8Array(16 * 8)
  let rotated = 0
  for (let round = 0; round < 16; round++) {
    rotated += rotations[round]!
    const at = 8 * (decrypt ? 15 - round : round)
    for (const [index, from] of choice2.entries()) {
      const half = from > 28 ? 28 : 0
      const bit = bits[half + ((from - 1 - half + rotated) % 28)]!
      schedule[at + Math.floor(index / 6)]! |= bit << (5 - (index % 6))
    }
  }
  return schedule
}

/** Runs one block, `halves`, through DES for each schedule in turn. */
function transform(schedules: readonly Schedule[], halves: Int32Array): void {
  const substituted = substitutedTables()
  for (const schedule of schedules) {
    let left = halves[0]!
    let right = halves[1]!
    // initial permutation
    let swap = ((left >>> 4) ^ right) & 0x0f0f0f0f
    right ^= swap
    left ^= swap << 4
    swap = ((left >>> 16) ^ right) & 0x0000ffff
    right ^= swap
    left ^= swap << 16
    swap = ((right >>> 2) ^ left) & 0x33333333
    left ^= swap
    right ^= swap << 2
    swap = ((right >>> 8) ^ left) & 0x00ff00ff
    left ^= swap
    right ^= swap << 8
    swap = ((left >>> 1) ^ right) & 0x55555555
    right ^= swap
    left ^= swap << 1
    for (let at = 0; at < 128; at += 8) {
      let output = 0
      for (let box = 0; box < 8; box++) {
        // Expansion E: bits 4i to 4i + 5 of the right half, counted cyclically from its last bit.
        const turn = (4 * box + 5) & 31
        const part = (right << turn) | (right >>> (32 - turn))
        output ^= substituted[box]![(part & 63) ^ schedule[at + box]!]!
      }
      const next = left ^ output
      left = right
      right = next
    }
    // the halves change places, then the inverse of the initial permutation
    const last = left
    left = right
    right = last
    swap = ((left >>> 1) ^ right) & 0x55555555
    right ^= swap
    left ^= swap << 1
    swap = ((right >>> 8) ^ left) & 0x00ff00ff
    left ^= swap
    right ^= swap << 8
    swap = ((right >>> 2) ^ left) & 0x33333333
    left ^= swap
    right ^= swap << 2
    swap = ((left >>> 16) ^ right) & 0x0000ffff
    right ^= swap
    left ^= swap << 16
    swap = ((left >>> 4) ^ right) & 0x0f0f0f0f
    right ^= swap
    left ^= swap << 4
    halves[0] = left
    halves[1] = right
  }
}

/** EDE with the parts of a key of 8 (single DES), 16 or 24 bytes. */
function schedules(key: Uint8Array, decrypt: boolean): readonly Schedule[] {
  const part = (index: number) => key.subarray(8 * index, 8 * index + 8)
  if (key.length === 8) return [keySchedule(key, decrypt)]
  const third = key.length === 16 ? part(0) : part(2)
  const order: readonly Uint8Array[] = decrypt ? [third, part(1), part(0)] : [part(0), part(1), third]
  return order.map((each, index) => keySchedule(each, (index === 1) !== decrypt))
}

/** CBC with DES (key of 8 bytes) or Triple DES (16 or 24), without padding; lengths are checked by the caller. */
export function desCbcEncrypt(key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array {
  const stages = schedules(key, false)
  const result = new Uint8Array(data.length)
  const input = viewOf(data)
  const output = viewOf(result)
  const halves = Int32Array.of(viewOf(iv).getInt32(0), viewOf(iv).getInt32(4))
  for (let at = 0; at < data.length; at += 8) {
    halves[0]! ^= input.getInt32(at)
    halves[1]! ^= input.getInt32(at + 4)
    transform(stages, halves)
    output.setInt32(at, halves[0]!)
    output.setInt32(at + 4, halves[1]!)
  }
  return result
}

/** The inverse of {@link desCbcEncrypt}. */
export function desCbcDecrypt(key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array {
  const stages = schedules(key, true)
  const result = new Uint8Array(data.length)
  const input = viewOf(data)
  const output = viewOf(result)
  const halves = new Int32Array(2)
  let left = viewOf(iv).getInt32(0)
  let right = viewOf(iv).getInt32(4)
  for (let at = 0; at < data.length; at += 8) {
    const nextLeft = input.getInt32(at)
    const nextRight = input.getInt32(at + 4)
    halves[0] = nextLeft
    halves[1] = nextRight
    transform(stages, halves)
    output.setInt32(at, halves[0]! ^ left)
    output.setInt32(at + 4, halves[1]! ^ right)
    left = nextLeft
    right = nextRight
  }
  return result
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
