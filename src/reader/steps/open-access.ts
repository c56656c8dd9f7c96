import { type DocumentPassword, performBac, performPace, selectPaceOffer } from '../../access/index.js'
import { EmrtdError } from '../../errors.js'
import { evidenceFault } from '../../evidence.js'
import { parseEfCardAccess, type SecurityInfo } from '../../lds/index.js'
import type { ReadDocumentOptions } from '../reading-options.js'
import type { ReadingSession } from '../reading-session.js'

/**
 * Opens the eMRTD application: by PACE where EF.CardAccess offers it, by BAC where it does not, and by neither where the chip asks
 * for nothing. Doc 9303-11 §4.2.
 *
 * @throws {EmrtdError} if the chip lets nobody in, or not with this password.
 */
export async function openAccess(session: ReadingSession, options: ReadDocumentOptions): Promise<void> {
  await open(session, options)
  const name = 'EF.CardSecurity'
  if (session.access?.protocol === 'PACE' || options.files?.includes(name) !== true) return
  session.unread.push({ name, code: 'ACCESS_UNSUPPORTED', message: `${name} is read after PACE only` })
}

async function open(session: ReadingSession, options: ReadDocumentOptions): Promise<void> {
  const { password } = options
  let failure: EmrtdError | undefined
  try {
    const infos = securityInfosOf(session)
    const offered = infos.some(({ kind }) => kind === 'PACEInfo')
    if (offered && password !== undefined) return await openByPace(session, infos, password, options)
  } catch (error) {
    if (!mayFallBack(error, options)) throw error
    failure = error
  }
  await session.step('SELECT', () => session.selectApplication())
  session.openAgain = () => session.selectApplication()
  if (failure === undefined && (await isOpen(session))) return
  session.openAgain = undefined
  await openByBac(session, options)
  if (failure !== undefined) session.access = { protocol: 'BAC', fallback: evidenceFault(failure) }
}

/** What EF.CardAccess says; nothing if there is none. */
function securityInfosOf(session: ReadingSession): readonly SecurityInfo[] {
  const file = session.file('EF.CardAccess')
  if (file !== undefined) return parseEfCardAccess(file).securityInfos
  // A file that is there and broken may hide an offer of PACE: that is no reason for BAC.
  const unread = session.unread.find(({ name }) => name === 'EF.CardAccess')
  if (unread?.bytes !== undefined || unread?.code === 'APDU_BAD_RESPONSE')
    throw new EmrtdError('ACCESS_UNSUPPORTED', 'EF.CardAccess cannot be read')
  return []
}

/**
 * Whether BAC may follow what went wrong with PACE: only if the caller said so, and the chip still answers. A secret that the chip
 * refused is not tried once more by another protocol.
 */
function mayFallBack(error: unknown, { fallBackToBac, password }: ReadDocumentOptions): error is EmrtdError {
  if (fallBackToBac !== true || password?.type !== 'MRZ' || !(error instanceof EmrtdError)) return false
  return !['ACCESS_DENIED', 'APDU_CHANNEL'].includes(error.code) && !error.code.startsWith('READER_')
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

async function openByPace(
  session: ReadingSession,
  infos: readonly SecurityInfo[],
  password: DocumentPassword,
  { crypto, chooseOffer, useLastTry, files }: ReadDocumentOptions,
): Promise<void> {
  const offer = selectPaceOffer(infos, chooseOffer)
  const { extendedLength } = session
  const open = async (): Promise<void> => {
    session.pace = await session.runAccess('PACE', () =>
      performPace(session.line, offer, password, { crypto, extendedLength, useLastTry }),
    )
  }
  await open()
  session.access = { protocol: 'PACE' }
  const openAgain = async (): Promise<void> => {
    await session.selectMasterFile()
    await open()
  }
  session.openAgain = openAgain
  if (offer.mapping === 'CAM' || files?.includes('EF.CardSecurity') === true) {
    await session.readFile('EF.CardSecurity')
  }
  await session.step('SELECT', () => session.selectApplication())
  session.openAgain = async () => {
    await openAgain()
    await session.selectApplication()
  }
}

async function openByBac(session: ReadingSession, { password, crypto }: ReadDocumentOptions): Promise<void> {
  if (password === undefined) throw noPassword()
  const { type } = password
  if (type !== 'MRZ') {
    throw new EmrtdError('ACCESS_UNSUPPORTED', `the chip offers BAC only, which the ${type} does not open`)
  }
  const { mrz } = password
  const open = () => session.runAccess('BAC', () => performBac(session.line, mrz, { crypto }))
  await open()
  session.access = { protocol: 'BAC' }
  session.openAgain = async () => {
    await session.selectApplication()
    await open()
  }
}

const noPassword = (): EmrtdError =>
  new EmrtdError('ACCESS_DENIED', 'the chip asks for a password, and there is none')
