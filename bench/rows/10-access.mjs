import * as node from 'node:crypto'
import { weierstrass } from '@noble/curves/abstract/weierstrass.js'
import { performBac, performPace, selectPaceOffer } from '../../dist/node/access.js'
import { nativeBackend } from '../../dist/node/crypto/native.js'
import { curveByName } from '../../dist/node/crypto.js'
import { parseEfCardAccess } from '../../dist/node/lds.js'
import { createVirtualChip } from '../../dist/node/testkit.js'
import { measureAsync } from '../measure.mjs'
import { atMost, line } from '../table.mjs'

const fields = { documentNumber: 'L898902C', dateOfBirth: '690806', dateOfExpiry: '940623' }
const application = Uint8Array.from([0x00, 0xa4, 0x04, 0x0c, 7, 0xa0, 0, 0, 2, 0x47, 0x10, 0x01])

/** Random bytes that are the same in every run, so that what the chip said once it may say again; drawn before the first. */
function repeatable() {
  let drawn = 0
  const blocks = Array.from({ length: 8 }, (_, i) => {
    const block = node.createHash('sha512').update(`bench ${i}`).digest()
    return Uint8Array.from(Buffer.concat([block, block]))
  })
  const crypto = { ...nativeBackend, randomBytes: length => blocks[drawn++].slice(0, length) }
  return { crypto, rewind: () => (drawn = 0) }
}

/** A run against the virtual chip, of which the chip's part is then played from the record: only the terminal's side takes time. */
async function recorded(options, before, perform) {
  const chip = createVirtualChip({ files: { 'EF.COM': Uint8Array.of(0x60, 0) }, ...fields, ...options })
  for (const command of before) await chip.transmit(command)
  const { crypto, rewind } = repeatable()
  const responses = []
  const first = await perform(
    {
      transmit: async command => {
        const response = await chip.transmit(command)
        responses.push(response)
        return response
      },
    },
    crypto,
  )
  if (!first.completed) throw first.error
  return async () => {
    rewind()
    let at = 0
    const run = await perform({ transmit: async () => responses[at++] }, crypto)
    if (!run.completed) throw run.error
    return responses.length
  }
}

function cipher(name, key, iv, data, encrypt) {
  const context = encrypt ? node.createCipheriv(name, key, iv) : node.createDecipheriv(name, key, iv)
  context.setAutoPadding(false)
  return context.update(data)
}

/** BAC: five hashes (of the MRZ, of four keys), encryption and decryption of 32 bytes, two checksums. */
function bareBac() {
  const key = Buffer.alloc(16, 0x5a)
  const single = Buffer.concat([key.subarray(0, 8), key.subarray(0, 8)])
  const iv = Buffer.alloc(8)
  const message = Buffer.alloc(32, 1)
  const input = Buffer.alloc(40, 2)
  const hashed = Buffer.alloc(24, 3)
  const mac = () => {
    const head = cipher('des-ede-cbc', single, iv, input.subarray(0, -8), true)
    return cipher('des-ede-cbc', key, head.subarray(-8), input.subarray(-8), true)[0]
  }
  return async () => {
    let sum = 0
    for (let i = 0; i < 5; i++) sum += node.createHash('sha1').update(hashed).digest()[0]
    sum +=
      cipher('des-ede-cbc', key, iv, message, true)[0] + cipher('des-ede-cbc', key, iv, message, false)[0]
    return sum + mac() + mac()
  }
}

/** PACE with generic mapping: five multiplications, two of them of the generator; what else there is takes microseconds. */
function barePace(name) {
  const { p, a, b, n, h, gx, gy } = curveByName(name)
  const Point = weierstrass({ p, a, b, n, h, Gx: gx, Gy: gy })
  const scalar = label =>
    (BigInt(`0x${node.createHash('sha512').update(label).digest('hex')}`) % (n - 1n)) + 1n
  const theirs = Point.BASE.multiply(scalar('chip'))
  return async () => {
    const own = Point.BASE.multiply(scalar('mapping'))
    const shared = theirs.multiply(scalar('mapping'))
    const generator = Point.BASE.multiply(scalar('nonce')).add(shared)
    const key = generator.multiply(scalar('key'))
    const secret = theirs.multiply(scalar('key'))
    return Number((own.toAffine().x ^ key.toAffine().x ^ secret.toAffine().x) & 0xffffn)
  }
}

export async function run() {
  const bac = await recorded({ access: { bac: true } }, [application], (channel, crypto) =>
    performBac(channel, fields, { crypto }),
  )
  const ofBac = await measureAsync({ emrtd: bac, 'bare node:crypto': bareBac() })
  const lines = [line(10, "BAC, terminal's side", ofBac, 'emrtd', 'bare node:crypto', atMost(1.2))]
  for (const [name, parameterId] of [
    ['P-256', 12],
    ['brainpoolP256r1', 13],
  ]) {
    const pace = [{ mapping: 'GM', cipher: 'AES-128', parameterId }]
    const options = { can: '123456', access: { bac: false, pace } }
    const open = createVirtualChip({ files: { 'EF.COM': Uint8Array.of(0x60, 0) }, ...fields, ...options })
    const efCardAccess = (await open.transmit(Uint8Array.from([0x00, 0xb0, 0x9c, 0x00, 0x00]))).subarray(
      0,
      -2,
    )
    const offer = selectPaceOffer(parseEfCardAccess(efCardAccess).securityInfos)
    const ours = await recorded(options, [], (channel, crypto) =>
      performPace(channel, offer, { type: 'CAN', secret: '123456' }, { crypto }),
    )
    const times = await measureAsync({ emrtd: ours, 'bare noble': barePace(name) }, { milliseconds: 60 })
    lines.push(line(10, `PACE-GM on ${name}, terminal's side`, times, 'emrtd', 'bare noble', atMost(1.2)))
  }
  return lines
}
