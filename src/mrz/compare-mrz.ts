import type { MrzFieldName } from './layout.js'
import type { Mrz, MrzField } from './mrz.js'

/**
 * How a field of two zones compares. `equal`: character by character. `equivalent`: it differs where Doc 9303 leaves a
 * choice, the check digit of an empty personal number. `different`: it says something else. `missing`: one of the formats
 * does not have the field.
 */
export type MrzFieldComparisonStatus = 'equal' | 'equivalent' | 'different' | 'missing'

/** One field of two zones. */
export interface MrzFieldComparison {
  readonly field: MrzFieldName
  readonly status: MrzFieldComparisonStatus
  /** The field's characters in the first zone; undefined if it does not have it. */
  readonly first: string | undefined
  readonly second: string | undefined
}

/** Two zones, field by field. */
export interface MrzComparison {
  /** Whether every field is equal or equivalent. */
  readonly same: boolean
  /**
   * Whether optional data differs, and nothing else but the check digits over it. BSI TR-03135-1 §5.7.2 calls the result
   * undetermined then, not failed.
   */
  readonly onlyOptionalDataDiffers: boolean
  readonly fields: readonly MrzFieldComparison[]
}

const optionalData: ReadonlySet<MrzFieldName> = /* @__PURE__ */ new Set(['optionalData', 'optionalData2'])

const checkDigitsOverOptionalData: ReadonlySet<MrzFieldName> = /* @__PURE__ */ new Set([
  'optionalDataCheckDigit',
  'compositeCheckDigit',
])

/**
 * Compares two zones of one document field by field: the printed one and that of EF.DG1 (Doc 9303-11 §5.1, BSI TR-03135-1
 * §5.7.2). What is compared are the characters, not what they were read as.
 *
 * @example
 * ```ts
 * import { compareMrz, parseMrz } from 'emrtd'
 *
 * const comparison = compareMrz(
 *   parseMrz(['PPUTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<', 'L898902C36UTO7408122F3404159ZE184226B<<<<<16']),
 *   parseMrz(['PPUTOERIKSSON<<ANNA<<<<<<<<<<<<<<<<<<<<<<<<<', 'L898902C36UTO7408122F3404159ZE184226B<<<<<16']),
 * )
 * comparison.same // false
 * comparison.fields.filter(field => field.status === 'different').map(field => field.field) // ['name']
 * ```
 */
export function compareMrz(first: Mrz, second: Mrz): MrzComparison {
  const names = new Set([...Object.keys(first.fields), ...Object.keys(second.fields)]) as Set<
    keyof Mrz['fields']
  >
  const fields: MrzFieldComparison[] = []
  for (const name of names) {
    const one: MrzField<unknown> | undefined = first.fields[name]
    const other: MrzField<unknown> | undefined = second.fields[name]
    if (one === undefined && other === undefined) continue
    fields.push({
      field: name,
      status: statusOf(first, second, one, other),
      first: one?.text,
      second: other?.text,
    })
  }
  const differing = fields.filter(({ status }) => status === 'different' || status === 'missing')
  return {
    same: differing.length === 0,
    onlyOptionalDataDiffers:
      first.format === second.format &&
      differing.some(({ field }) => optionalData.has(field)) &&
      differing.every(({ field }) => optionalData.has(field) || checkDigitsOverOptionalData.has(field)),
    fields,
  }
}

function statusOf(
  first: Mrz,
  second: Mrz,
  one: MrzField<unknown> | undefined,
  other: MrzField<unknown> | undefined,
): MrzFieldComparisonStatus {
  if (one === undefined || other === undefined) return 'missing'
  if (one.text === other.text) return 'equal'
  const free =
    one.name === 'optionalDataCheckDigit' &&
    first.optionalData === '' &&
    second.optionalData === '' &&
    /^[0<]$/.test(one.text) &&
    /^[0<]$/.test(other.text)
  return free ? 'equivalent' : 'different'
}
