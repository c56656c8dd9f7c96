import { describe, expect, test } from 'vitest'
import { identifyLdsFile } from '../../src/lds/index.js'

const none = new Uint8Array()

describe('a stored file is recognised by its name', () => {
  test.each([
    ['EF_SOD.bin', 'EF.SOD'],
    ['EF.SOD', 'EF.SOD'],
    ['SOD.bin', 'EF.SOD'],
    ['ef011D.bin', 'EF.SOD'],
    ['011D.bin', 'EF.SOD'],
    ['EF_COM.bin', 'EF.COM'],
    ['ef011E.bin', 'EF.COM'],
    ['DG1.bin', 'EF.DG1'],
    ['EF_DG1.bin', 'EF.DG1'],
    ['EF.DG16', 'EF.DG16'],
    ['dg02.bin', 'EF.DG2'],
    ['Datagroup1.bin', 'EF.DG1'],
    ['Datagroup14.bin', 'EF.DG14'],
    ['ef0101.bin', 'EF.DG1'],
    ['0101.bin', 'EF.DG1'],
    ['010F.bin', 'EF.DG15'],
    ['0110.bin', 'EF.DG16'],
    ['011C.bin', 'EF.CardAccess'],
    ['EF.CardAccess', 'EF.CardAccess'],
    ['EF_CardSecurity.bin', 'EF.CardSecurity'],
    ['2F01.bin', 'EF.ATR/INFO'],
    ['2f00.bin', 'EF.DIR'],
    ['EF.CVCA', 'EF.CVCA'],
  ])('%s is %s', (name, file) => {
    expect(identifyLdsFile(name, none)).toBe(file)
  })

  test.each(['DG0.bin', 'DG17.bin', '0111.bin', 'DG14_pk.bin', 'notes.txt', 'DG15_sk.pkcs8', 'DG.bin'])(
    '%s is none',
    name => {
      expect(identifyLdsFile(name, Uint8Array.of(0x30))).toBeUndefined()
    },
  )
})

describe('a name that says nothing leaves it to the outer tag', () => {
  test.each([
    [0x60, 'EF.COM'],
    [0x61, 'EF.DG1'],
    [0x75, 'EF.DG2'],
    [0x63, 'EF.DG3'],
    [0x76, 'EF.DG4'],
    [0x6e, 'EF.DG14'],
    [0x70, 'EF.DG16'],
    [0x77, 'EF.SOD'],
  ])('%i is %s', (tag, file) => {
    expect(identifyLdsFile('file-7', Uint8Array.of(tag, 0))).toBe(file)
  })

  test('a file identifier that two applications use is decided by the tag', () => {
    expect(identifyLdsFile('011D.bin', Uint8Array.of(0x30))).toBe('EF.CardSecurity')
    expect(identifyLdsFile('011D.bin', Uint8Array.of(0x77))).toBe('EF.SOD')
    expect(identifyLdsFile('011C.bin', Uint8Array.of(0x42))).toBe('EF.CVCA')
    expect(identifyLdsFile('011C.bin', Uint8Array.of(0x31))).toBe('EF.CardAccess')
  })

  test('the name wins over the tag', () => {
    expect(identifyLdsFile('DG1.bin', Uint8Array.of(0x75))).toBe('EF.DG1')
  })
})
