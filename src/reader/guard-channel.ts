import type { CardChannel } from '../apdu/card-channel.js'
import { EmrtdError } from '../errors.js'

/** The bounds of {@link guardChannel}. */
export interface ChannelGuards {
  /** Ends the reading between two commands, and the wait for a response. */
  readonly signal?: AbortSignal | undefined
  /** How long to wait for a response, in milliseconds. */
  readonly commandTimeout: number
  /** How many commands are sent at most. */
  readonly maximumCommands: number
  /** How many bytes of responses are taken at most. */
  readonly maximumBytes: number
}

/** A channel that keeps to bounds and keeps account. */
export interface GuardedChannel extends CardChannel {
  /** How many commands were sent. */
  readonly commandCount: number
  /** Whether the bounds are spent or the wait was given up: the channel gives no more answers. */
  readonly ended: boolean
}

/**
 * Puts bounds around a channel to a chip that may be hostile or silent: a number of commands and bytes in all, a time for
 * each response, and the caller's signal. What ends it ends it for good, since a response may still be under way.
 *
 * Its `transmit` throws `READER_ABORTED`, `READER_LIMIT`, or `APDU_CHANNEL` after the timeout.
 *
 * @example
 * ```ts
 * import { guardChannel } from 'emrtd/reader'
 *
 * const silent = { transmit: () => new Promise<Uint8Array>(() => {}) }
 * const guarded = guardChannel(silent, { commandTimeout: 50, maximumCommands: 10, maximumBytes: 1000 })
 * await guarded.transmit(Uint8Array.of(0x00, 0xa4, 0x00, 0x0c)).catch(error => error.code) // 'APDU_CHANNEL'
 * ```
 */
export function guardChannel(channel: CardChannel, guards: ChannelGuards): GuardedChannel {
  const { signal, commandTimeout, maximumCommands, maximumBytes } = guards
  let commandCount = 0
  let byteCount = 0
  let end: EmrtdError | undefined

  const finish = (error: EmrtdError): EmrtdError => {
    end ??= error
    return end
  }
  const aborted = (): EmrtdError =>
    new EmrtdError('READER_ABORTED', 'the reading was called off', { cause: signal?.reason })

  /** Settles when the response comes, the signal says stop or the time is over, whatever is first. */
  const bounded = (command: Uint8Array): Promise<Uint8Array> =>
    new Promise((resolve, reject) => {
      const settle = (): void => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', stop)
      }
      const stop = (): void => {
        settle()
        reject(finish(aborted()))
      }
      const timer = setTimeout(() => {
        settle()
        reject(finish(new EmrtdError('APDU_CHANNEL', `no response within ${commandTimeout} ms`)))
      }, commandTimeout)
      signal?.addEventListener('abort', stop, { once: true })
      channel.transmit(command).then(
        response => {
          settle()
          resolve(response)
        },
        (error: unknown) => {
          settle()
          reject(error)
        },
      )
    })

  const guarded: GuardedChannel = {
    get commandCount() {
      return commandCount
    },
    get ended() {
      return end !== undefined
    },
    ...(channel.atr === undefined ? {} : { atr: channel.atr }),
    async transmit(command) {
      if (end !== undefined) throw end
      if (signal?.aborted === true) throw finish(aborted())
      if (commandCount >= maximumCommands) {
        throw finish(new EmrtdError('READER_LIMIT', `more than ${maximumCommands} commands`))
      }
      commandCount += 1
      const response = await bounded(command)
      byteCount += response.length
      if (byteCount > maximumBytes) {
        throw finish(new EmrtdError('READER_LIMIT', `more than ${maximumBytes} bytes of responses`))
      }
      return response
    },
  }
  return guarded
}
