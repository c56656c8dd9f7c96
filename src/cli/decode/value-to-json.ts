import { toHex } from '../../bytes.js'
import type { EcCurve } from '../../crypto/index.js'
import { formatName, type Name } from '../../pki/index.js'

/**
 * A parsed structure as plain data: bytes as hexadecimal digits, or where they are more than `maximumBytes` an object of
 * their `length` and the first of them as `begins`; large numbers as decimal digits; distinguished names as text; curves
 * by name.
 */
export function valueToJson(value: unknown, maximumBytes: number): unknown {
  if (typeof value === 'bigint') return value.toString()
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Uint8Array) {
    if (value.length <= maximumBytes) return toHex(value)
    return { length: value.length, begins: toHex(value.subarray(0, maximumBytes)) }
  }
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(item => valueToJson(item, maximumBytes))
  if ('rdns' in value) return formatName(value as Name)
  if ('gx' in value && 'name' in value) return (value as EcCurve).name
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [key, valueToJson(part, maximumBytes)]),
  )
}
