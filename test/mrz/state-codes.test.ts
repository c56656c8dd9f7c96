import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { certificateCountriesOf, stateByCode, states } from '../../src/mrz/index.js'
import { corpora } from '../corpora.js'

describe('state codes', () => {
  test('ISO 3166-1 whole, each code once', () => {
    expect(states.filter(state => state.kind === 'iso3166')).toHaveLength(249)
    for (const key of ['code', 'name'] as const) {
      const values = states
        .filter(state => key === 'code' || state.kind === 'iso3166')
        .map(state => state[key])
      expect(new Set(values).size).toBe(values.length)
    }
    const twoLetters = states.filter(state => state.kind === 'iso3166').map(state => state.alpha2)
    expect(new Set(twoLetters).size).toBe(249)
    expect(states.every(state => /^[A-Z]{1,3}$/.test(state.code) && state.name.length > 3)).toBe(true)
    expect(states.every(state => state.alpha2 === undefined || /^[A-Z]{2}$/.test(state.alpha2))).toBe(true)
  })

  test.runIf(typeof Intl.DisplayNames === 'function')('two letters and names belong together', () => {
    const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })
    const firstLetters = (name: string): string =>
      name
        .normalize('NFD')
        .replace(/[^A-Za-z]/g, '')
        .slice(0, 4)
        .toLowerCase()
    const differing = states
      .filter(state => state.kind === 'iso3166')
      .filter(state => firstLetters(names.of(state.alpha2!) ?? '') !== firstLetters(state.name))
      .map(state => state.code)
    // Other words for the same, in the data that Node has: St. for Saint, South Korea, Vatican City, U.S. and so on.
    const otherwise =
      'BES BLM CIV COD CPV HKG KNA KOR LCA MAC MAF MMR PRK PSE SHN SPM SWZ TUR UMI VAT VCT VIR'.split(' ')
    expect(differing.filter(code => !otherwise.includes(code))).toEqual([])
  })

  test('with and without fillers, in capitals only', () => {
    expect(stateByCode('D')).toBe(stateByCode('D<<'))
    expect(stateByCode('D<<')?.name).toBe('Germany')
    for (const none of ['', '<', '<<<', 'd', 'utO', 'DD<', 'QQQ', 'FRAU', 'FR', 'D<', 'ÀAA', '__proto__']) {
      const expected = none === 'D<' ? 'D' : undefined
      expect(stateByCode(none)?.code).toBe(expected)
    }
  })
})

describe('certificate countries', () => {
  test.each([
    ['FRA', ['FR']],
    ['D<<', ['DE']],
    ['D', ['DE']],
    ['DEU', ['DE']],
    ['RKS', ['KS']],
    ['UNO', ['UN', 'ZZ']],
    ['UNA', ['UN', 'ZZ']],
    ['UNK', ['UN', 'ZZ']],
    ['EUE', ['EU']],
    ['GBR', ['GB']],
    ['GBD', ['GB']],
    ['GBN', ['GB']],
    ['GBO', ['GB']],
    ['GBP', ['GB']],
    ['GBS', ['GB']],
    ['HKG', ['HK', 'CN']],
    ['MAC', ['MO', 'CN']],
    ['UTO', ['UT']],
    ['BMU', ['BM']],
    ['XOM', undefined],
    ['XPO', undefined],
    ['XXA', undefined],
    ['XXX', undefined],
    ['QQQ', undefined],
    ['', undefined],
  ])('%s', (code, countries) => {
    expect(certificateCountriesOf(code)).toEqual(countries)
  })

  const path = corpora('master-lists/DE_ML_2026-05-28.ml')
  test.skipIf(path === undefined)('every country of a real master list is some state’s', () => {
    // Every countryName of two letters, wherever it stands: OID 2.5.4.6, then a PrintableString or UTF8String.
    const bytes = readFileSync(path!)
    const countryName = Buffer.from('0603550406', 'hex')
    const countries = new Set<string>()
    for (let at = bytes.indexOf(countryName); at >= 0; at = bytes.indexOf(countryName, at + 1)) {
      const value = bytes.subarray(at + countryName.length)
      if ((value[0] === 0x13 || value[0] === 0x0c) && value[1] === 2) {
        countries.add(value.toString('latin1', 2, 4).toUpperCase())
      }
    }
    expect(countries.size).toBeGreaterThan(90)
    const known = new Set(states.flatMap(state => state.certificateCountries ?? []))
    expect([...countries].filter(country => !known.has(country))).toEqual([])
  })
})
