import { derInteger, encodeTlv } from '../../asn1/index.js'
import { concatBytes, latin1ToBytes } from '../../bytes.js'

/** A coded value: as it stands, or as the fallback that an extension block gives for a value of a later edition. */
export type Code39794Content = number | { readonly fallback: number }

/** A field of a block that may be left out. */
export type Field = Uint8Array | undefined

/** The content of a SEQUENCE: the fields that are there. ISO/IEC 39794-1: every tag is implicit. */
export function fields(...all: readonly Field[]): Uint8Array {
  return concatBytes(...all.filter(field => field !== undefined))
}

/** Field `number`, an INTEGER or ENUMERATED. */
export function integer(number: number, value: number | undefined): Field {
  // The content of a universal INTEGER of one length byte.
  return value === undefined ? undefined : encodeTlv(0x80 + number, derInteger(value).subarray(2))
}

/** Field `number`, a BOOLEAN. */
export function boolean(number: number, value: boolean | undefined): Field {
  return value === undefined ? undefined : encodeTlv(0x80 + number, Uint8Array.of(value ? 0xff : 0))
}

/** Field `number`, an OCTET STRING. */
export function octets(number: number, value: Uint8Array | undefined): Field {
  return value === undefined ? undefined : encodeTlv(0x80 + number, value)
}

/** Field `number`, a block. */
export function block<T>(number: number, value: T | undefined, write: (value: T) => Uint8Array): Field {
  return value === undefined ? undefined : encodeTlv(0xa0 + number, write(value))
}

/** Field `number`, a SEQUENCE OF blocks. */
export function blocks<T>(
  number: number,
  values: readonly T[] | undefined,
  write: (value: T) => Uint8Array,
): Field {
  return values === undefined
    ? undefined
    : encodeTlv(0xa0 + number, ...values.map(value => encodeTlv(0x30, write(value))))
}

/** Field `number`, a SEQUENCE OF elements with the universal tag `tag`. */
export function list(
  number: number,
  tag: number,
  values: readonly (Uint8Array | string)[] | undefined,
): Field {
  return values === undefined
    ? undefined
    : encodeTlv(
        0xa0 + number,
        ...values.map(value => encodeTlv(tag, typeof value === 'string' ? latin1ToBytes(value) : value)),
      )
}

/** Field `number`, a CHOICE of a code and an extension block. */
export function code(number: number, value: Code39794Content | undefined): Field {
  return block(number, value, given =>
    typeof given === 'number'
      ? fields(integer(0, given))
      : fields(block(1, given.fallback, fallback => fields(integer(0, fallback)))),
  )
}

/** Field `number`, a block of BOOLEANs by number. */
export function flags(number: number, values: readonly (boolean | undefined)[] | undefined): Field {
  return block(number, values, all => fields(...all.map((value, flag) => boolean(flag, value))))
}
