import {
  compressPublicKey,
  performTerminalAuthentication,
  type TerminalBinding,
} from '../../authentication/index.js'
import { bytesToLatin1, latin1ToBytes } from '../../bytes.js'
import { defaultBackend } from '../../crypto/index.js'
import { EmrtdError } from '../../errors.js'
import { parseEfCvca } from '../../lds/index.js'
import { mrzInformation } from '../../mrz/index.js'
import type { ReadDocumentOptions } from '../reading-options.js'
import { guardedFiles } from '../reading-order.js'
import type { ReadingSession } from '../reading-session.js'
import { runChipProtocol } from './run-chip-protocol.js'

/**
 * Shows the chip the terminal's certificates, if the caller has any and guarded files are to be read. Needs Chip Authentication, or
 * PACE with chip authentication mapping. Doc 9303-11 §7.1.
 */
export async function authenticateTerminal(
  session: ReadingSession,
  options: ReadDocumentOptions,
): Promise<void> {
  const { terminal, crypto } = options
  if (terminal === undefined || !guardedFiles.some(name => session.plan.includes(name))) return
  if (session.terminalKey === undefined && session.pace?.evidence.mapping !== 'CAM') return
  if (!session.wasTried('EF.CVCA')) await session.readFile('EF.CVCA')
  const perform = () => {
    const binding = bindingOf(session, options)
    const { extendedLength } = session
    return performTerminalAuthentication(session.channel, terminal, binding, { extendedLength, crypto })
  }
  const run = await runChipProtocol(session, 'Terminal Authentication', perform)
  const { openAgain } = session
  if (!run.completed || openAgain === undefined) return
  session.openAgain = async () => {
    await openAgain()
    const again = await session.step('Terminal Authentication', perform)
    session.protocols.push(again.evidence)
  }
}

/** What ties the terminal to this chip and this session. Doc 9303-11 §7.1.2. */
function bindingOf(
  session: ReadingSession,
  { password, crypto = defaultBackend }: ReadDocumentOptions,
): TerminalBinding {
  const { pace } = session
  const type = pace !== undefined && isEcdh(pace.evidence.oid) ? 'EC' : 'DH'
  return {
    references: referencesOf(session),
    chipIdentifier:
      pace !== undefined
        ? compressPublicKey(crypto, type, pace.chipEphemeralKey)
        : password?.type === 'MRZ'
          ? // Seven characters each for birth and expiry follow the document number and its check digit.
            latin1ToBytes(mrzInformation(password.mrz).slice(0, -14))
          : new Uint8Array(0),
    terminalKey: session.terminalKey ?? { type, publicKey: pace?.terminalEphemeralKey ?? new Uint8Array(0) },
  }
}

/** Of EF.CVCA; those that PACE gave where it cannot be read. */
function referencesOf(session: ReadingSession): TerminalBinding['references'] {
  const file = session.file('EF.CVCA')
  try {
    if (file !== undefined) return parseEfCvca(file).references
  } catch (error) {
    if (!(error instanceof EmrtdError)) throw error
  }
  return (session.pace?.certificationAuthorityReferences ?? []).map(bytes => ({ text: bytesToLatin1(bytes) }))
}

/** id-PACE-ECDH-… have even arcs. Doc 9303-11 §9.2.1. */
function isEcdh(oid: string): boolean {
  return Number(oid.split('.')[9]) % 2 === 0
}
