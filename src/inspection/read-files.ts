import { EmrtdError } from '../errors.js'
import { type LdsFileContents, type LdsFileName, parseLdsFile } from '../lds/index.js'
import type { Check } from '../verdict.js'

/** The files of a document, parsed: those that could be. */
export type ParsedFiles = { readonly [Name in LdsFileName]?: LdsFileContents[Name] }

/** Files whose checks judge their structure themselves. */
const judgedElsewhere: ReadonlySet<LdsFileName> = new Set(['EF.SOD', 'EF.COM'])

/**
 * Parses every file, a check for each. One that cannot be read is a check that failed and costs the others nothing; it decides the verdict if it is
 * EF.DG1, without which nobody knows whose document it is. Doc 9303-10 §4.7.
 *
 * @param at the reference date for two-digit years.
 */
export function readFiles(
  files: ReadonlyMap<LdsFileName, Uint8Array>,
  at: Date,
): { readonly parsed: ParsedFiles; readonly checks: readonly Check[] } {
  const parsed: { -readonly [Name in LdsFileName]?: LdsFileContents[LdsFileName] } = {}
  const checks: Check[] = []
  for (const [name, bytes] of files) {
    if (judgedElsewhere.has(name)) continue
    const base = {
      id: 'LDS.FILE',
      subject: name.replace(/^EF\.DG/, 'DG'),
      clause: 'Doc 9303-10 §4.7',
      ...(name !== 'EF.DG1' && { advisory: true }),
    } as const
    try {
      parsed[name] = parseLdsFile(bytes, { name, referenceDate: at }).content
      checks.push({ ...base, status: 'passed' })
    } catch (error) {
      if (!(error instanceof EmrtdError)) throw error
      const detail = `${error.code}: ${error.message}`
      checks.push({ ...base, status: 'failed', reason: 'FILE_MALFORMED', detail })
    }
  }
  return { parsed: parsed as ParsedFiles, checks }
}
