import { DerReader, derTag } from '../../asn1/index.js'
import { bytesToLatin1 } from '../../bytes.js'
import { EmrtdError } from '../../errors.js'
import { readImageHeader } from '../../images/index.js'
import { type LdsFile, type LdsFileName, type LdsFinding, parseLdsFile } from '../../lds/index.js'
import { parseMrz } from '../../mrz/index.js'
import {
  cmsLeniencies,
  cmsOid,
  fieldLeniencies,
  formatName,
  masterListContentType,
  parseCrl,
  parseMasterList,
  parseSignedData,
  readCertificates,
  readPem,
} from '../../pki/index.js'
import { mrzToText } from '../mrz-to-text.js'
import type { InputFile } from '../read-input.js'
import { certificateToPlain } from './certificate-to-plain.js'
import { attempt, certificateToRows, crlToRows, day } from './certificate-to-rows.js'
import type { DecodedFile, Row } from './decoded-file.js'
import { findImages } from './find-images.js'
import { signedDataToRows } from './signed-data-to-rows.js'
import { imageToText, valueToRows } from './value-to-rows.js'

/** How files are decoded. */
export interface DecodeOptions {
  /** From which two-digit years are resolved. */
  readonly referenceDate: Date
}

/** One kind of file that can be decoded. */
interface Decoder {
  /** Whether the file is of this kind, by its first elements; the decoder may still refuse it. */
  readonly recognises: (file: InputFile, outline: Outline) => boolean
  readonly decode: (file: InputFile, options: DecodeOptions) => DecodedFile
}

/** What the beginning of a file says. */
interface Outline {
  /** Labels of PEM blocks. */
  readonly labels: readonly string[]
  /** Content type of a CMS SignedData. */
  readonly contentType: string | undefined
  /** Tags inside the outer SEQUENCE, and inside its first element. */
  readonly tags: readonly number[]
  readonly innerTags: readonly number[]
}

/** All kinds; the first that recognises a file decodes it. */
const decoders: readonly Decoder[] = [
  {
    recognises: (_, { labels, contentType, tags }) =>
      contentType === masterListContentType ||
      labels.some(label => label === 'CMS' || label === 'PKCS7') ||
      (tags[0] === derTag.integer && tags[1] === derTag.set),
    decode: decodeMasterList,
  },
  {
    recognises: (_, { labels, innerTags }) => labels.includes('X509 CRL') || isCrlBody(innerTags),
    decode: decodeCrl,
  },
  {
    recognises: (_, { labels, innerTags }) =>
      labels.some(label => label.endsWith('CERTIFICATE')) ||
      innerTags[0] === 0xa0 ||
      (innerTags[0] === derTag.integer && innerTags.length >= 6),
    decode: decodeCertificates,
  },
  { recognises: ({ bytes }) => mrzIn(bytes) !== undefined, decode: decodeMrz },
  // A JP2 file begins with zeros and every other image with a byte that is no tag of the LDS.
  { recognises: ({ bytes }) => readImageHeader(bytes).format !== 'unknown', decode: decodeImage },
  { recognises: () => true, decode: decodeLdsFile },
]

/** The kind of a SignedData that is none of the above: what stands inside an EF.SOD, say. */
const otherSignedData: Decoder = {
  recognises: (_, { contentType }) => contentType !== undefined,
  decode: decodeSignedData,
}

/**
 * Decodes one file of whatever kind.
 *
 * @throws {EmrtdError} if it cannot be read; `LDS_UNKNOWN_TAG` if it is of no kind that is known.
 */
export function decodeFile(file: InputFile, options: DecodeOptions): DecodedFile {
  const outline = outlineOf(file.bytes)
  const decoder = decoders.find(({ recognises }) => recognises(file, outline))!
  try {
    return decoder.decode(file, options)
  } catch (error) {
    const unknown = error instanceof EmrtdError && error.code === 'LDS_UNKNOWN_TAG'
    if (unknown && otherSignedData.recognises(file, outline)) return otherSignedData.decode(file, options)
    throw error
  }
}

function outlineOf(bytes: Uint8Array): Outline {
  const none = { labels: [], contentType: undefined, tags: [], innerTags: [] }
  try {
    if (bytes[0] !== derTag.sequence) {
      // PEM is text: what begins like a data object is not searched for it.
      const text = bytes[0] === 0x2d || bytesToLatin1(bytes.subarray(0, 64 * 1024)).includes('-----BEGIN ')
      return text ? { ...none, labels: readPem(bytes).map(({ label }) => label) } : none
    }
    const outer = new DerReader(bytes, { leniencies: [...cmsLeniencies, 'trailingBytes'] }).sequence()
    const tags = [outer.peekTag() ?? 0]
    const first = outer.element()
    tags.push(outer.peekTag() ?? 0)
    return {
      ...none,
      tags,
      contentType: tags[0] === derTag.oid ? contentTypeOf(bytes) : undefined,
      innerTags: tags[0] === derTag.sequence ? tagsOf(first.bytes) : [],
    }
  } catch (error) {
    if (!(error instanceof EmrtdError)) throw error
    return none
  }
}

function contentTypeOf(bytes: Uint8Array): string | undefined {
  const info = new DerReader(bytes, { leniencies: [...cmsLeniencies, 'trailingBytes'] }).sequence()
  if (info.oid() !== cmsOid.signedData) return undefined
  const signedData = info.enter(0xa0).sequence()
  signedData.smallInteger()
  signedData.skip(derTag.set)
  return signedData.sequence().oid()
}

function tagsOf(sequence: Uint8Array): readonly number[] {
  const reader = new DerReader(sequence, { leniencies: cmsLeniencies }).sequence()
  const tags: number[] = []
  while (!reader.atEnd && tags.length < 10) {
    tags.push(reader.peekTag() ?? 0)
    reader.skip()
  }
  return tags
}

/** RFC 5280 §5.1: version, algorithm, issuer, time; a certificate has a SEQUENCE of times there. */
function isCrlBody(tags: readonly number[]): boolean {
  const [algorithm, issuer, time] = tags[0] === derTag.integer ? tags.slice(1) : tags
  const times: readonly (number | undefined)[] = [derTag.utcTime, derTag.generalizedTime]
  return algorithm === derTag.sequence && issuer === derTag.sequence && times.includes(time)
}

function decodeMasterList({ bytes }: InputFile): DecodedFile {
  const block = bytes[0] === derTag.sequence ? bytes : pemContent(bytes, ['CMS', 'PKCS7'])
  const { signedData, version, certificates, failures } = parseMasterList(block)
  const list = certificates.map((certificate): Row => {
    const subject = attempt(() => formatName(certificate.subject))
    return [attempt(() => `${day(certificate.notBefore)} to ${day(certificate.notAfter)}`), subject]
  })
  return {
    kind: 'CSCA master list',
    rows: [
      ['version', String(version)],
      ['certificates', String(certificates.length)],
      ['unreadable', String(failures.length)],
      ...(signedData === undefined
        ? [['signature', 'none: a bare list'] as const]
        : signedDataToRows(signedData)),
      ['CSCA certificates', list],
    ],
    content: {
      version,
      signedData,
      certificates: certificates.map(certificateToPlain),
      failures: failures.map(({ index, error }) => ({ index, code: error.code, offset: error.offset })),
    },
    findings: [],
    images: [],
  }
}

function decodeCrl({ bytes }: InputFile): DecodedFile {
  const der = bytes[0] === derTag.sequence ? bytes : pemContent(bytes, ['X509 CRL'])
  const crl = parseCrl(der, { leniencies: fieldLeniencies })
  return { kind: 'CRL', rows: crlToRows(crl), content: crl, findings: [], images: [] }
}

function pemContent(bytes: Uint8Array, labels: readonly string[]): Uint8Array {
  const content = readPem(bytes).find(({ label }) => labels.includes(label))?.content
  if (content instanceof Uint8Array) return content
  throw content ?? new EmrtdError('PKI_UNKNOWN_FORMAT', `PEM block ${labels.join(' or ')} expected`)
}

function decodeCertificates({ bytes }: InputFile): DecodedFile {
  const { certificates, failures } = readCertificates(bytes)
  const [first] = certificates
  if (first === undefined) throw failures[0]!.error
  const one = certificates.length === 1 && failures.length === 0
  return {
    kind: one ? 'certificate' : 'certificates',
    rows: one
      ? certificateToRows(first)
      : [
          ...certificates.map((certificate, i): Row => [String(i + 1), certificateToRows(certificate)]),
          ...failures.map(({ offset, error }): Row => ['unreadable', `${error.code} at byte ${offset}`]),
        ],
    content: one
      ? certificateToPlain(first)
      : {
          certificates: certificates.map(certificateToPlain),
          failures: failures.map(({ index, offset, error }) => ({ index, offset, code: error.code })),
        },
    findings: [],
    images: [],
  }
}

/** A zone as text: two or three lines of its characters. */
function mrzIn(bytes: Uint8Array): string | undefined {
  if (bytes.length < 72 || bytes.length > 200) return undefined
  const text = bytesToLatin1(bytes)
  return /^[A-Z0-9<]{30,44}(\s+[A-Z0-9<]{30,44}){1,2}\s*$/.test(text) ? text : undefined
}

function decodeMrz({ bytes }: InputFile, options: DecodeOptions): DecodedFile {
  const mrz = parseMrz(bytes, options)
  return {
    kind: 'machine readable zone',
    lines: [mrzToText(mrz)],
    rows: [],
    content: mrz,
    findings: [],
    images: [],
  }
}

function decodeSignedData({ bytes }: InputFile): DecodedFile {
  const signedData = parseSignedData(bytes, { leniencies: cmsLeniencies })
  const rows: readonly Row[] = [['content type', signedData.contentType], ...signedDataToRows(signedData)]
  return { kind: 'CMS SignedData', rows, content: signedData, findings: [], images: [] }
}

function decodeImage({ bytes }: InputFile): DecodedFile {
  const image = readImageHeader(bytes)
  const rows: readonly Row[] = [['image', imageToText(image)]]
  return { kind: 'image', rows, content: image, findings: image.findings, images: [image] }
}

function decodeLdsFile({ bytes, name }: InputFile, options: DecodeOptions): DecodedFile {
  const parsed = parseLdsFile(bytes, { name, ...options })
  const { file, content } = parsed
  const own = ldsRows[file] as ((content: LdsFile['content']) => LdsText) | undefined
  const findings: readonly LdsFinding[] = content.findings
  const shown = own === undefined ? { rows: valueToRows(content) } : own(content)
  return { kind: file, ...shown, content, findings, images: findImages(content) }
}

type LdsText = Pick<DecodedFile, 'rows' | 'lines'>

/** The files of which their properties alone would not tell a person enough. */
const ldsRows: {
  readonly [Name in LdsFileName]?: (content: Extract<LdsFile, { file: Name }>['content']) => LdsText
} = {
  'EF.DG1': ({ mrz }) => (mrz === undefined ? { rows: [] } : { lines: [mrzToText(mrz)], rows: [] }),
  'EF.SOD': ({ signedData, securityObject }) => ({
    rows: [
      ...valueToRows({ ...securityObject, dataGroupHashes: undefined, hash: undefined, hashOid: undefined }),
      ['content type', signedData.contentType],
      [
        `hashes, ${securityObject.hash ?? securityObject.hashOid}`,
        securityObject.dataGroupHashes.map(
          ({ dataGroup, hash }): Row => [`DG${dataGroup}`, valueToRows({ hash })[0]![1]],
        ),
      ],
      ...signedDataToRows(signedData),
    ],
  }),
  // Their images stand in the templates as well.
  'EF.DG3': content => ({ rows: valueToRows({ ...content, images: undefined }) }),
  'EF.DG4': content => ({ rows: valueToRows({ ...content, images: undefined }) }),
  'EF.CardSecurity': ({ signedData, securityInfos }) => ({
    rows: [...valueToRows({ securityInfos }), ...signedDataToRows(signedData)],
  }),
}
