import { type Command, InvalidArgumentError } from 'commander'
import type { CardChannel } from '../../apdu/card-channel.js'
import type { TerminalCredential } from '../../authentication/index.js'
import { EmrtdError } from '../../errors.js'
import type { DocumentEvidence } from '../../evidence.js'
import type { LdsFileName } from '../../lds/index.js'
import { parseMrz } from '../../mrz/index.js'
import { type DocumentPassword, readDocument } from '../../reader/index.js'
import { connectPcsc } from '../../reader/transports/pcsc.js'
import { connectTcp } from '../../reader/transports/tcp.js'
import { prepareFolder, writeEvidence } from '../evidence-folder.js'
import { evidenceToText } from '../evidence-to-text.js'
import { parseChallenge } from '../parse-challenge.js'
import { progressBar } from '../progress-bar.js'
import { exitUsage, InputError } from '../read-input.js'
import { readTerminal } from '../read-terminal.js'

interface ReadCommandOptions {
  readonly reader?: string
  readonly tcp?: string
  readonly wait: number
  readonly mrz?: string
  readonly documentNumber?: string
  readonly birth?: string
  readonly expiry?: string
  readonly can?: string
  readonly files?: readonly LdsFileName[]
  readonly bacFallback?: true
  readonly challenge?: Uint8Array
  readonly terminal?: readonly string[]
  readonly terminalKey?: string
  readonly lastTry?: true
  readonly out: string
  readonly json?: true
}

/** Not everything was read; what was read is kept. */
const exitPartial = 2
/** The chip could not be opened. */
const exitRefused = 1
/** sysexits.h: no reader or no card, no way to write the files. */
const exitUnavailable = 69
const exitCannotCreate = 73

/**
 * Adds `emrtd read` to a program: reads a chip into a folder. Exit code 0 everything was read (files that only Terminal
 * Authentication opens aside), 1 the chip could not be opened, 2 something was read and something was not, 64 wrong usage, 69 no
 * reader or no card, 73 the files cannot be written.
 */
export function registerRead(program: Command): void {
  program
    .command('read')
    .description('read a chip into a folder')
    .requiredOption('--out <folder>', 'where the files go: a new folder, or an empty one')
    .option('--reader <name>', 'PC/SC reader, or a part of its name (default: the one with a card)')
    .option('--tcp <address>', 'remote reader, HOST:PORT, in place of PC/SC')
    .option('--wait <seconds>', 'how long to wait for a card', seconds, 0)
    .option('--mrz <text>', 'machine readable zone, whole; - reads it from standard input')
    .option('--document-number <number>', 'with --birth and --expiry, in place of the MRZ')
    .option('--birth <date>', 'date of birth, YYMMDD')
    .option('--expiry <date>', 'date of expiry, YYMMDD')
    .option('--can <number>', 'card access number')
    .option('--files <names>', 'only these files: SOD,DG1,DG2', fileNames)
    .option('--bac-fallback', 'use BAC if PACE fails')
    .option('--last-try', 'go on though the chip says that one try of the secret is left')
    .option(
      '--challenge <hex>',
      'challenge of Active Authentication, 8 bytes, of who judges it',
      parseChallenge,
    )
    .option(
      '--terminal <path>',
      "card-verifiable certificates from the CVCA's to the terminal's, or a folder of them; can be repeated",
      repeated,
    )
    .option('--terminal-key <file>', "the terminal's private key in PKCS#8, with --terminal")
    .option('--json', 'print JSON')
    .action(async (options: ReadCommandOptions) => {
      process.exitCode = await run(options)
    })
}

function seconds(text: string): number {
  if (/^\d{1,5}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('A whole number of seconds expected.')
}

function fileNames(text: string): readonly LdsFileName[] {
  return text.split(',').map(word => {
    const name = /^(?:EF[._])?(COM|SOD|CVCA|DG(?:[1-9]|1[0-6]))$/i.exec(word.trim())?.[1]
    if (name === undefined) throw new InvalidArgumentError('Names of files expected: SOD,DG1,DG2.')
    return `EF.${name.toUpperCase()}` as LdsFileName
  })
}

async function run(options: ReadCommandOptions): Promise<number> {
  const { out, json } = options
  const fail = (code: number, error: { readonly code: string; readonly message: string }): number => {
    if (json)
      process.stdout.write(`${JSON.stringify({ error: { code: error.code, message: error.message } })}\n`)
    else process.stderr.write(`emrtd read: ${error.message}\n`)
    return code
  }
  let password: DocumentPassword | undefined
  let terminal: TerminalCredential | undefined
  try {
    password = await readPassword(options)
    terminal = await readCredential(options)
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    return fail(exitUsage, { code: 'USAGE', message: error.message })
  }
  try {
    await prepareFolder(out)
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    return fail(exitCannotCreate, { code: 'OUTPUT', message: error.message })
  }
  let channel: CardChannel
  try {
    channel = await connect(options)
  } catch (error) {
    if (!(error instanceof EmrtdError)) throw error
    return fail(exitUnavailable, error)
  }
  const interruption = new AbortController()
  const interrupt = (): void => interruption.abort()
  process.once('SIGINT', interrupt)
  const bar = progressBar(process.stderr)
  let evidence: DocumentEvidence
  try {
    evidence = await readDocument(channel, {
      password,
      files: options.files,
      fallBackToBac: options.bacFallback,
      useLastTry: options.lastTry,
      challenge: options.challenge,
      terminal,
      onProgress: bar.show,
      signal: interruption.signal,
      clock: Date.now,
    })
  } catch (error) {
    if (!(error instanceof EmrtdError)) throw error
    return fail(exitRefused, error)
  } finally {
    bar.clear()
    process.off('SIGINT', interrupt)
    await channel.close?.()
  }
  let written: readonly string[]
  try {
    written = await writeEvidence(out, evidence)
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    return fail(exitCannotCreate, { code: 'OUTPUT', message: error.message })
  }
  process.stdout.write(
    json ? `${JSON.stringify(summary(evidence, written), null, 2)}\n` : evidenceToText(evidence, out),
  )
  return isWhole(evidence) ? 0 : exitPartial
}

const repeated = (path: string, before: readonly string[] = []): readonly string[] => [...before, path]

/** Undefined if no terminal was given. */
async function readCredential({
  terminal,
  terminalKey,
}: ReadCommandOptions): Promise<TerminalCredential | undefined> {
  if ((terminal === undefined) !== (terminalKey === undefined)) {
    throw new InputError('--terminal and --terminal-key belong together')
  }
  return terminal && terminalKey ? readTerminal(terminal, terminalKey) : undefined
}

/** Undefined if no password was given. */
async function readPassword(options: ReadCommandOptions): Promise<DocumentPassword | undefined> {
  const { mrz, documentNumber, birth, expiry, can } = options
  const fields = [documentNumber, birth, expiry].filter(field => field !== undefined)
  if (fields.length !== 0 && fields.length !== 3) {
    throw new InputError('--document-number, --birth and --expiry belong together')
  }
  if (Number(mrz !== undefined) + Number(fields.length > 0) + Number(can !== undefined) > 1) {
    throw new InputError('one of --mrz, --document-number or --can')
  }
  if (can !== undefined) return { type: 'CAN', secret: can }
  if (documentNumber !== undefined && birth !== undefined && expiry !== undefined) {
    for (const date of [birth, expiry]) {
      if (!/^[0-9<]{6}$/.test(date)) throw new InputError('dates are YYMMDD, as in the machine readable zone')
    }
    return { type: 'MRZ', mrz: { documentNumber, dateOfBirth: birth, dateOfExpiry: expiry } }
  }
  if (mrz === undefined) return undefined
  const text = mrz === '-' ? await readStandardInput() : mrz
  try {
    const zone = parseMrz(text, { referenceDate: new Date() })
    if (zone.checkDigitsHold) return { type: 'MRZ', mrz: zone }
  } catch (error) {
    if (!(error instanceof EmrtdError)) throw error
    throw new InputError('--mrz: no machine readable zone')
  }
  // The chip would refuse it, and may count that.
  throw new InputError('--mrz: check digits do not hold; `emrtd mrz --correct` proposes repairs')
}

async function readStandardInput(): Promise<string> {
  let text = ''
  process.stdin.setEncoding('utf8')
  for await (const part of process.stdin) {
    text += part
    if (text.length > 10_000) break
  }
  return text
}

async function connect({ tcp, reader, wait }: ReadCommandOptions): Promise<CardChannel> {
  if (tcp === undefined) return connectPcsc({ reader, wait: wait * 1_000 })
  const match = /^(?:(.*):)?(\d{1,5})$/.exec(tcp)
  if (match === null) throw new EmrtdError('READER_TRANSPORT', '--tcp: HOST:PORT expected')
  return connectTcp({ ...(match[1] ? { host: match[1] } : {}), port: Number(match[2]) })
}

/** What the master file need not have, and what only Terminal Authentication opens, may be missing. */
function isWhole({ fault, unread }: DocumentEvidence): boolean {
  return (
    fault === undefined &&
    unread.every(
      ({ name, statusWord }) =>
        ['EF.CardAccess', 'EF.ATR/INFO', 'EF.DIR'].includes(name) ||
        (['EF.DG3', 'EF.DG4'].includes(name) && statusWord === 0x6982),
    )
  )
}

function summary(evidence: DocumentEvidence, written: readonly string[]): object {
  const { access, unread, fault, commandCount, files } = evidence
  return {
    whole: isWhole(evidence),
    access,
    files: files.map(({ name, bytes }) => ({ name, length: bytes.length })),
    unread: unread.map(({ name, code, message, statusWord }) => ({ name, code, message, statusWord })),
    fault,
    commandCount,
    written,
  }
}
