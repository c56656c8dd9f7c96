import { afterAll, describe, expect, test } from 'vitest'
import { performPace } from '../../src/access/index.js'
import { sendCommand } from '../../src/apdu/index.js'
import { verifyPaceCam } from '../../src/authentication/index.js'
import { nativeBackend } from '../../src/crypto/native/index.js'
import { portableBackend } from '../../src/crypto/portable/index.js'
import { parseEfCardSecurity } from '../../src/lds/index.js'
import { allOffers, chipWith, ciphers, fields, offerOf, readShort } from './pace-offers.js'

/** Every mapping x parameter id x cipher opens the virtual chip; what each took is printed. */

const passwords = [
  { type: 'MRZ', mrz: fields },
  { type: 'CAN', secret: '123456' },
  { type: 'PIN', secret: '654321' },
  { type: 'PUK', secret: '1234567890' },
] as const

const table = new Map<string, Map<string, string>>()

afterAll(() => {
  const rows = [...table].map(
    ([row, cells]) =>
      `${row.padEnd(8)} ${ciphers.map(cipher => (cells.get(cipher) ?? '-').padEnd(10)).join(' ')}`,
  )
  const head = `${'PACE'.padEnd(8)} ${ciphers.map(cipher => cipher.padEnd(10)).join(' ')}`
  console.log(['PACE with the virtual chip: commands, password', head, ...rows].join('\n'))
})

describe('PACE opens the virtual chip', () => {
  test('the combinations that Doc 9303-11 defines, and no other', () => {
    // 3 groups x 2 mappings x 4 ciphers; 11 curves x (4 GM + 3 CAM); integrated mapping on all but P-224.
    expect(allOffers).toHaveLength(3 * 2 * 4 + 11 * 7 + 10 * 4)
  })

  test.each(
    allOffers.map((offer, at) => [offer.mapping, offer.parameterId, offer.cipher, offer, at] as const),
  )('%s, parameters %i, %s', async (mapping, parameterId, cipher, offer, at) => {
    // The portable backend has its turns; every value of it is held against the worked examples besides.
    const crypto = at % 8 === 0 ? portableBackend : nativeBackend
    const password = passwords[(at + Math.floor(at / 4)) % passwords.length]!
    const chip = chipWith([offer])
    const run = await performPace(chip, offerOf(offer), password, { crypto })
    if (!run.completed) throw run.error
    expect(run.evidence).toMatchObject({ mapping, cipher, parameterId, password: password.type })
    expect(run.evidence.transcript).toHaveLength(chip.commandCount)

    if (mapping === 'CAM') {
      const { securityInfos } = parseEfCardSecurity(await readShort(run.channel, 0x9d))
      expect(verifyPaceCam(run.evidence, securityInfos, crypto)).toMatchObject({ status: 'passed' })
    } else expect(run.evidence).not.toHaveProperty('chipAuthenticationData')

    const aid = Uint8Array.of(0xa0, 0, 0, 2, 0x47, 0x10, 1)
    const selected = await sendCommand(run.channel, { cla: 0, ins: 0xa4, p1: 4, p2: 0x0c, data: aid })
    expect(selected.sw).toBe(0x9000)
    const read = await sendCommand(run.channel, { cla: 0, ins: 0xb0, p1: 0x9e, p2: 0, le: 5 })
    expect(read.data).toHaveLength(5)

    const row = `${mapping} ${parameterId}`
    const cells = table.get(row) ?? new Map<string, string>()
    table.set(row, cells.set(cipher, `${run.evidence.transcript.length} ${password.type}`))
  })

  test.each([1, 2])('long keys of DH group %i without extended length: in parts', async parameterId => {
    for (const mapping of ['GM', 'IM'] as const) {
      const offer = { mapping, cipher: 'AES-128', parameterId } as const
      for (const extendedLength of [true, false]) {
        const chip = chipWith([offer], { extendedLength: false })
        const options = { crypto: nativeBackend, extendedLength }
        const run = await performPace(chip, offerOf(offer), passwords[1], options)
        if (!run.completed) throw run.error
        const long = run.evidence.transcript.filter(({ command }) => command.length > 261)
        expect(long).toHaveLength(extendedLength ? 1 : 0)
        expect(chip.secured).toBe(true)
      }
    }
  })
})
