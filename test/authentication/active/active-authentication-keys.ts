import { readFileSync } from 'node:fs'
import type { ActiveAuthenticationFiles } from '../../../src/authentication/active/verify-active-authentication.js'
import { fromHex } from '../../../src/bytes.js'
import type { EcCurve, HashName } from '../../../src/crypto/index.js'
import { parseDg14, parseDg15 } from '../../../src/lds/index.js'
import {
  type ActiveAuthenticationKey,
  type ChipFault,
  createVirtualChip,
} from '../../../src/testkit/chip/index.js'
import { chipKeyDataGroups } from '../../../src/testkit/issuer/chip-keys.js'

interface StoredKey {
  readonly bits: number
  readonly modulus: string
  readonly publicExponent: string
  readonly privateExponent: string
}

const stored: { readonly keys: readonly StoredKey[] } = JSON.parse(
  readFileSync(new URL('../../../vectors/keys/rsa.json', import.meta.url), 'utf8'),
)

export const rsaSizes: readonly number[] = stored.keys.map(({ bits }) => bits)

/** An RSA key of the repository: the search for primes takes seconds. */
export function rsaKey(bits: number, hash: HashName, trailer?: 'explicit'): ActiveAuthenticationKey {
  const key = stored.keys.find(each => each.bits === bits)
  if (key === undefined) throw new TypeError(`no key of ${bits} bits`)
  return {
    type: 'RSA',
    modulus: fromHex(key.modulus),
    publicExponent: fromHex(key.publicExponent),
    privateExponent: fromHex(key.privateExponent),
    hash,
    ...(trailer && { trailer }),
  }
}

export function ecKey(curve: EcCurve, hash: HashName): ActiveAuthenticationKey {
  return { type: 'ECDSA', curve, privateKey: Uint8Array.of(3, 1, 4, 1, 5, 9), hash }
}

/** EF.DG15, and EF.DG14 if there is one, for a key. */
export function filesOf(key: ActiveAuthenticationKey): ActiveAuthenticationFiles {
  const files = chipKeyDataGroups({ activeAuthentication: key })
  const dg14 = files.get(14)
  return { dg15: parseDg15(files.get(15)!), dg14: dg14 && parseDg14(dg14) }
}

/** What a virtual chip with that key makes of a challenge. */
export async function respond(
  key: ActiveAuthenticationKey,
  challenge: Uint8Array,
  faults: readonly ChipFault[] = [],
): Promise<Uint8Array> {
  const chip = createVirtualChip({ files: {}, activeAuthentication: key, faults, seed: Uint8Array.of(9) })
  const response = await chip.transmit(Uint8Array.of(0, 0x88, 0, 0, 0, 0, 8, ...challenge, 0, 0))
  return response.subarray(0, -2)
}
