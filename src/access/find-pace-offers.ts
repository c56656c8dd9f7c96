import { type DomainParameters, type SymmetricCipher, standardizedDomainParameters } from '../crypto/index.js'
import {
  findSecurityInfos,
  type PaceDomainParameterInfo,
  type PaceInfo,
  type PaceMapping,
  type SecurityInfo,
} from '../lds/index.js'

/** One way of PACE that a chip offers and the library can go. */
export interface PaceOffer {
  /** The protocol: 0.4.0.127.0.7.2.2.4.2.2 is id-PACE-ECDH-GM-AES-CBC-CMAC-128. */
  readonly oid: string
  readonly mapping: PaceMapping
  readonly cipher: SymmetricCipher
  readonly domainParameters: DomainParameters
  /** What the chip calls the parameters; undefined if it has one set without a name. */
  readonly parameterId: number | undefined
  /** The chip has several sets of domain parameters: MSE:Set AT must name the one. Doc 9303-11 §4.4.4.1. */
  readonly ambiguous: boolean
  /** The lesser of the strengths of key agreement and cipher, in bits. */
  readonly strength: number
}

/** From here on ids are the chip's own. Doc 9303-11 Table 12. */
const firstOwnId = 32

const cipherStrengths: Readonly<Record<SymmetricCipher, number>> = {
  '3DES': 112,
  'AES-128': 128,
  'AES-192': 192,
  'AES-256': 256,
}

/** At equal strength: the mapping that proves the chip's key along the way, then the one that every terminal has. */
const mappingOrder: readonly PaceMapping[] = ['CAM', 'GM', 'IM']

/**
 * The ways of PACE that a chip offers and the library can go, the strongest first: by the lesser of the strengths of key agreement and
 * cipher, at equal strength chip authentication mapping before generic before integrated mapping, then by the stronger cipher.
 * Doc 9303-11 §4.4.1, §9.2.1.
 *
 * Left out are offers with domain parameters that are not known, or that do not fit: P-224 with integrated mapping, a group of
 * unknown order, a curve for a DH protocol.
 *
 * @param securityInfos of EF.CardAccess.
 *
 * @example
 * ```ts
 * import { findPaceOffers } from 'emrtd/access'
 * import { fromHex } from 'emrtd'
 * import { parseEfCardAccess } from 'emrtd/lds'
 *
 * const file = fromHex('3114 3012 060A04007F00070202040202 020102 02010D')
 * findPaceOffers(parseEfCardAccess(file).securityInfos).map(({ mapping, cipher }) => `${mapping} ${cipher}`) // ['GM AES-128']
 * ```
 */
export function findPaceOffers(securityInfos: readonly SecurityInfo[]): readonly PaceOffer[] {
  const infos = findSecurityInfos(securityInfos, 'PACEInfo')
  const explicit = findSecurityInfos(securityInfos, 'PACEDomainParameterInfo')
  const ambiguous = new Set(infos.map(({ parameterId }) => parameterId)).size > 1
  const offers = infos.flatMap(info => {
    const domainParameters = domainParametersOf(info, explicit)
    if (domainParameters === undefined || !fits(info, domainParameters)) return []
    const { oid, mapping, cipher, parameterId } = info
    const strength = Math.min(groupStrength(domainParameters), cipherStrengths[cipher])
    return [{ oid, mapping, cipher, domainParameters, parameterId, ambiguous, strength }]
  })
  return offers.sort(
    (a, b) =>
      b.strength - a.strength ||
      mappingOrder.indexOf(a.mapping) - mappingOrder.indexOf(b.mapping) ||
      cipherStrengths[b.cipher] - cipherStrengths[a.cipher],
  )
}

function domainParametersOf(
  { keyAgreement, mapping, parameterId }: PaceInfo,
  explicit: readonly PaceDomainParameterInfo[],
): DomainParameters | undefined {
  if (parameterId !== undefined && parameterId < firstOwnId) return standardizedDomainParameters(parameterId)
  const candidates = explicit.filter(
    info =>
      info.keyAgreement === keyAgreement && info.mapping === mapping && info.parameterId === parameterId,
  )
  // Two sets of one name: whichever is taken may be the wrong one.
  return candidates.length === 1 ? candidates[0]!.domainParameters?.domain : undefined
}

function fits({ keyAgreement, mapping, version }: PaceInfo, parameters: DomainParameters): boolean {
  if (version !== 2) return false
  // Doc 9303-11 §4.4.3.3.1: public keys must be validated, which takes the order of the group.
  if (parameters.type === 'DH') {
    return keyAgreement === 'DH' && mapping !== 'CAM' && parameters.group.order !== undefined
  }
  // The point encoding of appendix B needs p = 3 mod 4, which P-224 has not.
  return keyAgreement === 'ECDH' && (mapping !== 'IM' || parameters.curve.p % 4n === 3n)
}

/** Half the bits of the order of a curve; for fields the figures of NIST SP 800-57 part 1, Table 2. */
function groupStrength(parameters: DomainParameters): number {
  if (parameters.type === 'EC') return Math.min(256, parameters.curve.orderLength * 4)
  const { prime, order } = parameters.group
  const bits = prime.length * 8
  const field = bits >= 7680 ? 192 : bits >= 3072 ? 128 : bits >= 2048 ? 112 : 80
  return Math.min(field, (order ?? prime).length * 4)
}
