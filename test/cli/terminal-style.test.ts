import { describe, expect, test } from 'vitest'
import { inspectionToText } from '../../src/cli/inspection-to-text.js'
import { ink, terminalStyle, wrap } from '../../src/cli/terminal-style.js'
import { inspect } from '../../src/inspection/index.js'
import { createTrustStore } from '../../src/pki/index.js'
import { createCountry, issueDocument } from '../../src/testkit/index.js'

describe('what a stream and the environment ask for', () => {
  const terminal = { isTTY: true, columns: 72 }
  test.each<[Parameters<typeof terminalStyle>[0], Record<string, string>, boolean, number | undefined]>([
    [terminal, {}, true, 72],
    [{}, {}, false, undefined],
    [terminal, { NO_COLOR: '1' }, false, 72],
    [terminal, { NO_COLOR: '' }, true, 72],
    [terminal, { NO_COLOR: '1', FORCE_COLOR: '1' }, false, 72],
    [{}, { FORCE_COLOR: '1' }, true, undefined],
    [{}, { FORCE_COLOR: '0' }, false, undefined],
    [terminal, { TERM: 'dumb' }, false, 72],
    [{ isTTY: true, columns: 20 }, {}, true, 40],
    [{ isTTY: true, columns: 300 }, {}, true, 110],
  ])('%j %j', (stream, environment, colour, width) => {
    expect(terminalStyle(stream, environment)).toEqual({ colour, width })
  })
  test('ink and wrapping', () => {
    expect(ink('x', 'red', { colour: true, width: 80 })).toBe('\u001b[31mx\u001b[0m')
    expect(ink('x', 'red', { colour: false, width: 80 })).toBe('x')
    expect(wrap('one two three', 2, { colour: false, width: 7 })).toEqual(['one two', '  three'])
    expect(wrap('one two three', 2, { colour: false, width: undefined })).toEqual(['one two three'])
  })
})

describe('an inspection on a terminal', () => {
  const utopia = createCountry({ state: 'UTO', seed: 'terminal' })
  const { files } = issueDocument(utopia)
  const inspection = inspect(
    { files: Object.entries(files).map(([name, bytes]) => ({ name: name as 'EF.SOD', bytes: bytes! })) },
    {
      at: new Date('2026-06-01T00:00:00Z'),
      trust: createTrustStore([{ name: 'csca', bytes: utopia.csca.certificate, trust: 'asGiven' }]),
    },
  )
  const text = (colour: boolean, width: number | undefined, redact = false) =>
    inspectionToText(inspection, { trust: undefined, ignored: [], style: { colour, width }, redact })

  test.each([40, 60, 80, 110])('no line is longer than %i columns', width => {
    const lines = text(false, width).split('\n')
    expect(lines.filter(line => line.length > width)).toEqual([])
    expect(lines.at(-2)).toBe('valid')
  })
  test('colour changes nothing but the colour', () => {
    const coloured = text(true, 80)
    expect(coloured).toContain('\u001b[32mvalid\u001b[0m')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape is what is taken out
    expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(text(false, 80))
    expect(text(false, 80)).not.toContain('\u001b')
  })
  test('redacted it does not name the holder', () => {
    expect(text(false, 80)).toContain('ERIKSSON')
    const redacted = text(false, 80, true)
    for (const secret of ['ERIKSSON', 'L898902C3', '1974', 'ZE184226B'])
      expect(redacted).not.toContain(secret)
    expect(redacted).toContain('UTO')
  })
})
