import { bytesToBigInt, toHex } from '../../bytes.js'
import { defaultBackend, describeSignatureScheme, parseSignatureAlgorithm } from '../../crypto/index.js'
import { EmrtdError } from '../../errors.js'
import {
  type Certificate,
  type Crl,
  decodeCrlDistributionPoints,
  decodeDocumentTypeList,
  decodeGeneralNames,
  decodePrivateKeyUsagePeriod,
  extendedKeyUsage,
  extensionOid,
  fieldLeniencies,
  formatName,
} from '../../pki/index.js'
import type { Row } from './decoded-file.js'
import { publicKeyToText } from './value-to-rows.js'

/** What a field of a certificate or CRL holds that is read when it is asked for; why not, if it cannot be. */
export function attempt(read: () => string): string {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof EmrtdError)) throw error
    return `unreadable: ${error.code}`
  }
}

/** A certificate for a person. */
export function certificateToRows(certificate: Certificate): readonly Row[] {
  const rows: Row[] = [
    ['subject', attempt(() => formatName(certificate.subject))],
    ['issuer', attempt(() => formatName(certificate.issuer))],
    ['serial number', toHex(certificate.serialNumber)],
    ['valid', attempt(() => `${day(certificate.notBefore)} to ${day(certificate.notAfter)}`)],
    ['public key', attempt(() => publicKeyToText(certificate.publicKey))],
    ['signature', algorithmToText(certificate.tbsSignatureAlgorithm)],
    ['SHA-256', toHex(defaultBackend.digest('SHA-256', certificate.bytes))],
  ]
  const extensions = extensionRows(certificate)
  return extensions.length === 0 ? rows : [...rows, ['extensions', extensions]]
}

/** A CRL for a person. */
export function crlToRows(crl: Crl): readonly Row[] {
  return [
    ['issuer', formatName(crl.issuer)],
    ['this update', moment(crl.thisUpdate)],
    ['next update', crl.nextUpdate === undefined ? 'not given' : moment(crl.nextUpdate)],
    ['signature', algorithmToText(crl.tbsSignatureAlgorithm)],
    ['extensions', extensionRows(crl)],
    [
      'revoked',
      crl.revoked.length === 0
        ? 'none'
        : crl.revoked.map(
            ({ serialNumber, revocationDate }): Row => [toHex(serialNumber), moment(revocationDate)],
          ),
    ],
  ]
}

/** The signature scheme of an AlgorithmIdentifier. */
export function algorithmToText(algorithm: Uint8Array): string {
  return attempt(() => describeSignatureScheme(parseSignatureAlgorithm(algorithm)))
}

/** Day of a moment in UTC. */
export function day(date: Date): string {
  return date.toISOString().slice(0, 10)
}

function moment(date: Date): string {
  return date.toISOString().replace('.000Z', 'Z')
}

const extensionNames: ReadonlyMap<string, string> = new Map([
  ...Object.entries(extensionOid).map(([name, oid]) => [oid, name] as const),
  ['2.5.29.20', 'cRLNumber'],
])

const purposeNames: ReadonlyMap<string, string> = new Map(
  Object.entries(extendedKeyUsage).map(([name, oid]) => [oid, name]),
)

/** How the extensions of Doc 9303-12 are shown; of the others their length is. */
const extensionTexts: Readonly<Record<string, (value: Uint8Array, of: Certificate | Crl) => string>> = {
  [extensionOid.subjectKeyIdentifier]: (_, of) =>
    toHex(('subjectKeyIdentifier' in of ? of.subjectKeyIdentifier : undefined) ?? new Uint8Array()),
  [extensionOid.authorityKeyIdentifier]: (_, { authorityKeyIdentifier }) =>
    [
      ...(authorityKeyIdentifier?.keyIdentifier === undefined
        ? []
        : [toHex(authorityKeyIdentifier.keyIdentifier)]),
      ...(authorityKeyIdentifier?.serialNumber === undefined
        ? []
        : [`serial number ${toHex(authorityKeyIdentifier.serialNumber)}`]),
    ].join(', '),
  [extensionOid.basicConstraints]: (_, of) => {
    const { ca, pathLength } = ('basicConstraints' in of ? of.basicConstraints : undefined) ?? { ca: false }
    return `${ca ? 'CA' : 'no CA'}${pathLength === undefined ? '' : `, path length ${pathLength}`}`
  },
  [extensionOid.keyUsage]: (_, of) => (('keyUsage' in of ? of.keyUsage : undefined) ?? []).join(', '),
  [extensionOid.extKeyUsage]: (_, of) =>
    (('extendedKeyUsage' in of ? of.extendedKeyUsage : undefined) ?? [])
      .map(oid => purposeNames.get(oid) ?? oid)
      .join(', '),
  [extensionOid.privateKeyUsagePeriod]: value => {
    const { notBefore, notAfter } = decodePrivateKeyUsagePeriod(value, lenient)
    return [notBefore, notAfter].map(date => (date === undefined ? 'open' : day(date))).join(' to ')
  },
  [extensionOid.subjectAltName]: value => generalNames(value),
  [extensionOid.issuerAltName]: value => generalNames(value),
  [extensionOid.documentTypeList]: value => decodeDocumentTypeList(value, lenient).join(', '),
  [extensionOid.cRLDistributionPoints]: value => decodeCrlDistributionPoints(value, lenient).join(', '),
  '2.5.29.20': value => bytesToBigInt(value.subarray(2)).toString(),
}

const lenient = { leniencies: fieldLeniencies }

function extensionRows(of: Certificate | Crl): readonly Row[] {
  try {
    return of.extensions.map(({ oid, critical, value }): Row => {
      const text = extensionTexts[oid]
      const shown = text === undefined ? `${value.length} bytes` : attempt(() => text(value, of))
      return [extensionNames.get(oid) ?? oid, `${shown}${critical ? ' (critical)' : ''}`]
    })
  } catch (error) {
    if (!(error instanceof EmrtdError)) throw error
    return [['unreadable', error.code]]
  }
}

function generalNames(value: Uint8Array): string {
  return decodeGeneralNames(value, lenient)
    .map(name =>
      name.kind === 'directoryName'
        ? formatName(name.name)
        : name.kind === 'other'
          ? `name of type ${name.tag & 0x1f}`
          : name.text,
    )
    .join(', ')
}
