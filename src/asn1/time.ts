import { bytesToLatin1 } from '../bytes.js'

const utcTimeTag = 0x17

/**
 * The moment that the content octets of a UTCTime (tag 0x17) or GeneralizedTime (0x18) name; undefined if they
 * name none. Strictly as RFC 5280 §4.1.2.5 has them (seconds, no fraction, `Z`), or also without seconds and with
 * an offset from UTC. Two-digit years from 50 belong to the 20th century.
 */
export function parseAsn1Time(tag: number, content: Uint8Array, strict: boolean): Date | undefined {
  const utc = tag === utcTimeTag
  if (content.length > 24) return undefined
  const match = (utc ? utcForm : generalizedForm).exec(bytesToLatin1(content))
  if (match === null) return undefined
  const [, yearText, month, day, hour, minute, second, zone] = match
  if (strict && (second === undefined || zone !== 'Z')) return undefined
  const printed = Number(yearText)
  const year = !utc ? printed : printed < 50 ? 2000 + printed : 1900 + printed
  const moment = new Date(0)
  moment.setUTCFullYear(year, Number(month) - 1, Number(day))
  // 30 February and month 13 roll over: they are no dates.
  if (moment.getUTCMonth() !== Number(month) - 1 || moment.getUTCDate() !== Number(day)) return undefined
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second ?? 0) > 59) return undefined
  moment.setUTCHours(Number(hour), Number(minute), Number(second ?? 0))
  if (zone === 'Z') return moment
  const sign = zone![0] === '-' ? 1 : -1
  const minutes = Number(zone!.slice(1, 3)) * 60 + Number(zone!.slice(3, 5))
  return new Date(moment.getTime() + sign * minutes * 60_000)
}

const utcForm = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(Z|[+-]\d{4})$/
const generalizedForm = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(Z|[+-]\d{4})$/
