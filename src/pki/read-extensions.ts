import { type DerOptions, DerReader, derTag } from '../asn1/index.js'
import { EmrtdError, type EmrtdErrorCode } from '../errors.js'
import type { Extension } from './extensions.js'

/**
 * Reads a SEQUENCE of extensions, of a certificate or a CRL, undecoded. RFC 5280 §4.2, §5.2.
 *
 * @param duplicateCode what is thrown for two extensions of one kind: of those, one could be checked and the other used.
 * @throws {EmrtdError} that code, or an `ASN1_` one.
 *
 * @example
 * ```ts
 * import { readExtensions } from 'emrtd/pki'
 *
 * readExtensions(Uint8Array.of(0x30, 0)) // []
 * ```
 */
export function readExtensions(
  bytes: Uint8Array,
  options?: DerOptions,
  duplicateCode: EmrtdErrorCode = 'PKI_BAD_CERTIFICATE',
): readonly Extension[] {
  const outer = new DerReader(bytes, options)
  const list = outer.sequence()
  outer.end()
  const extensions: Extension[] = []
  const seen = new Set<string>()
  while (!list.atEnd) {
    const extension = list.sequence()
    const oid = extension.oid()
    const critical = extension.peekTag() === derTag.boolean ? extension.boolean() : false
    const value = extension.octetString()
    extension.end()
    if (seen.has(oid)) throw new EmrtdError(duplicateCode, `extension ${oid} stands twice`)
    seen.add(oid)
    extensions.push({ oid, critical, value })
  }
  return extensions
}
