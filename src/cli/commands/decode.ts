import { type Command, InvalidArgumentError } from 'commander'
import { EmrtdError } from '../../errors.js'
import type { DecodedFile } from '../decode/decoded-file.js'
import { decodedToText } from '../decode/decoded-to-text.js'
import { decodeFile } from '../decode/decoders.js'
import { type ExtractedImages, extractImages, type ImageOfFile } from '../decode/extract-images.js'
import { valueToJson } from '../decode/value-to-json.js'
import { parseMoment } from '../parse-moment.js'
import { exitInput, exitUsage, InputError, type InputFile, readInputFiles } from '../read-input.js'

interface DecodeCommandOptions {
  readonly json?: true
  readonly extract?: string
  readonly bytes: number
  readonly at?: Date
}

/** What became of one file. */
type Outcome =
  | { readonly path: string; readonly file: InputFile; readonly decoded: DecodedFile }
  | {
      readonly path: string
      readonly code: string
      readonly message: string
      readonly offset?: number | undefined
    }

/**
 * Adds `emrtd decode` to a program: prints what files of the LDS, certificates, CRLs and master lists hold, for a person or
 * as JSON, and writes out their images. Exit code 0, 65 if a file cannot be read (the others are printed all the same), 64
 * for wrong usage.
 */
export function registerDecode(program: Command): void {
  program
    .command('decode')
    .description('print what files hold, and write out their images')
    .argument('<file...>', 'files of the LDS, certificates, CRLs, master lists; or folders of them')
    .option('--json', 'print JSON')
    .option('--extract <folder>', 'write images into this folder; those that few programs open as PNG too')
    .option('--bytes <number>', 'how many bytes of a byte string JSON shows at most', wholeNumber, 256)
    .option('--at <date>', 'day from which two-digit years are resolved (default: today)', parseMoment)
    .action(async (paths: readonly string[], options: DecodeCommandOptions) => {
      process.exitCode = await run(paths, options)
    })
}

function wholeNumber(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('A whole number expected.')
}

async function run(paths: readonly string[], options: DecodeCommandOptions): Promise<number> {
  const { json, extract, bytes, at = new Date() } = options
  const outcomes: Outcome[] = []
  for (const path of paths) outcomes.push(...(await decodePath(path, at)))
  const failed = outcomes.some(outcome => 'code' in outcome)
  let extracted: ExtractedImages = { paths: [], remarks: [] }
  if (extract !== undefined) {
    try {
      extracted = await extractImages(extract, outcomes.flatMap(imagesOf))
    } catch (error) {
      if (!(error instanceof Error && 'syscall' in error)) throw error
      process.stderr.write(`emrtd decode: ${error.message}\n`)
      return exitUsage
    }
  }
  if (json) {
    const files = outcomes.map(outcome => outcomeToJson(outcome, bytes))
    const result = { files, ...(extract === undefined ? {} : { extracted: extracted.paths }) }
    process.stdout.write(`${JSON.stringify(result, null, 2)}\n`)
  } else {
    const texts = outcomes.flatMap(outcome =>
      'decoded' in outcome ? [decodedToText(outcome.path, outcome.decoded)] : [],
    )
    const wrote = extracted.paths.map(path => `wrote ${path}\n`).join('')
    process.stdout.write([...texts, ...(wrote === '' ? [] : [wrote])].join('\n'))
    for (const outcome of outcomes) {
      if ('code' in outcome) process.stderr.write(`emrtd decode: ${outcome.path}: ${outcome.message}\n`)
    }
  }
  for (const remark of extracted.remarks) process.stderr.write(`emrtd decode: ${remark}\n`)
  return failed ? exitInput : 0
}

async function decodePath(path: string, referenceDate: Date): Promise<readonly Outcome[]> {
  try {
    const files = await readInputFiles(path)
    const outcomes = files.map(file => decodeOne(file, referenceDate))
    // A folder may hold other things; a file that the user names must be one that can be read.
    const known = outcomes.filter(outcome => !('code' in outcome) || outcome.code !== 'LDS_UNKNOWN_TAG')
    return files[0]?.path === path || known.length === 0 ? outcomes : known
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    const message = error.message.startsWith(`${path}: `)
      ? error.message.slice(path.length + 2)
      : error.message
    return [{ path, code: 'INPUT', message }]
  }
}

function decodeOne(file: InputFile, referenceDate: Date): Outcome {
  try {
    return { path: file.path, file, decoded: decodeFile(file, { referenceDate }) }
  } catch (error) {
    if (!(error instanceof EmrtdError)) throw error
    const { code, message, offset } = error
    return { path: file.path, code, message: `${code}: ${message}`, offset }
  }
}

function imagesOf(outcome: Outcome): readonly ImageOfFile[] {
  return 'decoded' in outcome ? outcome.decoded.images.map(image => ({ name: outcome.file.name, image })) : []
}

function outcomeToJson(outcome: Outcome, maximumBytes: number): object {
  if (!('decoded' in outcome)) {
    const { path, code, message, offset } = outcome
    return { path, error: { code, message, offset } }
  }
  const { kind, content } = outcome.decoded
  return { path: outcome.path, kind, content: valueToJson(content, maximumBytes) }
}
