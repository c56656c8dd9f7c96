import { encodeTlv } from '../../asn1/index.js'
import { concatBytes, fromHex } from '../../bytes.js'
import { writeNumber, writeText } from './write-number.js'

/** A text, in UTF-8 unless its bytes are given, with `<` wherever it is to stand. */
export type TextContent = string | Uint8Array

/** How a file of optional data objects behind a tag list is to deviate. */
export interface ListedFieldsChoices {
  /** Dates as characters, or in packed digits as Malaysia and Taiwan write them. */
  readonly dateEncoding?: 'characters' | 'bcd' | undefined
  /** The tag list, if it is to be another than what is there; null leaves it out. */
  readonly tagList?: readonly number[] | null | undefined
  /** Names that repeat stand without the template A0 around them, as some states write them. */
  readonly withoutTemplate?: boolean | undefined
  /** The number of names that repeat, if it is to be another than there are; null leaves it out. */
  readonly count?: number | null | undefined
  /** Data objects behind those of the file; the tag list names them as well. */
  readonly otherObjects?: readonly Uint8Array[] | undefined
}

/** One field, its data object or objects; empty if it is not there. */
export type ListedField = readonly [tag: number, objects: readonly Uint8Array[]]

/** A field that holds a text. */
export function textField(tag: number, text: TextContent | undefined): ListedField {
  return [tag, text === undefined ? [] : [encodeTlv(tag, writeText(text))]]
}

/** A field that holds an image. */
export function imageField(tag: number, image: Uint8Array | undefined): ListedField {
  return [tag, image === undefined ? [] : [encodeTlv(tag, image)]]
}

/** A field that holds a date, its digits given as text. */
export function dateField(tag: number, date: string | undefined, choices: ListedFieldsChoices): ListedField {
  if (date === undefined) return [tag, []]
  return [tag, [encodeTlv(tag, choices.dateEncoding === 'bcd' ? fromHex(date) : writeText(date))]]
}

/** Texts that repeat, in the template A0 behind their number. */
export function repeatedField(
  tag: number,
  texts: readonly TextContent[] | undefined,
  { withoutTemplate, count = texts?.length ?? 0 }: ListedFieldsChoices,
): ListedField {
  if (texts === undefined) return [tag, []]
  const objects = texts.map(text => encodeTlv(tag, writeText(text)))
  if (withoutTemplate) return [tag, objects]
  const number = count === null ? [] : [encodeTlv(0x02, writeNumber(count, 1))]
  return [tag, [encodeTlv(0xa0, ...number, ...objects)]]
}

/** The file: tag list, fields in order, others. Doc 9303-10 §4.7.11, §4.7.12. */
export function writeListedFields(
  outerTag: number,
  fields: readonly ListedField[],
  { tagList, otherObjects = [] }: ListedFieldsChoices,
): Uint8Array {
  const there = fields.filter(([, objects]) => objects.length > 0)
  const listed = concatBytes(
    ...there.map(([tag]) => writeTag(tag)),
    ...otherObjects.map(object => object.subarray(0, (object[0]! & 0x1f) === 0x1f ? 2 : 1)),
  )
  const list = tagList === undefined ? listed : tagList && concatBytes(...tagList.map(writeTag))
  return encodeTlv(
    outerTag,
    ...(list === null ? [] : [encodeTlv(0x5c, list)]),
    ...there.flatMap(([, objects]) => objects),
    ...otherObjects,
  )
}

function writeTag(tag: number): Uint8Array {
  return writeNumber(tag, tag > 0xff ? 2 : 1)
}
