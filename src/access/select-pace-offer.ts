import { EmrtdError } from '../errors.js'
import type { SecurityInfo } from '../lds/index.js'
import { findPaceOffers, type PaceOffer } from './find-pace-offers.js'

/**
 * Chooses one of a chip's offers, which are sorted, the strongest first, and at least one; undefined if none will do.
 */
export type OfferChoice = (offers: readonly PaceOffer[]) => PaceOffer | undefined

/**
 * The way of PACE to go: the strongest that the chip offers and the library can go (see `findPaceOffers`), or the caller's choice of
 * them. Doc 9303-11 §4.4.1.
 *
 * @param securityInfos of EF.CardAccess.
 * @throws {EmrtdError} `ACCESS_UNSUPPORTED` if there is none, or the caller wants none.
 *
 * @example
 * ```ts
 * import { selectPaceOffer } from 'emrtd/access'
 * import { fromHex } from 'emrtd'
 * import { parseEfCardAccess } from 'emrtd/lds'
 *
 * const { securityInfos } = parseEfCardAccess(fromHex('3114 3012 060A04007F00070202040202 020102 02010D'))
 * selectPaceOffer(securityInfos).cipher // 'AES-128'
 * selectPaceOffer(securityInfos, offers => offers.find(({ mapping }) => mapping === 'GM')).parameterId // 13
 * ```
 */
export function selectPaceOffer(
  securityInfos: readonly SecurityInfo[],
  choose: OfferChoice = offers => offers[0],
): PaceOffer {
  const offers = findPaceOffers(securityInfos)
  if (offers.length === 0) {
    throw new EmrtdError('ACCESS_UNSUPPORTED', 'the chip offers no way of PACE that is known')
  }
  const offer = choose(offers)
  if (offer === undefined) {
    throw new EmrtdError('ACCESS_UNSUPPORTED', 'none of the ways of PACE that the chip offers was chosen')
  }
  return offer
}
