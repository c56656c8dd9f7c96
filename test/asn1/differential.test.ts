import { type AsnType, fromBER } from 'asn1js'
import { describe, expect, it } from 'vitest'
import { DerReader } from '../../src/asn1/index.js'
import { toHex } from '../../src/bytes.js'
import { EmrtdError } from '../../src/errors.js'
import { Dice, mutate } from '../fuzz/mutate.js'
import { certificates, crl, document, masterList } from '../fuzz/seeds.js'

/** An element: where it starts, how long it is, and what it holds if it is constructed. */
type Tree = readonly [offset: number, length: number, inside?: readonly Tree[]]

/** Refusals of asn1js of what is well-formed DER; none concerns how the elements are delimited. */
const theirRefusals = [
  // Values that our reader looks at when they are asked for.
  /Unused bits for BitString/,
  /string value length must be a multiple|String value length must be a multiple/,
  /Wrong input string for conversion/,
  /Too big integer/,
  // Universal tags that ASN.1 reserves, and primitive types that are constructed: refused by us as an unexpected tag.
  /reserved/,
  /Constructed encoding used for primitive type/,
  // asn1js tries the content of BIT STRING and OCTET STRING as BER, and sometimes takes the failure for its own.
  /End of input reached before message was fully decoded/,
  /Cannot (read|destructure) propert/,
  /OCTET STRING may consists of OCTET STRINGs only/,
  /Maximum ASN.1 content length exceeded/,
  /Zero buffer length/,
  // At the outermost level: one element, and bytes behind it.
  /^bytes are left$/,
]

/** Our refusals of what asn1js reads, each with the reason. */
const ourRefusals = [
  // An element that ends behind its parent: asn1js reads on.
  /^ASN1_TRUNCATED/,
  // BER, not DER.
  /^ASN1_BAD_LENGTH: (length in too many octets|indefinite length)/,
  // Limits of ours: lengths of more than four octets, tags of more than three, depth.
  /^ASN1_BAD_LENGTH: length of \d+ octets/,
  /^ASN1_BAD_TAG: tag of more than three octets/,
  /^ASN1_LIMIT/,
  // A leading zero in a high tag number (X.690 §8.1.2.4), and tag 00, which asn1js takes for the end of contents anywhere.
  /^ASN1_BAD_TAG: (tag number with a leading zero|tag 00)/,
]

function ourTrees(reader: DerReader): readonly Tree[] {
  const trees: Tree[] = []
  while (!reader.atEnd) {
    const tag = reader.peekTag()
    const from = reader.offset
    if ((tag & 0x20) === 0 || (tag & 0x1f) === 0x1f) {
      reader.skip()
      trees.push([from, reader.offset - from])
    } else {
      const inside = ourTrees(reader.enter(tag))
      trees.push([from, reader.offset - from, inside])
    }
  }
  return trees
}

function theirTree(block: AsnType, from: number): Tree {
  // High tag numbers are not entered: our reader has no use for them.
  const { isConstructed, blockLength } = block.idBlock
  if (!isConstructed || blockLength > 1) return [from, block.blockLength]
  const inside: Tree[] = []
  let at = from + blockLength + block.lenBlock.blockLength
  for (const each of (block.valueBlock as unknown as { value: readonly AsnType[] }).value) {
    inside.push(theirTree(each, at))
    at += each.blockLength
  }
  return [from, block.blockLength, inside]
}

const outcome = (read: () => readonly Tree[]): readonly Tree[] | string => {
  try {
    return read()
  } catch (error) {
    if (error instanceof EmrtdError) return `${error.code}: ${error.message}`
    return (error as Error).message
  }
}

const ours = (input: Uint8Array) => outcome(() => ourTrees(new DerReader(input)))

const theirs = (input: Uint8Array) =>
  outcome(() => {
    const { offset, result } = fromBER(input)
    if (offset < 0) throw new Error(result.error)
    if (offset < input.length) throw new Error('bytes are left')
    return [theirTree(result, 0)]
  })

describe('DER, beside asn1js', () => {
  const seeds = [...certificates, masterList, crl, document.files['EF.SOD']!.subarray(4)]

  it('is delimited alike in every certificate, list and EF.SOD of the test kit', () => {
    for (const seed of seeds) expect(ours(seed)).toEqual(theirs(seed))
  })

  it('is delimited alike where both accept changed inputs; each difference has its reason', () => {
    const dice = new Dice(20261126)
    const unexplained: string[] = []
    let alike = 0
    for (let i = 0; i < 6_000; i++) {
      const input = mutate(dice.pick(seeds), dice, dice.pick(seeds))
      const [one, other] = [ours(input), theirs(input)]
      const explained =
        typeof one !== 'string'
          ? typeof other !== 'string' || input.length === 0 || theirRefusals.some(each => each.test(other))
          : typeof other === 'string' || ourRefusals.some(each => each.test(one))
      if (!explained) unexplained.push(`${one} / ${other}: ${toHex(input)}`.slice(0, 4_000))
      if (typeof one === 'string' || typeof other === 'string') continue
      expect(one).toEqual(other)
      alike++
    }
    expect(unexplained).toEqual([])
    expect(alike).toBeGreaterThan(500)
  })
})
