import { derOid, derSequence, derSetOf, derUtf8String, encodeTlv } from '../../asn1/index.js'
import { latin1ToBytes } from '../../bytes.js'

/** What a distinguished name is made of. */
export interface IssuerName {
  /** Two letters. */
  readonly country: string
  readonly organization?: string | undefined
  readonly commonName: string
}

/**
 * A Name in DER: the country as PrintableString, the rest as UTF8String. Doc 9303-12 §7.1.1.1.1.
 *
 * @example
 * ```ts
 * import { formatName, parseName } from 'emrtd/pki'
 * import { writeName } from 'emrtd/testkit'
 *
 * formatName(parseName(writeName({ country: 'UT', organization: 'Utopia', commonName: 'CSCA' }))) // 'C=UT, O=Utopia, CN=CSCA'
 * ```
 */
export function writeName(name: IssuerName): Uint8Array {
  return derSequence(
    attribute('2.5.4.6', printableString(name.country)),
    ...(name.organization === undefined ? [] : [attribute('2.5.4.10', derUtf8String(name.organization))]),
    attribute('2.5.4.3', derUtf8String(name.commonName)),
  )
}

/** A Name that holds nothing but the code of a state as the MRZ has it. Doc 9303-12 §7.1.1.2. */
export function writeStateName(state: string): Uint8Array {
  return derSequence(attribute('2.5.4.7', printableString(state)))
}

/** A PrintableString. */
export function printableString(text: string): Uint8Array {
  return encodeTlv(0x13, latin1ToBytes(text))
}

function attribute(oid: string, value: Uint8Array): Uint8Array {
  return derSetOf(derSequence(derOid(oid), value))
}
