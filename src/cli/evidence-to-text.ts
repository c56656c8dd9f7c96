import type { DocumentEvidence } from '../evidence.js'

/** What `emrtd read` prints: how the chip was opened, what was read, what was not. */
export function evidenceToText(evidence: DocumentEvidence, folder: string): string {
  const { access, files, unread, fault, commandCount, steps } = evidence
  const words = { PACE: 'opened by PACE', BAC: 'opened by BAC', NONE: 'open to everyone' }[access.protocol]
  const time = steps.reduce((sum, { milliseconds = 0 }) => sum + milliseconds, 0)
  const lines = [
    `${words}${access.fallback === undefined ? '' : `, after PACE failed: ${access.fallback.message}`}`,
    '',
    ...files.map(({ name, bytes }) => `${name.padEnd(16)}${`${bytes.length}`.padStart(8)} bytes`),
    ...unread
      // What a chip need not have is no news.
      .filter(({ statusWord }) => statusWord !== 0x6a82)
      .map(({ name, message, bytes }) => {
        const some = bytes === undefined ? '' : ` (${bytes.length} bytes of it were)`
        return `${name.padEnd(16)}not read: ${message}${some}`
      }),
    '',
    `${commandCount} commands, ${(time / 1_000).toFixed(1)} s`,
    `written to ${folder}`,
    ...(fault === undefined ? [] : ['', `The reading ended early: ${fault.code}: ${fault.message}`]),
  ]
  return `${lines.join('\n')}\n`
}
