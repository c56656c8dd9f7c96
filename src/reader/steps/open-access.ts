import { EmrtdError } from '../../errors.js'
import type { ReadingSession } from '../reading-session.js'

/**
 * Opens the eMRTD application of a chip that asks for nothing. Doc 9303-11 §4.2.
 *
 * @throws {EmrtdError} if the chip lets nobody in.
 */
export async function openAccess(session: ReadingSession): Promise<void> {
  await session.step('SELECT', () => session.selectApplication())
  session.openAgain = () => session.selectApplication()
  if (!(await isOpen(session))) {
    throw new EmrtdError('ACCESS_UNSUPPORTED', 'the chip asks for BAC or PACE')
  }
}

/** Whether EF.COM can be read by anybody: then the chip asks for nothing. */
function isOpen(session: ReadingSession): Promise<boolean> {
  return session.step('probe', async () => {
    const byShortIdentifier = await session.send({ cla: 0x00, ins: 0xb0, p1: 0x9e, p2: 0x00, le: 1 })
    if (isRead(byShortIdentifier.sw)) return true
    // Not allowed is an answer; anything else may be about the short file identifier.
    if (byShortIdentifier.sw === 0x6982 || byShortIdentifier.sw === 0x6985) return false
    const data = Uint8Array.of(0x01, 0x1e)
    const { sw } = await session.send({ cla: 0x00, ins: 0xa4, p1: 0x02, p2: 0x0c, data })
    if (sw !== 0x9000) return false
    return isRead((await session.send({ cla: 0x00, ins: 0xb0, p1: 0x00, p2: 0x00, le: 1 })).sw)
  })
}

const isRead = (sw: number): boolean => sw === 0x9000 || sw === 0x6282
