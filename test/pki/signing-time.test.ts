import { expect, test } from 'vitest'
import { derInteger, encodeTlv } from '../../src/asn1/index.js'
import { concatBytes, latin1ToBytes } from '../../src/bytes.js'
import type { SignerInfo } from '../../src/pki/cms.js'
import { signingTimeOf } from '../../src/pki/signing-time.js'

/* The signer's word on when it signed: one time in one attribute, or none at all. */
const time = (text: string) => encodeTlv(0x17, latin1ToBytes(text))
const attribute = (...values: readonly Uint8Array[]) => ({
  oid: '1.2.840.113549.1.9.5',
  values,
  bytes: new Uint8Array(0),
})
const of = (...signedAttributes: readonly ReturnType<typeof attribute>[]) =>
  signingTimeOf({ signedAttributes } as unknown as SignerInfo)
const [first, second] = [time('260102030405Z'), time('260202030405Z')]

test('one time', () => {
  expect(of(attribute(first))).toEqual(new Date('2026-01-02T03:04:05Z'))
})

test('none, two of either, or what is no time', () => {
  expect(of()).toBeUndefined()
  expect(of(attribute())).toBeUndefined()
  expect(of(attribute(first, second))).toBeUndefined()
  expect(of(attribute(first), attribute(second))).toBeUndefined()
  expect(of(attribute(derInteger(1)))).toBeUndefined()
  expect(of(attribute(concatBytes(first, second)))).toBeUndefined()
})
