import type { CardChannel } from '../../apdu/card-channel.js'
import { EmrtdError } from '../../errors.js'

/** What the transport needs of the package `smartcard`, an optional peer dependency. */
export interface PcscBinding {
  readonly Context: PcscContextConstructor
  readonly SCARD_SHARE_EXCLUSIVE: number
  readonly SCARD_PROTOCOL_T0: number
  readonly SCARD_PROTOCOL_T1: number
  readonly SCARD_RESET_CARD: number
  readonly SCARD_STATE_PRESENT: number
}

/** Connects to the PC/SC service. */
export interface PcscContextConstructor {
  /** Throws if the service does not run. */
  new (): PcscContext
}

/** A connection to the PC/SC service, as the package `smartcard` has it. */
export interface PcscContext {
  /** The readers that are plugged in now. */
  listReaders(): readonly PcscBindingReader[]
  /** Ends the connection, and with it those to cards. */
  close(): void
}

/** A reader, as the package `smartcard` has it. */
export interface PcscBindingReader {
  readonly name: string
  readonly state: number
  readonly atr: Uint8Array | null
  /** Opens the card in the reader. */
  connect(shareMode: number, protocol: number): Promise<PcscCard>
}

/** A card that is connected to, as the package `smartcard` has it. */
export interface PcscCard {
  readonly atr: Uint8Array | null
  /** Sends a command APDU; its response with status word. `maxRecvLength` is the longest that is taken, in bytes. */
  transmit(command: Uint8Array, options: { readonly maxRecvLength: number }): Promise<Uint8Array>
  /** Leaves the card, reset or not as `disposition` says. */
  disconnect(disposition: number): void
}

/** A PC/SC reader. */
export interface PcscReader {
  readonly name: string
  /** Whether a card is in its field. */
  readonly cardPresent: boolean
  /** The card's answer to reset. */
  readonly atr: Uint8Array | undefined
}

/** How a PC/SC reader is opened. */
export interface PcscOptions {
  /** The module `smartcard`, where the caller has it; it is imported otherwise. */
  readonly binding?: PcscBinding
}

/** The longest response: 65,536 bytes of data and the status word. */
const longestResponse = 65_538

/**
 * The PC/SC readers of this machine.
 *
 * @throws {EmrtdError} `READER_TRANSPORT` if the package `smartcard` is not installed or the PC/SC service does not run.
 *
 * @example
 * ```ts
 * import { listPcscReaders } from 'emrtd/reader/pcsc'
 *
 * const names = async () => (await listPcscReaders()).map(reader => reader.name)
 * ```
 */
export async function listPcscReaders({ binding }: PcscOptions = {}): Promise<readonly PcscReader[]> {
  const pcsc = binding ?? (await importBinding())
  const context = openContext(pcsc)
  try {
    return readersOf(context).map(({ name, state, atr }) => ({
      name,
      cardPresent: (state & pcsc.SCARD_STATE_PRESENT) !== 0,
      atr: atr === null ? undefined : Uint8Array.from(atr),
    }))
  } finally {
    context.close()
  }
}

/**
 * Opens the card in a PC/SC reader, for this program alone.
 *
 * @param options.reader the reader's name, or a part of it that no other has; without it the only reader with a card.
 * @param options.wait how long to wait for a card, in milliseconds; 0 by default.
 * @throws {EmrtdError} `READER_TRANSPORT` if PC/SC, the reader or the card is not there; the channel rejects with
 * `APDU_CHANNEL` once the card is gone.
 *
 * @example
 * ```ts
 * import { connectPcsc } from 'emrtd/reader/pcsc'
 *
 * const open = () => connectPcsc({ reader: 'ACR1252', wait: 30_000 })
 * ```
 */
export async function connectPcsc(
  options: PcscOptions & { readonly reader?: string | undefined; readonly wait?: number } = {},
): Promise<CardChannel> {
  const pcsc = options.binding ?? (await importBinding())
  const context = openContext(pcsc)
  try {
    const reader = await findReader(pcsc, context, options.reader, options.wait ?? 0)
    const card = await reader.connect(
      pcsc.SCARD_SHARE_EXCLUSIVE,
      pcsc.SCARD_PROTOCOL_T0 | pcsc.SCARD_PROTOCOL_T1,
    )
    return channelOf(pcsc, context, card)
  } catch (error) {
    context.close()
    throw transportError('the card cannot be opened', error)
  }
}

function channelOf(pcsc: PcscBinding, context: PcscContext, card: PcscCard): CardChannel {
  let open = true
  const atr = card.atr
  return {
    async transmit(command) {
      if (!open) throw new EmrtdError('APDU_CHANNEL', 'the channel was closed')
      let response: Uint8Array
      try {
        response = Uint8Array.from(await card.transmit(command, { maxRecvLength: longestResponse }))
      } catch (error) {
        throw new EmrtdError('APDU_CHANNEL', `the card does not answer: ${messageOf(error)}`, {
          cause: error,
        })
      }
      // Some drivers report a card that is gone in this way.
      if (response.length === 0) throw new EmrtdError('APDU_CHANNEL', 'the card does not answer')
      return response
    },
    async close() {
      if (!open) return
      open = false
      try {
        card.disconnect(pcsc.SCARD_RESET_CARD)
      } catch {
        // The card is gone already.
      }
      context.close()
    },
    ...(atr === null ? {} : { atr: Uint8Array.from(atr) }),
  }
}

async function findReader(
  pcsc: PcscBinding,
  context: PcscContext,
  wanted: string | undefined,
  wait: number,
): Promise<PcscBindingReader> {
  const hasCard = ({ state }: PcscBindingReader): boolean => (state & pcsc.SCARD_STATE_PRESENT) !== 0
  for (let waited = 0; ; waited += pollInterval) {
    const all = readersOf(context)
    if (all.length === 0 && waited >= wait) throw new EmrtdError('READER_TRANSPORT', 'no PC/SC reader')
    const named = all.filter(({ name }) => wanted === undefined || name.includes(wanted))
    const exact = all.filter(({ name }) => name === wanted)
    const candidates = exact.length === 1 ? exact : named
    if (candidates.length === 0 && all.length > 0) {
      throw new EmrtdError('READER_TRANSPORT', `no PC/SC reader named ${wanted}`)
    }
    const ready = candidates.filter(hasCard)
    if (ready.length > 1) {
      const names = ready.map(({ name }) => name).join(', ')
      throw new EmrtdError('READER_TRANSPORT', `several readers have a card: ${names}`)
    }
    if (ready.length === 1) return ready[0]!
    if (waited >= wait) throw new EmrtdError('READER_TRANSPORT', 'no card in the reader')
    await new Promise(resolve => setTimeout(resolve, pollInterval))
  }
}

/** In milliseconds. A card needs longer to be laid down. */
const pollInterval = 100

function readersOf(context: PcscContext): readonly PcscBindingReader[] {
  try {
    return context.listReaders()
  } catch (error) {
    // Some versions of PC/SC report an empty list as an error.
    if (/no readers/i.test(messageOf(error))) return []
    throw transportError('the readers cannot be listed', error)
  }
}

function openContext(pcsc: PcscBinding): PcscContext {
  try {
    return new pcsc.Context()
  } catch (error) {
    throw transportError('the PC/SC service does not run', error)
  }
}

async function importBinding(): Promise<PcscBinding> {
  // Not a literal: neither the compiler nor a bundler may look for a package that is optional.
  const name: string = 'smartcard'
  try {
    const module = (await import(name)) as PcscBinding & { readonly default?: PcscBinding }
    return module.default ?? module
  } catch (error) {
    throw new EmrtdError(
      'READER_TRANSPORT',
      'PC/SC needs the package "smartcard": npm install smartcard (to build it, Linux needs libpcsclite-dev)',
      { cause: error },
    )
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : `${error}`)

function transportError(what: string, error: unknown): EmrtdError {
  if (error instanceof EmrtdError) return error
  return new EmrtdError('READER_TRANSPORT', `${what}: ${messageOf(error)}`, { cause: error })
}
