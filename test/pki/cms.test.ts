import { expect, test } from 'vitest'
import { derInteger, derOctetString, derOid, derSequence, derSetOf, encodeTlv } from '../../src/asn1/index.js'
import { concatBytes } from '../../src/bytes.js'
import { cmsOid, parseSignedData } from '../../src/pki/index.js'

const extra = Uint8Array.of(5, 0)
const content = derOctetString(Uint8Array.of(1, 2, 3))

/** A SignedData without signers, with what a test puts in the place of a part, or behind one. */
function signedData(
  change: {
    readonly type?: string
    readonly behindContent?: Uint8Array
    readonly content?: Uint8Array
    readonly behindEncapsulated?: Uint8Array
    readonly crls?: Uint8Array
    readonly behindSigners?: Uint8Array
    readonly behindSignedData?: Uint8Array
    readonly behindExplicit?: Uint8Array
    readonly behind?: Uint8Array
  } = {},
): Uint8Array {
  const nothing = new Uint8Array(0)
  const encapsulated = derSequence(
    derOid(cmsOid.data),
    encodeTlv(0xa0, concatBytes(change.content ?? content, change.behindContent ?? nothing)),
    change.behindEncapsulated ?? nothing,
  )
  const body = derSequence(
    derInteger(3),
    derSetOf(),
    encapsulated,
    change.crls ?? nothing,
    derSetOf(),
    change.behindSigners ?? nothing,
  )
  const explicit = encodeTlv(0xa0, concatBytes(body, change.behindSignedData ?? nothing))
  return concatBytes(
    derSequence(derOid(change.type ?? cmsOid.signedData), explicit, change.behindExplicit ?? nothing),
    change.behind ?? nothing,
  )
}

test('what is read: content, certificates, revocation lists, the bytes as received', () => {
  const bytes = signedData({ crls: encodeTlv(0xa1, concatBytes(derSequence(), derSequence(extra))) })
  const cms = parseSignedData(bytes)
  expect(cms).toMatchObject({ version: 3, contentType: cmsOid.data, certificates: [], signerInfos: [] })
  expect(cms.content).toEqual(Uint8Array.of(1, 2, 3))
  expect(cms.crls).toEqual([derSequence(), derSequence(extra)])
  expect(cms.bytes).toEqual(bytes)
})

test.each([
  ['the content', { behindContent: extra }],
  ['the encapsulated content', { behindEncapsulated: extra }],
  ['the signers', { behindSigners: extra }],
  ['the SignedData', { behindSignedData: extra }],
  ['the explicit tag', { behindExplicit: extra }],
  ['the whole', { behind: extra }],
])('nothing may stand behind %s', (_, change) => {
  expect(() => parseSignedData(signedData(change))).toThrow(expect.objectContaining({ name: 'EmrtdError' }))
})

test('another content type than SignedData is refused, at its beginning', () => {
  expect(() => parseSignedData(signedData({ type: cmsOid.data }))).toThrow(
    expect.objectContaining({ code: 'PKI_BAD_CMS', offset: 0 }),
  )
})

test('a signature without its content is none that can be judged here', () => {
  const body = derSequence(derInteger(3), derSetOf(), derSequence(derOid(cmsOid.data)), derSetOf())
  const detached = derSequence(derOid(cmsOid.signedData), encodeTlv(0xa0, body))
  expect(() => parseSignedData(detached)).toThrow(
    expect.objectContaining({
      code: 'PKI_BAD_CMS',
      message: expect.stringContaining('SignedData without content'),
    }),
  )
})
