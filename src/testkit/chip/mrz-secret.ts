/**
 * The MRZ information of a machine readable zone or of three fields: document number, birth and expiry, each with its
 * check digit. The chip's own reading of Doc 9303-11 §4.3.2, so that a mistake in the terminal's shows.
 */
export function mrzInformationOfZone(zone: string): string {
  const text = zone.replace(/\s+/g, '')
  // TD1 has the document number in the first line, TD2 and TD3 in the second, the dates at their places in it.
  if (text.length === 90) {
    const dates = text.slice(30)
    const number = wholeNumber(text.slice(5, 14), text[14]!, text.slice(15, 30))
    return number + dates.slice(0, 7) + dates.slice(8, 15)
  }
  if (text.length !== 72 && text.length !== 88) {
    throw new TypeError('a machine readable zone of 88, 72 or 90 characters expected')
  }
  const line = text.slice(text.length / 2)
  const optional = text.length === 72 ? line.slice(28, 35) : ''
  const number = wholeNumber(line.slice(0, 9), line[9]!, optional)
  return number + line.slice(13, 20) + line.slice(21, 28)
}

/** The same from fields without check digits; dates `YYMMDD`. */
export function mrzInformationOfFields(documentNumber: string, birth: string, expiry: string): string {
  const withCheckDigit = (text: string): string => text + checkDigitOf(text)
  return [documentNumber.padEnd(9, '<'), birth, expiry].map(withCheckDigit).join('')
}

/** A number over nine characters goes on in the optional data; a filler stands for its check digit then. */
function wholeNumber(field: string, check: string, optional: string): string {
  if (check !== '<' || optional[0] === '<' || optional === '') return field + check
  const rest = optional.slice(0, `${optional}<`.indexOf('<'))
  return field + rest
}

/** Doc 9303-3 §4.9: weights 7, 3, 1; letters from 10, fillers 0. */
function checkDigitOf(text: string): string {
  let sum = 0
  for (let i = 0; i < text.length; i++) {
    const character = text[i]!
    const value = character === '<' ? 0 : Number.parseInt(character, 36)
    if (Number.isNaN(value)) throw new TypeError('characters A to Z, 0 to 9 and < expected')
    sum += value * [7, 3, 1][i % 3]!
  }
  return String(sum % 10)
}
