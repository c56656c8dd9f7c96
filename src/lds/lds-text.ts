import { type Tlv, tagName } from '../asn1/index.js'
import { bytesToLatin1 } from '../bytes.js'
import type { LdsFinding } from './findings.js'

/** A name as data groups hold it: `PRIMARY<IDENTIFIER<<SECONDARY<IDENTIFIER`, in any script. Doc 9303-10 Table 72. */
export interface LdsName {
  /** As it stands in the file. */
  readonly text: string
  /** Before `<<`, with spaces for `<`. */
  readonly primaryIdentifier: string
  /** After `<<`, with spaces for `<`; empty if there is none. */
  readonly secondaryIdentifier: string
}

/** A text of several fields that `<` separates. Doc 9303-10 Tables 71 and 72. */
export interface LdsFieldText {
  /** As it stands in the file. */
  readonly text: string
  /** The fields that are not empty. */
  readonly fields: readonly string[]
}

/** A byte order mark stays in the text: nothing that was received is dropped. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * A text in UTF-8. What is not UTF-8 is read as ISO 8859-1, and a finding.
 *
 * @internal
 */
export function readText({ value, offset, tag }: Tlv, findings: LdsFinding[]): string {
  try {
    return utf8.decode(value)
  } catch {
    findings.push({ code: 'TEXT_NOT_UTF8', offset, detail: tagName(tag) })
    return bytesToLatin1(value)
  }
}

/**
 * A name; `<` at its ends, three in a row or a second `<<` are a finding.
 *
 * @internal
 */
export function readName(object: Tlv, findings: LdsFinding[]): LdsName {
  const text = readText(object, findings)
  if (/^<|<$|<<<|<<.*<</su.test(text)) separators(object, findings)
  const trimmed = text.replace(/^<+/u, '')
  const end = trimmed.indexOf('<<')
  const primary = end < 0 ? trimmed : trimmed.slice(0, end)
  const secondary = end < 0 ? '' : trimmed.slice(end + 2)
  return { text, primaryIdentifier: spaced(primary), secondaryIdentifier: spaced(secondary) }
}

/**
 * A text of several fields; `<` at its ends or twice in a row (French documents) is a finding.
 *
 * @internal
 */
export function readFieldText(object: Tlv, findings: LdsFinding[]): LdsFieldText {
  const text = readText(object, findings)
  if (/^<|<$|<</u.test(text)) separators(object, findings)
  return { text, fields: text.split('<').filter(field => field !== '') }
}

function separators({ offset, tag }: Tlv, findings: LdsFinding[]): void {
  findings.push({ code: 'TEXT_SEPARATORS', offset, detail: tagName(tag) })
}

function spaced(text: string): string {
  return text
    .split('<')
    .filter(part => part !== '')
    .join(' ')
}
