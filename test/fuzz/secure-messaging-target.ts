import { createSecureMessaging, type SessionKeys } from '../../src/apdu/index.js'
import { SessionCipher } from '../../src/apdu/session-cipher.js'
import { encodeTlv } from '../../src/asn1/index.js'
import { concatBytes } from '../../src/bytes.js'
import type { CryptoBackend } from '../../src/crypto/index.js'
import { EmrtdError } from '../../src/errors.js'
import type { FuzzTarget } from './targets.js'

const ciphers = ['3DES', 'AES-128', 'AES-192', 'AES-256'] as const
const readBinary = Uint8Array.of(0x00, 0xb0, 0x9e, 0x00, 0x00)
const oddReadBinary = Uint8Array.of(0x00, 0xb1, 0x00, 0x1e, 0x04, 0x54, 0x02, 0x00, 0x00, 0x00)

/** Keys that count up; those of a 3DES session are as long as those of AES-128. */
function keysOf(cipher: SessionKeys['cipher']): SessionKeys {
  const length = cipher === 'AES-256' ? 32 : cipher === 'AES-192' ? 24 : 16
  const key = Uint8Array.from({ length }, (_, i) => i + 1)
  return { cipher, encryptionKey: key, macKey: key.toReversed() }
}

/** The cipher as the chip has it when it answers the first command. */
function answering(crypto: CryptoBackend, keys: SessionKeys): SessionCipher {
  const cipher = new SessionCipher(crypto, keys)
  cipher.count()
  cipher.count()
  return cipher
}

/**
 * What a chip answers that has the session's keys and means ill: an octet for the cipher and the command, then the objects before the
 * checksum. The checksum is made right, so that what stands behind it is reached.
 */
export function secureMessagingTarget(crypto: CryptoBackend): FuzzTarget {
  const seeds = ciphers.flatMap((cipher, i) => {
    const cryptogram = answering(crypto, keysOf(cipher)).encrypt(Uint8Array.of(0x60, 0x14, 0x5f, 0x01))
    const status = encodeTlv(0x99, Uint8Array.of(0x90, 0x00))
    return [
      concatBytes(Uint8Array.of(i), encodeTlv(0x87, Uint8Array.of(0x01), cryptogram), status),
      concatBytes(Uint8Array.of(i | 4), encodeTlv(0x85, cryptogram), status),
      concatBytes(Uint8Array.of(i), status),
    ]
  })
  return {
    name: 'secure messaging',
    room: 'apdu',
    seeds,
    milliseconds: 20,
    async run(input) {
      const choice = input[0] ?? 0
      const keys = keysOf(ciphers[choice & 3]!)
      const objects = input.subarray(1)
      let answered = false
      const session = createSecureMessaging(
        {
          async transmit() {
            if (answered) throw new EmrtdError('APDU_CHANNEL', 'the card is gone')
            answered = true
            const mac = answering(crypto, keys).mac(objects)
            return concatBytes(objects, encodeTlv(0x8e, mac), Uint8Array.of(0x90, 0x00))
          },
        },
        keys,
        { crypto },
      )
      const response = await session.transmit((choice & 4) === 0 ? readBinary : oddReadBinary)
      if (response.length < 2) throw new Error('a response without status word')
    },
  }
}
