import {
  type ChipAuthenticationOffer,
  findChipAuthenticationOffers,
  performActiveAuthentication,
  performChipAuthentication,
} from '../../authentication/index.js'
import { EmrtdError } from '../../errors.js'
import { type Dg15, parseDg14, parseDg15 } from '../../lds/index.js'
import type { ReadDocumentOptions } from '../reading-options.js'
import type { ReadingSession } from '../reading-session.js'
import { runChipProtocol } from './run-chip-protocol.js'

/** How many ways of Chip Authentication are tried that a chip offers and then refuses. */
const mostOffers = 3

/**
 * Has the chip prove itself by what EF.DG14 and EF.DG15 offer: Chip Authentication first, whose session everything later is read in,
 * then Active Authentication. What fails is for the inspection to judge. Doc 9303-11 §6, appendix J.1.
 */
export async function authenticateChip(session: ReadingSession, options: ReadDocumentOptions): Promise<void> {
  for (const offer of offersOf(session).slice(0, mostOffers)) {
    if (!(await wasRefused(session, offer, options))) break
  }
  const file = session.file('EF.DG15')
  const dg15 = file && parsed(() => parseDg15(file))
  // Without a key nobody can say what a signature is worth; one that is not known here may be elsewhere.
  if (dg15 === undefined || !mayHoldKey(dg15)) return
  const { crypto, challenge } = options
  const { extendedLength } = session
  const signatureLength = signatureLengthOf(dg15)
  await runChipProtocol(session, 'Active Authentication', () =>
    performActiveAuthentication(session.channel, { challenge, signatureLength, extendedLength, crypto }),
  )
}

/** Whether the chip refused this offer and the session goes on: then another one may do. */
async function wasRefused(
  session: ReadingSession,
  offer: ChipAuthenticationOffer,
  { crypto }: ReadDocumentOptions,
): Promise<boolean> {
  const perform = () =>
    performChipAuthentication(session.channel, offer, { extendedLength: session.extendedLength, crypto })
  const run = await runChipProtocol(session, 'Chip Authentication', perform)
  if (!run.completed) return run.error.code === 'APDU_STATUS' && run.sessionGoesOn
  session.secure(run.channel)
  session.terminalKey = run.terminalKey
  const { openAgain } = session
  if (openAgain === undefined) return false
  // A session that was opened anew must be bound to the chip as this one is.
  session.openAgain = async () => {
    await openAgain()
    const again = await session.step('Chip Authentication', perform)
    session.protocols.push(again.evidence)
    if (!again.completed) throw again.error
    session.secure(again.channel)
    session.terminalKey = again.terminalKey
  }
  return false
}

function offersOf(session: ReadingSession): readonly ChipAuthenticationOffer[] {
  const file = session.file('EF.DG14')
  const dg14 = file && parsed(() => parseDg14(file))
  return findChipAuthenticationOffers(dg14?.securityInfos ?? []).filter(({ version }) => version === 1)
}

function mayHoldKey({ publicKey, findings }: Dg15): boolean {
  return publicKey !== undefined || findings.some(({ detail }) => detail === 'CRYPTO_UNSUPPORTED_ALGORITHM')
}

function signatureLengthOf({ publicKey }: Dg15): number | undefined {
  if (publicKey?.type === 'RSA') return Math.ceil(publicKey.bits / 8)
  return publicKey?.type === 'EC' ? 2 * publicKey.curve.orderLength : undefined
}

/** What cannot be parsed is judged by the inspection. */
function parsed<T>(parse: () => T): T | undefined {
  try {
    return parse()
  } catch (error) {
    if (error instanceof EmrtdError) return undefined
    throw error
  }
}
