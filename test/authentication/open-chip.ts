import { type CompletedPace, performBac, performPace, selectPaceOffer } from '../../src/access/index.js'
import { type SecureMessaging, sendCommand } from '../../src/apdu/index.js'
import type { CryptoBackend } from '../../src/crypto/index.js'
import { parseEfCardAccess } from '../../src/lds/index.js'
import {
  type ChipPaceOffer,
  createVirtualChip,
  type VirtualChipOptions,
  writeEfCardAccess,
} from '../../src/testkit/index.js'

const mrz = { documentNumber: 'L898902C', dateOfBirth: '690806', dateOfExpiry: '940623' }

const application = Uint8Array.of(0xa0, 0, 0, 2, 0x47, 0x10, 1)
const select = { cla: 0, ins: 0xa4, p1: 4, p2: 0x0c, data: application } as const

/** A virtual chip that was opened by BAC, with the application selected. */
export async function openByBac(
  crypto: CryptoBackend,
  options: Partial<VirtualChipOptions>,
): Promise<{ readonly channel: SecureMessaging }> {
  const chip = createVirtualChip({ files: {}, ...mrz, crypto, ...options })
  await sendCommand(chip, select)
  const run = await performBac(chip, mrz, { crypto })
  if (!run.completed) throw run.error
  return { channel: run.channel }
}

/** The same by PACE. */
export async function openByPace(
  crypto: CryptoBackend,
  offer: ChipPaceOffer,
  options: Partial<VirtualChipOptions>,
): Promise<CompletedPace> {
  const chip = createVirtualChip({ files: {}, ...mrz, crypto, access: { pace: [offer] }, ...options })
  const infos = parseEfCardAccess(writeEfCardAccess([offer])).securityInfos
  const run = await performPace(chip, selectPaceOffer(infos), { type: 'MRZ', mrz }, { crypto })
  if (!run.completed) throw run.error
  await sendCommand(run.channel, select)
  return run
}
