/**
 * What OCR-B characters are mistaken for. To a digit where only digits can stand, to a letter where only letters can: one
 * way each, so that a repair by field type is never a guess among several.
 */
export const digitFor: Readonly<Record<string, string>> = {
  O: '0',
  Q: '0',
  D: '0',
  I: '1',
  L: '1',
  Z: '2',
  A: '4',
  S: '5',
  G: '6',
  T: '7',
  B: '8',
}

export const letterFor: Readonly<Record<string, string>> = {
  0: 'O',
  1: 'I',
  2: 'Z',
  4: 'A',
  5: 'S',
  6: 'G',
  7: 'T',
  8: 'B',
}

/** What a character may have been where letters and digits can stand: only a check digit can tell. */
export const alternativesFor: Readonly<Record<string, string>> = {
  0: 'OQD',
  1: 'IL',
  2: 'Z',
  4: 'A',
  5: 'S',
  6: 'G',
  7: 'T',
  8: 'B',
  A: '4',
  B: '8',
  D: '0',
  G: '6',
  I: '1',
  L: '1',
  O: '0',
  Q: '0',
  S: '5',
  T: '7',
  Z: '2',
}

/** What fillers are mistaken for. */
export const fillerLike = 'CEKLSX'
