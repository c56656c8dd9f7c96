import { encodeTlv } from '../asn1/index.js'
import { concatBytes } from '../bytes.js'
import { type CommandApdu, encodeCommandApdu } from './command-apdu.js'
import type { SessionCipher } from './session-cipher.js'

/** The bits of CLA that say: secure messaging, header authenticated. */
const secured = 0x0c

/**
 * A command under secure messaging, as bytes: its data encrypted in DO'87' (DO'85' for an odd INS), its Le in DO'97', the
 * checksum in DO'8E'. The counter has made its step before. Doc 9303-11 §9.8.4.
 */
export function protectCommand(cipher: SessionCipher, command: CommandApdu): Uint8Array {
  const { ins, p1, p2, data, le } = command
  const cla = command.cla | secured
  const header = new Uint8Array(cipher.blockLength)
  header.set([cla, ins, p1, p2, 0x80])
  const objects: Uint8Array[] = []
  if (data !== undefined && data.length > 0) {
    const encrypted = cipher.encrypt(data)
    objects.push(
      (ins & 1) === 1 ? encodeTlv(0x85, encrypted) : encodeTlv(0x87, Uint8Array.of(0x01), encrypted),
    )
  }
  if (le !== undefined) {
    // 256 in one byte and 65,536 in two are written as zeros.
    objects.push(le <= 256 ? Uint8Array.of(0x97, 1, le) : Uint8Array.of(0x97, 2, le >>> 8, le))
  }
  const mac = cipher.mac(concatBytes(header, ...objects))
  const body = concatBytes(...objects, Uint8Array.of(0x8e, mac.length), mac)
  const extended = body.length > 255 || (le ?? 0) > 256
  return encodeCommandApdu({ cla, ins, p1, p2, data: body, le: extended ? 0x1_0000 : 256 })
}
