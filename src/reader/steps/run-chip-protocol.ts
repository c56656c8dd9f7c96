import type { EmrtdError } from '../../errors.js'
import type { ProtocolEvidence } from '../../evidence.js'
import type { ReadingSession } from '../reading-session.js'

/** What every run of a protocol gives. */
type Run =
  | { readonly completed: true; readonly evidence: ProtocolEvidence }
  | { readonly completed: false; readonly error: EmrtdError; readonly evidence: ProtocolEvidence }

/**
 * Runs a protocol with the open chip as a step of its own and puts its evidence down. What fails is evidence, too, and the reading
 * goes on: in the session that there is, or in a new one where the run has cost it. A run that was lost with a frame is tried
 * once more.
 *
 * @throws {EmrtdError} if the chip cannot be reached any more.
 */
export async function runChipProtocol<Outcome extends Run>(
  session: ReadingSession,
  name: string,
  perform: () => Promise<Outcome>,
): Promise<Outcome> {
  for (let tries = 0; ; tries++) {
    const run = await session.step(name, perform)
    session.protocols.push(run.evidence)
    if (run.completed) return run
    if (session.line.ended) throw run.error
    const lost = run.error.code === 'APDU_CHANNEL'
    if (lost || session.isOver) {
      if (session.openAgain === undefined) throw run.error
      session.close()
      await session.openAgain()
    }
    if (!lost || tries > 0) return run
  }
}
