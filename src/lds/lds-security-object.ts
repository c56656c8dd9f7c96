import { DerReader, derTag } from '../asn1/index.js'
import { bytesToLatin1 } from '../bytes.js'
import { type HashName, hashByOid } from '../crypto/index.js'
import { EmrtdError } from '../errors.js'
import { cmsLeniencies } from '../pki/index.js'
import type { DataGroupNumber } from './file-names.js'

/** The hash that EF.SOD holds for one data group. */
export interface DataGroupHash {
  readonly dataGroup: DataGroupNumber
  readonly hash: Uint8Array
}

/** The LDS security object: the hashes of the data groups. Doc 9303-10 §4.6.2.3. */
export interface LdsSecurityObject {
  readonly bytes: Uint8Array
  readonly version: 0 | 1
  /** The hash function of the data groups; undefined if the library does not know it. */
  readonly hash: HashName | undefined
  readonly hashOid: string
  readonly dataGroupHashes: readonly DataGroupHash[]
  /** Version 1 only: versions of LDS and Unicode, signed here as EF.COM claims them unsigned. */
  readonly ldsVersion: string | undefined
  readonly unicodeVersion: string | undefined
}

const bad = (message: string, offset: number): EmrtdError =>
  new EmrtdError('LDS_BAD_FILE', message, { offset })

/**
 * Parses an LDS security object, version 0 or 1. Doc 9303-10 §4.6.2.3 and appendix D.
 *
 * @param bytes the content of EF.SOD's SignedData.
 * @throws {EmrtdError} `LDS_BAD_FILE` for an unknown version, a data group number outside 1 to 16 or twice, no hashes at
 * all, or version information that does not belong to the version; an `ASN1_` code with the offset otherwise.
 *
 * @example
 * ```ts
 * import { parseLdsSecurityObject } from 'emrtd/lds'
 *
 * const signedGroups = (content: Uint8Array) =>
 *   parseLdsSecurityObject(content).dataGroupHashes.map(entry => entry.dataGroup)
 * ```
 */
export function parseLdsSecurityObject(bytes: Uint8Array): LdsSecurityObject {
  const outer = new DerReader(bytes, { leniencies: cmsLeniencies })
  const object = outer.sequence()
  outer.end()
  const version = object.smallInteger()
  if (version !== 0 && version !== 1) throw bad(`LDS security object of version ${version}`, 0)
  const { oid, hash } = readHash(object.sequence())
  const dataGroupHashes = readHashes(object.sequence())
  const versions = object.atEnd ? undefined : readVersions(object.sequence())
  object.end()
  if ((versions !== undefined) !== (version === 1)) {
    throw bad(`version ${version} ${versions === undefined ? 'without' : 'with'} version information`, 0)
  }
  return {
    bytes,
    version,
    hash,
    hashOid: oid,
    dataGroupHashes,
    ldsVersion: versions?.lds,
    unicodeVersion: versions?.unicode,
  }
}

function readHash(fields: DerReader): { readonly oid: string; readonly hash: HashName | undefined } {
  const oid = fields.oid()
  const hash = hashByOid(oid)?.name
  if (!fields.atEnd) {
    if (hash === undefined) return { oid, hash }
    fields.null()
    fields.end()
  }
  return { oid, hash }
}

function readHashes(list: DerReader): readonly DataGroupHash[] {
  const hashes: DataGroupHash[] = []
  const seen = new Set<number>()
  while (!list.atEnd) {
    const { offset } = list
    const entry = list.sequence()
    const number = entry.smallInteger()
    const hash = entry.octetString()
    entry.end()
    if (number < 1 || number > 16) throw bad(`hash of a data group ${number}`, offset)
    if (seen.has(number)) throw bad(`hash of data group ${number} twice`, offset)
    seen.add(number)
    hashes.push({ dataGroup: number as DataGroupNumber, hash })
  }
  if (hashes.length === 0) throw bad('no data group hashes', list.offset)
  return hashes
}

function readVersions(fields: DerReader): { readonly lds: string; readonly unicode: string } {
  const lds = bytesToLatin1(fields.content(derTag.printableString))
  const unicode = bytesToLatin1(fields.content(derTag.printableString))
  fields.end()
  return { lds, unicode }
}
