import { DerReader } from '../../asn1/index.js'
import { type DomainParameters, parseDomainParameters, type SymmetricCipher } from '../../crypto/index.js'
import { type ChipPaceOffer, cipherArcs, type PaceMapping, resolvePaceOffer } from './pace-offer.js'

const mappings: Readonly<Record<string, PaceMapping>> = { 1: 'GM', 2: 'GM', 3: 'IM', 4: 'IM', 6: 'CAM' }
const ciphers: ReadonlyMap<string, SymmetricCipher> = new Map(
  (Object.entries(cipherArcs) as [SymmetricCipher, number][]).map(([cipher, arc]) => [`${arc}`, cipher]),
)
const idPace = '0.4.0.127.0.7.2.2.4.'
const idChipAuthentication = '0.4.0.127.0.7.2.2.3.'

/**
 * The ways of PACE that an EF.CardAccess offers, for a chip that is to keep that file's promises. Offers that the
 * chip cannot keep (unknown protocols, parameters without an id) are left out. Doc 9303-11 §9.2.1.
 *
 * @throws {EmrtdError} `ASN1_…` for a file that is no SecurityInfos.
 *
 * @example
 * ```ts
 * import { paceOffersOf, writeEfCardAccess } from 'emrtd/testkit'
 *
 * paceOffersOf(writeEfCardAccess([{ mapping: 'GM', cipher: 'AES-128', parameterId: 13 }]))
 * // [{ mapping: 'GM', cipher: 'AES-128', parameterId: 13 }]
 * ```
 */
export function paceOffersOf(efCardAccess: Uint8Array): readonly ChipPaceOffer[] {
  const explicit = new Map<number, DomainParameters>()
  const offers: ChipPaceOffer[] = []
  for (const info of securityInfos(efCardAccess)) {
    const oid = info.oid()
    if (!oid.startsWith(idPace)) continue
    const [family = '', cipherArc] = oid.slice(idPace.length).split('.')
    if (cipherArc === undefined) {
      const { domain } = parseDomainParameters(info.raw())
      if (!info.atEnd) explicit.set(info.smallInteger(), domain)
      continue
    }
    const mapping = mappings[family]
    const cipher = ciphers.get(cipherArc)
    info.smallInteger()
    if (mapping !== undefined && cipher !== undefined && !info.atEnd) {
      offers.push({ mapping, cipher, parameterId: info.smallInteger() })
    }
  }
  return offers.flatMap(offer => {
    const explicitParameters = explicit.get(offer.parameterId)
    const whole = explicitParameters === undefined ? offer : { ...offer, explicitParameters }
    try {
      resolvePaceOffer(whole)
      return [whole]
    } catch (error) {
      if (error instanceof TypeError) return []
      throw error
    }
  })
}

/**
 * The Chip Authentication that an EF.DG14 announces: ciphers by the id of their key. Doc 9303-11 §9.2.5.
 *
 * @throws {EmrtdError} `ASN1_…` for a file that is no EF.DG14.
 *
 * @example
 * ```ts
 * import { chipAuthenticationOf, createCountry, issueDocument } from 'emrtd/testkit'
 *
 * const { files } = issueDocument(createCountry({ state: 'UTO', seed: 'utopia' }), {
 *   chipAuthentication: { curve: 'P-256', ciphers: ['AES-128'] },
 * })
 * chipAuthenticationOf(files['EF.DG14']!) // [{ keyId: undefined, cipher: 'AES-128' }]
 * ```
 */
export function chipAuthenticationOf(
  efDg14: Uint8Array,
): readonly { readonly keyId: number | undefined; readonly cipher: SymmetricCipher }[] {
  const announced: { keyId: number | undefined; cipher: SymmetricCipher }[] = []
  for (const info of securityInfos(new DerReader(efDg14).content(0x6e))) {
    const oid = info.oid()
    const cipher = ciphers.get(oid.slice(idChipAuthentication.length + 2))
    if (!oid.startsWith(idChipAuthentication) || cipher === undefined) continue
    info.smallInteger()
    announced.push({ cipher, keyId: info.atEnd ? undefined : info.smallInteger() })
  }
  return announced
}

function securityInfos(set: Uint8Array): readonly DerReader[] {
  const infos = new DerReader(set, { leniencies: ['trailingBytes'] }).set()
  const list: DerReader[] = []
  while (!infos.atEnd) list.push(infos.sequence())
  return list
}
