import { createServer, type Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { serveTcp } from '../../src/cli/chip-server.js'
import { guardChannel } from '../../src/reader/guard-channel.js'
import { functionChannel } from '../../src/reader/transports/function-channel.js'
import { connectPcsc, type PcscBinding } from '../../src/reader/transports/pcsc.js'
import { connectTcp } from '../../src/reader/transports/tcp.js'
import { connectWebSocket, type WebSocketLike } from '../../src/reader/transports/web-socket.js'
import { createVirtualChip } from '../../src/testkit/chip/index.js'
import { files } from '../testkit/chip/document.js'

const select = Uint8Array.of(0x00, 0xa4, 0x04, 0x0c, 7, 0xa0, 0, 0, 2, 0x47, 0x10, 1)
const readDg1 = Uint8Array.of(0x00, 0xb0, 0x81, 0x00, 0x00)
const readDg2 = Uint8Array.of(0x00, 0xb0, 0x82, 0x00, 0x00, 0x00, 0x00)

describe('any function', () => {
  test('carries APDUs', async () => {
    const channel = functionChannel(command => Uint8Array.of(command.length, 0x90, 0x00))
    expect(await channel.transmit(readDg1)).toEqual(Uint8Array.of(5, 0x90, 0x00))
  })

  test('what it throws is READER_TRANSPORT, and so is what is no answer', async () => {
    const failing = functionChannel(() => {
      throw new RangeError('no')
    })
    await expect(failing.transmit(readDg1)).rejects.toMatchObject({ code: 'READER_TRANSPORT' })
    const mute = functionChannel(() => undefined as unknown as Uint8Array)
    await expect(mute.transmit(readDg1)).rejects.toMatchObject({ code: 'READER_TRANSPORT' })
  })
})

describe('TCP', () => {
  test('reads a chip that `emrtd chip serve --tcp` serves', async () => {
    const chip = createVirtualChip({ files })
    const server = await serveTcp(chip, {})
    const channel = await connectTcp({ port: server.port })
    expect(channel.atr).toEqual(chip.atr)
    expect(await channel.transmit(select)).toEqual(Uint8Array.of(0x90, 0x00))
    expect((await channel.transmit(readDg2)).subarray(0, -2)).toEqual(files['EF.DG2'])
    await channel.close?.()
    await channel.close?.()
    await expect(channel.transmit(readDg1)).rejects.toMatchObject({ code: 'APDU_CHANNEL' })
    server.close()
  })

  test('nobody there', async () => {
    await expect(connectTcp({ port: 1 })).rejects.toMatchObject({ code: 'READER_TRANSPORT' })
  })

  /** A peer that answers as it is told, piece by piece. */
  async function peer(answer: (socket: Socket, message: Buffer) => void) {
    const server = createServer(socket =>
      socket.on('data', message => answer(socket, message)).on('error', () => {}),
    )
    await new Promise<void>(resolve => server.listen(0, 'localhost', resolve))
    const { port } = server.address() as { port: number }
    return { port, close: () => server.close() }
  }
  const atr = Uint8Array.of(0, 2, 0x3b, 0x80)

  test('responses in pieces', async () => {
    let count = 0
    const { port, close } = await peer((socket, message) => {
      count += message.length
      if (message[message.length - 1] === 4 && message.length < 7) return void socket.write(atr)
      for (const [index, byte] of [0, 3, 0x61, 0x90, 0].entries())
        setTimeout(() => socket.write(Uint8Array.of(byte)), 2 * index)
    })
    const channel = await connectTcp({ port })
    expect(channel.atr).toEqual(Uint8Array.of(0x3b, 0x80))
    expect(await channel.transmit(readDg1)).toEqual(Uint8Array.of(0x61, 0x90, 0x00))
    expect(count).toBe(3 + 3 + 7)
    await channel.close?.()
    close()
  })

  test.each([
    ['more than was asked for', (socket: Socket) => socket.write(Uint8Array.of(0, 2, 0x90, 0, 0))],
    ['the end of the connection', (socket: Socket) => socket.destroy()],
    ['half a response and the end', (socket: Socket) => socket.end(Uint8Array.of(0, 9, 1))],
  ])('%s ends the channel', async (_, answer) => {
    let asked = false
    const { port, close } = await peer(socket => {
      if (asked) return void answer(socket)
      asked = true
      socket.write(atr)
    })
    const channel = await connectTcp({ port })
    await expect(channel.transmit(readDg1)).rejects.toMatchObject({ code: 'APDU_CHANNEL' })
    await expect(channel.transmit(readDg1)).rejects.toMatchObject({ code: 'APDU_CHANNEL' })
    close()
  })

  test('no answer to reset', async () => {
    const { port, close } = await peer(() => {})
    await expect(connectTcp({ port }, { timeout: 30 })).rejects.toMatchObject({ code: 'APDU_CHANNEL' })
    close()
  })

  test('one command at a time', async () => {
    const server = await serveTcp(createVirtualChip({ files }), {})
    const channel = await connectTcp({ port: server.port })
    const first = channel.transmit(select)
    await expect(channel.transmit(select)).rejects.toThrow(TypeError)
    expect(await first).toEqual(Uint8Array.of(0x90, 0x00))
    await channel.close?.()
    server.close()
  })
})

describe('WebSocket', () => {
  /** One end of a WebSocket whose other end is a TCP connection to a served chip. */
  function bridge(
    port: number,
  ): WebSocketLike & { readyState: number; emit(type: string, event?: unknown): void } {
    const listeners: Record<string, ((event: never) => void)[]> = {}
    let peer: Socket | undefined
    const socket = {
      binaryType: 'blob',
      readyState: 0,
      send(data: Uint8Array) {
        if (socket.readyState !== 1) throw new Error('not open')
        peer?.write(data)
      },
      close() {
        peer?.destroy()
      },
      addEventListener(type: string, listener: (event: never) => void) {
        listeners[type] ??= []
        listeners[type].push(listener)
      },
      emit(type: string, event?: unknown) {
        for (const listener of listeners[type] ?? []) listener(event as never)
      },
    }
    void import('node:net').then(({ connect }) => {
      peer = connect(port, 'localhost', () => {
        socket.readyState = 1
        socket.emit('open')
      })
      peer.on('data', (data: Buffer) => {
        const copy = Uint8Array.from(data)
        socket.emit('message', { data: socket.binaryType === 'arraybuffer' ? copy.buffer : undefined })
      })
      peer.on('close', () => {
        socket.readyState = 3
        socket.emit('close')
      })
    })
    return socket
  }

  test('reads a chip, also before the connection is open', async () => {
    const server = await serveTcp(createVirtualChip({ files }), {})
    const channel = await connectWebSocket(bridge(server.port))
    expect(await channel.transmit(select)).toEqual(Uint8Array.of(0x90, 0x00))
    expect((await channel.transmit(readDg2)).subarray(0, -2)).toEqual(files['EF.DG2'])
    server.close()
    await expect(channel.transmit(readDg1)).rejects.toMatchObject({ code: 'APDU_CHANNEL' })
  })

  test('text ends the channel', async () => {
    const server = await serveTcp(createVirtualChip({ files }), {})
    const socket = bridge(server.port)
    const channel = await connectWebSocket(socket)
    socket.emit('message', { data: 'hello' })
    await expect(channel.transmit(readDg1)).rejects.toMatchObject({ code: 'APDU_CHANNEL' })
    server.close()
  })
})

describe('bounds', () => {
  const bounds = { commandTimeout: 1_000, maximumCommands: 3, maximumBytes: 300 }

  test('commands, bytes, time, signal', async () => {
    const chip = createVirtualChip({ files })
    const counted = guardChannel(chip, bounds)
    for (let i = 0; i < 3; i++) await counted.transmit(select)
    await expect(counted.transmit(select)).rejects.toMatchObject({ code: 'READER_LIMIT' })
    expect([counted.commandCount, counted.ended, chip.commandCount]).toEqual([3, true, 3])

    const weighed = guardChannel(chip, bounds)
    await weighed.transmit(select)
    await expect(weighed.transmit(readDg2)).rejects.toMatchObject({ code: 'READER_LIMIT' })

    const silent = guardChannel({ transmit: () => new Promise(() => {}) }, { ...bounds, commandTimeout: 20 })
    await expect(silent.transmit(select)).rejects.toMatchObject({ code: 'APDU_CHANNEL' })
    await expect(silent.transmit(select)).rejects.toMatchObject({ code: 'APDU_CHANNEL' })

    const controller = new AbortController()
    const endless = { transmit: () => new Promise<Uint8Array>(() => {}) }
    const stopped = guardChannel(endless, { ...bounds, signal: controller.signal })
    const waiting = stopped.transmit(select)
    controller.abort(new Error('enough'))
    await expect(waiting).rejects.toMatchObject({ code: 'READER_ABORTED' })
    await expect(stopped.transmit(select)).rejects.toMatchObject({ code: 'READER_ABORTED' })
    expect(stopped.commandCount).toBe(1)
  })
})

describe('PC/SC without a service', () => {
  const binding = (readers: readonly object[], context = true) =>
    ({
      Context: class {
        constructor() {
          if (!context) throw new Error('PC/SC service not running')
        }
        listReaders = () => readers
        close = () => {}
      },
      SCARD_STATE_PRESENT: 0x20,
    }) as unknown as PcscBinding

  test.each([
    ['no service', binding([], false), {}, 'the PC/SC service does not run'],
    ['no reader', binding([]), {}, 'no PC/SC reader'],
    ['no such reader', binding([{ name: 'A', state: 0 }]), { reader: 'B' }, 'no PC/SC reader named B'],
    ['no card', binding([{ name: 'A', state: 0 }]), {}, 'no card'],
    ['no card after a while', binding([{ name: 'A', state: 0 }]), { wait: 150 }, 'no card'],
    [
      'two cards',
      binding([
        { name: 'A 1', state: 0x20 },
        { name: 'A 2', state: 0x20 },
      ]),
      { reader: 'A' },
      'several readers',
    ],
  ])('%s', async (_, module, options, message) => {
    await expect(connectPcsc({ binding: module, ...options })).rejects.toMatchObject({
      code: 'READER_TRANSPORT',
      message: expect.stringContaining(message),
    })
  })
})
