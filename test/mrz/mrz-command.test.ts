import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { Command } from 'commander'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { registerMrz } from '../../src/cli/commands/mrz.js'

const td3 = [
  'PPUTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<',
  'L898902C36UTO7408122F3404159ZE184226B<<<<<16',
] as const
const text = td3.join('\n')

interface Outcome {
  readonly exitCode: number | undefined
  readonly out: string
  readonly err: string
}

/** Runs `emrtd mrz` with arguments, in this process. */
async function emrtdMrz(...parameters: readonly string[]): Promise<Outcome> {
  const program = new Command('emrtd').exitOverride()
  registerMrz(program)
  let out = ''
  let err = ''
  vi.spyOn(process.stdout, 'write').mockImplementation(chunk => {
    out += chunk
    return true
  })
  vi.spyOn(process.stderr, 'write').mockImplementation(chunk => {
    err += chunk
    return true
  })
  const before = process.exitCode
  process.exitCode = undefined
  try {
    await program.parseAsync(['mrz', '--at', '2026-06-01', ...parameters], { from: 'user' })
    return { exitCode: process.exitCode, out, err }
  } finally {
    process.exitCode = before
    vi.restoreAllMocks()
  }
}

afterEach(() => vi.restoreAllMocks())

describe('emrtd mrz', () => {
  test('prints the fields for a person, exit code 0', async () => {
    const { exitCode, out, err } = await emrtdMrz(text)
    expect([exitCode, err]).toEqual([0, ''])
    expect(out).toBe(`  PPUTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<
  L898902C36UTO7408122F3404159ZE184226B<<<<<16

Fields
  format                TD3
  document code         PP  ordinary passport
  issuing state         UTO  Utopia
  primary identifier    ERIKSSON
  secondary identifier  ANNA MARIA
  document number       L898902C3
  nationality           UTO  Utopia
  date of birth         1974-08-12  (740812)
  sex                   female
  date of expiry        2034-04-15  (340415)
  personal number       ZE184226B

Check digits
  document number  6  right
  date of birth    2  right
  date of expiry   9  right
  optional data    1  right
  all together     6  right

Findings
  NOTE  issuing state (line 1, columns 3-5): The code is the one of specimen documents.
    STATE_SPECIMEN, Doc 9303-3 §5 part G
  NOTE  nationality (line 2, columns 11-13): The code is the one of specimen documents.
    STATE_SPECIMEN, Doc 9303-3 §5 part G
`)
  })

  test('JSON for a program', async () => {
    const { exitCode, out } = await emrtdMrz('--json', text)
    expect(exitCode).toBe(0)
    const mrz = JSON.parse(out)
    expect(mrz).toMatchObject({
      format: 'TD3',
      issuingStateName: 'Utopia',
      documentNumber: 'L898902C3',
      dateOfBirth: { iso: '1974-08-12' },
      checkDigitsHold: true,
      fields: { sex: { text: 'F', value: 'female' } },
    })
    expect(mrz.findings[0]).toMatchObject({
      code: 'STATE_SPECIMEN',
      severity: 'note',
      clause: '9303-3 §5 part G',
    })
  })

  test('a check digit that fails: exit code 1', async () => {
    const { exitCode, out } = await emrtdMrz(text.replace('<<16', '<<17'))
    expect(exitCode).toBe(1)
    expect(out).toContain('all together     7  WRONG, 6 expected')
    expect(out).toContain('ERROR  composite check digit (line 2, column 44)')
    expect((await emrtdMrz('--json', text.replace('<<16', '<<17'))).exitCode).toBe(1)
  })

  test('no MRZ: exit code 65', async () => {
    const { exitCode, out, err } = await emrtdMrz(text.slice(0, -1))
    expect([exitCode, out]).toEqual([65, ''])
    expect(err).toBe(
      'emrtd mrz: neither a file nor a machine readable zone: line 2, column 44: the line has 43 characters, 44 expected (at byte 88)\n',
    )
    const json = await emrtdMrz('--json', 'no-such-file.txt')
    expect(json.exitCode).toBe(65)
    expect(JSON.parse(json.out)).toMatchObject({ error: { code: 'MRZ_BAD_CHARACTER' } })
    expect((await emrtdMrz('--correct', 'ANNA')).exitCode).toBe(65)
  })

  test('lines as arguments, a file, an EF.DG1, standard input', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'emrtd-mrz-'))
    const file = (name: string, content: string | Uint8Array): string => {
      writeFileSync(join(folder, name), content)
      return join(folder, name)
    }
    const zone = new TextEncoder().encode(td3.join(''))
    const dg1 = Uint8Array.of(0x61, zone.length + 3, 0x5f, 0x1f, zone.length, ...zone)
    const outcomes = [
      await emrtdMrz(...td3),
      await emrtdMrz(td3.join(' ')),
      await emrtdMrz(file('zone.txt', `${text}\r\n`)),
      await emrtdMrz(file('ef0101.bin', dg1)),
    ]
    vi.spyOn(process, 'stdin', 'get').mockReturnValue(
      Readable.from([Buffer.from(text.slice(0, 50)), text.slice(50)]) as never,
    )
    outcomes.push(await emrtdMrz('-'))
    for (const outcome of outcomes) expect(outcome).toEqual(outcomes[0])
    expect(outcomes[0]?.exitCode).toBe(0)
    expect((await emrtdMrz(file('broken.bin', dg1.subarray(0, 40)))).exitCode).toBe(65)
    expect((await emrtdMrz(folder)).exitCode).toBe(66)
  })

  test('--correct: one correction, several, none', async () => {
    const one = await emrtdMrz('--correct', text.replace('740812', '74O812'))
    expect(one.exitCode).toBe(0)
    expect(one.out).toContain('One correction found.')
    expect(one.out).toContain(
      'line 2, column 16: O made 0 in date of birth (field type, check digit, composite check digit)',
    )
    const several = await emrtdMrz('--correct', text.replace('L898902C3', 'L89B9O2C3'))
    expect(several.exitCode).toBe(1)
    expect(several.out).toContain('Ambiguous: 2 corrections satisfy all check digits.')
    expect(several.out).toContain('Correction 2 of 2')
    const none = await emrtdMrz('--correct', text.replace('<<16', '<<17'))
    expect(none.exitCode).toBe(1)
    expect(none.out).toContain('No correction satisfies all check digits.')
    const clean = await emrtdMrz('--correct', text)
    expect([clean.exitCode, clean.out.split('\n')[0]]).toEqual([0, 'Nothing to correct.'])
    const short = await emrtdMrz('--correct', text.replace('MARIA<<', 'MARIA'))
    expect(short.out).toContain('line 1, columns 26-44: 17 characters made 19 (line length)')
    const json = JSON.parse((await emrtdMrz('--correct', '--json', text.replace('740812', '74O812'))).out)
    expect(json).toMatchObject({
      status: 'corrected',
      proposals: [{ changes: [{ from: 'O', to: '0' }], mrz: { issuingStateName: 'Utopia' } }],
    })
  })

  test('dates and empty fields as they are', async () => {
    const { out } = await emrtdMrz(
      'I<UTOD231458907<<<<<<<<<<<<<<<\n<<<<<<0X1202315QQQ<<<<<<<<<<<6\nERIKSSON<<<<<<<<<<<<<<<<<<<<<<',
    )
    for (const row of [
      'date of birth         <<<<<<  unknown',
      'date of expiry        120231  no date',
      'nationality           QQQ  not assigned',
      'sex                   X  unknown',
      'secondary identifier  -',
      'second optional data  -',
    ]) {
      expect(out).toContain(row)
    }
  })

  test('--at wants a day', async () => {
    vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const program = new Command('emrtd').exitOverride().configureOutput({ writeErr: () => {} })
    registerMrz(program)
    for (const at of ['2026-02-30', '01.06.2026', 'today']) {
      await expect(program.parseAsync(['mrz', '--at', at, text], { from: 'user' })).rejects.toThrow(
        /YYYY-MM-DD/,
      )
    }
  })
})
