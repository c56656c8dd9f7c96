/**
 * A way to a chip: whatever can carry a command there and its response back. Each transport is one; so are secure
 * messaging, which wraps another channel, and the virtual chip of the test kit.
 *
 * Commands and responses are raw bytes as ISO/IEC 7816-4 §5 has them; a response is its data followed by SW1 and SW2.
 * A channel that can no longer reach the chip rejects with `EmrtdError` code `APDU_CHANNEL`. At most one command is
 * under way at a time: callers wait for the response.
 *
 * @example
 * ```ts
 * import type { CardChannel } from 'emrtd/apdu'
 *
 * const deaf: CardChannel = { transmit: async () => Uint8Array.of(0x6f, 0x00) }
 * ```
 */
export interface CardChannel {
  /** Sends one command APDU; resolves to the response: data, SW1, SW2. */
  transmit(command: Uint8Array): Promise<Uint8Array>
  /** Ends the connection. Closing twice does nothing. */
  close?(): Promise<void>
  /** The answer to reset, where the transport knows one. Its historical bytes tell whether extended length works. */
  readonly atr?: Uint8Array
  /** The most data of a short command, in bytes, where it is fewer than 255: secure messaging needs some for itself. */
  readonly maximumShortData?: number
}
