import { findPaceOffers, type PaceOffer } from '../../src/access/index.js'
import { type CardChannel, sendCommand } from '../../src/apdu/index.js'
import { concatBytes } from '../../src/bytes.js'
import type { SymmetricCipher } from '../../src/crypto/index.js'
import { nativeBackend } from '../../src/crypto/native/index.js'
import { parseEfCardAccess } from '../../src/lds/index.js'
import {
  type ChipPaceOffer,
  createVirtualChip,
  type VirtualChip,
  type VirtualChipOptions,
  writeEfCardAccess,
} from '../../src/testkit/chip/index.js'

/** The standardized domain parameters. Doc 9303-11 Table 12. */
export const parameterIds = [0, 1, 2, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18] as const

export const ciphers: readonly SymmetricCipher[] = ['3DES', 'AES-128', 'AES-192', 'AES-256']

/** Everything that Doc 9303-11 allows together: no CAM over DH or with 3DES, no integrated mapping on P-224. */
export const allOffers: readonly ChipPaceOffer[] = (['GM', 'IM', 'CAM'] as const).flatMap(mapping =>
  parameterIds.flatMap(parameterId =>
    ciphers
      .filter(cipher => mapping !== 'CAM' || (parameterId >= 8 && cipher !== '3DES'))
      .filter(() => mapping !== 'IM' || parameterId !== 10)
      .map(cipher => ({ mapping, cipher, parameterId })),
  ),
)

export const fields = { documentNumber: 'L898902C', dateOfBirth: '690806', dateOfExpiry: '940623' } as const

/** A chip that knows all four passwords and offers PACE only. */
export function chipWith(
  offers: readonly ChipPaceOffer[],
  options: Partial<VirtualChipOptions> = {},
): VirtualChip {
  return createVirtualChip({
    files: { 'EF.COM': Uint8Array.of(0x60, 0x03, 0x5c, 0x01, 0x61) },
    ...fields,
    can: '123456',
    pin: '654321',
    puk: '1234567890',
    access: { pace: offers },
    crypto: nativeBackend,
    ...options,
  })
}

/** What the library makes of what a chip offers. */
export function offersOf(...offers: readonly ChipPaceOffer[]): readonly PaceOffer[] {
  return findPaceOffers(parseEfCardAccess(writeEfCardAccess(offers)).securityInfos)
}

/** The same, of one offer. */
export function offerOf(offer: ChipPaceOffer): PaceOffer {
  const [found] = offersOf(offer)
  if (found === undefined) throw new Error('the library does not know the offer')
  return found
}

/** Reads a file by its short identifier, as P1 has it, in short blocks. */
export async function readShort(channel: CardChannel, p1: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for (let offset = 0; ; offset += 200) {
    const place = offset === 0 ? { p1, p2: 0 } : { p1: offset >>> 8, p2: offset & 0xff }
    const { data } = await sendCommand(channel, { cla: 0, ins: 0xb0, ...place, le: 200 })
    parts.push(data)
    if (data.length < 200) return concatBytes(...parts)
  }
}
