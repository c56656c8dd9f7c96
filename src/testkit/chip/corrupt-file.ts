import { encodeLength, encodeTlv, readTlvLength } from '../../asn1/index.js'
import { concatBytes } from '../../bytes.js'
import { EmrtdError } from '../../errors.js'
import type { ChipFilePlace } from './chip-files.js'
import type { FaultPlan } from './fault-plan.js'

/** The content of a file as the faults of the chip leave it. */
export function corruptFile(content: Uint8Array, place: ChipFilePlace, faults: FaultPlan): Uint8Array {
  if (place.name === 'EF.CardAccess') return corruptCardAccess(content, faults)
  if (place.directory === 'MF') return content
  if (faults.has('fileEmpty') && faults.due('fileEmpty')) return new Uint8Array(0)
  const header = readHeaderLength(content)
  if (header === undefined) return content
  const { tag, headerLength } = header
  const value = content.subarray(headerLength)
  const withLength = (...octets: readonly number[]): Uint8Array =>
    concatBytes(encodeTlv(tag).subarray(0, -1), Uint8Array.from(octets), value)
  if (faults.due('fileClaims4GB')) return withLength(0x84, 0xff, 0xff, 0xff, 0xff)
  if (faults.due('fileClaimsTooMuch')) return withLength(...encodeLength(value.length + 64))
  if (faults.due('fileClaimsTooLittle')) return withLength(...encodeLength(Math.max(0, value.length - 8)))
  if (faults.due('fileIndefiniteLength')) return withLength(0x80)
  if (faults.due('fileHeaderTruncated')) return content.subarray(0, 1)
  if (faults.due('fileWrongTag')) return concatBytes(Uint8Array.of(0x04), content.subarray(1))
  return content
}

function corruptCardAccess(content: Uint8Array, faults: FaultPlan): Uint8Array {
  if (faults.due('cardAccessNotDer')) return content.subarray(0, content.length - 2)
  return content
}

function readHeaderLength(content: Uint8Array): { tag: number; headerLength: number } | undefined {
  try {
    return readTlvLength(content)
  } catch (error) {
    if (error instanceof EmrtdError) return undefined
    throw error
  }
}
