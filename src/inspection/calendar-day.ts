/** A date as documents have it: year, month and day as far as they are known. */
export interface PartialDay {
  readonly year?: number | undefined
  readonly month?: number | undefined
  readonly day?: number | undefined
}

/** The day of a moment in UTC. */
export function dayOf(moment: Date): Required<PartialDay> {
  return { year: moment.getUTCFullYear(), month: moment.getUTCMonth() + 1, day: moment.getUTCDate() }
}

/**
 * Whether `first` lies before (-1), after (1) or on the same day as (0) `second`. `undefined` if what is known of both does not
 * say: a day in an unknown month of 2030 may lie before or after May 2030.
 */
export function compareDays(first: PartialDay, second: PartialDay): -1 | 0 | 1 | undefined {
  for (const part of ['year', 'month', 'day'] as const) {
    const one = first[part]
    const other = second[part]
    if (one === undefined || other === undefined) return undefined
    if (one !== other) return one < other ? -1 : 1
  }
  return 0
}

/** The day `years` years later. */
export function yearsLater(day: PartialDay, years: number): PartialDay {
  return { ...day, year: day.year === undefined ? undefined : day.year + years }
}
