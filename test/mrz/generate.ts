import type { MrzContent, MrzFormat } from '../../src/mrz/index.js'

/** Whole numbers from 0 up to below `bound`, the same ones for the same seed (mulberry32). */
export type Random = (bound: number) => number

export function seeded(seed: number): Random {
  let state = seed >>> 0
  return bound => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound
  }
}

export const formats: readonly MrzFormat[] = ['TD1', 'TD2', 'TD3', 'MRV-A', 'MRV-B']

const alphabets: Readonly<Record<Script, readonly string[]>> = {
  latin: [
    ...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyzÀÁÂÄÅÆÇÉÈÊËÍÎÏÑÓÔÕÖØÚÛÜÝÞßăąćčďđęěğģİıķļłňőœřśşšţťůűźżž',
  ],
  cyrillic: [...'АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЭЮЯабвгдежзийклмнопрстуфхцчшщъыьэюяЁЄІЇҐЈЉЊЋЂЏЎ'],
  arabic: [...'ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيپچژکگ'],
}

export type Script = 'latin' | 'cyrillic' | 'arabic'

export const scripts = Object.keys(alphabets) as readonly Script[]

export const pick = <Item>(random: Random, items: readonly Item[]): Item => items[random(items.length)]!

export function text(random: Random, alphabet: readonly string[], least: number, most: number): string {
  let built = ''
  for (let i = least + random(most - least + 1); i > 0; i--) built += pick(random, alphabet)
  return built
}

const lettersAndDigits: readonly string[] = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789']
const digits: readonly string[] = [...'0123456789']
const separators: readonly string[] = [' ', ' ', ' ', '-', ', ', '’', ' - ']

/** One to `most` components of a script with what separates or joins them in a visual zone. */
export function identifier(random: Random, script: Script, most: number): string {
  let name = text(random, alphabets[script], 2, 9)
  for (let i = random(most); i > 0; i--) {
    name += pick(random, separators) + text(random, alphabets[script], 2, 14)
  }
  return name
}

const two = (value: number): string => String(value).padStart(2, '0')

/** A date YYMMDD of the calendar. */
export function date(random: Random): string {
  const month = 1 + random(12)
  const longest = month === 2 ? 28 : [4, 6, 9, 11].includes(month) ? 30 : 31
  return two(random(100)) + two(month) + two(1 + random(longest))
}

export const issuers: readonly string[] = ['UTO', 'D', 'FRA', 'UNO', 'RKS', 'GBD', 'XOM', 'EUE', 'USA', 'CHN']

/** Content that its format can hold: document numbers short and long, names of one script, birth dates unknown in part. */
export function content(
  random: Random,
  format: MrzFormat,
  script: Script = pick(random, scripts),
): MrzContent {
  const card = format === 'TD1' || format === 'TD2'
  const codes = card ? ['I', 'ID', 'A', 'C', 'IR'] : format === 'TD3' ? ['P', 'PP', 'PD', 'PO'] : ['V', 'VC']
  const long = card && random(4) === 0
  const most = format === 'TD1' ? 22 : 14
  const number = long ? text(random, lettersAndDigits, 10, most) : text(random, lettersAndDigits, 1, 9)
  const optionalWidth = { TD1: 15, TD2: 7, TD3: 14, 'MRV-A': 16, 'MRV-B': 8 }[format]
  const room = long ? Math.max(0, optionalWidth - (number.length - 9) - 2) : optionalWidth
  const birth = date(random)
  const unknown = random(12)
  return {
    format,
    documentCode: pick(random, codes),
    issuingState: pick(random, issuers),
    primaryIdentifier: identifier(random, script, 4),
    secondaryIdentifier: random(8) === 0 ? '' : identifier(random, script, 4),
    documentNumber: number,
    nationality: pick(random, [...issuers, 'XXA', 'XXX']),
    dateOfBirth:
      unknown === 0
        ? '<<<<<<'
        : unknown === 1
          ? `${birth.slice(0, 2)}<<<<`
          : unknown === 2
            ? `${birth.slice(0, 4)}<<`
            : birth,
    sex: pick(random, ['female', 'male', 'unspecified'] as const),
    dateOfExpiry: date(random),
    optionalData: random(2) === 0 || room === 0 ? '' : text(random, lettersAndDigits, 1, room),
    ...(format === 'TD1'
      ? { optionalData2: random(2) === 0 ? '' : `${text(random, [...digits, 'X', '<', 'Q'], 1, 10)}Z` }
      : {}),
  }
}
