import type { CardChannel } from '../../apdu/card-channel.js'
import { concatBytes } from '../../bytes.js'
import { EmrtdError } from '../../errors.js'

/** A connection that carries bytes both ways, in order. What it is made of - TCP, a WebSocket - does not matter. */
export interface BytePipe {
  /** Takes bytes to be sent; that they went out is not waited for. */
  send(bytes: Uint8Array): void
  /** Ends the connection; once is enough. */
  close(): void
  /** Called once, by the channel that takes the pipe over. */
  listen(listener: BytePipeListener): void
}

/** What a {@link BytePipe} reports. */
export interface BytePipeListener {
  /** Bytes have come, as many as there were: frames may be split or run together. */
  bytes(bytes: Uint8Array): void
  /** The connection has ended, in order or not. */
  closed(cause?: unknown): void
}

/** The control messages, one byte long. */
const powerOff = 0
const powerOn = 1
const answerToReset = 4

/** A frame's length stands in two bytes. */
const maximumFrame = 0xffff

/** What waits for the next frame. */
interface Waiter {
  resolve(frame: Uint8Array): void
  reject(error: EmrtdError): void
}

/**
 * Opens a chip at the other end of a connection: a phone or another process that holds the chip in its field. The wire
 * protocol, described in docs/remote-reader.md, is that of vsmartcard's virtual readers: each message is two bytes of length,
 * big-endian, and that many bytes. A message of one byte is for the reader: 00 power off, 01 power on, 04 asks for the answer
 * to reset; every other is a command APDU. The other end answers a command with the response APDU and 04 with the answer to
 * reset, which may be empty, and nothing else.
 *
 * The chip is powered on. An answer that nobody asked for, or the end of the connection, ends the channel: `APDU_CHANNEL`.
 *
 * @param timeout how long the other end may take to give the answer to reset, in milliseconds; 10,000 by default.
 * @throws {EmrtdError} `APDU_CHANNEL` if the connection ends before the answer to reset came.
 *
 * @example
 * ```ts
 * import type { Socket } from 'node:net'
 * import { openRemoteChannel } from 'emrtd/reader'
 *
 * const open = (socket: Socket) =>
 *   openRemoteChannel({
 *     send: bytes => socket.write(bytes),
 *     close: () => socket.destroy(),
 *     listen({ bytes, closed }) {
 *       socket.on('data', bytes)
 *       socket.on('error', closed)
 *       socket.on('close', () => closed())
 *     },
 *   })
 * ```
 */
export async function openRemoteChannel(
  pipe: BytePipe,
  { timeout = 10_000 }: { readonly timeout?: number } = {},
): Promise<CardChannel> {
  let received: Uint8Array = new Uint8Array(0)
  let waiter: Waiter | undefined
  let end: EmrtdError | undefined

  const finish = (message: string, cause?: unknown): void => {
    if (end !== undefined) return
    end = new EmrtdError('APDU_CHANNEL', message, { cause })
    received = new Uint8Array(0)
    waiter?.reject(end)
    waiter = undefined
    pipe.close()
  }
  const send = (message: Uint8Array): void => {
    if (message.length > maximumFrame) {
      throw new EmrtdError('APDU_CHANNEL', `a frame holds at most ${maximumFrame} bytes`)
    }
    pipe.send(concatBytes(Uint8Array.of(message.length >>> 8, message.length & 0xff), message))
  }
  const ask = (message: Uint8Array): Promise<Uint8Array> =>
    new Promise((resolve, reject) => {
      if (end !== undefined) return reject(end)
      if (waiter !== undefined) return reject(new TypeError('one command at a time: wait for the response'))
      waiter = { resolve, reject }
      try {
        send(message)
      } catch (error) {
        waiter = undefined
        reject(error)
      }
    })

  pipe.listen({
    bytes(bytes) {
      if (end !== undefined) return
      if (waiter === undefined) return finish('the other end sent what nobody asked for')
      received = concatBytes(received, bytes)
      if (received.length < 2) return
      const length = 2 + received[0]! * 256 + received[1]!
      if (received.length < length) return
      if (received.length > length) return finish('the other end sent what nobody asked for')
      const frame = received.slice(2)
      const { resolve } = waiter
      received = new Uint8Array(0)
      waiter = undefined
      resolve(frame)
    },
    closed: cause => finish('the connection to the chip has ended', cause),
  })

  send(Uint8Array.of(powerOn))
  const timer = setTimeout(() => finish(`no answer to reset within ${timeout} ms`), timeout)
  let atr: Uint8Array
  try {
    atr = await ask(Uint8Array.of(answerToReset))
  } finally {
    clearTimeout(timer)
  }
  return {
    transmit: command => ask(command),
    async close() {
      if (end !== undefined) return
      send(Uint8Array.of(powerOff))
      finish('the channel was closed')
    },
    ...(atr.length === 0 ? {} : { atr }),
  }
}
