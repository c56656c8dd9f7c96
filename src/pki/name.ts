import { type DerOptions, DerReader, derTag } from '../asn1/index.js'
import { bytesToLatin1, equalBytes, toHex } from '../bytes.js'

/** One attribute of a distinguished name. */
export interface NameAttribute {
  /** Attribute type: `2.5.4.6` for the country. */
  readonly oid: string
  /** Tag of the value: 0x13 PrintableString, 0x0C UTF8String and so on. */
  readonly tag: number
  /** The value as text; undefined if the value is no character string, or UTF8String with what is no UTF-8. */
  readonly text: string | undefined
  /** Content octets of the value. */
  readonly bytes: Uint8Array
}

/** A distinguished name of a certificate. RFC 5280 §4.1.2.4. */
export interface Name {
  /** The name as received, a view. */
  readonly bytes: Uint8Array
  /** Relative distinguished names, outermost first; nearly always of one attribute each. */
  readonly rdns: readonly (readonly NameAttribute[])[]
}

/** Attribute types that certificates of Doc 9303-12 use, with the short names that people know. */
const shortNames: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '1.2.840.113549.1.9.1': 'emailAddress',
}

const countryOid = '2.5.4.6'

/**
 * Parses a Name. RFC 5280 §4.1.2.4.
 *
 * @throws {EmrtdError} with an `ASN1_` code.
 *
 * @example
 * ```ts
 * import { formatName, parseName } from 'emrtd/pki'
 * import { writeName } from 'emrtd/testkit'
 *
 * formatName(parseName(writeName({ country: 'UT', commonName: 'CSCA' }))) // 'C=UT, CN=CSCA'
 * ```
 */
export function parseName(bytes: Uint8Array, options?: DerOptions): Name {
  const outer = new DerReader(bytes, options)
  const sequence = outer.sequence()
  outer.end()
  const rdns: NameAttribute[][] = []
  while (!sequence.atEnd) {
    const set = sequence.set()
    const rdn: NameAttribute[] = []
    while (!set.atEnd) {
      const attribute = set.sequence()
      const oid = attribute.oid()
      const { tag, content } = attribute.element()
      attribute.end()
      rdn.push({ oid, tag, text: decodeString(tag, content), bytes: content })
    }
    rdns.push(rdn)
  }
  return { bytes, rdns }
}

/**
 * The name for a person, its parts in the order in which they were received: `C=UT, O=Utopia, CN=Utopia CSCA`. Types are written as
 * in RFC 4514 §3, or as dotted numbers; a value that is no text as `#` and hexadecimal digits.
 *
 * @example
 * ```ts
 * import { formatName, parseName } from 'emrtd/pki'
 * import { writeName } from 'emrtd/testkit'
 *
 * formatName(parseName(writeName({ country: 'UT', commonName: 'CSCA' }))) // 'C=UT, CN=CSCA'
 * ```
 */
export function formatName(name: Name): string {
  return name.rdns
    .map(rdn =>
      rdn
        .map(({ oid, text, bytes }) => `${shortNames[oid] ?? oid}=${text ?? `#${toHex(bytes)}`}`)
        .join(' + '),
    )
    .join(', ')
}

/**
 * The value of countryName as written (`DE`, `de`); undefined if there is none. Doc 9303-12 §7.1.1.1.1.
 *
 * @example
 * ```ts
 * import { nameCountry, parseName } from 'emrtd/pki'
 * import { writeName } from 'emrtd/testkit'
 *
 * nameCountry(parseName(writeName({ country: 'UT', commonName: 'CSCA' }))) // 'UT'
 * ```
 */
export function nameCountry(name: Name): string | undefined {
  for (const rdn of name.rdns) {
    for (const attribute of rdn) if (attribute.oid === countryOid) return attribute.text?.trim()
  }
  return undefined
}

/**
 * A key that is equal for names that RFC 5280 §7.1 calls equal: case, runs of white space and the type of character
 * string do not count; the order of the relative distinguished names does.
 *
 * @example
 * ```ts
 * import { nameKey, parseName } from 'emrtd/pki'
 * import { writeName } from 'emrtd/testkit'
 *
 * const name = (commonName: string) => parseName(writeName({ country: 'UT', commonName }))
 * nameKey(name('Utopia CSCA')) === nameKey(name('UTOPIA  csca')) // true
 * ```
 */
export function nameKey(name: Name): string {
  return name.rdns.map(rdnKey).join('\u0001')
}

/**
 * As {@link nameKey}, but blind to the order of the relative distinguished names: real EF.SODs name their signer's
 * issuer in another order than its certificate does (Malaysia). RFC 5280 §7.1.
 *
 * @example
 * ```ts
 * import { parseName, unorderedNameKey } from 'emrtd/pki'
 * import { writeName } from 'emrtd/testkit'
 *
 * const name = (country: string) => parseName(writeName({ country, commonName: 'CSCA' }))
 * unorderedNameKey(name('UT')) === unorderedNameKey(name('ut')) // true
 * ```
 */
export function unorderedNameKey(name: Name): string {
  return name.rdns.map(rdnKey).sort().join('\u0001')
}

/**
 * Whether two names are equal by RFC 5280 §7.1.
 *
 * @example
 * ```ts
 * import { equalNames, parseName } from 'emrtd/pki'
 * import { writeName } from 'emrtd/testkit'
 *
 * const name = (country: string) => parseName(writeName({ country, commonName: 'CSCA' }))
 * equalNames(name('UT'), name('ut')) // true
 * ```
 */
export function equalNames(a: Name, b: Name): boolean {
  return equalBytes(a.bytes, b.bytes) || nameKey(a) === nameKey(b)
}

function rdnKey(rdn: readonly NameAttribute[]): string {
  const [only] = rdn
  if (rdn.length === 1 && only !== undefined) return attributeKey(only)
  return rdn.map(attributeKey).sort().join('\u0002')
}

function attributeKey({ oid, tag, text, bytes }: NameAttribute): string {
  const value = text === undefined || hasSeparator(text) ? `#${tag}:${toHex(bytes)}` : foldString(text)
  return `${oid}=${value}`
}

/** Whether text has what stands between the parts of a key: it could pass for two of them. */
function hasSeparator(text: string): boolean {
  return text.includes('\u0001') || text.includes('\u0002')
}

/** Printable ASCII with single spaces inside, which is what nearly all names are made of. */
const plainText = /^[!-~]+(?: [!-~]+)*$/

function foldString(text: string): string {
  if (plainText.test(text)) return text.toLowerCase()
  return text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim()
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Undefined for what is no UTF-8: with replacement characters, names that differ would be equal. */
function decodeUtf8(content: Uint8Array): string | undefined {
  try {
    return utf8.decode(content)
  } catch {
    return undefined
  }
}

/** A decoder costs more than all else on a name of a few letters. */
function isAscii(content: Uint8Array): boolean {
  return content.every(byte => byte < 0x80)
}

function decodeString(tag: number, content: Uint8Array): string | undefined {
  switch (tag) {
    case derTag.utf8String:
      return isAscii(content) ? bytesToLatin1(content) : decodeUtf8(content)
    case derTag.printableString:
    case derTag.ia5String:
    case derTag.numericString:
    case derTag.visibleString:
    // T.61 in practice holds ISO 8859-1.
    case derTag.teletexString:
      return bytesToLatin1(content)
    case derTag.bmpString: {
      let text = ''
      for (let i = 0; i + 1 < content.length; i += 2) {
        text += String.fromCharCode(content[i]! * 256 + content[i + 1]!)
      }
      return text
    }
    default:
      return undefined
  }
}
