import { EmrtdError } from '../errors.js'

/**
 * How a name is shortened that is longer than its field. `initials`: components become initials from the last one on, the
 * primary identifier's only if nothing else helps. Or the number of letters that is kept of each component, 0 to leave it out:
 * Doc 9303-4 to -7 leave it to the issuing state, and only say where the name has to end.
 */
export type NameTruncation =
  | 'initials'
  | { readonly primary: readonly number[]; readonly secondary: readonly number[] }

/**
 * The name field of `width` characters: components joined by one filler, the identifiers by two, filled up. A name that
 * fits is not shortened; one that does not ends with a letter in the last position (Doc 9303-4 §4.2.3, -5 §4.2.3,
 * -6 §4.2.3, -7 §4.2.3).
 *
 * @throws {EmrtdError} `MRZ_UNREPRESENTABLE` if it cannot be shortened like that.
 */
export function toNameField(
  primary: readonly string[],
  secondary: readonly string[],
  width: number,
  truncation: NameTruncation,
): string {
  const whole = joinName(primary, secondary)
  if (whole.length <= width) return whole.padEnd(width, '<')
  const cut =
    truncation === 'initials' ? abbreviate(primary, secondary, width) : cutTo(primary, secondary, truncation)
  if (cut?.length !== width) {
    throw new EmrtdError(
      'MRZ_UNREPRESENTABLE',
      `the shortened name does not end in position ${width} of its field, where Doc 9303 wants a letter`,
    )
  }
  return cut
}

const length = (components: readonly string[]): number =>
  components.reduce((sum, component) => sum + component.length, Math.max(0, components.length - 1))

function joinName(primary: readonly string[], secondary: readonly string[]): string {
  return secondary.length === 0 ? primary.join('<') : `${primary.join('<')}<<${secondary.join('<')}`
}

function cutTo(
  primary: readonly string[],
  secondary: readonly string[],
  kept: { readonly primary: readonly number[]; readonly secondary: readonly number[] },
): string {
  const cut = (components: readonly string[], lengths: readonly number[]): readonly string[] =>
    components
      .map((component, i) => component.slice(0, lengths[i] ?? 0))
      .filter(component => component !== '')
  return joinName(cut(primary, kept.primary), cut(secondary, kept.secondary))
}

function abbreviate(
  primary: readonly string[],
  secondary: readonly string[],
  width: number,
): string | undefined {
  if (secondary.length === 0) return joinName(squeeze(primary, width), [])
  // Room for two fillers and one letter of the secondary identifier must be found in the primary one.
  const kept = length(primary) + 3 <= width ? primary : toInitials(primary, width - 3)
  const rest = squeeze(secondary, width - 2 - length(kept))
  const attempts = [
    joinName(kept, rest),
    // The initials have freed more than the secondary identifier needs: give it back.
    joinName(squeeze(primary, width - 2 - length(rest)), rest),
  ]
  // Components of one letter can leave one position over, which a filler may not close.
  for (let shorter = length(kept) - 1; shorter > 0 && shorter > length(kept) - 4; shorter--) {
    attempts.push(joinName(squeeze(kept, shorter), squeeze(secondary, width - 2 - shorter)))
  }
  return attempts.find(attempt => attempt.length === width)
}

/** Components made initials from the last on until they fit; the first one is cut only as far as needed. */
function toInitials(components: readonly string[], width: number): readonly string[] {
  const kept = [...components]
  for (let i = kept.length - 1; i > 0 && length(kept) > width; i--) kept[i] = kept[i]![0]!
  return squeeze(kept, width)
}

/** Components cut from the last on, to one letter each at most, until they fit; what cannot even be an initial is left out. */
function squeeze(components: readonly string[], width: number): readonly string[] {
  const kept = components.slice(0, Math.max(1, Math.floor((width + 1) / 2)))
  let excess = length(kept) - width
  for (let i = kept.length - 1; i >= 0 && excess > 0; i--) {
    const cut = Math.min(kept[i]!.length - 1, excess)
    kept[i] = kept[i]!.slice(0, kept[i]!.length - cut)
    excess -= cut
  }
  return kept
}
