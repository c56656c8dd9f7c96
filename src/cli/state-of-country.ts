import { states } from '../mrz/index.js'

/** The English name of the state whose certificates carry this two-letter code; empty if there is none. */
export function stateOfCountry(country: string): string {
  return states.find(state => state.certificateCountries?.includes(country))?.name ?? ''
}
