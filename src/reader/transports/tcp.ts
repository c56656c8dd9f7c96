import { connect, type Socket } from 'node:net'
import type { CardChannel } from '../../apdu/card-channel.js'
import { EmrtdError } from '../../errors.js'
import { type BytePipe, openRemoteChannel } from './remote-channel.js'

/**
 * Opens a chip at the other end of a TCP connection, which either side may have opened: pass an address to connect to, or the
 * socket of a peer that connected to us. The protocol is that of {@link openRemoteChannel}; it is not encrypted, so a network that
 * others share needs TLS around it.
 *
 * @throws {EmrtdError} `READER_TRANSPORT` if nobody listens at the address, `APDU_CHANNEL` if the connection ends before
 * the answer to reset came.
 *
 * @example
 * ```ts
 * import { connectTcp } from 'emrtd/reader/tcp'
 *
 * const open = () => connectTcp({ host: 'localhost', port: 9303 })
 * ```
 */
export async function connectTcp(
  peer: Socket | { readonly host?: string; readonly port: number },
  options: { readonly timeout?: number } = {},
): Promise<CardChannel> {
  const socket = 'write' in peer ? peer : await dial(peer)
  socket.setNoDelay(true)
  const pipe: BytePipe = {
    send: bytes => void socket.write(bytes),
    close: () => void socket.end(),
    listen({ bytes, closed }) {
      socket.on('data', (data: Uint8Array) => bytes(data))
      socket.on('error', error => closed(error))
      socket.on('close', () => closed())
      if (socket.destroyed) closed()
    },
  }
  return openRemoteChannel(pipe, options)
}

function dial({
  host = 'localhost',
  port,
}: {
  readonly host?: string
  readonly port: number
}): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port })
    const fail = (error: Error): void => {
      reject(new EmrtdError('READER_TRANSPORT', `no chip at ${host}:${port}`, { cause: error }))
    }
    socket.once('error', fail)
    socket.once('connect', () => {
      socket.off('error', fail)
      resolve(socket)
    })
  })
}
