import { derBitString, derInteger, derSequence, encodeTlv } from '../../asn1/index.js'
import type { Country } from './create-country.js'
import { extension, writeExtension } from './write-certificate.js'
import { writeTime } from './write-time.js'

/** What a CRL says. */
export interface CrlContent {
  readonly revoked: readonly { readonly serialNumber: bigint; readonly date: Date }[]
  readonly thisUpdate: Date
  readonly nextUpdate: Date
  /** cRLNumber, 1 unless given. */
  readonly number?: bigint | number | undefined
}

/**
 * A CRL of version 2, signed by the country's CSCA. Doc 9303-12 §7.1.4.
 *
 * @example
 * ```ts
 * import { buildCrl, createCountry } from 'emrtd/testkit'
 *
 * const utopia = createCountry({ state: 'UTO', seed: 'utopia' })
 * const { serialNumber } = utopia.documentSigner.content
 * buildCrl(utopia, {
 *   revoked: [{ serialNumber, date: new Date('2024-06-01T00:00:00Z') }],
 *   thisUpdate: new Date('2024-06-02T00:00:00Z'),
 *   nextUpdate: new Date('2024-08-31T00:00:00Z'),
 * })
 * ```
 */
export function buildCrl(country: Country, content: CrlContent): Uint8Array {
  const { key, content: issuer } = country.csca
  const entries = content.revoked.map(({ serialNumber, date }) =>
    derSequence(derInteger(serialNumber), writeTime(date)),
  )
  const extensions = [
    extension.authorityKeyIdentifier(key.keyIdentifier),
    { oid: '2.5.29.20', value: derInteger(content.number ?? 1) },
  ]
  const body = derSequence(
    derInteger(1),
    key.signatureAlgorithm,
    issuer.subject,
    writeTime(content.thisUpdate),
    writeTime(content.nextUpdate),
    // An empty list is left out: RFC 5280 §5.1.2.6.
    ...(entries.length === 0 ? [] : [derSequence(...entries)]),
    encodeTlv(0xa0, derSequence(...extensions.map(writeExtension))),
  )
  return derSequence(body, key.signatureAlgorithm, derBitString(key.sign(body)))
}
