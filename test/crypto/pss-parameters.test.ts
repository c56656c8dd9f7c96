import { expect, test } from 'vitest'
import { DerReader, derInteger, derNull, derOid, derSequence, encodeTlv } from '../../src/asn1/index.js'
import { concatBytes } from '../../src/bytes.js'
import { parsePssParameters } from '../../src/crypto/index.js'

const none = new Uint8Array(0)
const sha256 = derSequence(derOid('2.16.840.1.101.3.4.2.1'))
const mgf1 = derOid('1.2.840.113549.1.1.8')

/** RSASSA-PSS-params with every field; `extra` behind one of them. */
const parameters = (extra: {
  readonly hash?: Uint8Array
  readonly insideMgf?: Uint8Array
  readonly mgf?: Uint8Array
  readonly salt?: Uint8Array
  readonly trailer?: Uint8Array
  readonly all?: Uint8Array
  readonly behind?: Uint8Array
}) =>
  concatBytes(
    derSequence(
      encodeTlv(0xa0, concatBytes(sha256, extra.hash ?? none)),
      encodeTlv(0xa1, concatBytes(derSequence(mgf1, sha256, extra.insideMgf ?? none), extra.mgf ?? none)),
      encodeTlv(0xa2, concatBytes(derInteger(32), extra.salt ?? none)),
      encodeTlv(0xa3, concatBytes(derInteger(1), extra.trailer ?? none)),
      extra.all ?? none,
    ),
    extra.behind ?? none,
  )

test('every field', () => {
  expect(parsePssParameters(parameters({}))).toEqual({ hash: 'SHA-256', mgfHash: 'SHA-256', saltLength: 32 })
})

test.each(['hash', 'insideMgf', 'mgf', 'salt', 'trailer', 'all', 'behind'])(
  'nothing may stand behind: %s',
  place => {
    expect(() => parsePssParameters(parameters({ [place]: derNull() }))).toThrow(
      expect.objectContaining({ name: 'EmrtdError' }),
    )
  },
)

test('a salt as long as any key has room for, and no longer', () => {
  const salt = (length: number) => derSequence(encodeTlv(0xa2, derInteger(length)))
  const longest = 1024
  expect(parsePssParameters(salt(longest)).saltLength).toBe(longest)
  expect(() => parsePssParameters(salt(longest + 1))).toThrow(
    expect.objectContaining({ code: 'CRYPTO_BAD_PARAMETERS' }),
  )
})

test('a reader that stands at them goes on behind them', () => {
  const reader = new DerReader(concatBytes(parameters({}), derNull()))
  expect(parsePssParameters(reader).saltLength).toBe(32)
  expect(reader.atEnd).toBe(false)
})
