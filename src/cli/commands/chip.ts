import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Command, InvalidArgumentError } from 'commander'
import { bytesToLatin1, toHex } from '../../bytes.js'
import { EmrtdError } from '../../errors.js'
import { identifyLdsFile, parseDg1 } from '../../lds/index.js'
import {
  type ChipExchange,
  type ChipFault,
  type ChipFileName,
  type ChipPaceOffer,
  chipFaults,
  createVirtualChip,
  type DescribedChip,
  makeSpecimens,
  type PaceMapping,
  paceOffersOf,
  parseChipDescription,
  type VirtualChip,
  vpcdPort,
} from '../../testkit/index.js'
import { type ChipServer, serveTcp, serveVpcd } from '../chip-server.js'
import { exitInput, exitUsage, InputError, readInputFile, readInputFiles } from '../read-input.js'

interface ServeOptions {
  readonly vpcd?: string | true
  readonly tcp?: number
  readonly mrz?: string
  readonly can?: string
  readonly pace?: readonly ChipPaceOffer[]
  readonly bac: boolean
  readonly extendedLength: boolean
  readonly fault?: readonly ChipFault[]
  readonly transcript?: true
}

/** sysexits.h: a service is unavailable. */
const exitUnavailable = 69

/**
 * Adds `emrtd chip serve` to a program: a software chip with the files of a folder, in a virtual PC/SC reader or behind a TCP
 * port, for trying out readers. Ends when the reader lets go or on an interrupt. Exit code 0, 64 wrong usage, 65 input that
 * cannot be read, 69 no reader at the address.
 */
export function registerChip(program: Command): void {
  program
    .command('chip')
    .description('play a chip')
    .command('serve')
    .description('serve a software chip to a virtual PC/SC reader or over TCP')
    .argument(
      '<document>',
      `folder of files, or of the conformance pack; or the specimen ${specimenNames().join(', ')}`,
    )
    .option(
      '--vpcd [address]',
      `the virtual reader of vsmartcard, HOST:PORT (default: localhost:${vpcdPort})`,
    )
    .option('--tcp <port>', 'listen on this port of this machine; 0 for any', portNumber)
    .option('--mrz <text>', 'machine readable zone of the access keys (default: that of EF.DG1)')
    .option('--can <number>', 'card access number')
    .option(
      '--pace <offer>',
      'way of PACE, MAPPING/CIPHER/PARAMETERS: GM/AES-128/13; can be repeated (default: as EF.CardAccess says)',
      (text: string, before: readonly ChipPaceOffer[] = []) => [...before, paceOffer(text)],
    )
    .option('--no-bac', 'no Basic Access Control')
    .option('--no-extended-length', 'refuse extended length')
    .option(
      '--fault <id>',
      'go wrong in this way; can be repeated',
      (text: string, before: readonly ChipFault[] = []) => [...before, chipFault(text)],
    )
    .option('--transcript', 'print each command and response in hexadecimal')
    .action(async (document: string, options: ServeOptions) => {
      process.exitCode = await run(document, options)
    })
}

function portNumber(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 0xffff) return Number(text)
  throw new InvalidArgumentError('A port number expected.')
}

function paceOffer(text: string): ChipPaceOffer {
  const match = /^(GM|IM|CAM)\/(3DES|AES-128|AES-192|AES-256)\/(\d{1,2})$/.exec(text)
  if (match === null) throw new InvalidArgumentError('MAPPING/CIPHER/PARAMETERS expected: GM/AES-128/13.')
  const [, mapping, cipher, id] = match
  return {
    mapping: mapping as PaceMapping,
    cipher: cipher as ChipPaceOffer['cipher'],
    parameterId: Number(id),
  }
}

function chipFault(text: string): ChipFault {
  const fault = chipFaults.find(({ id }) => id === text)
  if (fault !== undefined) return fault.id
  throw new InvalidArgumentError(`One of: ${chipFaults.map(({ id }) => id).join(', ')}.`)
}

function specimenNames(): readonly string[] {
  return ['utopia-passport']
}

async function run(document: string, options: ServeOptions): Promise<number> {
  const { vpcd, tcp } = options
  if ((vpcd === undefined) === (tcp === undefined)) return fail(exitUsage, 'either --vpcd or --tcp')
  let chip: VirtualChip
  try {
    const described = await readChipDescription(document)
    const folder = described === undefined ? document : join(document, 'document')
    const files = await readDocumentFiles(folder)
    chip = makeChip(files, options, described)
    const proofs = (['EF.DG14', 'EF.DG15'] as const).filter(name => files[name] !== undefined)
    if (described === undefined && proofs.length > 0) {
      const names = proofs.join(' and ')
      process.stderr.write(`emrtd chip serve: no private keys to ${names}: the chip cannot prove itself\n`)
    }
  } catch (error) {
    if (error instanceof InputError) return fail(exitInput, error.message)
    if (error instanceof TypeError) return fail(exitUsage, error.message)
    throw error
  }
  let server: ChipServer
  try {
    server = tcp === undefined ? await serveVpcd(chip, address(vpcd)) : await serveTcp(chip, { port: tcp })
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error
    return fail(exitUnavailable, error.message)
  }
  const where = tcp === undefined ? 'in the virtual reader of' : 'on'
  process.stdout.write(`serving the chip ${where} port ${server.port}\n`)
  const stop = (): void => server.close()
  process.once('SIGINT', stop).once('SIGTERM', stop)
  await server.closed
  process.off('SIGINT', stop).off('SIGTERM', stop)
  return 0
}

function fail(code: number, message: string): number {
  process.stderr.write(`emrtd chip serve: ${message}\n`)
  return code
}

function address(text: string | true | undefined): { host?: string; port?: number } {
  if (typeof text !== 'string') return {}
  const match = /^(?:(.*):)?(\d{1,5})$/.exec(text)
  if (match === null) return { host: text }
  return { ...(match[1] ? { host: match[1] } : {}), port: Number(match[2]) }
}

type ChipFiles = Partial<Record<ChipFileName, Uint8Array>>

/** The files of a folder, or of a specimen if there is no folder of that name. */
async function readDocumentFiles(document: string): Promise<ChipFiles> {
  const isThere = await stat(document).then(
    () => true,
    () => false,
  )
  const inputs =
    isThere || !specimenNames().includes(document)
      ? await readInputFiles(document)
      : [...makeSpecimens()]
          .filter(([path]) => path.startsWith(`${document}/`))
          .map(([path, bytes]) => ({ name: path.slice(document.length + 1), bytes }))
  const files: ChipFiles = {}
  for (const { name: fileName, bytes } of inputs) {
    const name = identifyLdsFile(fileName, bytes)
    if (name === undefined || name === 'EF.CVCA') continue
    if (files[name] !== undefined) throw new InputError(`${document}: a second ${name}`)
    files[name] = bytes
  }
  if (Object.keys(files).length === 0) throw new InputError(`${document}: no file of a document`)
  return files
}

/** The `chip.json` of a folder of the conformance pack; undefined if the folder is a document's. */
async function readChipDescription(folder: string): Promise<DescribedChip | undefined> {
  const path = join(folder, 'chip.json')
  const isThere = await stat(path).then(
    () => true,
    () => false,
  )
  if (!isThere) return undefined
  const { bytes } = await readInputFile(path)
  try {
    return parseChipDescription(new TextDecoder().decode(bytes))
  } catch (error) {
    if (error instanceof EmrtdError) throw new InputError(`${path}: ${error.message}`)
    throw error
  }
}

function makeChip(
  files: ChipFiles,
  options: ServeOptions,
  described: DescribedChip | undefined,
): VirtualChip {
  const { mrz, can, pace, bac, extendedLength, fault, transcript } = options
  const printing = transcript && { onExchange: printExchange }
  if (described !== undefined) {
    const { access, faults = [] } = described
    return createVirtualChip({
      ...described,
      files: { ...files, ...described.files },
      ...(mrz !== undefined && { mrz }),
      ...(can !== undefined && { can }),
      access: { ...access, ...(!bac && { bac }), ...(pace !== undefined && { pace }) },
      extendedLength: extendedLength && described.extendedLength !== false,
      faults: [...faults, ...(fault ?? [])],
      ...printing,
    })
  }
  const cardAccess = files['EF.CardAccess']
  const zone = mrz ?? zoneOf(files['EF.DG1'])
  const offers = pace ?? (cardAccess === undefined ? [] : paceOffersOf(cardAccess))
  return createVirtualChip({
    files,
    ...(zone === undefined ? {} : { mrz: zone }),
    ...(can === undefined ? {} : { can }),
    access: { bac: bac && zone !== undefined, pace: offers },
    extendedLength,
    faults: fault ?? [],
    ...printing,
  })
}

function zoneOf(dg1: Uint8Array | undefined): string | undefined {
  if (dg1 === undefined) return undefined
  try {
    return bytesToLatin1(parseDg1(dg1).mrzBytes)
  } catch (error) {
    if (error instanceof EmrtdError) return undefined
    throw error
  }
}

/** A line for the command, a line for the response, as they went over the line. */
function printExchange({ command, response }: ChipExchange): void {
  process.stdout.write(`> ${toHex(command)}\n< ${response === undefined ? 'nothing' : toHex(response)}\n`)
}
