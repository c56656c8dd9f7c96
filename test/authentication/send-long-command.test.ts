import { expect, test } from 'vitest'
import { sendLongCommand } from '../../src/authentication/send-long-command.js'
import { scripted } from '../access/scripted.js'

/* Where a command stops being short depends on the channel: secure messaging leaves less room. */
const command = (length: number) => ({ cla: 0, ins: 0x2a, p1: 0, p2: 0xbe, data: new Uint8Array(length) })
const classesOf = async (
  length: number,
  maximumShortData?: number,
  extendedLength = true,
  answer = '9000',
) => {
  const line = scripted(answer)
  const channel = maximumShortData === undefined ? line : { ...line, maximumShortData }
  const { sw } = await sendLongCommand(channel, command(length), extendedLength)
  // CLA, and Lc: extended where it begins with 00.
  return [...line.sent.map(sent => `${sent.slice(0, 2)} ${sent.slice(8, 10)}`), sw.toString(16)]
}

test('data that fit go as one short command', async () => {
  expect(await classesOf(255)).toEqual(['00 FF', '9000'])
  expect(await classesOf(223, 223)).toEqual(['00 DF', '9000'])
  expect(await classesOf(255, undefined, false)).toEqual(['00 FF', '9000'])
  // 6700 of a short command is its answer.
  expect(await classesOf(255, undefined, true, '6700')).toEqual(['00 FF', '6700'])
  const line = scripted('9000')
  await sendLongCommand(line, { cla: 0, ins: 0x84, p1: 0, p2: 0, le: 8 }, false)
  expect(line.sent).toEqual(['0084000008'])
})

test('data that do not go by extended length, or in parts where that is ruled out or refused', async () => {
  expect(await classesOf(256)).toEqual(['00 00', '9000'])
  expect(await classesOf(256, undefined, false)).toEqual(['10 FF', '00 01', '9000'])
  // What secure messaging leaves no room for in a short command; the channel lengthens it itself.
  expect(await classesOf(224, 223)).toEqual(['00 E0', '9000'])
  expect(await classesOf(224, 223, false)).toEqual(['10 DF', '00 01', '9000'])
  expect(await classesOf(256, undefined, true, '6700')).toEqual(['00 00', '10 FF', '6700'])
})
