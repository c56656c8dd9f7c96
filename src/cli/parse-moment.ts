import { InvalidArgumentError } from 'commander'

/** A day (its beginning in UTC) or a moment in ISO 8601. */
export function parseMoment(text: string): Date {
  const date = new Date(text)
  const day = /^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d))?$/.test(text)
  if (day && !Number.isNaN(date.getTime()) && (text.length > 10 || date.toISOString().startsWith(text))) {
    return date
  }
  throw new InvalidArgumentError('A day YYYY-MM-DD or a moment in ISO 8601 expected.')
}
