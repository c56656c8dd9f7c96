import { bytesToBigInt, concatBytes } from '../bytes.js'
import { EmrtdError, type EmrtdErrorCode } from '../errors.js'
import { emptyHeader, isConstructed, readHeader, tagName } from './header.js'
import { decodeOid } from './oid.js'
import { parseAsn1Time } from './time.js'

/**
 * A known way in which real certificates and EF.SODs break DER. Each is refused unless the caller names it, and
 * each use of it is reported.
 *
 * - `booleanNot255`: BOOLEAN TRUE written as another octet than FF (Ukrainian CSCA certificates write 01).
 * - `namedBitsTrailingZeros`: a named bit list with trailing zero bits, or unused bits that are not zero.
 * - `indefiniteLength`: BER indefinite lengths (EF.SOD of New Zealand and the United States).
 * - `nonMinimalLength`: a length in more octets than it needs.
 * - `nonMinimalInteger`: an INTEGER with superfluous leading octets.
 * - `constructedString`: an OCTET STRING in segments, as BER writers of CMS make it.
 * - `trailingBytes`: bytes behind the outermost element.
 * - `timeFormat`: times without seconds or with an offset from UTC.
 */
export type DerLeniency =
  | 'booleanNot255'
  | 'namedBitsTrailingZeros'
  | 'indefiniteLength'
  | 'nonMinimalLength'
  | 'nonMinimalInteger'
  | 'constructedString'
  | 'trailingBytes'
  | 'timeFormat'

/** Use made of a leniency. */
export interface DerDeviation {
  readonly leniency: DerLeniency
  /** Byte offset into the whole input. */
  readonly offset: number
}

/** How a {@link DerReader} reads. */
export interface DerOptions {
  /** Which deviations from DER to read over. None by default. */
  readonly leniencies?: readonly DerLeniency[] | undefined
  /** Called at each use of a leniency. */
  readonly onDeviation?: ((deviation: DerDeviation) => void) | undefined
  /** How deep elements may be nested. 32 by default; certificates and EF.SODs need 12. */
  readonly maximumDepth?: number | undefined
  /** How many elements may be read in all. 1,000,000 by default; the largest public master list needs 100,000. */
  readonly maximumElements?: number | undefined
}

/** One element as it stands in the input. */
export interface DerElement {
  /** Identifier octets as one number, `0x30` for SEQUENCE. */
  readonly tag: number
  /** Offset of the element in the whole input. */
  readonly offset: number
  /** Content octets, a view. For the indefinite form without the end-of-contents octets. */
  readonly content: Uint8Array
  /** Identifier, length and content octets, a view. */
  readonly bytes: Uint8Array
}

/** A BIT STRING. */
export interface BitString {
  /** Number of bits in the last byte that do not count, 0 to 7. */
  readonly unusedBits: number
  readonly bytes: Uint8Array
}

interface Session {
  readonly bytes: Uint8Array
  readonly leniencies: readonly DerLeniency[]
  readonly onDeviation: ((deviation: DerDeviation) => void) | undefined
  readonly maximumDepth: number
  elementsLeft: number
}

/** The universal tags that Doc 9303's structures use. */
export const derTag = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  sequence: 0x30,
  set: 0x31,
  numericString: 0x12,
  printableString: 0x13,
  teletexString: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  visibleString: 0x1a,
  universalString: 0x1c,
  bmpString: 0x1e,
} as const

/**
 * A cursor over DER: reads one element after the other, returns views, copies nothing. ITU-T X.690 chapters 8, 10
 * and 11. What is not DER is refused with the offset and what was expected, unless the caller named the
 * {@link DerLeniency} for it.
 *
 * @example
 * ```ts
 * import { DerReader } from 'emrtd/asn1'
 *
 * const sequence = new DerReader(Uint8Array.of(0x30, 0x03, 0x02, 0x01, 0x05)).sequence()
 * sequence.integer() // 5n
 * sequence.end() // throws if anything were left
 * ```
 */
export class DerReader {
  readonly #session: Session
  readonly #end: number
  readonly #depth: number
  readonly #header = emptyHeader()
  #at: number
  /** Offset after the current element, end-of-contents octets included. */
  #next = 0

  /** Reads all of `bytes`; with `options.leniencies` more than DER. */
  constructor(bytes: Uint8Array, options?: DerOptions)
  /** @internal A reader of a part of another reader's input. */
  constructor(session: Session, start: number, end: number, depth: number)
  constructor(
    input: Uint8Array | Session,
    startOrOptions?: number | DerOptions,
    end?: number,
    depth?: number,
  ) {
    if (input instanceof Uint8Array) {
      const options = (startOrOptions ?? {}) as DerOptions
      this.#session = {
        bytes: input,
        leniencies: options.leniencies ?? [],
        onDeviation: options.onDeviation,
        maximumDepth: options.maximumDepth ?? 32,
        elementsLeft: options.maximumElements ?? 1_000_000,
      }
      this.#at = 0
      this.#end = input.length
      this.#depth = 0
    } else {
      this.#session = input
      this.#at = startOrOptions as number
      this.#end = end!
      this.#depth = depth!
    }
  }

  /** Offset of the next element in the whole input. */
  get offset(): number {
    return this.#at
  }

  /** Whether everything has been read. */
  get atEnd(): boolean {
    return this.#at >= this.#end
  }

  /** The next element's tag without reading it; -1 at the end. Multi-octet tags are given by {@link element} only. */
  peekTag(): number {
    return this.#at < this.#end ? this.#session.bytes[this.#at]! : -1
  }

  /** Reads the next element whatever it is, or refuses every tag but `tag`. */
  element(tag?: number): DerElement {
    this.#read(tag)
    const { bytes } = this.#session
    const { start, contentStart, contentEnd } = this.#header
    this.#at = this.#next
    return {
      tag: this.#header.tag,
      offset: start,
      content: bytes.subarray(contentStart, contentEnd),
      bytes: bytes.subarray(start, this.#next),
    }
  }

  /** The whole next element, identifier and length octets included, as a view. */
  raw(tag?: number): Uint8Array {
    this.#read(tag)
    const start = this.#at
    this.#at = this.#next
    return this.#session.bytes.subarray(start, this.#next)
  }

  /** The content octets of the next element as a view. */
  content(tag?: number): Uint8Array {
    this.#read(tag)
    this.#at = this.#next
    return this.#session.bytes.subarray(this.#header.contentStart, this.#header.contentEnd)
  }

  /** Passes over the next element. */
  skip(tag?: number): void {
    this.#read(tag)
    this.#at = this.#next
  }

  /** A reader of the content of the next element, which must be constructed and have this tag. */
  enter(tag: number): DerReader {
    this.#read(tag)
    if (!isConstructed(tag)) throw new TypeError(`tag ${tagName(tag)} is primitive`)
    return this.#inside()
  }

  /** A reader of the content of the next element if it has this tag; undefined, with nothing read, if not. */
  tryEnter(tag: number): DerReader | undefined {
    return this.peekTag() === tag ? this.enter(tag) : undefined
  }

  /** Enters a SEQUENCE. */
  sequence(): DerReader {
    return this.enter(derTag.sequence)
  }

  /** Enters a SET. */
  set(): DerReader {
    return this.enter(derTag.set)
  }

  /** A reader of DER that is wrapped in a primitive element: the extension values of a certificate. */
  wrapped(tag: number = derTag.octetString): DerReader {
    this.#read(tag)
    return this.#inside()
  }

  /** A BOOLEAN; `tag` for an implicitly tagged one. */
  boolean(tag: number = derTag.boolean): boolean {
    const offset = this.#at
    const content = this.content(tag)
    if (content.length !== 1) throw this.#bad('BOOLEAN of one octet expected', offset)
    const value = content[0]!
    if (value !== 0 && value !== 0xff)
      this.#deviate('booleanNot255', offset, 'BOOLEAN that is neither 00 nor FF')
    return value !== 0
  }

  /** The two's complement octets of an INTEGER, a view. */
  integerBytes(tag: number = derTag.integer): Uint8Array {
    const offset = this.#at
    const content = this.content(tag)
    if (content.length === 0) throw this.#bad('INTEGER without content', offset)
    if (content.length > 1) {
      const first = content[0]!
      const second = content[1]!
      if ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80)) {
        this.#deviate('nonMinimalInteger', offset, 'INTEGER with a superfluous leading octet')
      }
    }
    return content
  }

  /** An INTEGER of any size. */
  integer(tag: number = derTag.integer): bigint {
    return integerValue(this.integerBytes(tag))
  }

  /** The magnitude octets of an INTEGER that must not be negative, without the sign octet: a view. */
  unsignedBytes(tag: number = derTag.integer): Uint8Array {
    const offset = this.#at
    const content = this.integerBytes(tag)
    if (content[0]! >= 0x80) throw this.#bad('INTEGER of 0 or more expected', offset)
    let start = 0
    while (start < content.length - 1 && content[start] === 0) start++
    return content.subarray(start)
  }

  /** An INTEGER (or ENUMERATED) between 0 and `maximum`, at most 2^31 - 1. */
  smallInteger(maximum: number = 0x7fffffff, tag: number = derTag.integer): number {
    const offset = this.#at
    const content = this.unsignedBytes(tag)
    let value = content.length > 4 ? Number.POSITIVE_INFINITY : 0
    for (const octet of content) value = value * 256 + octet
    if (value > maximum) throw this.#bad(`INTEGER from 0 to ${maximum} expected`, offset)
    return value
  }

  /** NULL. */
  null(): void {
    const offset = this.#at
    if (this.content(derTag.null).length !== 0) throw this.#bad('NULL with content', offset)
  }

  /** An OBJECT IDENTIFIER in dotted form. */
  oid(tag: number = derTag.oid): string {
    const offset = this.#at
    return decodeOid(this.content(tag), offset)
  }

  /**
   * The content of an OCTET STRING: a view, or a joined copy of the segments of a constructed one where the
   * leniency `constructedString` is on.
   */
  octetString(tag: number = derTag.octetString): Uint8Array {
    const constructed = tag | 0x20
    if (this.peekTag() !== constructed || constructed === tag) return this.content(tag)
    this.#deviate('constructedString', this.#at, 'OCTET STRING in segments')
    const segments = this.enter(constructed)
    const parts: Uint8Array[] = []
    while (!segments.atEnd) parts.push(segments.octetString())
    return parts.length === 1 ? parts[0]! : concatBytes(...parts)
  }

  /** A BIT STRING. */
  bitString(tag: number = derTag.bitString): BitString {
    const offset = this.#at
    const content = this.content(tag)
    const unusedBits = content[0]
    if (unusedBits === undefined || unusedBits > 7 || (unusedBits > 0 && content.length === 1)) {
      throw this.#bad('BIT STRING with 0 to 7 unused bits expected', offset)
    }
    if (unusedBits > 0 && (content[content.length - 1]! & ((1 << unusedBits) - 1)) !== 0) {
      this.#deviate('namedBitsTrailingZeros', offset, 'BIT STRING whose unused bits are not zero')
    }
    return { unusedBits, bytes: content.subarray(1) }
  }

  /** The bytes of a BIT STRING whose bits all count: keys and signatures. */
  bitStringBytes(tag: number = derTag.bitString): Uint8Array {
    const offset = this.#at
    const { unusedBits, bytes } = this.bitString(tag)
    if (unusedBits !== 0) throw this.#bad('BIT STRING of whole bytes expected', offset)
    return bytes
  }

  /** The numbers of the bits that are set in a named bit list (X.680 §22.7), at most 32 bits. */
  namedBits(tag: number = derTag.bitString): readonly number[] {
    const offset = this.#at
    const { unusedBits, bytes } = this.bitString(tag)
    if (bytes.length > 4) throw this.#bad('named bit list of at most 32 bits expected', offset)
    const last = bytes[bytes.length - 1]
    if (last !== undefined && ((last >>> unusedBits) & 1) === 0) {
      this.#deviate('namedBitsTrailingZeros', offset, 'named bit list with trailing zero bits')
    }
    const bits: number[] = []
    for (let bit = 0; bit < bytes.length * 8 - unusedBits; bit++) {
      if ((bytes[bit >>> 3]! & (0x80 >>> (bit & 7))) !== 0) bits.push(bit)
    }
    return bits
  }

  /**
   * UTCTime or GeneralizedTime, as RFC 5280 §4.1.2.5 restricts them: with seconds, in UTC. With `implicitTag` a
   * GeneralizedTime under that tag.
   */
  time(implicitTag?: number): Date {
    const { tag, content, offset } = this.element(implicitTag)
    const kind = implicitTag === undefined ? tag : derTag.generalizedTime
    if (kind !== derTag.utcTime && kind !== derTag.generalizedTime) {
      throw this.#unexpected('a time', tag, offset)
    }
    const strict = parseAsn1Time(kind, content, true)
    if (strict !== undefined) return strict
    const lenient = parseAsn1Time(kind, content, false)
    if (lenient === undefined) throw this.#bad('a date and time expected', offset)
    this.#deviate('timeFormat', offset, 'time without seconds or not in UTC')
    return lenient
  }

  /** Refuses bytes that are left. */
  end(): void {
    if (this.#at < this.#end) {
      const message = `${this.#end - this.#at} bytes left where the structure ends`
      if (this.#depth === 0) this.#deviate('trailingBytes', this.#at, message, 'ASN1_TRAILING_BYTES')
      else throw new EmrtdError('ASN1_TRAILING_BYTES', message, { offset: this.#at })
    }
  }

  #inside(): DerReader {
    const depth = this.#depth + 1
    if (depth > this.#session.maximumDepth) {
      throw new EmrtdError('ASN1_LIMIT', `nested deeper than ${this.#session.maximumDepth}`, {
        offset: this.#at,
      })
    }
    this.#at = this.#next
    return new DerReader(this.#session, this.#header.contentStart, this.#header.contentEnd, depth)
  }

  #read(tag: number | undefined): void {
    const { bytes } = this.#session
    const header = this.#header
    if (tag !== undefined && this.#at >= this.#end) {
      throw new EmrtdError('ASN1_TRUNCATED', `tag ${tagName(tag)} expected, nothing left`, {
        offset: this.#at,
      })
    }
    readHeader(bytes, this.#at, this.#end, header, true)
    if (tag !== undefined && header.tag !== tag)
      throw this.#unexpected(`tag ${tagName(tag)}`, header.tag, this.#at)
    if (header.tag === 0) {
      throw new EmrtdError('ASN1_BAD_TAG', 'tag 00, which only ends an indefinite length', {
        offset: this.#at,
      })
    }
    this.#count()
    if (header.nonMinimalLength) this.#deviate('nonMinimalLength', this.#at, 'length in too many octets')
    if (header.contentEnd >= 0) {
      this.#next = header.contentEnd
      return
    }
    if (!isConstructed(header.tag)) {
      throw new EmrtdError('ASN1_BAD_LENGTH', 'indefinite length of a primitive element', {
        offset: this.#at,
      })
    }
    this.#deviate('indefiniteLength', this.#at, 'indefinite length', 'ASN1_BAD_LENGTH')
    header.contentEnd = this.#findEndOfContents(header.contentStart)
    this.#next = header.contentEnd + 2
  }

  /** Offset of the end-of-contents octets that close the element whose content starts at `start`. */
  #findEndOfContents(start: number): number {
    const { bytes, maximumDepth } = this.#session
    const inner = emptyHeader()
    let open = 1
    for (let at = start; ; ) {
      if (bytes[at] === 0 && bytes[at + 1] === 0 && at + 2 <= this.#end) {
        if (--open === 0) return at
        at += 2
        continue
      }
      readHeader(bytes, at, this.#end, inner, true)
      this.#count()
      if (inner.contentEnd >= 0) {
        at = inner.contentEnd
      } else {
        if (++open > maximumDepth) {
          throw new EmrtdError('ASN1_LIMIT', `nested deeper than ${maximumDepth}`, { offset: at })
        }
        at = inner.contentStart
      }
    }
  }

  #count(): void {
    if (--this.#session.elementsLeft < 0) {
      throw new EmrtdError('ASN1_LIMIT', 'too many elements', { offset: this.#at })
    }
  }

  #deviate(
    leniency: DerLeniency,
    offset: number,
    message: string,
    code: EmrtdErrorCode = 'ASN1_BAD_VALUE',
  ): void {
    if (!this.#session.leniencies.includes(leniency)) {
      throw new EmrtdError(leniency === 'nonMinimalLength' ? 'ASN1_BAD_LENGTH' : code, message, { offset })
    }
    this.#session.onDeviation?.({ leniency, offset })
  }

  #bad(message: string, offset: number): EmrtdError {
    return new EmrtdError('ASN1_BAD_VALUE', message, { offset })
  }

  #unexpected(expected: string, found: number, offset: number): EmrtdError {
    return new EmrtdError('ASN1_UNEXPECTED_TAG', `${expected} expected, tag ${tagName(found)} found`, {
      offset,
    })
  }
}

/**
 * The number that two's complement octets hold. ITU-T X.690 §8.3.
 *
 * @example
 * ```ts
 * import { integerValue } from 'emrtd/asn1'
 *
 * integerValue(Uint8Array.of(0xff)) === -1n // true
 * ```
 */
export function integerValue(content: Uint8Array): bigint {
  const value = bytesToBigInt(content)
  return content.length > 0 && content[0]! >= 0x80 ? value - (1n << BigInt(8 * content.length)) : value
}
