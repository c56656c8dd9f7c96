import { expect, test } from 'vitest'
import { type CardChannel, recordExchanges } from '../../src/apdu/index.js'

test('commands and responses are kept as they were, and a command without a response alone', async () => {
  const answers = [Uint8Array.of(1, 0x90, 0x00), undefined, new Uint8Array(70_000)]
  const channel: CardChannel = {
    atr: Uint8Array.of(0x3b),
    maximumShortData: 231,
    transmit: async () => {
      const answer = answers.shift()
      if (answer === undefined) throw new Error('lost')
      return answer
    },
  }
  const recording = recordExchanges(channel)
  expect(recording).toMatchObject({ atr: Uint8Array.of(0x3b), maximumShortData: 231 })
  const command = Uint8Array.of(0, 0xb0, 0, 0, 1)
  const response = await recording.transmit(command)
  await expect(recording.transmit(command)).rejects.toThrow('lost')
  await recording.transmit(command)
  command.fill(0xff)
  response.fill(0xff)
  expect(recording.exchanges[0]).toEqual({
    command: Uint8Array.of(0, 0xb0, 0, 0, 1),
    response: Uint8Array.of(1, 0x90, 0x00),
  })
  expect(recording.exchanges[1]).toEqual({ command: Uint8Array.of(0, 0xb0, 0, 0, 1) })
  // What no response can be is not kept whole.
  expect(recording.exchanges[2]?.response).toHaveLength(65_538)
})
