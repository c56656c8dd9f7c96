import { equalBytes } from '../../bytes.js'
import type { CryptoBackend } from '../../crypto/index.js'
import {
  type DataGroupNumber,
  dataGroupNumber,
  type LdsFileName,
  type LdsSecurityObject,
} from '../../lds/index.js'
import type { Check } from '../../verdict.js'

const clause = 'Doc 9303-11 §5.1'

/**
 * Compares every data group that was read with its hash in the LDS security object: one check for each data group, those
 * that were not read and those that are not signed included. Doc 9303-11 §5.1.
 *
 * A data group that was read and is not in the security object fails. One that was not read is inconclusive; only DG1 holds
 * up the verdict, since without it there is nothing that the document says.
 *
 * @param files the files as read, bytes and all.
 *
 * @example
 * ```ts
 * import { verifyDataGroupHashes } from 'emrtd/authentication'
 * import { defaultBackend } from 'emrtd/crypto'
 * import { parseEfSod } from 'emrtd/lds'
 *
 * const check = (sod: Uint8Array, dg1: Uint8Array) =>
 *   verifyDataGroupHashes(parseEfSod(sod).securityObject, new Map([['EF.DG1', dg1]]), defaultBackend)
 * ```
 */
export function verifyDataGroupHashes(
  securityObject: LdsSecurityObject,
  files: ReadonlyMap<LdsFileName, Uint8Array>,
  backend: CryptoBackend,
): readonly Check[] {
  const signed = new Map(securityObject.dataGroupHashes.map(({ dataGroup, hash }) => [dataGroup, hash]))
  const read = new Map<DataGroupNumber, Uint8Array>()
  for (const [name, bytes] of files) {
    const number = dataGroupNumber(name)
    if (number !== undefined) read.set(number, bytes)
  }
  const numbers = [...new Set<DataGroupNumber>([1, ...signed.keys(), ...read.keys()])].sort((a, b) => a - b)
  return numbers.map((number): Check => {
    const base = { id: 'PA.DATA_GROUP_HASH', subject: `DG${number}`, clause } as const
    const bytes = read.get(number)
    const expected = signed.get(number)
    if (bytes === undefined) {
      return number === 1
        ? { ...base, status: 'inconclusive', reason: 'DG1_MISSING' }
        : { ...base, status: 'inconclusive', reason: 'DATA_GROUP_NOT_READ', advisory: true }
    }
    if (expected === undefined) return { ...base, status: 'failed', reason: 'DATA_GROUP_NOT_IN_SOD' }
    const { hash, hashOid } = securityObject
    if (hash === undefined) {
      return { ...base, status: 'inconclusive', reason: 'ALGORITHM_UNSUPPORTED', detail: `hash ${hashOid}` }
    }
    return equalBytes(backend.digest(hash, bytes), expected)
      ? { ...base, status: 'passed', detail: hash }
      : { ...base, status: 'failed', reason: 'HASH_MISMATCH', detail: hash }
  })
}
