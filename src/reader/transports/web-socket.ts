import type { CardChannel } from '../../apdu/card-channel.js'
import { type BytePipe, openRemoteChannel } from './remote-channel.js'

/** What {@link connectWebSocket} needs of a WebSocket: that of browsers, Deno, Bun and Node 22, and of the `ws` package. */
export interface WebSocketLike {
  /** Set to `arraybuffer`. */
  binaryType: string
  /** 0 connecting, 1 open, 2 closing, 3 closed. */
  readonly readyState: number
  /** Sends one binary message. */
  send(data: Uint8Array): void
  /** Closes the connection. */
  close(): void
  /** The connection is open, has ended or has failed. */
  addEventListener(type: 'open' | 'close' | 'error', listener: (event: unknown) => void): void
  /** A message has come. */
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void
}

/**
 * Opens a chip at the other end of a WebSocket, whichever side opened it: a phone that connected to a server, or a server
 * that a page connected to. Binary messages carry the bytes of {@link openRemoteChannel}; where one message ends does not
 * matter. Text ends the channel.
 *
 * @throws {EmrtdError} `APDU_CHANNEL` if the connection ends before the answer to reset came.
 *
 * @example
 * ```ts
 * import { connectWebSocket, type WebSocketLike } from 'emrtd/reader'
 *
 * const open = (socket: WebSocketLike) => connectWebSocket(socket, { timeout: 5_000 })
 * ```
 */
export async function connectWebSocket(
  socket: WebSocketLike,
  options: { readonly timeout?: number } = {},
): Promise<CardChannel> {
  socket.binaryType = 'arraybuffer'
  const waiting: Uint8Array[] = []
  const pipe: BytePipe = {
    send(bytes) {
      if (socket.readyState === 0) waiting.push(bytes)
      else socket.send(bytes)
    },
    close: () => socket.close(),
    listen({ bytes, closed }) {
      socket.addEventListener('open', () => {
        for (const message of waiting.splice(0)) socket.send(message)
      })
      socket.addEventListener('message', ({ data }) => {
        if (data instanceof ArrayBuffer) bytes(new Uint8Array(data))
        else if (ArrayBuffer.isView(data))
          bytes(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
        else closed(new TypeError('binary messages expected'))
      })
      socket.addEventListener('close', () => closed())
      socket.addEventListener('error', cause => closed(cause))
      if (socket.readyState >= 2) closed()
    },
  }
  return openRemoteChannel(pipe, options)
}
