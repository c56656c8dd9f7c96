import { connect, createServer, type Socket } from 'node:net'
import { EmrtdError } from '../errors.js'
import { encodeVpcdFrame, type VirtualChip, VpcdMessages, vpcdPort } from '../testkit/chip/index.js'

/** A chip that is being served. */
export interface ChipServer {
  /** The port that it listens on, or that of the reader. */
  readonly port: number
  /** Resolves when the connection to the reader ended, or the server was closed. */
  readonly closed: Promise<void>
  /** Takes the chip away. */
  close(): void
}

/** Where a reader or a harness is. */
export interface ChipAddress {
  readonly host?: string
  readonly port?: number
}

/**
 * Puts a chip into a virtual reader of vsmartcard: connects to `vpcd`, through which every PC/SC program of the machine
 * sees a card. A frame that a fault loses, an empty response (for whose bytes `vpcd` would wait for ever, and the service with
 * it), and a card that a fault removes end the connection.
 *
 * @throws {Error} of Node if there is no reader at the address (`localhost`, port 35963 by default).
 */
export async function serveVpcd(
  chip: VirtualChip,
  { host = 'localhost', port = vpcdPort }: ChipAddress,
): Promise<ChipServer> {
  const socket = connect({ host, port })
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('error', reject)
  })
  return { port, closed: talk(socket, chip, 'leave'), close: () => socket.destroy() }
}

/**
 * Lets harnesses talk to a chip over TCP with the wire protocol of vpcd, the reader being the client: two bytes of
 * length, then a command, or one byte: 0 power off, 1 power on, 2 reset, 4 for the answer to reset. One at a time.
 */
export async function serveTcp(
  chip: VirtualChip,
  { host = 'localhost', port = 0 }: ChipAddress,
): Promise<ChipServer> {
  let current: Socket | undefined
  const server = createServer(socket => {
    if (current !== undefined) {
      socket.destroy()
      return
    }
    current = socket
    chip.powerOn()
    void talk(socket, chip, 'send').then(() => {
      current = undefined
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    closed: new Promise(resolve => server.once('close', () => resolve())),
    close: () => {
      server.close()
      current?.destroy()
    },
  }
}

/**
 * Answers what comes over a socket, one message after the other, until it ends.
 *
 * @param emptyResponse whether an empty response is sent, or ends the connection.
 */
function talk(socket: Socket, chip: VirtualChip, emptyResponse: 'send' | 'leave'): Promise<void> {
  const messages = new VpcdMessages()
  let queue = Promise.resolve()
  socket.setNoDelay(true)
  // A peer that goes away without goodbye is gone all the same.
  socket.on('error', () => socket.destroy())
  socket.on('data', (bytes: Uint8Array) => {
    for (const message of messages.push(bytes)) {
      queue = queue.then(async () => {
        const answer = await answerTo(message, chip).catch(error => {
          if (!(error instanceof EmrtdError)) throw error
          socket.destroy()
          return undefined
        })
        if (answer?.length === 0 && emptyResponse === 'leave') socket.destroy()
        if (answer !== undefined && !socket.destroyed)
          socket.write(encodeVpcdFrame(answer.subarray(0, 0xffff)))
      })
    }
  })
  return new Promise(resolve => socket.once('close', () => resolve()))
}

async function answerTo(
  message: ReturnType<VpcdMessages['push']>[number],
  chip: VirtualChip,
): Promise<Uint8Array | undefined> {
  switch (message.type) {
    case 'powerOff':
      chip.powerOff()
      return undefined
    case 'powerOn':
    case 'reset':
      chip.powerOn()
      return undefined
    case 'atr':
      return chip.atr
    case 'apdu':
      return chip.transmit(message.command)
  }
}
