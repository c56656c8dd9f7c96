import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { EmrtdError } from '../../../src/errors.js'
import {
  checkWatchLists,
  consultWatchLists,
  hashOfWatchListEntry,
  parseWatchList,
  type WatchList,
} from '../../../src/inspection/index.js'
import { parseMrz } from '../../../src/mrz/index.js'

const mrz = parseMrz([
  'PPUTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<',
  'L898902C36UTO7408122F3404159ZE184226B<<<<<16',
])
const query = { documentNumber: 'L898902C3', issuingState: 'UTO', documentCode: 'P' }
const other = { ...query, documentNumber: 'L898902C4' }

const codeOf = (work: () => unknown): string => {
  try {
    work()
  } catch (error) {
    if (error instanceof EmrtdError) return error.code
  }
  return 'none'
}

describe('parseWatchList', () => {
  test.each([
    ['CSV', 'documentNumber,issuingState,reason,reference\nL898902C3,UTO,stolen,4711\n'],
    [
      'CSV with CRLF, quotes and a byte order mark',
      '\ufeff"documentNumber","issuingState","reason","reference"\r\n"L898902C3","UTO","stolen","4711"\r\n\r\n',
    ],
    [
      'other columns, another order',
      'x,reference,reason,issuingState,documentNumber\n,4711,stolen,uto,l898902c3<',
    ],
    ['JSON', '[{"documentNumber":"L898902C3","issuingState":"UTO","reason":"stolen","reference":"4711"}]'],
    ['hashed', `hash,reason,reference\n${hashOfWatchListEntry(query)},stolen,4711`],
  ])('finds what is on it, and nothing else: %s', (_, text) => {
    const list = parseWatchList(text, { name: 'stolen' })
    expect(list.size).toBe(1)
    expect(list.lookup(query)).toEqual([{ reason: 'stolen', reference: '4711' }])
    expect(list.lookup(other)).toEqual([])
    expect(list.lookup({ ...query, issuingState: 'D' })).toEqual([])
  })

  test('hashes with a salt are found with that salt only', () => {
    const text = `hash\n${hashOfWatchListEntry(query, 'pepper')}`
    expect(parseWatchList(text, { name: 'l', salt: 'pepper' }).lookup(query)).toHaveLength(1)
    expect(parseWatchList(text, { name: 'l' }).lookup(query)).toHaveLength(0)
  })

  test('a document that is on it twice has two hits', () => {
    const text = 'documentNumber,issuingState,reason\nA,UTO,lost\nA,UTO,"stolen, later"\n'
    expect(parseWatchList(text, { name: 'l' }).lookup({ ...query, documentNumber: 'A' })).toEqual([
      { reason: 'lost' },
      { reason: 'stolen, later' },
    ])
  })

  test.each([
    '',
    'number,state\nA,B',
    'documentNumber,issuingState\nA',
    'documentNumber,issuingState\nA,',
    'documentNumber,issuingState\n"A,UTO',
    'documentNumber,issuingState\nA"B,UTO',
    'hash\nabc',
    '[',
    '[1]',
    '[{}]',
  ])('refuses what is no list: %j', text => {
    expect(codeOf(() => parseWatchList(text, { name: 'l' }))).toBe('WATCH_LIST_BAD_FILE')
  })

  test('any text is a list or refused as none', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), text => {
        for (const given of [text, `documentNumber,issuingState\n${text}`]) {
          try {
            parseWatchList(given, { name: 'l' })
          } catch (error) {
            expect((error as EmrtdError).code).toBe('WATCH_LIST_BAD_FILE')
          }
        }
      }),
    )
  })
})

describe('consultWatchLists', () => {
  const lists: readonly WatchList[] = [
    parseWatchList('documentNumber,issuingState,reason\nL898902C3,UTO,stolen', { name: 'file' }),
    { name: 'empty', lookup: async () => [] },
    { name: 'broken', lookup: () => Promise.reject(new Error('L898902C3 is not known here')) },
    {
      name: 'throwing',
      lookup: () => {
        throw new Error('no connection')
      },
    },
    { name: 'silent', lookup: () => new Promise(() => {}) },
    { name: 'wrong', lookup: (() => 'yes') as unknown as WatchList['lookup'] },
  ]

  test('a hit fails, no hit passes, no answer is open', async () => {
    const answers = await consultWatchLists(mrz, lists, { signal: AbortSignal.timeout(20) })
    const checks = checkWatchLists(answers)
    expect(checks.map(({ subject, status, reason }) => [subject, status, reason])).toEqual([
      ['file', 'failed', 'WATCH_LIST_HIT'],
      ['empty', 'passed', undefined],
      ['broken', 'inconclusive', 'WATCH_LIST_FAILED'],
      ['throwing', 'inconclusive', 'WATCH_LIST_FAILED'],
      ['silent', 'inconclusive', 'WATCH_LIST_TIMED_OUT'],
      ['wrong', 'inconclusive', 'WATCH_LIST_FAILED'],
    ])
    expect(JSON.stringify(checks)).not.toContain('L898902C3')
  })

  test('with a signal that is aborted already nobody is asked', async () => {
    let asked = false
    const list: WatchList = {
      name: 'l',
      lookup: () => {
        asked = true
        return []
      },
    }
    expect(await consultWatchLists(mrz, [list], { signal: AbortSignal.abort() })).toEqual([
      { list: 'l', hits: undefined, missing: 'timedOut' },
    ])
    expect(asked).toBe(false)
  })
})
