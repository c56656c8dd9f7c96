import { encodeTlv } from '../../asn1/index.js'
import { type InstancesChoices, writeCount } from './write-displayed-images.js'
import type { TextContent } from './write-listed-fields.js'
import { writeText } from './write-number.js'

/** A person to notify; what is undefined is left out. Doc 9303-10 Table 80. */
export interface PersonToNotifyContent {
  /** 5F50: eight digits. */
  readonly dateRecorded?: TextContent | undefined
  /** 5F51: `PRIMARY<<SECONDARY`. */
  readonly name?: TextContent | undefined
  /** 5F52 */
  readonly telephone?: TextContent | undefined
  /** 5F53 */
  readonly address?: TextContent | undefined
}

/**
 * EF.DG16: persons to notify, in the templates A1, A2 and so on. Doc 9303-10 §4.7.16.
 *
 * @throws {TypeError} for more than 30 persons, for which there are no tags of one byte.
 *
 * @example
 * ```ts
 * import { toHex } from 'emrtd'
 * import { writeDg16 } from 'emrtd/testkit'
 *
 * toHex(writeDg16([{ name: 'A<<B' }])) // '700c020101a1075f5104413c3c42'
 * ```
 */
export function writeDg16(
  persons: readonly PersonToNotifyContent[],
  choices: InstancesChoices = {},
): Uint8Array {
  if (persons.length > 30) throw new TypeError('30 persons at most')
  return encodeTlv(
    0x70,
    ...writeCount(persons.length, choices),
    ...persons.map((person, index) => encodeTlv(0xa1 + index, ...writePerson(person))),
    ...(choices.otherObjects ?? []),
  )
}

function writePerson(person: PersonToNotifyContent): readonly Uint8Array[] {
  const fields: readonly (readonly [number, TextContent | undefined])[] = [
    [0x5f50, person.dateRecorded],
    [0x5f51, person.name],
    [0x5f52, person.telephone],
    [0x5f53, person.address],
  ]
  return fields.flatMap(([tag, text]) => (text === undefined ? [] : [encodeTlv(tag, writeText(text))]))
}
