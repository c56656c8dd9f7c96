import { encodeTlv } from '../../asn1/index.js'
import { latin1ToBytes } from '../../bytes.js'

/** UTCTime through 2049, GeneralizedTime from 2050. Doc 9303-12 §7.1.1, RFC 5280 §4.1.2.5. */
export function writeTime(moment: Date): Uint8Array {
  const text = digitsOf(moment)
  return moment.getUTCFullYear() < 2050
    ? encodeTlv(0x17, latin1ToBytes(text.slice(2)))
    : encodeTlv(0x18, latin1ToBytes(text))
}

/** A GeneralizedTime under an implicit tag, or its own. */
export function writeGeneralizedTime(moment: Date, tag: number = 0x18): Uint8Array {
  return encodeTlv(tag, latin1ToBytes(digitsOf(moment)))
}

function digitsOf(moment: Date): string {
  return `${moment.toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`
}
