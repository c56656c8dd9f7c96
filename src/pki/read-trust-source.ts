import { DerReader, derTag } from '../asn1/index.js'
import { bytesToLatin1 } from '../bytes.js'
import { EmrtdError } from '../errors.js'
import { cmsLeniencies } from './cms.js'
import { isCompiledTrustStore } from './compiled-store-index.js'
import type { LdifRecord } from './ldif-reader.js'
import { loadCompiledTrustStore } from './load-compiled-trust-store.js'
import { parseLdif } from './parse-ldif.js'
import { readDerItem } from './read-der-item.js'
import { readPem } from './read-pem.js'
import { isZip, maximumUnpackedLength, readZip, type ZipBudget } from './read-zip.js'
import type { TrustItem, TrustItemKind, TrustItemPlace } from './trust-item.js'

/** The form of a source. */
export type TrustSourceFormat = 'der' | 'pem' | 'ldif' | 'zip' | 'compiled' | 'unknown'

/** PEM blocks that can hold an item, by label; others (private keys, say) are passed over. RFC 7468. */
const labels: ReadonlyMap<string, TrustItemKind | undefined> = new Map([
  ['CERTIFICATE', undefined],
  ['X509 CERTIFICATE', 'certificate'],
  ['X.509 CERTIFICATE', 'certificate'],
  ['X509 CRL', 'crl'],
  ['CMS', undefined],
  ['PKCS7', undefined],
])

/** Attributes of a directory that hold an item, by name without options. */
const attributes: ReadonlyMap<string, TrustItemKind> = new Map([
  ['pkdmasterlistcontent', 'masterList'],
  ['cscamasterlistdata', 'masterList'],
  ['usercertificate', 'documentSigner'],
  ['cacertificate', 'certificate'],
  ['certificaterevocationlist', 'crl'],
])

/** What begins a part of a change record: what follows of the attribute is added, goes, or takes the place. RFC 2849. */
const modifications: ReadonlySet<string> = new Set(['add', 'delete', 'replace'])

/** How deep archives may lie in archives. */
const maximumDepth = 3

/**
 * The form of a file: a zip archive, a compiled trust store, DER, PEM or LDIF, by how it begins.
 *
 * @example
 * ```ts
 * import { latin1ToBytes } from 'emrtd'
 * import { trustSourceFormat } from 'emrtd/pki'
 *
 * trustSourceFormat(latin1ToBytes('dn: c=UT\n')) // 'ldif'
 * ```
 */
export function trustSourceFormat(bytes: Uint8Array): TrustSourceFormat {
  if (isZip(bytes)) return 'zip'
  if (isCompiledTrustStore(bytes)) return 'compiled'
  if (bytes[0] === derTag.sequence) return 'der'
  const beginning = bytesToLatin1(bytes.subarray(0, 65_536)).replace(/^\u00ef\u00bb\u00bf/, '')
  const firstLine = /^(?:(?:#[^\n]*|[ \t][^\n]*|\r?)\n)*([^\n]*)/.exec(beginning)?.[1] ?? ''
  if (/^(?:version|dn):/i.test(firstLine)) return 'ldif'
  return readPem(bytes).length > 0 ? 'pem' : 'unknown'
}

/**
 * Everything that a file for a trust store holds, one item after the other: a master list, deviation list or list of document
 * signers (CMS or bare), certificates and CRLs, in DER or PEM, one or many; an LDIF export of the ICAO PKD; a compiled trust
 * store; a zip archive of any of these. Never throws for what the file holds: what cannot be read is an item of kind `failure` with its place, and the
 * rest follows. Nothing is verified. Doc 9303-12 §9 and §10.
 *
 * @param budget what archives may unpack to, 512 MiB unless given.
 *
 * @example
 * ```ts
 * import { readTrustSource } from 'emrtd/pki'
 *
 * const kinds = (file: Uint8Array) => [...readTrustSource(file)].map(item => item.kind)
 * ```
 */
export function readTrustSource(
  bytes: Uint8Array,
  budget: ZipBudget = { bytesLeft: maximumUnpackedLength },
): Generator<TrustItem, void, undefined> {
  return readFile(bytes, '', budget, 0)
}

/**
 * The items of one LDIF record, as `readTrustSource` gives them: for exports that are read as a stream, by `parseLdifStream`.
 * Doc 9303-12 §5.1.
 *
 * @example
 * ```ts
 * import { parseLdifStream, readLdifRecord, type TrustItem } from 'emrtd/pki'
 *
 * async function* items(stream: AsyncIterable<Uint8Array>): AsyncGenerator<TrustItem> {
 *   for await (const record of parseLdifStream(stream)) yield* readLdifRecord(record)
 * }
 * ```
 */
export function* readLdifRecord(record: LdifRecord, prefix = ''): Generator<TrustItem, void, undefined> {
  const name = record.dn === undefined ? prefix : prefix === '' ? record.dn : `${prefix}: ${record.dn}`
  if (record.kind === 'failure') {
    yield { place: { name, line: record.line }, kind: 'failure', of: undefined, error: record.error }
    return
  }
  const { changeType, line } = record
  if (changeType !== undefined && changeType !== 'add' && changeType !== 'modify') {
    const error = new EmrtdError('PKI_BAD_LDIF', `change of type ${changeType} is not made`)
    yield { place: { name, line }, kind: 'failure', of: undefined, error }
    return
  }
  let isDeletion = false
  for (const { type, value, line } of record.attributes) {
    const attribute = type.toLowerCase()
    if (changeType === 'modify' && modifications.has(attribute)) {
      isDeletion = attribute === 'delete'
      if (isDeletion) {
        const error = new EmrtdError('PKI_BAD_LDIF', 'deletion of values is not made')
        yield { place: { name, line }, kind: 'failure', of: undefined, error }
      }
    }
    // The values that are named here are those that go.
    if (isDeletion) continue
    const kind = attributes.get(attribute)
    if (kind !== undefined) yield* readDerItem(value, { name, line }, kind)
    else if (value[0] === derTag.sequence) {
      // Other attributes of other directories may hold a list; the content tells.
      for (const item of readDerItem(value, { name, line })) {
        const held = item.kind === 'failure' ? item.of : item.kind
        if (held === 'deviationList' || held === 'documentSignerList') yield item
      }
    }
  }
}

function* readFile(
  bytes: Uint8Array,
  name: string,
  budget: ZipBudget,
  depth: number,
): Generator<TrustItem, void, undefined> {
  switch (trustSourceFormat(bytes)) {
    case 'zip':
      yield* readArchive(bytes, name, budget, depth)
      return
    case 'der':
      yield* readDer(bytes, name)
      return
    case 'compiled':
      yield* readCompiled(bytes, name)
      return
    case 'ldif':
      for (const record of parseLdif(bytes)) yield* readLdifRecord(record, name)
      return
    case 'pem':
      yield* readPemFile(bytes, name)
      return
    default:
      yield unknown({ name }, 'neither DER, PEM, LDIF nor a zip archive')
  }
}

function* readArchive(
  bytes: Uint8Array,
  name: string,
  budget: ZipBudget,
  depth: number,
): Generator<TrustItem, void, undefined> {
  try {
    if (depth === maximumDepth) {
      throw new EmrtdError('PKI_LIMIT', `archives in archives more than ${maximumDepth} deep`)
    }
    for (const entry of readZip(bytes, budget)) {
      // What macOS adds, and hidden files.
      if (/(^|\/)(__MACOSX\/|\.[^/]*$)/.test(entry.name)) continue
      const path = name === '' ? entry.name : `${name}/${entry.name}`
      if (entry.content instanceof EmrtdError) {
        yield { place: { name: path }, kind: 'failure', of: undefined, error: entry.content }
      } else yield* readFile(entry.content, path, budget, depth + 1)
    }
  } catch (error) {
    if (!(error instanceof EmrtdError)) throw error
    yield { place: { name }, kind: 'failure', of: undefined, error }
  }
}

/** One element of DER after the other, for files that were simply joined. */
function* readDer(bytes: Uint8Array, name: string): Generator<TrustItem, void, undefined> {
  for (let offset = 0; offset < bytes.length; ) {
    const place: TrustItemPlace = offset === 0 ? { name } : { name, offset }
    let length: number
    try {
      if (bytes[offset] !== derTag.sequence)
        throw new EmrtdError('PKI_UNKNOWN_FORMAT', 'bytes that are no element')
      const reader = new DerReader(bytes.subarray(offset), { leniencies: cmsLeniencies })
      reader.skip()
      length = reader.offset
    } catch (error) {
      if (!(error instanceof EmrtdError)) throw error
      // Not even its end can be told: whatever follows is lost with it.
      yield { place, kind: 'failure', of: undefined, error }
      return
    }
    yield* readDerItem(bytes.subarray(offset, offset + length), place)
    offset += length
  }
}

/** What a compiled store holds; each certificate once for each list that it came from. */
function* readCompiled(bytes: Uint8Array, name: string): Generator<TrustItem, void, undefined> {
  const place = { name }
  try {
    const store = loadCompiledTrustStore(bytes)
    for (const { certificate, sources } of store.anchors) {
      for (const source of sources) {
        const from = { name: name === '' ? source : `${name}: ${source}` }
        yield { place: from, kind: 'certificate', certificate }
      }
    }
    for (const crl of store.crls) yield { place, kind: 'crl', crl }
    for (const { list } of store.deviationLists) yield { place, kind: 'deviationList', list }
    for (const certificate of store.documentSigners) yield { place, kind: 'documentSigner', certificate }
  } catch (error) {
    if (!(error instanceof EmrtdError)) throw error
    yield { place, kind: 'failure', of: undefined, error }
  }
}

function* readPemFile(bytes: Uint8Array, name: string): Generator<TrustItem, void, undefined> {
  let found = 0
  for (const { label, offset, content } of readPem(bytes)) {
    if (!labels.has(label)) continue
    found++
    const place: TrustItemPlace = { name, offset }
    const expected = labels.get(label)
    if (content instanceof EmrtdError) {
      const of = expected ?? (label === 'CERTIFICATE' ? 'certificate' : undefined)
      yield { place, kind: 'failure', of, error: content }
    } else yield* readDerItem(content, place, expected)
  }
  if (found === 0) yield unknown({ name }, 'PEM without certificates, CRLs or lists')
}

function unknown(place: TrustItemPlace, message: string): TrustItem {
  const error = new EmrtdError('PKI_UNKNOWN_FORMAT', message, { offset: 0 })
  return { place, kind: 'failure', of: undefined, error }
}
