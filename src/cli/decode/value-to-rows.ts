import { type Tlv, tagName } from '../../asn1/index.js'
import { bytesToLatin1, toHex } from '../../bytes.js'
import {
  type DomainParameters,
  describeSignatureScheme,
  type PublicKey,
  type SignatureScheme,
} from '../../crypto/index.js'
import type {
  Angle39794,
  EncodedImage,
  FaceFeaturePoint19794,
  LdsDate,
  LdsDateTime,
  PoseAngle19794,
  RegistryId,
  Score39794,
  ScoreOrError,
} from '../../lds/index.js'
import type { Row } from './decoded-file.js'

/**
 * A parsed structure as rows for a person: one a property, named as the property is. What a property is, its shape
 * says: images, names, dates, coded values, keys and byte strings become one line. Empty ones are left out, and so are
 * findings and the bytes that a structure was read from.
 */
export function valueToRows(value: object): readonly Row[] {
  return Object.entries(value).flatMap(([key, part]): readonly Row[] => {
    if (omitted.has(key) || part === undefined) return []
    // A biometric data block that could be read is shown as its record.
    if (key === 'data' && 'record' in value && value.record !== undefined) return []
    const shown = show(part, key)
    if (shown.length === 0) return []
    return [[words(key), shown]]
  })
}

/** Of no use to a person, or said by another property. */
const omitted = new Set([
  'bytes',
  'findings',
  'offset',
  'dataOffset',
  'publicKeyBytes',
  'domainParameterBytes',
  'efDirBytes',
  'portraits',
  // Said by `properties`.
  'propertyMask',
  // Said by `hash`.
  'hashOid',
])

/** `horizontalScanResolution` as `horizontal scan resolution`; abbreviations stay as they are. */
export function words(name: string): string {
  const own = ownWords[name]
  if (own !== undefined) return own
  const spaced = name.replace(/(?<=[a-z])(\d?[A-Z]+)$/, ' $1')
  return spaced.replace(/(?<! \d?)[A-Z](?![A-Z\d])/g, (letter, at) =>
    at === 0 ? letter : ` ${letter.toLowerCase()}`,
  )
}

const ownWords: Readonly<Record<string, string>> = {
  padData: 'PAD data',
  ldsVersion: 'LDS version',
  unicodeVersion: 'Unicode version',
  oid: 'object identifier',
  aid: 'application identifier',
  url: 'URL',
  hashOid: 'hash',
  efDir: 'EF.DIR',
  efCvca: 'EF.CVCA',
  efCardInfo: 'EF.CardInfo',
  eidVersion: 'eID version',
  supportedTrVersion: 'supported TR version',
  selectByFullDfName: 'select by full DF name',
  mpeg4FeaturePoint: 'MPEG-4 feature point',
  ps1Authorization: 'PS1 authorization',
  ps2Authorization: 'PS2 authorization',
}

function show(value: unknown, key: string): string | readonly Row[] {
  if (Array.isArray(value)) return showList(value, key)
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (value instanceof Uint8Array) return momentsInBcd[key]?.(toHex(value)) ?? bytesToText(value)
  if (value instanceof Date) return value.toISOString().replace('.000Z', 'Z')
  if (typeof value === 'object' && value !== null) return showObject(value)
  if (typeof value === 'number') return numberToText(value, key)
  return String(value)
}

function numberToText(value: number, key: string): string {
  const digits = hexadecimal[key]
  if (digits !== undefined) return value.toString(16).toUpperCase().padStart(digits, '0')
  const name = numberNames[key]?.[value]
  return name === undefined ? String(value) : `${value} (${name})`
}

/** Numbers that the standards write in hexadecimal digits, and how many. */
const hexadecimal: Readonly<Record<string, number>> = {
  dataTag: 4,
  fileId: 4,
  shortFileId: 2,
  headerVersion: 4,
  formatOwner: 4,
  formatType: 4,
}

/** What people call the values of some numbers. Doc 9303-10 Table 44, ISO/IEC 19794-4 and -6. */
const numberNames: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  biometricType: { 2: 'face', 8: 'finger', 16: 'iris' },
  rotationAngle: { 65535: 'not given' },
  rotationUncertainty: { 65535: 'not given' },
}

/** Byte strings of packed digits that are moments. ISO/IEC 7816-11. */
const momentsInBcd: Readonly<Record<string, (digits: string) => string | undefined>> = {
  creationTime: digits =>
    /^\d{14}$/.test(digits) ? digits.replace(/^(....)(..)(..)(..)(..)(..)$/, '$1-$2-$3 $4:$5:$6') : undefined,
  validityPeriod: digits =>
    /^\d{16}$/.test(digits)
      ? digits.replace(/^(....)(..)(..)(....)(..)(..)$/, '$1-$2-$3 to $4-$5-$6')
      : undefined,
}

/** Lists of plain values stand on one line, others under numbers. */
function showList(list: readonly unknown[], key: string): string | readonly Row[] {
  const tags = key === 'tags' || key === 'tagList'
  const items = list.map(item => (tags ? tagName(Number(item)) : show(item, key)))
  if (items.every(item => typeof item === 'string') && (tags || list.every(isPlain))) return items.join(', ')
  return items.map((item, i): Row => {
    const kind = kindOf(list[i])
    return [kind === undefined ? String(i + 1) : `${i + 1} ${kind}`, item]
  })
}

function isPlain(value: unknown): boolean {
  return typeof value !== 'object' || value === null
}

function kindOf(value: unknown): string | undefined {
  return typeof value === 'object' && value !== null && 'kind' in value && typeof value.kind === 'string'
    ? value.kind
    : undefined
}

function showObject(value: object): string | readonly Row[] {
  for (const [isOf, text] of leaves) if (isOf(value)) return text(value)
  const flags = Object.entries(value)
  if (flags.length > 1 && flags.every(([, flag]) => typeof flag === 'boolean')) {
    const set = flags.filter(([, flag]) => flag).map(([name]) => words(name))
    return set.length === 0 ? 'none' : set.join(', ')
  }
  const { kind, ...rest } = value as { readonly kind?: unknown }
  return valueToRows(typeof kind === 'string' ? rest : value)
}

/** Objects that one line tells a person more of than their properties do. */
interface Leaf<Value> {
  readonly has: readonly string[]
  readonly text: (value: Value) => string
}

function leaf<Value>(
  has: readonly string[],
  text: (value: Value) => string,
): readonly [isOf: (value: object) => boolean, text: (value: object) => string] {
  const found: Leaf<Value> = { has, text }
  return [value => found.has.every(key => key in value), value => found.text(value as Value)]
}

const leaves = [
  leaf(['mediaType', 'fileExtension'], imageToText),
  leaf(['encoding', 'text', 'year'], dateToText),
  leaf(['year', 'month', 'millisecond'], momentToText),
  leaf<PoseAngle19794>(['degrees', 'uncertaintyDegrees'], ({ degrees, uncertaintyDegrees }) =>
    degrees === undefined
      ? 'not given'
      : `${degrees} degrees${uncertaintyDegrees === undefined ? '' : `, give or take ${uncertaintyDegrees}`}`,
  ),
  leaf<{ code: number; name: string | undefined; isFallback?: boolean }>(['code', 'name'], codeToText),
  leaf<{ primaryIdentifier: string; secondaryIdentifier: string }>(
    ['primaryIdentifier', 'secondaryIdentifier', 'text'],
    ({ primaryIdentifier, secondaryIdentifier }) =>
      [primaryIdentifier, secondaryIdentifier].filter(part => part !== '').join(', '),
  ),
  leaf<{ fields: readonly string[] }>(['text', 'fields'], ({ fields }) => fields.join(', ')),
  leaf<Tlv>(['tag', 'valueOffset', 'value'], ({ tag, value }) => `${tagName(tag)}, ${bytesToText(value)}`),
  leaf<PublicKey>(['type', 'modulus'], publicKeyToText),
  leaf<PublicKey>(['type', 'point'], publicKeyToText),
  leaf<PublicKey>(['type', 'value', 'prime'], publicKeyToText),
  leaf<SignatureScheme>(['kind', 'hash', 'encoding'], describeSignatureScheme),
  leaf<{ domain: DomainParameters; form: string }>(['domain', 'form'], ({ domain, form }) =>
    domain.type === 'EC'
      ? `${domain.curve.name}, ${form}`
      : `DH, ${8 * domain.group.prime.length} bits, ${form}`,
  ),
  leaf<RegistryId>(['organization', 'id'], registryIdToText),
  leaf<Score39794>(['algorithm', 'score', 'error'], score => `${scoreToText(score)}${byAlgorithm(score)}`),
  leaf<ScoreOrError>(['score', 'error'], scoreToText),
  leaf<FaceFeaturePoint19794>(
    ['major', 'minor', 'x', 'y'],
    ({ major, minor, x, y }) => `${major}.${minor} at ${x}, ${y}`,
  ),
  leaf<Record<string, unknown>>(['x', 'y'], ({ x, y, z }) =>
    [x, y, z].filter(part => part !== undefined).join(', '),
  ),
  leaf<{ u: unknown; v: unknown }>(['u', 'v'], ({ u, v }) => `${u}, ${v}`),
  leaf<Angle39794>(['angle', 'uncertainty'], ({ angle, uncertainty }) =>
    angle === undefined
      ? 'not given'
      : `${angle}${uncertainty === undefined ? '' : `, give or take ${uncertainty}`}`,
  ),
] as const

function registryIdToText({ organization, id }: RegistryId): string {
  return `organization ${organization ?? 'not given'}, identifier ${id ?? 'not given'}`
}

function scoreToText({ score, error }: ScoreOrError): string {
  if (score !== undefined) return String(score)
  return error === undefined ? 'not given' : codeToText(error)
}

function byAlgorithm({ algorithm }: Score39794): string {
  return algorithm === undefined ? '' : ` by ${registryIdToText(algorithm)}`
}

/** `JPEG, 413 x 531 pixels, 3 x 8 bits, 15020 bytes`. */
export function imageToText({ format, width, height, bitDepth, components, bytes }: EncodedImage): string {
  const names = {
    jpeg: 'JPEG',
    jpeg2000: 'JPEG 2000',
    jp2: 'JPEG 2000 (JP2)',
    wsq: 'WSQ',
    png: 'PNG',
    pgm: 'PGM',
    ppm: 'PPM',
  }
  return [
    format === 'unknown' ? 'no known image format' : names[format],
    ...(width === undefined ? [] : [`${width} x ${height} pixels`, `${components} x ${bitDepth} bits`]),
    `${bytes.length} bytes`,
  ].join(', ')
}

function dateToText(date: LdsDate | LdsDateTime): string {
  const { year, month, day, text } = date
  const two = (part: number | undefined): string =>
    part === undefined ? '??' : String(part).padStart(2, '0')
  if (year === undefined && month === undefined && day === undefined) return `${text} (no date)`
  const calendar = `${year ?? '????'}-${two(month)}-${two(day)}`
  if (!('hour' in date) || date.hour === undefined) return calendar
  return `${calendar} ${two(date.hour)}:${two(date.minute)}:${two(date.second)}`
}

interface Moment39794 {
  readonly year?: number
  readonly month?: number
  readonly day?: number
  readonly hour?: number
  readonly minute?: number
  readonly second?: number
  readonly millisecond?: number
}

/** What is not known at the end is left out. */
function momentToText({ year, month, day, hour, minute, second, millisecond }: Moment39794): string {
  const two = (part: number | undefined): string =>
    part === undefined ? '??' : String(part).padStart(2, '0')
  const calendar = [String(year ?? '????'), ...(month === undefined ? [] : [two(month), two(day)])].join('-')
  if (hour === undefined) return calendar
  const clock = [two(hour), two(minute), ...(second === undefined ? [] : [two(second)])].join(':')
  return `${calendar} ${clock}${millisecond === undefined ? '' : `.${String(millisecond).padStart(3, '0')}`}`
}

function codeToText({
  code,
  name,
  isFallback,
}: {
  code: number
  name: string | undefined
  isFallback?: boolean
}): string {
  const text =
    name === undefined ? `code ${code} (not defined)` : name === 'undefined' ? 'not given' : words(name)
  return isFallback === true ? `${text} (fallback)` : text
}

/** `EC brainpoolP256r1, explicit parameters`. */
export function publicKeyToText(key: PublicKey): string {
  switch (key.type) {
    case 'RSA': {
      const exponent = key.exponent.reduce((sum, octet) => sum * 256 + octet, 0)
      return `RSA, ${key.bits} bits, exponent ${exponent}${key.pss === undefined ? '' : ', for RSASSA-PSS only'}`
    }
    case 'EC':
      return `EC, ${key.curve.name}, ${key.explicitParameters ? 'explicit parameters' : 'named curve'}`
    case 'DH':
    case 'DSA':
      return `${key.type}, ${8 * key.prime.length} bits`
  }
}

/** Text in quotation marks, short byte strings whole, of long ones the beginning. */
export function bytesToText(bytes: Uint8Array): string {
  if (bytes.length === 0) return 'empty'
  if (bytes.length >= 4 && bytes.length <= 200 && bytes.every(byte => byte >= 0x20 && byte <= 0x7e)) {
    return `"${bytesToLatin1(bytes)}"`
  }
  if (bytes.length <= 32) return toHex(bytes)
  return `${bytes.length} bytes: ${toHex(bytes.subarray(0, 16))}...`
}
