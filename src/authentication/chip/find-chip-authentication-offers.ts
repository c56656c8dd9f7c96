import type { DhPublicKey, EcPublicKey, SymmetricCipher } from '../../crypto/index.js'
import {
  type ChipAuthenticationPublicKeyInfo,
  findSecurityInfos,
  type SecurityInfo,
} from '../../lds/index.js'

/** One way of Chip Authentication that a chip offers: a key, and how to use it. */
export interface ChipAuthenticationOffer {
  readonly publicKeyInfo: ChipAuthenticationPublicKeyInfo
  /** The chip's static public key. */
  readonly publicKey: DhPublicKey | EcPublicKey
  /** The protocol: id-CA-ECDH-AES-CBC-CMAC-128. */
  readonly oid: string
  readonly cipher: SymmetricCipher
  /** 1; TR-03110 has 2 and 3 as well. */
  readonly version: number
  /** What the chip is told which key to use; undefined if it has no name. */
  readonly keyId: bigint | undefined
  /** No ChipAuthenticationInfo names the cipher: 3DES is what chips do that have none (seen in FR passports). */
  readonly inferred: boolean
}

const ciphers: readonly SymmetricCipher[] = ['AES-256', 'AES-192', 'AES-128', '3DES']
/** Curves before DH, whose keys take long commands. */
const types: readonly string[] = ['EC', 'DH']
const arcs: Readonly<Record<SymmetricCipher, number>> = {
  '3DES': 1,
  'AES-128': 2,
  'AES-192': 3,
  'AES-256': 4,
}

/** The object identifier of Chip Authentication. Doc 9303-11 §9.2.7. */
function chipAuthenticationOid(type: 'DH' | 'EC', cipher: SymmetricCipher): string {
  return `0.4.0.127.0.7.2.2.3.${type === 'EC' ? 2 : 1}.${arcs[cipher]}`
}

/**
 * The ways of Chip Authentication that SecurityInfos offer, the strongest cipher first, then ECDH before DH, then the longer key.
 * Doc 9303-11 §6.2, §9.2.5, §9.2.6.
 *
 * A ChipAuthenticationInfo goes with the keys of its key agreement that carry its keyId; with the only one if either carries none.
 * A key that cannot be used offers nothing. A chip with keys and no ChipAuthenticationInfo at all is taken to do 3DES.
 *
 * @param securityInfos of EF.DG14 or EF.CardSecurity.
 *
 * @example
 * ```ts
 * import { findChipAuthenticationOffers } from 'emrtd/authentication'
 * import { parseDg14 } from 'emrtd/lds'
 *
 * const best = (dg14: Uint8Array) => findChipAuthenticationOffers(parseDg14(dg14).securityInfos)[0]
 * ```
 */
export function findChipAuthenticationOffers(
  securityInfos: readonly SecurityInfo[],
): readonly ChipAuthenticationOffer[] {
  const keys = findSecurityInfos(securityInfos, 'ChipAuthenticationPublicKeyInfo')
  const infos = findSecurityInfos(securityInfos, 'ChipAuthenticationInfo')
  const offers: ChipAuthenticationOffer[] = []
  const offer = (
    publicKeyInfo: ChipAuthenticationPublicKeyInfo,
    cipher: SymmetricCipher,
    version: number,
    infoKeyId: bigint | undefined,
    inferred: boolean,
  ): void => {
    const { publicKey } = publicKeyInfo
    if (publicKey === undefined) return
    const oid = chipAuthenticationOid(publicKey.type, cipher)
    const keyId = publicKeyInfo.keyId ?? infoKeyId
    offers.push({ publicKeyInfo, publicKey, oid, cipher, version, keyId, inferred })
  }
  for (const { keyAgreement, cipher, version, keyId } of infos) {
    const alike = keys.filter(key => key.keyAgreement === keyAgreement)
    for (const key of alike) {
      const named = keyId !== undefined && key.keyId !== undefined
      if (named ? key.keyId === keyId : alike.length === 1) {
        offer(key, cipher ?? '3DES', version, keyId, cipher === undefined)
      }
    }
  }
  if (infos.length === 0) for (const key of keys) offer(key, '3DES', 1, undefined, true)
  return offers.sort(rank)
}

function rank(a: ChipAuthenticationOffer, b: ChipAuthenticationOffer): number {
  return (
    ciphers.indexOf(a.cipher) - ciphers.indexOf(b.cipher) ||
    types.indexOf(a.publicKey.type) - types.indexOf(b.publicKey.type) ||
    size(b.publicKey) - size(a.publicKey)
  )
}

function size(key: DhPublicKey | EcPublicKey): number {
  return key.type === 'EC' ? key.curve.fieldLength : key.prime.length
}
