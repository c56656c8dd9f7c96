import { EmrtdError } from '../errors.js'
import { type DataGroupNumber, type EfCom, type EfSod, parseEfCom } from '../lds/index.js'
import type { Check } from '../verdict.js'

/**
 * Compares the data groups that EF.COM lists with those that EF.SOD signs. EF.COM is not signed, so EF.SOD wins and the
 * verdict does not depend on it: real documents of several states disagree here. Doc 9303-10 §4.6.1.
 *
 * @param com the file as read; undefined if it was not.
 *
 * @example
 * ```ts
 * import { checkComConsistency } from 'emrtd/inspection'
 * import { parseEfSod } from 'emrtd/lds'
 * import { createCountry, issueDocument } from 'emrtd/testkit'
 *
 * const { files } = issueDocument(createCountry({ state: 'UTO', seed: 'utopia' }))
 * checkComConsistency(files['EF.COM'], parseEfSod(files['EF.SOD'])).map(({ status }) => status) // ['passed']
 * ```
 */
export function checkComConsistency(com: Uint8Array | undefined, sod: EfSod | undefined): readonly Check[] {
  if (com === undefined) return []
  let parsed: EfCom
  try {
    parsed = parseEfCom(com)
  } catch (error) {
    if (!(error instanceof EmrtdError)) throw error
    return [
      {
        id: 'LDS.FILE',
        status: 'failed',
        subject: 'EF.COM',
        reason: 'FILE_MALFORMED',
        clause: 'Doc 9303-10 §4.6.1',
        detail: `${error.code}: ${error.message}`,
        advisory: true,
      },
    ]
  }
  const base = { id: 'LDS.COM_CONSISTENCY', clause: 'Doc 9303-10 §4.6.1', advisory: true } as const
  if (sod === undefined) return [{ ...base, status: 'inconclusive', reason: 'SOD_MISSING' }]
  const signed = sod.securityObject.dataGroupHashes.map(({ dataGroup }) => dataGroup)
  const only = (these: readonly DataGroupNumber[], those: readonly DataGroupNumber[]): string =>
    these
      .filter(number => !those.includes(number))
      .map(number => `DG${number}`)
      .join(', ')
  const extra = only(parsed.dataGroups, signed)
  const missing = only(signed, parsed.dataGroups)
  const differences = [
    ...(extra ? [`${extra} in EF.COM only`] : []),
    ...(missing ? [`${missing} in EF.SOD only`] : []),
    ...(parsed.findings.some(({ code }) => code === 'COM_UNKNOWN_DATA_GROUP')
      ? ['unknown tags in EF.COM']
      : []),
  ]
  if (differences.length === 0) return [{ ...base, status: 'passed' }]
  return [{ ...base, status: 'failed', reason: 'COM_MISMATCH', detail: differences.join('; ') }]
}
