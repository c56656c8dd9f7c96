import { derInteger, derNull, derOctetString, derOid, derSequence, derSetOf } from '../../asn1/index.js'
import { concatBytes } from '../../bytes.js'
import { defaultBackend } from '../../crypto/index.js'
import { buildLdif, pkdRecord } from '../issuer/build-ldif.js'
import { buildMasterList, masterListType } from '../issuer/build-master-list.js'
import type { Country } from '../issuer/create-country.js'
import { linkCertificate } from '../issuer/link-certificate.js'
import { extension } from '../issuer/write-certificate.js'
import { writeSignedData } from '../issuer/write-signed-data.js'
import { certifiedAnew, fields } from './certified-anew.js'
import { type FaultRow, fault, open, pathLost, undecided, valid } from './fault.js'
import { withExtensions, withoutExtensions } from './forge-certificate.js'
import { forgeSignedData } from './forge-signed-data.js'
import { relativeOf, type Specimen, withParty } from './specimen.js'

const imported = valid('PA.CERTIFICATE_PATH')
const refused = undecided('PA.CERTIFICATE_PATH', 'NO_TRUST_STORE', {
  also: [...pathLost, open('PA.REVOCATION', 'NO_TRUST_STORE')],
})

/** The specimen, its trust a list that must be signed under the state's CSCA, which the inspection has from elsewhere. */
function withList(specimen: Specimen, list: Uint8Array, name = 'list.ml'): Specimen {
  return {
    ...specimen,
    trust: [{ name, bytes: list }],
    anchors: [{ name: 'anchor.cer', bytes: specimen.country.csca.certificate }],
  }
}

const listOf = (country: Country, ...others: readonly Uint8Array[]): Uint8Array =>
  buildMasterList(country, [country.csca.certificate, ...others])

/** The list, its signer certified otherwise. */
const withListSigner = (specimen: Specimen, change: Parameters<typeof certifiedAnew>[2]): Specimen => {
  const party = certifiedAnew(specimen.country, 'masterListSigner', change)
  return withList(specimen, listOf(withParty(specimen.country, 'masterListSigner', party)))
}

const contentOf = (...certificates: readonly Uint8Array[]): Uint8Array =>
  derSequence(derInteger(0), derSetOf(...certificates))

/** Lists of CSCA certificates, and whether they may be believed. */
export const listFaults: readonly FaultRow[] = [
  fault(
    'list-sound',
    'The CSCA comes in a master list, whose signer is certified by a CSCA that is known already.',
    ['Doc 9303-12 §9'],
    imported,
    specimen => withList(specimen, listOf(specimen.country)),
  ),
  fault(
    'list-unsigned',
    'The list is a bare CscaMasterList, which nobody signed.',
    ['S65', 'field 3'],
    refused,
    specimen => withList(specimen, contentOf(specimen.country.csca.certificate)),
  ),
  fault(
    'list-changed',
    'One byte of a certificate in the list is another.',
    ['S65', 'Doc 9303-12 §9'],
    refused,
    specimen => {
      const list = listOf(specimen.country).slice()
      list[120]! ^= 1
      return withList(specimen, list)
    },
  ),
  fault(
    'list-certificate-added',
    'A certificate was put into the list after it was signed.',
    ['S65'],
    refused,
    specimen => {
      const { csca, masterListSigner } = specimen.country
      const stranger = relativeOf(specimen.country, { stranger: true })
      const signed = contentOf(csca.certificate)
      const cms = forgeSignedData(masterListType, signed, masterListSigner, {
        certificates: [masterListSigner.certificate, csca.certificate],
        content: contentOf(csca.certificate, stranger.csca.certificate),
        signers: [
          {
            attributes: right =>
              right.map(each => (isDigestOf(each) ? digestAttribute(masterListSigner, signed) : each)),
          },
        ],
      })
      return withList(specimen, cms)
    },
  ),
  fault(
    'list-signer-expired',
    'The master list signer has expired.',
    ['S65', 'Doc 9303-12 §9'],
    refused,
    specimen => withListSigner(specimen, fields({ notAfter: new Date('2026-05-31T00:00:00Z') })),
  ),
  fault(
    'list-signer-of-stranger',
    'The list is signed under a CSCA of the same name that nobody trusts; the list holds it.',
    ['S65'],
    refused,
    specimen => {
      const stranger = relativeOf(specimen.country, { stranger: true })
      return withList(specimen, listOf(stranger, specimen.country.csca.certificate))
    },
  ),
  fault(
    'list-by-document-signer',
    'The list is signed by a document signer.',
    ['S27', 'Doc 9303-12 §7.1.1.3'],
    refused,
    specimen => {
      const { documentSigner } = specimen.country
      return withList(specimen, listOf(withParty(specimen.country, 'masterListSigner', documentSigner)))
    },
  ),
  fault(
    'list-by-csca',
    'The list is signed by the CSCA itself.',
    ['S27', 'Doc 9303-12 §7.1.1.3'],
    refused,
    specimen => {
      const { csca } = specimen.country
      return withList(specimen, listOf(withParty(specimen.country, 'masterListSigner', csca)))
    },
  ),
  fault(
    'list-signer-without-purpose',
    'The master list signer has no extendedKeyUsage.',
    ['S27', 'Doc 9303-12 §7.1.1.3'],
    refused,
    specimen =>
      withListSigner(
        specimen,
        fields(({ extensions }) => ({ extensions: withoutExtensions(extensions, '2.5.29.37') })),
      ),
  ),
  fault(
    'list-signer-purpose-not-critical',
    'extendedKeyUsage of the master list signer is not critical.',
    ['S27', 'Doc 9303-12 §7.1.1.3'],
    refused,
    specimen =>
      withListSigner(
        specimen,
        fields(({ extensions }) => ({
          extensions: withExtensions(extensions, {
            ...extension.extendedKeyUsage('2.23.136.1.1.3'),
            critical: false,
          }),
        })),
      ),
  ),
  fault(
    'list-signer-for-deviations',
    'The list is signed by a deviation list signer.',
    ['S27', 'Doc 9303-12 §7.1.1.3'],
    refused,
    specimen =>
      withListSigner(
        specimen,
        fields(({ extensions }) => ({
          extensions: withExtensions(extensions, extension.extendedKeyUsage('2.23.136.1.1.8')),
        })),
      ),
  ),
  fault(
    'list-no-signer-info',
    'The list is a SignedData without a SignerInfo.',
    ['S65', 'S15'],
    refused,
    specimen => {
      const { csca, masterListSigner } = specimen.country
      const content = contentOf(csca.certificate)
      const certificates = [masterListSigner.certificate, csca.certificate]
      return withList(
        specimen,
        forgeSignedData(masterListType, content, masterListSigner, { certificates, signers: [] }),
      )
    },
  ),
  fault('list-duplicate', 'The list holds the same certificate twice.', ['S65'], imported, specimen =>
    withList(specimen, listOf(specimen.country, specimen.country.csca.certificate)),
  ),
  fault(
    'list-broken-certificate',
    'The list holds something that is no certificate: it costs nothing but itself.',
    ['field 3'],
    imported,
    specimen => withList(specimen, listOf(specimen.country, derSequence(derNull()))),
  ),
  fault(
    'list-signer-by-key-identifier',
    'The list names its signer by key identifier.',
    ['field 2', 'Doc 9303-12 §9'],
    imported,
    specimen => {
      const { country } = specimen
      return withList(
        specimen,
        buildMasterList(country, [country.csca.certificate], { signerIdentifier: 'subjectKeyIdentifier' }),
      )
    },
  ),
  fault(
    'list-signer-under-next-csca',
    'The signer of the list is certified by a CSCA that stands nowhere but in the list, linked to the one that is known.',
    ['S65', 'field 3'],
    imported,
    specimen => {
      const next = relativeOf(specimen.country, { generation: 2 })
      const list = contentOf(
        specimen.country.csca.certificate,
        next.csca.certificate,
        linkCertificate(specimen.country, next),
      )
      const { masterListSigner } = next
      return withList(
        specimen,
        writeSignedData(masterListType, list, masterListSigner, [masterListSigner.certificate]),
      )
    },
  ),
  fault(
    'list-in-directory',
    'The list comes in an LDIF export of a directory.',
    ['field 3'],
    imported,
    specimen => {
      const record = pkdRecord('masterList', 'UT', '1', listOf(specimen.country))
      return withList(specimen, concatBytes(...buildLdif([record])), 'pkd.ldif')
    },
  ),
  fault(
    'list-in-directory-old-spelling',
    'The list comes in an LDIF export with the attribute name of exports before 2016, in lines of CR and LF.',
    ['field 3'],
    imported,
    specimen => {
      const record = pkdRecord('oldMasterList', 'UT', '1', listOf(specimen.country))
      return withList(
        specimen,
        concatBytes(...buildLdif([record], { lineEnd: '\r\n', lineLength: 60 })),
        'pkd.ldif',
      )
    },
  ),
  fault('list-in-pem', 'The list comes as PEM.', ['field 3'], imported, specimen =>
    withList(
      specimen,
      new TextEncoder().encode(
        `-----BEGIN CMS-----\n${base64(listOf(specimen.country))}\n-----END CMS-----\n`,
      ),
      'list.pem',
    ),
  ),
]

const digestType = derOid('1.2.840.113549.1.9.4')
const isDigestOf = (attribute: Uint8Array): boolean =>
  digestType.every((byte, i) => attribute[i + 2] === byte)

/** The messageDigest attribute of another content than the one that is written. */
function digestAttribute(signer: Country['masterListSigner'], content: Uint8Array): Uint8Array {
  const { hash } = signer.key.algorithm
  return derSequence(digestType, derSetOf(derOctetString(defaultBackend.digest(hash, content))))
}

/** Base64 in lines of 64 characters. */
function base64(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary).replace(/.{64}/g, '$&\n')
}
