import { type Command, InvalidArgumentError } from 'commander'
import { toHex } from '../../bytes.js'
import { defaultBackend } from '../../crypto/index.js'
import {
  type AnchorLink,
  type Certificate,
  certificateKind,
  formatName,
  linkAnchors,
  type TrustAnchor,
  type TrustStore,
} from '../../pki/index.js'
import { certificateToPlain } from '../decode/certificate-to-plain.js'
import { attempt, certificateToRows, day } from '../decode/certificate-to-rows.js'
import type { Row } from '../decode/decoded-file.js'
import { rowsToLines } from '../decode/decoded-to-text.js'
import { valueToJson } from '../decode/value-to-json.js'
import { parseMoment } from '../parse-moment.js'
import { InputError } from '../read-input.js'
import { readTrustFiles, storeOfFiles } from '../read-trust-files.js'
import { stateOfCountry } from '../state-of-country.js'
import { plural, printJson, printLines, refusingInput } from '../trust-command.js'

interface ShowOptions {
  readonly state?: string
  readonly serial?: string
  readonly sha256?: string
  readonly at?: Date
  readonly json?: true
}

/** A certificate with what the files say of it. */
interface ShownCertificate {
  readonly certificate: Certificate
  readonly sources: readonly string[]
  readonly link: AnchorLink | undefined
  /** The certificates that its key signed. */
  readonly signed: readonly TrustAnchor[]
}

/**
 * Adds `show` to `emrtd trust`: certificates of a file, each with all that it says. Exit code 0, 1 if no certificate is meant, 65 for input that
 * cannot be read.
 */
export function registerTrustShow(trust: Command): void {
  trust
    .command('show')
    .description('print certificates fully')
    .argument(
      '<file...>',
      'certificates, master lists, LDIF exports, compiled stores, archives or folders of them',
    )
    .option('--state <code>', 'only the certificates of this state, by its two letters')
    .option('--serial <hex>', 'only the certificates with this serial number', hexadecimal)
    .option('--sha256 <hex>', 'only the certificate whose SHA-256 begins so', hexadecimal)
    .option('--at <date>', 'moment for which validity is told (default: now)', parseMoment)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExit status: 0; 1 no certificate of the files is meant; 64 wrong usage; 65 a file that cannot be read.',
    )
    .action(async (paths: readonly string[], options: ShowOptions) => {
      process.exitCode = await refusingInput('show', options, () => show(paths, options))
    })
}

function hexadecimal(text: string): string {
  const digits = text.replace(/[\s:]/g, '').toLowerCase()
  if (/^[0-9a-f]+$/.test(digits)) return digits
  throw new InvalidArgumentError('Hexadecimal digits expected.')
}

async function show(paths: readonly string[], options: ShowOptions): Promise<number> {
  const store = storeOfFiles(await readTrustFiles(paths))
  const certificates = [...store.anchors.map(({ certificate }) => certificate), ...store.documentSigners]
  if (certificates.length === 0) throw new InputError(`no certificate in ${paths.join(', ')}`)
  const chosen = new Set(certificates.filter(certificate => isMeant(certificate, options)))
  const shown = withContext(store, chosen)
  const { at = new Date(), json } = options
  if (json) {
    printJson({ certificates: shown.map(certificateToJson) })
  } else {
    for (const [i, each] of shown.entries()) {
      printLines([...(i === 0 ? [] : ['']), ...rowsToLines(rowsOf(each, at), 0)])
    }
    if (shown.length === 0) {
      process.stderr.write(
        `emrtd trust show: none of ${plural(certificates.length, 'certificate')} is meant\n`,
      )
    }
  }
  return shown.length === 0 ? 1 : 0
}

function isMeant(certificate: Certificate, { state, serial, sha256 }: ShowOptions): boolean {
  const stripped = (digits: string): string => digits.replace(/^(00)+(?=..)/, '')
  return (
    (state === undefined || attempt(() => certificate.country ?? '') === state.toUpperCase()) &&
    (serial === undefined || stripped(toHex(certificate.serialNumber)) === stripped(serial)) &&
    (sha256 === undefined || toHex(defaultBackend.digest('SHA-256', certificate.bytes)).startsWith(sha256))
  )
}

function withContext(store: TrustStore, chosen: ReadonlySet<Certificate>): readonly ShownCertificate[] {
  const links = chosen.size === 0 ? [] : linkAnchors(store, defaultBackend)
  const linkOf = new Map(links.map(link => [link.anchor.certificate, link]))
  return [...chosen].map(certificate => {
    const link = linkOf.get(certificate)
    return {
      certificate,
      link,
      sources: link?.anchor.sources ?? [],
      signed: links.flatMap(({ signer, kind, anchor }) =>
        kind === 'linked' && signer === link?.anchor ? [anchor] : [],
      ),
    }
  })
}

const kindWords = {
  csca: 'CSCA, self-signed root',
  link: 'CSCA, link certificate',
  documentSigner: 'document signer',
  masterListSigner: 'master list signer',
  deviationListSigner: 'deviation list signer',
  barCodeSigner: 'bar code signer',
  lds2Signer: 'LDS2 signer',
  communication: 'communication',
} as const

function rowsOf({ certificate, sources, link, signed }: ShownCertificate, at: Date): readonly Row[] {
  const deviations = [...new Set(certificate.deviations.map(({ leniency }) => leniency))]
  const state = attempt(() => {
    const { country = '--' } = certificate
    return `${country} ${stateOfCountry(country)}`.trim()
  })
  return [
    ['state', state],
    ['kind', attempt(() => kindWords[certificateKind(certificate)])],
    ...certificateToRows(certificate),
    ['status', attempt(() => validityInWords(certificate, at))],
    ...(deviations.length === 0 ? [] : [['not DER', deviations.join(', ')] as const]),
    ...(link === undefined ? [] : [['signed by', signerInWords(link)] as const]),
    ...(signed.length === 0 ? [] : [['its key signed', signed.map(nameRow)] as const]),
    ...(sources.length === 0 ? [] : [['from', sources.join('; ')] as const]),
  ]
}

const nameRow = ({ certificate }: TrustAnchor): Row => [
  toHex(certificate.serialNumber),
  attempt(() => formatName(certificate.subject)),
]

function signerInWords({ kind, signer }: AnchorLink): string {
  if (kind === 'selfSigned') return 'its own key'
  if (signer === undefined)
    return kind === 'undecided' ? 'not decided: unknown algorithm' : 'no certificate of these files'
  const { certificate } = signer
  return `${attempt(() => formatName(certificate.subject))}, serial number ${toHex(certificate.serialNumber)}`
}

function validityInWords({ notBefore, notAfter }: Certificate, at: Date): string {
  if (at < notBefore) return `not yet valid on ${day(at)}`
  return at > notAfter ? `expired on ${day(at)}` : `valid on ${day(at)}`
}

function certificateToJson({ certificate, sources, link }: ShownCertificate): object {
  return {
    ...(valueToJson(certificateToPlain(certificate), 4096) as object),
    ...(link && { link: link.kind }),
    ...(link?.signer && { signedBy: toHex(defaultBackend.digest('SHA-256', link.signer.certificate.bytes)) }),
    sources,
  }
}
