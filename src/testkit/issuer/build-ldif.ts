import { concatBytes, latin1ToBytes } from '../../bytes.js'

/** One record of an LDIF file. */
export interface LdifRecordContent {
  readonly dn: string
  /** Attributes in order: text as it stands, bytes as base64. */
  readonly attributes: readonly (readonly [name: string, value: string | Uint8Array])[]
}

/** How an LDIF file is written. */
export interface LdifLayout {
  /** Characters of a line, 76 unless given; `Infinity` leaves lines as long as they are. */
  readonly lineLength?: number | undefined
  /** `\n` unless given. */
  readonly lineEnd?: '\n' | '\r\n' | undefined
}

const alphabet: Uint8Array = latin1ToBytes('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/')

/**
 * An LDIF file, piece by piece: one piece a record, so that a file of any length can be made without being held. RFC 2849.
 *
 * @example
 * ```ts
 * import { buildLdif, createCountry, pkdRecord } from 'emrtd/testkit'
 *
 * const utopia = createCountry({ state: 'UTO', seed: 'utopia' })
 * const record = pkdRecord('documentSigner', 'UT', '1', utopia.documentSigner.certificate)
 * for (const piece of buildLdif([record])) piece // bytes of the file
 * ```
 */
export function* buildLdif(
  records: Iterable<LdifRecordContent>,
  { lineLength = 76, lineEnd = '\n' }: LdifLayout = {},
): Generator<Uint8Array, void, undefined> {
  const end = latin1ToBytes(lineEnd)
  const line = (text: Uint8Array): Uint8Array => foldLine(text, lineLength, end)
  yield line(latin1ToBytes('version: 1'))
  for (const { dn, attributes } of records) {
    const lines = [end, line(new TextEncoder().encode(`dn: ${dn}`))]
    for (const [name, value] of attributes) {
      lines.push(
        line(
          typeof value === 'string'
            ? new TextEncoder().encode(`${name}: ${value}`)
            : base64After(latin1ToBytes(`${name}:: `), value),
        ),
      )
    }
    yield concatBytes(...lines)
  }
}

const kinds = {
  documentSigner: { unit: 'dsc', objectClass: 'inetOrgPerson', attribute: 'userCertificate;binary' },
  crl: { unit: 'crl', objectClass: 'cRLDistributionPoint', attribute: 'certificateRevocationList;binary' },
  masterList: { unit: 'ml', objectClass: 'pkdMasterList', attribute: 'pkdMasterListContent' },
  /** The spelling of exports before 2016. */
  oldMasterList: { unit: 'ml', objectClass: 'cscaMasterList', attribute: 'CscaMasterListData' },
} as const

/**
 * A record as the exports of the ICAO PKD have it. RFC 2849, Doc 9303-12 §5.1.
 *
 * @example
 * ```ts
 * import { pkdRecord } from 'emrtd/testkit'
 *
 * pkdRecord('masterList', 'UT', '1', new Uint8Array(0)).dn // of the unit `ml` of country UT
 * ```
 */
export function pkdRecord(
  kind: keyof typeof kinds,
  country: string,
  name: string,
  content: Uint8Array,
): LdifRecordContent {
  const { unit, objectClass, attribute } = kinds[kind]
  return {
    dn: `cn=${name},o=${unit},c=${country},dc=data,dc=download,dc=pkd,dc=icao,dc=int`,
    attributes: [
      ['objectClass', 'top'],
      ['objectClass', objectClass],
      ['cn', name],
      [attribute, content],
    ],
  }
}

function base64After(prefix: Uint8Array, bytes: Uint8Array): Uint8Array {
  const text = new Uint8Array(prefix.length + 4 * Math.ceil(bytes.length / 3)).fill(0x3d)
  text.set(prefix)
  let at = prefix.length
  for (let i = 0; i < bytes.length; i += 3) {
    const [a = 0, b = 0, c = 0] = [bytes[i], bytes[i + 1], bytes[i + 2]]
    text[at++] = alphabet[a >>> 2]!
    text[at++] = alphabet[((a & 3) << 4) | (b >>> 4)]!
    if (i + 1 < bytes.length) text[at] = alphabet[((b & 15) << 2) | (c >>> 6)]!
    if (i + 2 < bytes.length) text[at + 1] = alphabet[c & 63]!
    at += 2
  }
  return text
}

function foldLine(text: Uint8Array, lineLength: number, end: Uint8Array): Uint8Array {
  const pieces = [text.subarray(0, Math.min(lineLength, text.length)), end]
  for (let at = lineLength; at < text.length; at += lineLength - 1) {
    pieces.push(Uint8Array.of(0x20), text.subarray(at, at + lineLength - 1), end)
  }
  return concatBytes(...pieces)
}
