import { DerReader } from '../../asn1/index.js'
import { toHex } from '../../bytes.js'
import { parseDigestAlgorithm } from '../../crypto/index.js'
import { EmrtdError } from '../../errors.js'
import {
  cmsOid,
  fieldLeniencies,
  formatName,
  parseCertificate,
  type SignedData,
  type SignerInfo,
} from '../../pki/index.js'
import { algorithmToText, attempt, certificateToRows } from './certificate-to-rows.js'
import type { Row } from './decoded-file.js'

/** Signers and certificates of a SignedData for a person; its content is the caller's. */
export function signedDataToRows({ signerInfos, certificates, crls }: SignedData): readonly Row[] {
  return [
    ...numbered('signer', signerInfos.map(signerToRows)),
    ...numbered('certificate', certificates.map(embeddedCertificateToRows)),
    ...(crls.length === 0 ? [] : [['CRLs', String(crls.length)] as const]),
    ...(signerInfos.length === 0 ? [['signer', 'none'] as const] : []),
  ]
}

function numbered(label: string, all: readonly (readonly Row[])[]): readonly Row[] {
  return all.map((rows, i) => [all.length === 1 ? label : `${label} ${i + 1}`, rows])
}

function signerToRows(signer: SignerInfo): readonly Row[] {
  const { identifier } = signer
  const rows: Row[] =
    identifier.kind === 'issuerAndSerialNumber'
      ? [
          ['issuer', formatName(identifier.issuer)],
          ['serial number', toHex(identifier.serialNumber)],
        ]
      : [['subject key identifier', toHex(identifier.keyIdentifier)]]
  const signingTime = signer.signedAttributes.find(({ oid }) => oid === cmsOid.signingTime)?.values[0]
  return [
    ...rows,
    ['digest', attempt(() => parseDigestAlgorithm(signer.digestAlgorithm))],
    ['signature', algorithmToText(signer.signatureAlgorithm)],
    ...(signingTime === undefined ? [] : [['signing time', attempt(() => timeToText(signingTime))] as const]),
    ...(signer.signedAttributesBytes === undefined ? [['signed attributes', 'none'] as const] : []),
  ]
}

function timeToText(element: Uint8Array): string {
  const reader = new DerReader(element, { leniencies: fieldLeniencies })
  return reader.time().toISOString().replace('.000Z', 'Z')
}

function embeddedCertificateToRows(bytes: Uint8Array): readonly Row[] {
  try {
    return certificateToRows(parseCertificate(bytes, { leniencies: fieldLeniencies }))
  } catch (error) {
    if (!(error instanceof EmrtdError)) throw error
    return [['unreadable', error.code]]
  }
}
