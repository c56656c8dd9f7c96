import { EmrtdError } from '../errors.js'
import { dataGroupNumber, type LdsFileContents, type LdsFileName, parseLdsFile } from '../lds/index.js'
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
  for (const [name, bytes] of [...files].sort(byName)) {
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

/** EF.DG2 before EF.DG14, so that the order of the checks is not that of a folder. */
function byName([a]: readonly [LdsFileName, unknown], [b]: readonly [LdsFileName, unknown]): number {
  const numberOf = (name: LdsFileName): number => dataGroupNumber(name) ?? 99
  return numberOf(a) - numberOf(b) || (a < b ? -1 : 1)
}
