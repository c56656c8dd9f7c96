import { readTlv } from '../asn1/index.js'
import { EmrtdError } from '../errors.js'
import { loadEvidence } from '../evidence-json.js'
import { identifyLdsFile, type LdsFileName } from '../lds/index.js'
import { readZip, trustSourceFormat } from '../pki/index.js'
import type { DocumentFile, DocumentFiles } from './inspection.js'

/** A file as somebody gave it. */
export interface NamedFile {
  /** Its name, without its folder. */
  readonly name: string
  readonly bytes: Uint8Array
}

/** A document out of files, and what is none of it. */
export interface CollectedDocument {
  readonly document: DocumentFiles
  /** The files that are not part of a document: notes, or lists for a trust store. */
  readonly others: readonly NamedFile[]
}

/** What an archive of one document may unpack to: no chip holds as much. */
const maximumDocumentLength = 64 * 1024 * 1024

/**
 * Puts a document together from files in any of the forms in which tools leave them: one for each file of the chip, by usual names or
 * by tag (`identifyLdsFile`); evidence of a reader (`saveEvidence`), protocols and all; a zip archive of these, if it holds any. Nothing is
 * judged, and no file's content makes it throw.
 *
 * @example
 * ```ts
 * import { collectDocument, inspect } from 'emrtd/inspection'
 *
 * const judge = (files: readonly { name: string; bytes: Uint8Array }[], at: Date) =>
 *   inspect(collectDocument(files).document, { at })
 * ```
 */
export function collectDocument(given: readonly NamedFile[]): CollectedDocument {
  const files: DocumentFile[] = []
  const others: NamedFile[] = []
  let evidence: DocumentFiles | undefined
  const take = (file: NamedFile): void => {
    const { bytes } = file
    const name = fileNameOf(file)
    if (name !== undefined) {
      files.push({ name, bytes })
      return
    }
    const loaded = evidence === undefined ? readEvidence(bytes) : undefined
    if (loaded === undefined) others.push(file)
    else evidence = loaded
  }
  for (const file of given) {
    const entries = unpack(file)
    if (entries === undefined) take(file)
    else for (const entry of entries) take(entry)
  }
  const { files: fromEvidence = [], ...rest } = evidence ?? {}
  return { document: { ...rest, files: [...fromEvidence, ...files] }, others }
}

/**
 * Which file of the chip a file is. Many texts begin with a letter that is a data group's tag: where the name does not say, the whole
 * must be one data object.
 */
function fileNameOf({ name, bytes }: NamedFile): LdsFileName | undefined {
  const named = identifyLdsFile(name, nothing)
  if (named !== undefined) return identifyLdsFile(name, bytes)
  try {
    return readTlv(bytes).bytes.length === bytes.length ? identifyLdsFile(name, bytes) : undefined
  } catch (error) {
    if (error instanceof EmrtdError) return undefined
    throw error
  }
}

const nothing = new Uint8Array()

function readEvidence(bytes: Uint8Array): DocumentFiles | undefined {
  if (bytes[0] !== 0x7b) return undefined
  try {
    return loadEvidence(bytes)
  } catch (error) {
    if (error instanceof EmrtdError) return undefined
    throw error
  }
}

/** The files of an archive that holds some of a document; undefined for every other file, an archive of certificates included. */
function unpack({ bytes }: NamedFile): readonly NamedFile[] | undefined {
  if (trustSourceFormat(bytes) !== 'zip') return undefined
  const entries: NamedFile[] = []
  try {
    for (const { name, content } of readZip(bytes, { bytesLeft: maximumDocumentLength })) {
      if (content instanceof EmrtdError || /(^|\/)(__MACOSX\/|\.[^/]*$)/.test(name)) continue
      entries.push({ name: name.slice(name.lastIndexOf('/') + 1), bytes: content })
    }
  } catch (error) {
    if (error instanceof EmrtdError) return undefined
    throw error
  }
  const ofDocument = entries.some(entry => fileNameOf(entry) !== undefined)
  return ofDocument || entries.some(({ bytes: content }) => readEvidence(content)) ? entries : undefined
}
