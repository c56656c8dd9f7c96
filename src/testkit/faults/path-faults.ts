import { derInteger, derOctetString, derOid, derSequence, derSetOf, encodeTlv } from '../../asn1/index.js'
import type { Country } from '../issuer/create-country.js'
import { createCountry } from '../issuer/create-country.js'
import { linkCertificate } from '../issuer/link-certificate.js'
import { extension, writeCertificate } from '../issuer/write-certificate.js'
import { writeName } from '../issuer/write-name.js'
import { certifiedAnew, fields, withCsca, withDocumentSigner } from './certified-anew.js'
import { advisory, type FaultRow, fault, open, pathLost, undecided, valid } from './fault.js'
import { withExtensions } from './forge-certificate.js'
import { reissued, relativeOf, type Specimen, type SpecimenFile, withParty } from './specimen.js'

const established = valid('PA.CERTIFICATE_PATH')
const noAnchor = undecided('PA.CERTIFICATE_PATH', 'NO_TRUST_ANCHOR', { also: pathLost })
const crlNotVerified = open('PA.REVOCATION', 'CRL_NOT_VERIFIED')

const cer = (name: string, bytes: Uint8Array): SpecimenFile => ({ name: `${name}.cer`, bytes })
const trusting = (specimen: Specimen, ...trust: readonly SpecimenFile[]): Specimen => ({ ...specimen, trust })

/** The specimen under the country's next CSCA; the first one is trusted no more unless it is added. */
const nextOf = (specimen: Specimen): Country => relativeOf(specimen.country, { generation: 2 })

/** An attribute of a name, its value under a string type. */
const part = (type: string, tag: number, text: string): Uint8Array =>
  derSetOf(derSequence(derOid(type), encodeTlv(tag, new TextEncoder().encode(text))))
const country = '2.5.4.6'
const organization = '2.5.4.10'
const commonName = '2.5.4.3'
const printable = 0x13
const utf8 = 0x0c

/** The specimen whose CSCA certificate writes its own name otherwise than the document signer does. */
const withCscaName = (specimen: Specimen, ...parts: readonly Uint8Array[]): Specimen =>
  withCsca(specimen, fields({ subject: derSequence(...parts), issuer: derSequence(...parts) }))

/** How the way from document signer to CSCA is led, and what there is to find on it. */
export const pathFaults: readonly FaultRow[] = [
  fault(
    'path-no-csca',
    'The trust list has CSCAs of other states only.',
    ['Doc 9303-11 §5.1'],
    {
      ...noAnchor,
      also: [...pathLost, crlNotVerified],
    },
    specimen => {
      const german = createCountry({
        state: 'D',
        seed: specimen.country.seed,
        csca: specimen.country.csca.key.algorithm,
        documentSigner: specimen.country.documentSigner.key.algorithm,
      })
      return trusting(specimen, cer('german', german.csca.certificate))
    },
  ),
  fault(
    'path-other-generation',
    'The trust list has the next CSCA of the state, not the one that signed; both have the same name.',
    ['S67', 'field 1'],
    {
      ...noAnchor,
      also: [...pathLost, crlNotVerified],
    },
    specimen => trusting(specimen, cer('second', nextOf(specimen).csca.certificate)),
  ),
  fault(
    'path-ten-generations',
    'The trust list has ten CSCAs of the same name; the one that signed is the last.',
    ['S67', 'field 1'],
    established,
    specimen => {
      const others = Array.from({ length: 9 }, (_, i) => relativeOf(specimen.country, { generation: 11 - i }))
      return trusting(
        specimen,
        ...others.map(({ generation, csca }) => cer(`generation-${generation}`, csca.certificate)),
        ...specimen.trust,
      )
    },
  ),
  fault(
    'path-shared-key-identifier',
    'Another CSCA of the trust list, with another key, has the key identifier that the document signer names.',
    ['S67', 'field 1'],
    established,
    specimen => {
      const { csca } = specimen.country
      const impostor = certifiedAnew(
        nextOf(specimen),
        'csca',
        fields(({ extensions }) => ({
          extensions: withExtensions(extensions, extension.subjectKeyIdentifier(csca.key.keyIdentifier)),
        })),
      )
      return trusting(specimen, cer('a-same-identifier', impostor.certificate), ...specimen.trust)
    },
  ),
  fault(
    'path-only-shared-key-identifier',
    'The only CSCA of that name and key identifier has another key than the one that signed; the identifier is no hash of it.',
    ['S67', 'BSI TR-03135-1 §5.6.4.3.3'],
    {
      ...noAnchor,
      also: [...pathLost, crlNotVerified],
    },
    specimen => {
      const { csca } = specimen.country
      const impostor = certifiedAnew(
        nextOf(specimen),
        'csca',
        fields(({ extensions }) => ({
          extensions: withExtensions(extensions, extension.subjectKeyIdentifier(csca.key.keyIdentifier)),
        })),
      )
      return trusting(specimen, cer('same-identifier', impostor.certificate))
    },
  ),
  fault(
    'path-empty-key-identifier',
    'Key identifiers of the CSCA are empty; the document signer names none.',
    ['S67', 'field 1'],
    established,
    specimen => {
      const empty = new Uint8Array(0)
      const csca = withCsca(
        specimen,
        fields(({ extensions }) => ({
          extensions: withExtensions(
            extensions,
            { oid: '2.5.29.14', value: derOctetString(empty) },
            extension.authorityKeyIdentifier(empty),
          ),
        })),
      )
      return withDocumentSigner(
        csca,
        fields(({ extensions }) => ({
          extensions: withExtensions(extensions, extension.authorityKeyIdentifier(empty)),
        })),
      )
    },
  ),
  fault(
    'path-link-only',
    'The trust list has the CSCA that signed as a link certificate only, certified by the one before it, which is not there.',
    ['S66', 'field 1'],
    established,
    specimen => {
      const next = nextOf(specimen)
      return trusting(
        reissued(specimen, { country: next }),
        cer('link', linkCertificate(specimen.country, next)),
      )
    },
  ),
  fault(
    'path-link-beside-root',
    'The trust list has the CSCA that signed twice, as root and as link certificate, of the same name and key.',
    ['S66', 'field 1'],
    established,
    specimen => {
      const next = nextOf(specimen)
      return trusting(
        reissued(specimen, { country: next }),
        cer('a-link', linkCertificate(specimen.country, next)),
        cer('b-root', next.csca.certificate),
        ...specimen.trust.map(({ bytes }) => cer('c-first', bytes)),
      )
    },
  ),
  fault(
    'path-link-loop',
    'The trust list has two link certificates that certify each other, and the document is signed by neither.',
    ['S66'],
    {
      ...noAnchor,
      also: [...pathLost, crlNotVerified],
    },
    specimen => {
      const [second, third] = [2, 3].map(generation => relativeOf(specimen.country, { generation })) as [
        Country,
        Country,
      ]
      return trusting(
        specimen,
        cer('there', linkCertificate(second, third)),
        cer('back', linkCertificate(third, second)),
      )
    },
  ),
  fault(
    'path-link-to-itself',
    'The trust list has a link certificate that certifies its own key, beside the CSCA that signed.',
    ['S66'],
    established,
    specimen =>
      trusting(
        specimen,
        cer('itself', linkCertificate(specimen.country, specimen.country)),
        ...specimen.trust,
      ),
  ),
  fault(
    'path-renamed-csca',
    'The CSCA took another name with its new key, and its link certificate says so.',
    ['S33', 'field 1', 'Doc 9303-12 §7.1.1.5'],
    established,
    specimen => {
      const next = nextOf(specimen)
      const name = writeName({ country: next.country, commonName: 'Passport Authority CSCA' })
      const root = certifiedAnew(next, 'csca', fields({ subject: name, issuer: name }))
      const renamed = withParty(next, 'csca', root)
      const signer = certifiedAnew(renamed, 'documentSigner', fields({ issuer: name }))
      const whole = withParty(renamed, 'documentSigner', signer)
      return trusting(
        reissued(specimen, { country: whole }),
        cer('link', linkCertificate(specimen.country, whole)),
      )
    },
  ),
  fault(
    'path-signer-pinned',
    'The trust list holds the certificate of the document signer itself and no CSCA, and there is no CRL.',
    ['Doc 9303-12 §6.1'],
    {
      ...established,
      also: [advisory(open('PA.REVOCATION', 'CRL_MISSING'))],
    },
    specimen => trusting({ ...specimen, crls: [] }, cer('dsc', specimen.country.documentSigner.certificate)),
  ),
  fault(
    'path-without-trust',
    'There is no trust list.',
    ['Doc 9303-11 §5.1'],
    undecided('PA.CERTIFICATE_PATH', 'NO_TRUST_STORE', {
      also: [...pathLost, open('PA.REVOCATION', 'NO_TRUST_STORE')],
    }),
    specimen => trusting(specimen),
  ),
  fault(
    'path-country-lower-case',
    'The country in the name of the CSCA is in lower case, in that of the issuer in upper case.',
    ['S68', 'field 1'],
    established,
    specimen =>
      withCscaName(
        specimen,
        part(country, printable, 'ut'),
        part(organization, utf8, 'State of UTO'),
        part(commonName, utf8, 'CSCA UTO'),
      ),
  ),
  fault(
    'path-name-retyped',
    'The name of the CSCA is in PrintableString, that of the issuer in UTF8String.',
    ['S68', 'field 1'],
    established,
    specimen =>
      withCscaName(
        specimen,
        part(country, printable, 'UT'),
        part(organization, printable, 'State of UTO'),
        part(commonName, printable, 'CSCA UTO'),
      ),
  ),
  fault(
    'path-name-spaced',
    'The name of the CSCA has other case and white space than that of the issuer.',
    ['S68', 'field 1'],
    established,
    specimen =>
      withCscaName(
        specimen,
        part(country, printable, 'UT'),
        part(organization, utf8, ' State  of uto '),
        part(commonName, utf8, 'CSCA  UTO'),
      ),
  ),
  fault(
    'path-country-missing',
    'The name of the document signer has no country: it cannot be told whose documents it may sign.',
    ['S68', 'Doc 9303-12 §7.1.1'],
    undecided('PA.ISSUING_STATE', 'ISSUING_STATE_UNKNOWN'),
    specimen =>
      withDocumentSigner(
        specimen,
        fields({ subject: derSequence(part(commonName, utf8, 'Document Signer UTO 1')) }),
      ),
  ),
  fault(
    'path-country-three-letters',
    'The country in the name of the document signer has three letters, those of the issuing state.',
    ['S68', 'Doc 9303-12 §7.1.1'],
    established,
    specimen =>
      withDocumentSigner(
        specimen,
        fields({
          subject: derSequence(
            part(country, printable, 'UTO'),
            part(commonName, utf8, 'Document Signer UTO 1'),
          ),
        }),
      ),
  ),
  fault('path-certificate-twice', 'The trust list has the CSCA twice.', ['S65'], established, specimen =>
    trusting(specimen, ...specimen.trust, ...specimen.trust.map(({ bytes }) => cer('again', bytes))),
  ),
  fault(
    'path-broken-certificate-beside',
    'A file of the trust list is no certificate; the others are used.',
    ['field 3'],
    established,
    specimen => trusting(specimen, cer('broken', derSequence(derInteger(1))), ...specimen.trust),
  ),
  fault(
    'path-special-states',
    'A passport of Germany: D in the zone, DE in the certificates.',
    ['field 4'],
    established,
    specimen => {
      const { csca, documentSigner } = specimen.country
      const german = createCountry({
        state: 'D',
        seed: specimen.country.seed,
        csca: csca.key.algorithm,
        documentSigner: documentSigner.key.algorithm,
      })
      return reissued(specimen, { country: german })
    },
  ),
  ...(['UNO', 'EUE', 'RKS'] as const).map(state =>
    fault(
      `path-state-${state.toLowerCase()}`,
      `A document of ${state}, whose certificates carry the letters that Doc 9303-3 gives it.`,
      ['field 4', 'Doc 9303-3 §5'],
      established,
      specimen => {
        const { csca, documentSigner } = specimen.country
        const issuer = createCountry({
          state,
          seed: specimen.country.seed,
          csca: csca.key.algorithm,
          documentSigner: documentSigner.key.algorithm,
        })
        return reissued(specimen, { country: issuer })
      },
    ),
  ),
  fault(
    'path-csca-with-exponent-38129',
    'A CSCA of another state with an unusual RSA exponent stands in the trust list.',
    ['field 2'],
    established,
    specimen => {
      const publicKeyInfo = derSequence(
        derSequence(derOid('1.2.840.113549.1.1.1'), Uint8Array.of(5, 0)),
        encodeTlv(0x03, Uint8Array.of(0), derSequence(derInteger((1n << 2047n) + 1n), derInteger(38129))),
      )
      const { csca } = specimen.country
      const other = writeCertificate({ ...csca.content, publicKeyInfo, serialNumber: 0n }, csca.key)
      return trusting(specimen, cer('a-exponent', other), ...specimen.trust)
    },
  ),
]
