import { equalBytes } from '../../bytes.js'
import { type Country, serialNumberFrom } from './create-country.js'
import { extension, writeCertificate } from './write-certificate.js'

/**
 * A link certificate: the key of the next generation's CSCA, signed with the key of the last; with the nameChange
 * extension if their names differ. Doc 9303-12 §7.1.1, table 6 and §7.1.1.5.
 *
 * @example
 * ```ts
 * import { createCountry, linkCertificate } from 'emrtd/testkit'
 *
 * const first = createCountry({ state: 'UTO', seed: 'utopia' })
 * const second = createCountry({ state: 'UTO', seed: 'utopia', generation: 2 })
 * linkCertificate(first, second) // in DER
 * ```
 */
export function linkCertificate(last: Country, next: Country): Uint8Array {
  const { content } = next.csca
  const issuer = last.csca.content.subject
  const authority = extension.authorityKeyIdentifier(last.csca.key.keyIdentifier)
  const renamed = !equalBytes(issuer, content.subject)
  return writeCertificate(
    {
      ...content,
      issuer,
      serialNumber: serialNumberFrom(
        last.seed,
        `${last.state} link ${last.generation} to ${next.generation}`,
      ),
      // The certificate of the last key ends with it.
      notAfter: last.csca.content.notAfter,
      extensions: [
        ...content.extensions.map(each => (each.oid === authority.oid ? authority : each)),
        ...(renamed ? [extension.nameChange()] : []),
      ],
    },
    last.csca.key,
  )
}
