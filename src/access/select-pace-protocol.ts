import { type CardChannel, sendCommand, triesLeft } from '../apdu/index.js'
import { encodeOid, encodeTlv } from '../asn1/index.js'
import { concatBytes } from '../bytes.js'
import { accessStatusError } from './access-errors.js'
import { type DocumentPassword, passwordReferences } from './document-password.js'
import type { PaceOffer } from './find-pace-offers.js'

/** What the caller of PACE can say of its beginning. */
export interface PaceProtocolOptions {
  /**
   * Whether to go on where the chip says that one try is left (63C1): a wrong secret then blocks or suspends the password. False by
   * default.
   */
  readonly useLastTry?: boolean | undefined
  /**
   * The data object 7F4C, whole: asks for the certification authority references that Terminal Authentication needs.
   * Doc 9303-11 §4.4.4.1.
   */
  readonly authorizationTemplate?: Uint8Array | undefined
}

/**
 * MSE:Set AT: tells the chip which way of PACE, which password and, where it has several, which domain parameters.
 * Doc 9303-11 §4.4.4.1.
 *
 * @throws {EmrtdError} for a status word other than 9000, and for 63Cx with no try left, or with one that is not to be used.
 */
export async function selectPaceProtocol(
  channel: CardChannel,
  { oid, parameterId, ambiguous }: PaceOffer,
  password: DocumentPassword,
  { useLastTry = false, authorizationTemplate = new Uint8Array(0) }: PaceProtocolOptions,
): Promise<void> {
  const select = async (reference: number | undefined): Promise<number> => {
    const data = concatBytes(
      encodeTlv(0x80, encodeOid(oid)),
      encodeTlv(0x83, Uint8Array.of(passwordReferences[password.type])),
      reference === undefined ? new Uint8Array(0) : encodeTlv(0x84, unsignedBytes(reference)),
      authorizationTemplate,
    )
    return (await sendCommand(channel, { cla: 0x00, ins: 0x22, p1: 0xc1, p2: 0xa4, data })).sw
  }
  let sw = await select(ambiguous ? parameterId : undefined)
  // Some chips (UA) want the parameters named though there is one set. No secret is at stake yet.
  if (sw !== 0x9000 && triesLeft(sw) === undefined && !ambiguous && parameterId !== undefined) {
    sw = await select(parameterId)
  }
  const left = triesLeft(sw)
  if (sw === 0x9000 || (left !== undefined && (left > 1 || (left === 1 && useLastTry)))) return
  throw accessStatusError(sw, 'MSE:Set AT for PACE')
}

/** A reference as unsigned bytes, one at least. */
function unsignedBytes(value: number): Uint8Array {
  const bytes = [value & 0xff]
  for (let rest = Math.floor(value / 256); rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest & 0xff)
  return Uint8Array.from(bytes)
}
