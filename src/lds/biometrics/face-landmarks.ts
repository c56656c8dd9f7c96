/**
 * Names of the landmarks of the face in ISO/IEC 39794-5: MPEG-4 feature points as `group.point`, anthropometric
 * landmarks by name, by point number and by the abbreviation of anthropometry.
 */

const mpeg4Groups: readonly (readonly [group: number, points: number])[] = [
  [2, 14],
  [3, 14],
  [4, 6],
  [5, 4],
  [6, 4],
  [7, 1],
  [8, 10],
  [9, 15],
  [10, 10],
  [11, 6],
  [12, 4],
]

/** Code to `2.1` … `12.4`. */
export const mpeg4Points: Readonly<Record<number, string>> = Object.freeze({
  ...mpeg4Groups.flatMap(([group, points]) => Array.from({ length: points }, (_, i) => `${group}.${i + 1}`)),
})

/** Code to `1.1` … `5.6`. */
export const anthropometricPoints: Readonly<Record<number, string>> = Object.freeze({
  ...(
    '1.1 1.2 1.5 1.6 1.7 1.8 2.1 2.2 2.3 2.4 2.5 2.6 2.7 2.9 2.10 3.1 3.2 3.3 3.4 3.5 3.6 3.7 3.8 3.9 3.10 ' +
    '3.11 3.12 4.1 4.2 4.3 4.4 5.1 5.2 5.3 5.4 5.6'
  ).split(' '),
})

/** Code to `v`, `g`, `op`, `euLeft` … */
export const anthropometricIds: Readonly<Record<number, string>> = Object.freeze({
  ...(
    'v g op euLeft euRight ftLeft ftRight tr zyLeft zyRight goLeft goRight sl pg gn cdlLeft cdlRight enLeft ' +
    'enRight exLeft exRight pLeft pRight orLeft orRight psLeft psRight piLeft piRight osLeft osRight sciLeft ' +
    'sciRight n se alLeft alRight prn sn sbal acLeft acRight mfLeft mfRight cphLeft cphRight ls li chLeft ' +
    'chRight sto saLeft saRight sbaLeft sbaRight praLeft praRight pa obsLeft obsRight obi po t'
  ).split(' '),
})

/** Code to name. */
export const anthropometricNames: Readonly<Record<number, string>> = Object.freeze({
  0: 'vertex',
  1: 'glabella',
  2: 'opisthocranion',
  3: 'eurionLeft',
  4: 'eurionRight',
  5: 'frontotemporaleLeft',
  6: 'frontotemporaleRight',
  7: 'trichion',
  8: 'zygionLeft',
  9: 'zygionRight',
  10: 'gonionLeft',
  11: 'gonionRight',
  12: 'sublabiale',
  13: 'pogonion',
  14: 'menton',
  15: 'condylionLateraleLeft',
  16: 'condylionLateraleRight',
  17: 'endocanthionLeft',
  18: 'endocanthionRight',
  19: 'exocanthionLeft',
  20: 'exocanthionRight',
  21: 'centerPointOfPupilLeft',
  22: 'centerPointOfPupilRight',
  23: 'orbitaleLeft',
  24: 'orbitaleRight',
  25: 'palpebraleSuperiusLeft',
  26: 'palpebraleSuperiusRight',
  27: 'palpebraleInferiusLeft',
  28: 'palpebraleInferiusRight',
  29: 'orbitaleSuperiusLeft',
  30: 'orbitaleSuperiusRight',
  31: 'superciliareLeft',
  32: 'superciliareRight',
  33: 'nasion',
  34: 'sellion',
  35: 'alareLeft',
  36: 'alareRight',
  37: 'pronasale',
  38: 'subnasale',
  39: 'subalare',
  40: 'alarCurvatureLeft',
  41: 'alarCurvatureRight',
  42: 'maxillofrontale',
  43: 'christaPhiltraLandmarkLeft',
  44: 'christaPhiltraLandmarkRight',
  45: 'labialeSuperius',
  46: 'labialeInferius',
  47: 'cheilionLeft',
  48: 'cheilionRight',
  49: 'stomion',
  50: 'superauraleLeft',
  51: 'superauraleRight',
  52: 'subauraleLeft',
  53: 'subauraleRight',
  54: 'preaurale',
  55: 'postaurale',
  56: 'otobasionSuperiusLeft',
  57: 'otobasionSuperiusRight',
  58: 'otobasionInferius',
  59: 'porion',
  60: 'tragion',
})
