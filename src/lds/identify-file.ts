import { dataGroupOfTag, type LdsFileName } from './file-names.js'

/**
 * Which file of the LDS a stored file is: by the names that common tools give (`EF_SOD.bin`, `SOD.bin`, `DG1.bin`,
 * `Datagroup1.bin`, `ef0101.bin`, `011D.bin`), and otherwise by its outer tag. Undefined if neither says.
 *
 * A file identifier that two applications use (011C, 011D) is decided by the tag, as is a name that says nothing.
 * The identifiers and tags are those of Doc 9303-10 §3.11 and §4.
 *
 * @param name the file's name without its folder.
 * @param bytes the file; its first byte is enough.
 *
 * @example
 * ```ts
 * import { identifyLdsFile } from 'emrtd/lds'
 *
 * identifyLdsFile('Datagroup2.bin', Uint8Array.of(0x75)) // 'EF.DG2'
 * ```
 */
export function identifyLdsFile(name: string, bytes: Uint8Array): LdsFileName | undefined {
  const stem = name.replace(/\.(bin|dat|der|ef|tlv|raw)$/i, '').toLowerCase()
  return byWord(stem) ?? byFileIdentifier(stem, bytes[0]) ?? byTag(bytes[0])
}

const words: readonly (readonly [RegExp, LdsFileName])[] = [
  [/^(ef[._-]?)?com$/, 'EF.COM'],
  [/^(ef[._-]?)?sod$/, 'EF.SOD'],
  [/^(ef[._-]?)?card[._-]?access$/, 'EF.CardAccess'],
  [/^(ef[._-]?)?card[._-]?security$/, 'EF.CardSecurity'],
  [/^(ef[._-]?)?atr([._-]?info)?$/, 'EF.ATR/INFO'],
  [/^(ef[._-]?)?dir$/, 'EF.DIR'],
  [/^(ef[._-]?)?cvca$/, 'EF.CVCA'],
]

function byWord(stem: string): LdsFileName | undefined {
  const number = Number(/^(?:ef[._-]?)?(?:dg|data[._-]?group)[._-]?0*(\d{1,2})$/.exec(stem)?.[1] ?? 0)
  if (number >= 1 && number <= 16) return `EF.DG${number}` as LdsFileName
  return words.find(([pattern]) => pattern.test(stem))?.[1]
}

/** Doc 9303-10 Tables 2 and 32: EF.CardAccess and EF.CVCA share 011C, EF.CardSecurity and EF.SOD share 011D. */
function byFileIdentifier(stem: string, tag: number | undefined): LdsFileName | undefined {
  const fid = /^(?:ef[._-]?)?([0-9a-f]{4})$/.exec(stem)?.[1]
  if (fid === undefined) return undefined
  const number = Number.parseInt(fid, 16) - 0x0100
  if (number >= 1 && number <= 16) return `EF.DG${number}` as LdsFileName
  switch (fid) {
    case '011e':
      return 'EF.COM'
    case '011d':
      return tag === 0x30 ? 'EF.CardSecurity' : 'EF.SOD'
    case '011c':
      return tag === 0x42 ? 'EF.CVCA' : 'EF.CardAccess'
    case '2f00':
      return 'EF.DIR'
    case '2f01':
      return 'EF.ATR/INFO'
    default:
      return undefined
  }
}

function byTag(tag: number | undefined): LdsFileName | undefined {
  if (tag === undefined) return undefined
  if (tag === 0x60) return 'EF.COM'
  if (tag === 0x77) return 'EF.SOD'
  const number = dataGroupOfTag(tag)
  return number === undefined ? undefined : `EF.DG${number}`
}
