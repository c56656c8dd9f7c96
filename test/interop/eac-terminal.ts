import type { CardChannel } from '../../src/apdu/card-channel.js'
import { encodeOid, encodeTlv, readTlvs } from '../../src/asn1/index.js'
import { concatBytes } from '../../src/bytes.js'
import type { SymmetricCipher } from '../../src/crypto/index.js'
import type { PaceMapping } from '../../src/testkit/chip/index.js'
import { type EacParty, eacProtocol } from './eac.js'
import { EacSecureMessaging } from './eac-secure-messaging.js'

/** Which PACE to perform. */
export interface EacPace {
  readonly oid: string
  readonly mapping: PaceMapping
  readonly type: 'EC' | 'DH'
  readonly cipher: SymmetricCipher
  readonly parameterId: number
  /** 1 for the MRZ, 2 for the CAN, 3 and 4 for PIN and PUK. */
  readonly password: number
  /** A whole TD1 zone for the MRZ. */
  readonly secret: Uint8Array
  /** Told the chip's ephemeral public key. */
  readonly onChipKey?: (chipKey: Uint8Array) => void
}

/**
 * PACE with a chip, the terminal played by OpenPACE: this puts its values into APDUs only. Returns secure messaging, or
 * the status word at which it ended.
 */
export async function performEacPace(
  party: EacParty,
  channel: CardChannel,
  { oid, mapping, type, cipher, parameterId, password, secret, onChipKey }: EacPace,
): Promise<EacSecureMessaging | number> {
  if (!(await party.agrees('init', eacProtocol(mapping, type, cipher), parameterId, password, secret))) {
    throw new Error('OpenPACE does not know the protocol')
  }
  const transmit = async (command: Uint8Array): Promise<Uint8Array> => {
    const response = await channel.transmit(command)
    const status = response[response.length - 2]! * 256 + response[response.length - 1]!
    if (status !== 0x9000) throw status
    return response.subarray(0, -2)
  }
  const step = async (cla: number, content: Uint8Array): Promise<Uint8Array> => {
    const data = encodeTlv(0x7c, content)
    const length = Uint8Array.of(0, data.length >>> 8, data.length)
    const command = concatBytes(Uint8Array.of(cla, 0x86, 0, 0), length, data, Uint8Array.of(0, 0))
    return readTlvs(readTlvs(await transmit(command))[0]!.value)[0]!.value
  }
  try {
    const chosen = concatBytes(encodeTlv(0x80, encodeOid(oid)), encodeTlv(0x83, Uint8Array.of(password)))
    await transmit(concatBytes(Uint8Array.of(0x00, 0x22, 0xc1, 0xa4, chosen.length), chosen))
    const nonce = await step(0x10, new Uint8Array(0))
    if (!(await party.agrees('nonce', nonce))) throw new Error('nonce')
    const own = await party.bytes('mapping')
    const theirs = await step(0x10, encodeTlv(0x81, own))
    if (!(await party.agrees('map', theirs))) throw new Error('mapping')
    const ephemeral = await party.bytes('ephemeral')
    const chipKey = await step(0x10, encodeTlv(0x83, ephemeral))
    if (!(await party.agrees('agree', chipKey))) throw new Error('agreement')
    onChipKey?.(chipKey)
    const token = await step(0x00, encodeTlv(0x85, await party.bytes('token', chipKey)))
    if (!(await party.agrees('verify', token))) throw new Error('OpenPACE refuses the token of the chip')
    if (!(await party.agrees('session'))) throw new Error('session')
    return new EacSecureMessaging(party, cipher)
  } catch (status) {
    if (typeof status === 'number') return status
    throw status
  }
}
