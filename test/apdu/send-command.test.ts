import { describe, expect, test } from 'vitest'
import { type CardChannel, sendCommand } from '../../src/apdu/index.js'
import { fromHex, toHex } from '../../src/bytes.js'

/** Answers by a script, and keeps what it was sent. */
function scripted(...answers: string[]): CardChannel & { readonly sent: string[] } {
  const sent: string[] = []
  return {
    sent,
    async transmit(command) {
      sent.push(toHex(command))
      return fromHex(answers.length > 1 ? answers.shift()! : answers[0]!)
    },
  }
}

const read = { cla: 0x00, ins: 0xb0, p1: 0x00, p2: 0x00, le: 256 }

describe('sendCommand', () => {
  test('a response as it is, whatever its status word', async () => {
    const chip = scripted('6a82')
    expect(await sendCommand(chip, read)).toEqual({ data: new Uint8Array(0), sw: 0x6a82 })
    expect(chip.sent).toEqual(['00b0000000'])
  })

  test('61xx: the parts are fetched and put together', async () => {
    const chip = scripted('01026102', '03046101', '059000')
    expect(await sendCommand(chip, read)).toEqual({ data: Uint8Array.of(1, 2, 3, 4, 5), sw: 0x9000 })
    expect(chip.sent).toEqual(['00b0000000', '00c0000002', '00c0000001'])
  })

  test('6100 announces 256 bytes', async () => {
    const chip = scripted('6100', '019000')
    await sendCommand(chip, read)
    expect(chip.sent[1]).toBe('00c0000000')
  })

  test('6Cxx: once more with the Le that it names', async () => {
    const chip = scripted('6c03', '0102039000')
    expect((await sendCommand(chip, read)).sw).toBe(0x9000)
    expect(chip.sent).toEqual(['00b0000000', '00b0000003'])
  })

  test('6Cxx to a command that goes out once: given as it is, while 61xx is fetched', async () => {
    const refused = scripted('6c03', '0102039000')
    expect((await sendCommand(refused, read, { once: true })).sw).toBe(0x6c03)
    expect(refused.sent).toHaveLength(1)
    const inParts = scripted('016101', '029000')
    const { data } = await sendCommand(inParts, read, { once: true })
    expect(data).toEqual(Uint8Array.of(1, 2))
  })

  test('6Cxx to GET RESPONSE', async () => {
    const chip = scripted('6105', '6c02', '01029000')
    expect(await sendCommand(chip, read)).toEqual({ data: Uint8Array.of(1, 2), sw: 0x9000 })
    expect(chip.sent.slice(1)).toEqual(['00c0000005', '00c0000002'])
  })

  test('6Cxx without end ends after the second try', async () => {
    const chip = scripted('6c03', '6c04', '6c05')
    expect((await sendCommand(chip, read)).sw).toBe(0x6c04)
    expect(chip.sent).toHaveLength(2)
  })

  test('61xx without data without end is refused at once', async () => {
    const chip = scripted('6110')
    await expect(sendCommand(chip, read)).rejects.toMatchObject({ code: 'APDU_BAD_RESPONSE' })
    expect(chip.sent.length).toBeLessThanOrEqual(3)
  })

  test('61xx with a byte each without end is refused within a bound', async () => {
    const chip = scripted('006101')
    await expect(sendCommand(chip, read)).rejects.toMatchObject({ code: 'APDU_BAD_RESPONSE' })
    expect(chip.sent.length).toBeLessThanOrEqual(1025)
  })

  test('61xx with more than any response can hold is refused', async () => {
    const chip = scripted(`${'00'.repeat(256)}6100`)
    await expect(sendCommand(chip, read)).rejects.toMatchObject({ code: 'APDU_BAD_RESPONSE' })
    expect(chip.sent.length).toBeLessThanOrEqual(258)
  })

  test('long data: extended length, or a chain', async () => {
    const command = { cla: 0x00, ins: 0x86, p1: 0, p2: 0, data: new Uint8Array(300), le: 256 }
    const extended = scripted('9000')
    await sendCommand(extended, command)
    expect(extended.sent.map(hex => hex.slice(0, 14))).toEqual(['0086000000012c'])

    const chain = scripted('9000', '019000')
    expect((await sendCommand(chain, command, { chaining: true })).data).toEqual(Uint8Array.of(1))
    expect(chain.sent.map(hex => [hex.slice(0, 10), hex.length / 2])).toEqual([
      ['10860000ff', 260],
      ['008600002d', 51],
    ])
  })

  test('a chain that is refused ends there', async () => {
    const chip = scripted('6884')
    const command = { cla: 0x00, ins: 0x86, p1: 0, p2: 0, data: new Uint8Array(900) }
    expect((await sendCommand(chip, command, { chaining: true })).sw).toBe(0x6884)
    expect(chip.sent).toHaveLength(1)
  })

  test('a channel that needs room for itself gets shorter parts', async () => {
    const chip = { ...scripted('9000'), maximumShortData: 100 }
    await sendCommand(
      chip,
      { cla: 0, ins: 0x86, p1: 0, p2: 0, data: new Uint8Array(250) },
      { chaining: true },
    )
    expect(chip.sent).toHaveLength(3)
  })

  test.each(['', '90'])('the response "%s" is no response', async answer => {
    await expect(sendCommand(scripted(answer), read)).rejects.toMatchObject({ code: 'APDU_BAD_RESPONSE' })
  })
})
