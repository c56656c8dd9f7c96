import { concatBytes } from '../../bytes.js'

/** What vsmartcard's virtual reader says to a card. */
export type VpcdMessage =
  | { readonly type: 'powerOff' | 'powerOn' | 'reset' | 'atr' }
  | { readonly type: 'apdu'; readonly command: Uint8Array }

/** Control messages are one byte long. */
const controls: ReadonlyMap<number, 'powerOff' | 'powerOn' | 'reset' | 'atr'> = new Map([
  [0, 'powerOff'],
  [1, 'powerOn'],
  [2, 'reset'],
  [4, 'atr'],
])

/** The port on which `vpcd`, the virtual reader of vsmartcard, waits for a card. */
export const vpcdPort = 35_963

/**
 * A frame of vsmartcard's wire protocol: two bytes of length, big-endian, and the bytes. A response, an answer to
 * reset, and from the reader's side a command.
 *
 * @throws {TypeError} for more than 65,535 bytes.
 *
 * @example
 * ```ts
 * import { encodeVpcdFrame } from 'emrtd/testkit'
 *
 * encodeVpcdFrame(Uint8Array.of(0x90, 0x00)) // 00 02 90 00
 * ```
 */
export function encodeVpcdFrame(bytes: Uint8Array): Uint8Array {
  if (bytes.length > 0xffff) throw new TypeError('a frame holds at most 65,535 bytes')
  return concatBytes(Uint8Array.of(bytes.length >>> 8, bytes.length), bytes)
}

/**
 * Cuts a stream of bytes into the messages of a virtual reader of vsmartcard. It keeps what is not yet whole, at most one frame.
 *
 * @example
 * ```ts
 * import { VpcdMessages } from 'emrtd/testkit'
 *
 * const messages = new VpcdMessages()
 * messages.push(Uint8Array.of(0x00, 0x01)) // []
 * messages.push(Uint8Array.of(0x04)) // [{ type: 'atr' }]
 * ```
 */
export class VpcdMessages {
  #rest: Uint8Array = new Uint8Array(0)

  /** Takes bytes as they arrive; returns the messages that are whole now. Unknown control messages are passed over. */
  push(bytes: Uint8Array): readonly VpcdMessage[] {
    const all = concatBytes(this.#rest, bytes)
    const messages: VpcdMessage[] = []
    let at = 0
    while (at + 2 <= all.length) {
      const end = at + 2 + all[at]! * 256 + all[at + 1]!
      if (end > all.length) break
      const frame = all.slice(at + 2, end)
      at = end
      if (frame.length !== 1) messages.push({ type: 'apdu', command: frame })
      else {
        const type = controls.get(frame[0]!)
        if (type !== undefined) messages.push({ type })
      }
    }
    this.#rest = all.slice(at)
    return messages
  }
}
