/** The tables of Doc 9303-3 §6 and appendix B.5. All letters in upper case. */

/** A table from what the letters become. */
function toMap(rows: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const map = new Map<string, string>()
  for (const [mrz, letters] of Object.entries(rows)) for (const letter of letters) map.set(letter, mrz)
  return map
}

/**
 * §6.A. Where the table leaves a choice its first entry stands here, see {@link LatinVariants}. U+0110 (D with stroke) is
 * printed there with the glyph of U+00D0 (Eth); both become D.
 */
export const latin: ReadonlyMap<string, string> = /* @__PURE__ */ toMap({
  A: 'ÀÁÂÃĀĂĄ',
  AE: 'ÄÆ',
  AA: 'Å',
  C: 'ÇĆĈĊČ',
  E: 'ÈÉÊËĒĔĖĘĚ',
  I: 'ÌÍÎÏĨĪĬĮİı',
  D: 'ÐĎĐ',
  N: 'ÑŃŅŇŊ',
  O: 'ÒÓÔÕŌŎŐ',
  OE: 'ÖØŒ',
  U: 'ÙÚÛŨŪŬŮŰŲ',
  UE: 'Ü',
  Y: 'ÝŶŸ',
  TH: 'Þ',
  G: 'ĜĞĠĢ',
  H: 'ĤĦ',
  IJ: 'Ĳ',
  J: 'Ĵ',
  K: 'Ķ',
  L: 'ĹĻĽĿŁ',
  R: 'ŔŖŘ',
  S: 'ŚŜŞŠ',
  T: 'ŢŤŦ',
  W: 'Ŵ',
  Z: 'ŹŻŽ',
  SS: 'ẞ',
})

/** §6.A: the letters for which the table leaves a choice. */
export interface LatinVariants {
  readonly Ä: 'AE' | 'A'
  readonly Å: 'AA' | 'A'
  readonly Ñ: 'N' | 'NXX'
  readonly Ö: 'OE' | 'O'
  readonly Ü: 'UE' | 'UXX' | 'U'
}

/** What {@link LatinVariants} can be, the first entry of the table in front. */
export const latinVariants: Readonly<Record<keyof LatinVariants, readonly string[]>> = {
  Ä: ['AE', 'A'],
  Å: ['AA', 'A'],
  Ñ: ['N', 'NXX'],
  Ö: ['OE', 'O'],
  Ü: ['UE', 'UXX', 'U'],
}

/**
 * §6.B. Not in the table, and here in the spirit of their neighbours: the soft sign, which is left out; Ћ, whose glyph the
 * table prints at U+0402 (Ђ) and whose sound it gives to the look-alike Һ; Ѓ, to which the Macedonian exception of the
 * look-alike Ғ belongs. U+0474 is printed with the glyph of the Latin V.
 */
export const cyrillic: ReadonlyMap<string, string> = /* @__PURE__ */ (() => {
  const map = new Map(
    toMap({
      E: 'ЁЕЭ',
      D: 'ЂД',
      IE: 'ЄЪ',
      DZ: 'ЅЏ',
      I: 'ІЇИЙ',
      J: 'Ј',
      LJ: 'Љ',
      NJ: 'Њ',
      K: 'ЌК',
      U: 'ЎУѪ',
      A: 'А',
      B: 'Б',
      V: 'В',
      G: 'ГҐҒЃ',
      ZH: 'Ж',
      Z: 'З',
      L: 'Л',
      M: 'М',
      N: 'Н',
      O: 'О',
      P: 'П',
      R: 'Р',
      S: 'С',
      T: 'Т',
      F: 'Ф',
      KH: 'Х',
      TS: 'Ц',
      CH: 'Ч',
      SH: 'Ш',
      SHCH: 'Щ',
      Y: 'ЫѴ',
      IU: 'Ю',
      IA: 'Я',
      C: 'ҺЋ',
    }),
  )
  return map.set('Ь', '')
})()

/** Languages that §6.B has exceptions for. */
export type CyrillicLanguage = 'belarusian' | 'bulgarian' | 'macedonian' | 'serbian' | 'ukrainian'

/** §6.B: what a language writes otherwise. */
export const cyrillicExceptions: Readonly<Record<CyrillicLanguage, ReadonlyMap<string, string>>> =
  /* @__PURE__ */ (() => ({
    belarusian: toMap({ IO: 'Ё', H: 'Г' }),
    bulgarian: toMap({ SHT: 'Щ' }),
    macedonian: toMap({ KJ: 'Ќ', DJ: 'Џ', H: 'Х', C: 'Ц', GJ: 'ҒЃ' }),
    serbian: toMap({ H: 'ГХ', Z: 'Ж', C: 'ЦЧ', S: 'Ш' }),
    ukrainian: toMap({ H: 'Г', Y: 'И' }),
  }))()

/** §6.B: what Ukrainian writes otherwise at the beginning of a name component. */
export const ukrainianFirst: ReadonlyMap<string, string> = /* @__PURE__ */ toMap({
  YE: 'Є',
  YI: 'Ї',
  Y: 'Й',
  YU: 'Ю',
  YA: 'Я',
})

/** §6.C, appendix B.5.4 to B.5.8: code points by what they become. Teh marbuta and shadda depend on their place. */
const arabicRows: Readonly<Record<string, readonly number[]>> = {
  XE: [0x0621],
  XAA: [0x0622],
  XAE: [0x0623],
  U: [0x0624],
  I: [0x0625],
  XI: [0x0626],
  A: [0x0627],
  B: [0x0628],
  T: [0x062a],
  XTH: [0x062b],
  J: [0x062c],
  XH: [0x062d],
  XKH: [0x062e],
  D: [0x062f],
  XDH: [0x0630],
  R: [0x0631],
  Z: [0x0632],
  S: [0x0633],
  XSH: [0x0634],
  XSS: [0x0635],
  XDZ: [0x0636],
  XTT: [0x0637],
  XZZ: [0x0638],
  E: [0x0639],
  G: [0x063a],
  F: [0x0641],
  Q: [0x0642],
  K: [0x0643],
  L: [0x0644],
  M: [0x0645],
  N: [0x0646],
  H: [0x0647],
  W: [0x0648],
  XAY: [0x0649],
  Y: [0x064a, 0x06d0],
  XXA: [0x0671],
  XXT: [0x0679],
  XRT: [0x067c],
  P: [0x067e],
  XKE: [0x0681],
  XXH: [0x0685],
  XC: [0x0686],
  XXD: [0x0688],
  XDR: [0x0689],
  XXR: [0x0691],
  XRR: [0x0693],
  XRX: [0x0696],
  XJ: [0x0698],
  XXS: [0x069a],
  XKK: [0x06a9],
  XXK: [0x06ab],
  XNG: [0x06ad],
  XGG: [0x06af],
  XNN: [0x06ba],
  XXN: [0x06bc],
  XDO: [0x06be],
  XYH: [0x06c0],
  XXG: [0x06c1],
  XGE: [0x06c2],
  XTG: [0x06c3],
  XYA: [0x06cc],
  XXY: [0x06cd],
  XYB: [0x06d2],
  XBE: [0x06d3],
  V: [0x06a4],
  XF: [0x06a5],
}

/** Not encoded: tatweel, short vowels, sukun, superscript alef and four obsolete letters. */
const arabicOmitted: readonly number[] = [
  0x0640, 0x064b, 0x064c, 0x064d, 0x064e, 0x064f, 0x0650, 0x0652, 0x0670, 0x069c, 0x06a2, 0x06a7, 0x06a8,
]

/**
 * §6.C with appendix B.5. Veh (U+06A4) is missing from §6.C; appendix B.5.4 and B.6 have V for it, the program of B.7 has XV:
 * V here.
 */
export const arabic: ReadonlyMap<string, string> = /* @__PURE__ */ (() => {
  const map = new Map<string, string>()
  for (const [mrz, codes] of Object.entries(arabicRows)) {
    for (const code of codes) map.set(String.fromCharCode(code), mrz)
  }
  for (const code of arabicOmitted) map.set(String.fromCharCode(code), '')
  return map
})()

/** Teh marbuta: XAH at the end of a name component, XTA elsewhere (§6.C note 2). */
export const tehMarbuta = '\u0629'

/** Shadda: what the letter before becomes is written twice (§6.C note 3). */
export const shadda = '\u0651'
