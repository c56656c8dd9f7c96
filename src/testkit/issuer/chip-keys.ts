import { derSetOf, encodeTlv } from '../../asn1/index.js'
import { bigIntToBytes, bytesToBigInt } from '../../bytes.js'
import {
  type DomainParameters,
  defaultBackend,
  type SymmetricCipher,
  standardizedDomainParameters,
} from '../../crypto/index.js'
import type { ActiveAuthenticationKey } from '../chip/active-authentication.js'
import { activeAuthenticationPublicKey, dg14Infos } from '../chip/authentication-files.js'
import type { ChipAuthenticationKey } from '../chip/create-virtual-chip.js'
import type { ChipTerminalAuthentication } from '../chip/terminal-authentication.js'
import type { Country } from './create-country.js'
import { createIssuerKey } from './issuer-key.js'
import type { KeyAlgorithm } from './key-algorithm.js'
import { seededBytes, seededScalar } from './seeded-bytes.js'

/** The keys that a chip is to prove itself with. */
export interface ChipKeyChoices {
  /** Active Authentication: EF.DG15, and an ActiveAuthenticationInfo in EF.DG14 for ECDSA. */
  readonly activeAuthentication?: KeyAlgorithm | undefined
  /** Chip Authentication: EF.DG14. On a curve, or in a group of standardized domain parameters (0 to 2: Diffie-Hellman). */
  readonly chipAuthentication?:
    | (({ readonly curve: string } | { readonly parameterId: number }) & {
        readonly ciphers?: readonly SymmetricCipher[]
      })
    | undefined
  /** That the chip asks terminals to prove themselves: a TerminalAuthenticationInfo in EF.DG14. `{}` for its defaults; none unless given. */
  readonly terminalAuthentication?: Pick<ChipTerminalAuthentication, 'efCvca'> | undefined
}

/** The private keys of a document's chip, as `createVirtualChip` takes them. */
export interface DocumentChipKeys {
  readonly activeAuthentication?: ActiveAuthenticationKey
  readonly chipAuthentication?: readonly IssuedChipAuthenticationKey[]
}

/** A static key for Chip Authentication with everything that EF.DG14 says of it. */
export type IssuedChipAuthenticationKey = ChipAuthenticationKey & {
  readonly parameters: DomainParameters
  readonly privateKey: Uint8Array
}

/** Keys that follow from the country's seed and a label. */
export function createChipKeys(country: Country, label: string, choices: ChipKeyChoices): DocumentChipKeys {
  const { activeAuthentication: active, chipAuthentication: chip } = choices
  return {
    ...(active === undefined ? {} : { activeAuthentication: activeKey(country, `AA ${label}`, active) }),
    ...(chip === undefined ? {} : { chipAuthentication: [chipKey(country, `CA ${label}`, chip)] }),
  }
}

function activeKey(country: Country, label: string, algorithm: KeyAlgorithm): ActiveAuthenticationKey {
  const { secret } = createIssuerKey(country.seed, label, algorithm)
  if (secret.type === 'EC') {
    return { type: 'ECDSA', curve: secret.curve, privateKey: secret.scalar, hash: algorithm.hash }
  }
  const { modulus, publicExponent, privateExponent } = secret.key
  const length = Math.ceil(modulus.toString(16).length / 2)
  return {
    type: 'RSA',
    modulus: bigIntToBytes(modulus, length),
    publicExponent: bigIntToBytes(publicExponent, Math.ceil(publicExponent.toString(16).length / 2)),
    privateExponent: bigIntToBytes(privateExponent, length),
    hash: algorithm.hash,
  }
}

function chipKey(
  country: Country,
  label: string,
  choice: NonNullable<ChipKeyChoices['chipAuthentication']>,
): IssuedChipAuthenticationKey {
  const { ciphers = ['AES-128'] } = choice
  const parameters = 'curve' in choice ? undefined : standardizedDomainParameters(choice.parameterId)
  if (parameters?.type === 'DH') {
    const { order, prime } = parameters.group
    if (order === undefined) throw new TypeError('a group with an order expected')
    const drawn = seededScalar(seededBytes(country.seed, label), bytesToBigInt(order))
    return { parameters, privateKey: bigIntToBytes(drawn, prime.length), ciphers }
  }
  const curve = 'curve' in choice ? choice.curve : parameters?.curve.name
  if (curve === undefined) throw new TypeError('no standardized domain parameters of this id')
  const algorithm = { kind: 'ecdsa', curve, parameters: 'explicit', hash: 'SHA-256' } as const
  const { secret } = createIssuerKey(country.seed, label, algorithm)
  if (secret.type !== 'EC') throw new TypeError('Chip Authentication on a curve')
  return { parameters: { type: 'EC', curve: secret.curve }, privateKey: secret.scalar, ciphers }
}

/** EF.DG14 and EF.DG15 that announce keys and protocols, by number. Doc 9303-11 §6.1.5, §9.2. */
export function chipKeyDataGroups(
  keys: DocumentChipKeys,
  { terminalAuthentication }: ChipKeyChoices = {},
): ReadonlyMap<number, Uint8Array> {
  const { activeAuthentication, chipAuthentication = [] } = keys
  const files = new Map<number, Uint8Array>()
  const resolved = chipAuthentication.map(key => ({ ...key, keyId: key.keyId }))
  const infos = dg14Infos(defaultBackend, resolved, activeAuthentication, terminalAuthentication)
  if (infos.length > 0) files.set(14, encodeTlv(0x6e, derSetOf(...infos)))
  if (activeAuthentication !== undefined) {
    files.set(15, encodeTlv(0x6f, activeAuthenticationPublicKey(defaultBackend, activeAuthentication)))
  }
  return files
}
