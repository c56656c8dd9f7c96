import { EmrtdError } from '../errors.js'
import {
  arabic,
  type CyrillicLanguage,
  cyrillic,
  cyrillicExceptions,
  type LatinVariants,
  latin,
  latinVariants,
  shadda,
  tehMarbuta,
  ukrainianFirst,
} from './transliteration-tables.js'

/** Which of the ways that Doc 9303-3 §6 leaves open {@link transliterate} goes. */
export interface TransliterateOptions {
  /** The language of Cyrillic text, for those that the table has exceptions for. */
  readonly language?: CyrillicLanguage | undefined
  /** Latin letters for which the table leaves a choice. Its first entry unless given: AE, AA, N, OE, UE. */
  readonly variants?: Partial<LatinVariants> | undefined
}

/**
 * One identifier of a name in the letters of the MRZ, its components separated by one filler (Doc 9303-3 §4.6, §6, appendix
 * B). Latin, Cyrillic and Arabic letters become what the tables say. Apostrophes and other punctuation are left out;
 * hyphens, commas and white space separate components. Latin letters with marks that are not in the table lose the marks.
 *
 * Give the primary and the secondary identifier one at a time.
 *
 * @throws {EmrtdError} `MRZ_UNREPRESENTABLE` for digits, which names may not have, and for letters of other scripts.
 * @throws {TypeError} for a variant that the table does not have.
 *
 * @example
 * ```ts
 * import { transliterate } from 'emrtd'
 *
 * transliterate('Müller-Lüdenscheidt') // 'MUELLER<LUEDENSCHEIDT'
 * transliterate('Юлія', { language: 'ukrainian' }) // 'YULIIA'
 * transliterate('O’Connor') // 'OCONNOR'
 * ```
 */
export function transliterate(text: string, options: TransliterateOptions = {}): string {
  checkVariants(options.variants)
  // Compatibility forms first: Arabic shapes, ligatures, wide letters. Lower case may become several letters.
  // Marks that stand alone are used as apostrophes; compatibility forms of some would be a space and a mark.
  const letters = [
    ...text
      .replace(/\p{Sk}/gu, '')
      .normalize('NFKC')
      .toUpperCase()
      .normalize('NFC'),
  ]
  const components: string[] = []
  let from = 0
  for (let i = 0; i <= letters.length; i++) {
    if (i < letters.length && !separator.test(letters[i]!)) continue
    const component = transliterateComponent(letters.slice(from, i), options)
    if (component !== '') components.push(component)
    from = i + 1
  }
  return components.join('<')
}

/** White space, hyphens and dashes, commas, and the filler itself. */
const separator = /^[\s\p{Pd}\p{Zs},\u060c<]$/u

/** What is left out: punctuation, symbols used as apostrophes, marks without a letter, invisible characters. */
const omitted = /^[\p{P}\p{M}\p{Sk}\p{Cf}\p{Lm}\u2032\u2033]$/u

function checkVariants(variants: TransliterateOptions['variants']): void {
  for (const [letter, choice] of Object.entries(variants ?? {})) {
    const known = Object.hasOwn(latinVariants, letter) ? latinVariants[letter as keyof LatinVariants] : []
    if (!known.includes(choice)) throw new TypeError('a variant is one of those of Doc 9303-3 §6.A')
  }
}

function transliterateComponent(letters: readonly string[], options: TransliterateOptions): string {
  let mrz = ''
  /** The last letter that was encoded, and what it became. */
  let last = ''
  let lastMrz = ''
  for (const [i, letter] of letters.entries()) {
    if (letter === shadda) {
      if (!isAllah(last, mrz, letters, i)) mrz += lastMrz
      continue
    }
    const encoded =
      letter === tehMarbuta
        ? hasLetter(letters, i + 1)
          ? 'XTA'
          : 'XAH'
        : encode(letter, mrz === '', options)
    if (encoded === undefined) {
      throw new EmrtdError('MRZ_UNREPRESENTABLE', 'a character of the name has no transliteration into A-Z')
    }
    if (encoded === '') continue
    mrz += encoded
    last = letter
    lastMrz = encoded
  }
  return mrz
}

/** What `letter` becomes; `undefined` if nothing is known. */
function encode(letter: string, first: boolean, options: TransliterateOptions): string | undefined {
  if (letter >= 'A' && letter <= 'Z') return letter
  const { language, variants } = options
  if (first && language === 'ukrainian' && ukrainianFirst.has(letter)) return ukrainianFirst.get(letter)
  const known =
    (language && cyrillicExceptions[language].get(letter)) ??
    variants?.[letter as keyof LatinVariants] ??
    latin.get(letter) ??
    cyrillic.get(letter) ??
    arabic.get(letter)
  if (known !== undefined) return known
  if (omitted.test(letter)) return ''
  const bare = letter.normalize('NFD').replace(/\p{M}/gu, '')
  return bare === letter || bare.length !== 1 ? undefined : encode(bare, first, options)
}

/** Whether a letter that is encoded stands at or behind `start`. */
function hasLetter(letters: readonly string[], start: number): boolean {
  return letters.slice(start).some(letter => letter === tehMarbuta || (arabic.get(letter) ?? '') !== '')
}

/**
 * Whether the shadda at `at` is that of the second lam of Allah, which is written with two lams already: there it doubles
 * nothing (appendix B.5.5.11 calls it a special case).
 */
function isAllah(last: string, mrz: string, letters: readonly string[], at: number): boolean {
  const lam = '\u0644'
  const heh = '\u0647'
  const next = letters.slice(at + 1).find(letter => (arabic.get(letter) ?? '') !== '')
  return last === lam && mrz.endsWith('LL') && next === heh
}
