import { readTlv, readTlvs, type Tlv, tagName } from '../asn1/index.js'
import { EmrtdError } from '../errors.js'
import type { LdsFinding } from './findings.js'

/** What the chip says that it can do. Doc 9303-10 Table 29, ISO/IEC 7816-4 §12.1.1.9. */
export interface CardCapabilities {
  /** The three bytes (fewer in old cards: what they would say is then false). */
  readonly bytes: Uint8Array
  readonly selectByFullDfName: boolean
  readonly shortFileIdentifier: boolean
  readonly recordNumber: boolean
  readonly commandChaining: boolean
  readonly extendedLength: boolean
  /** Whether the limits of extended length stand in EF.ATR/INFO. */
  readonly extendedLengthInformation: boolean
}

/** Limits of extended length, in bytes. Doc 9303-10 Table 29. */
export interface ExtendedLengthInformation {
  /** The longest command APDU that the chip takes. */
  readonly maximumCommandLength: number
  /** The longest response APDU that it gives. */
  readonly maximumResponseLength: number
}

/** EF.ATR/INFO: what the chip can do. Nothing signs it. Doc 9303-10 §3.11.1. */
export interface EfAtrInfo {
  /** The whole file as received. */
  readonly bytes: Uint8Array
  readonly cardCapabilities: CardCapabilities | undefined
  readonly extendedLengthInformation: ExtendedLengthInformation | undefined
  /** Every other data object. */
  readonly otherObjects: readonly Tlv[]
  readonly findings: readonly LdsFinding[]
}

/**
 * Parses EF.ATR/INFO. Data objects that Doc 9303 does not name are allowed and kept; what stands behind the last one that can
 * be read is a finding. Doc 9303-10 §3.11.1.
 *
 * @throws {EmrtdError} an `ASN1_` code with the offset if not even the first data object can be read.
 *
 * @example
 * ```ts
 * import { fromHex } from 'emrtd'
 * import { parseEfAtrInfo } from 'emrtd/lds'
 *
 * const file = fromHex('4703 9001E0 7F6608 020203E8 02020400')
 * parseEfAtrInfo(file).extendedLengthInformation?.maximumCommandLength // 1000
 * ```
 */
export function parseEfAtrInfo(bytes: Uint8Array): EfAtrInfo {
  const findings: LdsFinding[] = []
  const objects = readWhatThereIs(bytes, findings)
  const known = new Map<number, Tlv>()
  const otherObjects: Tlv[] = []
  for (const object of objects) {
    const { tag, offset } = object
    if (tag !== 0x47 && tag !== 0x7f66) otherObjects.push(object)
    else if (known.has(tag)) findings.push({ code: 'DUPLICATE_TAG', offset, detail: tagName(tag) })
    else known.set(tag, object)
  }
  const capabilities = known.get(0x47)
  const extended = known.get(0x7f66)
  return {
    bytes,
    cardCapabilities: capabilities && readCapabilities(capabilities, findings),
    extendedLengthInformation: extended && readExtendedLength(extended, findings),
    otherObjects,
    findings,
  }
}

/** A chip's file holds a few; the bound keeps what is made of hostile input small. */
const maximumObjects = 100

function readWhatThereIs(bytes: Uint8Array, findings: LdsFinding[]): readonly Tlv[] {
  const objects: Tlv[] = []
  let at = 0
  while (at < bytes.length && bytes[at] !== 0) {
    if (objects.length === maximumObjects) {
      throw new EmrtdError('ASN1_LIMIT', `more than ${maximumObjects} data objects`, { offset: at })
    }
    try {
      objects.push(readTlv(bytes, at))
    } catch (error) {
      if (!(error instanceof EmrtdError) || objects.length === 0) throw error
      findings.push({ code: 'NOT_TLV', offset: at })
      return objects
    }
    at += objects[objects.length - 1]!.bytes.length
  }
  if (objects.length === 0) throw new EmrtdError('ASN1_TRUNCATED', 'no data object', { offset: 0 })
  if (bytes.subarray(at).some(octet => octet !== 0)) findings.push({ code: 'TRAILING_BYTES', offset: at })
  return objects
}

function readCapabilities({ value, offset }: Tlv, findings: LdsFinding[]): CardCapabilities {
  if (value.length !== 3) {
    const detail = `card capabilities of ${value.length} bytes, 3 expected`
    findings.push({ code: 'VALUE_MALFORMED', offset, detail })
  }
  const bit = (byte: number, mask: number): boolean => ((value[byte] ?? 0) & mask) !== 0
  return {
    bytes: value,
    selectByFullDfName: bit(0, 0x80),
    shortFileIdentifier: bit(0, 0x04),
    recordNumber: bit(0, 0x02),
    commandChaining: bit(2, 0x80),
    extendedLength: bit(2, 0x40),
    extendedLengthInformation: bit(2, 0x20),
  }
}

function readExtendedLength(
  { value, offset }: Tlv,
  findings: LdsFinding[],
): ExtendedLengthInformation | undefined {
  try {
    const [command, response, ...rest] = readTlvs(value).map(readLength)
    if (command !== undefined && response !== undefined && rest.length === 0) {
      return { maximumCommandLength: command, maximumResponseLength: response }
    }
  } catch (error) {
    if (!(error instanceof EmrtdError)) throw error
  }
  findings.push({ code: 'VALUE_MALFORMED', offset, detail: 'two INTEGERs of extended length expected' })
  return undefined
}

/** A positive INTEGER of up to four bytes; undefined if it is none. Chips write it without a sign octet as well. */
function readLength({ tag, value }: Tlv): number | undefined {
  if (tag !== 0x02 || value.length === 0 || value.length > 4) return undefined
  let length = 0
  for (const octet of value) length = length * 256 + octet
  return length === 0 ? undefined : length
}
