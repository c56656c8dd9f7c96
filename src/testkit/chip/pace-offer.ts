import {
  type DomainParameters,
  type SymmetricCipher,
  standardizedDomainParameters,
} from '../../crypto/index.js'

/** The mappings of PACE. Doc 9303-11 §4.4.3.3. */
export type PaceMapping = 'GM' | 'IM' | 'CAM'

/** One way of PACE that a chip offers: one PACEInfo of EF.CardAccess. */
export interface ChipPaceOffer {
  readonly mapping: PaceMapping
  /** `3DES` is not defined for CAM. */
  readonly cipher: SymmetricCipher
  /** A standardized id (0 to 2, 8 to 18), or the local id of {@link explicitParameters}. */
  readonly parameterId: number
  /** Explicit parameters, published as PACEDomainParameterInfo; their id must not be a standardized one (0 to 31). */
  readonly explicitParameters?: DomainParameters
}

/** An offer with its object identifier and group. */
export interface ResolvedPaceOffer extends ChipPaceOffer {
  /** The protocol's object identifier in dotted form. */
  readonly oid: string
  /** The object identifier without its last arc: key agreement and mapping. */
  readonly family: string
  readonly parameters: DomainParameters
}

/** id-PACE. Doc 9303-11 §9.2.3. */
const idPace = '0.4.0.127.0.7.2.2.4'
const families: Readonly<
  Record<DomainParameters['type'], Readonly<Record<PaceMapping, number | undefined>>>
> = {
  DH: { GM: 1, IM: 3, CAM: undefined },
  EC: { GM: 2, IM: 4, CAM: 6 },
}

/** The last arc of protocol object identifiers, for PACE and Chip Authentication alike. */
export const cipherArcs: Readonly<Record<SymmetricCipher, number>> = {
  '3DES': 1,
  'AES-128': 2,
  'AES-192': 3,
  'AES-256': 4,
}

/**
 * Checks an offer and finds its object identifier and group.
 *
 * @throws {TypeError} for a combination that Doc 9303-11 does not define.
 */
export function resolvePaceOffer(offer: ChipPaceOffer): ResolvedPaceOffer {
  const { mapping, cipher, parameterId, explicitParameters } = offer
  if (explicitParameters !== undefined && parameterId < 32) {
    throw new TypeError('explicit domain parameters must not use an id from 0 to 31')
  }
  const parameters = explicitParameters ?? standardizedDomainParameters(parameterId)
  if (parameters === undefined) throw new TypeError(`no standardized domain parameters of id ${parameterId}`)
  const arc = families[parameters.type][mapping]
  if (arc === undefined || (mapping === 'CAM' && cipher === '3DES')) {
    throw new TypeError(`PACE-${mapping} is not defined for ${parameters.type} with ${cipher}`)
  }
  if (mapping === 'IM' && parameters.type === 'EC' && parameters.curve.p % 4n !== 3n) {
    throw new TypeError(`${parameters.curve.name} cannot be used with the integrated mapping`)
  }
  if (mapping === 'IM' && parameters.type === 'DH' && parameters.group.order === undefined) {
    throw new TypeError('the integrated mapping needs the order of the group')
  }
  const family = `${idPace}.${arc}`
  return { ...offer, family, oid: `${family}.${cipherArcs[cipher]}`, parameters }
}
