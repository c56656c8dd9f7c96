import * as node from 'node:crypto'
import { createSecureMessaging, encodeCommandApdu } from '../../dist/node/apdu.js'
import { nativeBackend } from '../../dist/node/crypto/native.js'
import { measureAsync } from '../measure.mjs'
import { atMost, line } from '../table.mjs'

/** What fits into one extended response, with its objects and padding: 64 KB but for 64 bytes. */
const total = 65_472

const ciphers = {
  'AES-256': {
    keyLength: 32,
    block: 16,
    encrypt: (key, iv, data) => bare('aes-256-cbc', key, iv, data, true),
    decrypt: (key, iv, data) => bare('aes-256-cbc', key, iv, data, false),
    iv: (key, counter) => bare('aes-256-cbc', key, Buffer.alloc(16), counter, true),
    /** NIST SP 800-38B, over input that is padded and has the subkey on its last block. */
    mac: (key, input) => bare('aes-256-cbc', key, Buffer.alloc(16), input, true).subarray(-16, -8),
    ready: (key, input) => {
      const subkey = doubled(bare('aes-256-cbc', key, Buffer.alloc(16), Buffer.alloc(16), true))
      return Buffer.concat([input.subarray(0, -16), input.subarray(-16).map((byte, i) => byte ^ subkey[i])])
    },
  },
  '3DES': {
    keyLength: 16,
    block: 8,
    encrypt: (key, iv, data) => bare('des-ede-cbc', key, iv, data, true),
    decrypt: (key, iv, data) => bare('des-ede-cbc', key, iv, data, false),
    iv: () => Buffer.alloc(8),
    /** ISO/IEC 9797-1 algorithm 3. OpenSSL 3 has no single DES: two-key Triple DES with both keys alike is it. */
    mac: (key, input) => {
      const single = Buffer.concat([key.subarray(0, 8), key.subarray(0, 8)])
      const head = bare('des-ede-cbc', single, Buffer.alloc(8), input.subarray(0, -8), true)
      return bare('des-ede-cbc', key, head.subarray(-8), input.subarray(-8), true)
    },
    ready: (_key, input) => input,
  },
}

function bare(name, key, iv, data, encrypt) {
  const context = encrypt ? node.createCipheriv(name, key, iv) : node.createDecipheriv(name, key, iv)
  context.setAutoPadding(false)
  return context.update(data)
}

function doubled(block) {
  const result = Buffer.alloc(16)
  for (let i = 0; i < 16; i++) result[i] = (block[i] << 1) | ((block[i + 1] ?? 0) >>> 7)
  if (block[0] & 0x80) result[15] ^= 0x87
  return result
}

function padded(block, ...parts) {
  const data = Buffer.concat(parts)
  const result = Buffer.alloc(block * (Math.floor(data.length / block) + 1))
  data.copy(result)
  result[data.length] = 0x80
  return result
}

function counterOf(block, value) {
  const counter = Buffer.alloc(block)
  counter.writeUInt32BE(value, block - 4)
  return counter
}

function tlv(tag, ...parts) {
  const value = Buffer.concat(parts)
  const { length } = value
  const header =
    length < 0x80
      ? [length]
      : length < 0x100
        ? [0x81, length]
        : length < 0x10000
          ? [0x82, length >> 8, length & 0xff]
          : [0x83, length >> 16, (length >> 8) & 0xff, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...header]), value])
}

/** Responses of the chip with `size` bytes of data each, and what is computed for each: command, then response. */
function record(cipher, keys, size) {
  const { encryptionKey, macKey } = keys
  const exchanges = []
  let count = 0
  for (let at = 0; at < total; at += size) {
    const length = Math.min(size, total - at)
    const le =
      length <= 256 ? Buffer.from([0x97, 1, length]) : Buffer.from([0x97, 2, length >> 8, length & 0xff])
    const header = padded(cipher.block, Buffer.from([0x0c, 0xb0, 0, 0]))
    const command = padded(cipher.block, counterOf(cipher.block, ++count), header, le)
    const commandInput = cipher.ready(macKey, command)
    const counter = counterOf(cipher.block, ++count)
    const cryptogram = cipher.encrypt(
      encryptionKey,
      cipher.iv(encryptionKey, counter),
      padded(cipher.block, Buffer.alloc(length, at & 0xff)),
    )
    const body = Buffer.concat([tlv(0x87, Buffer.from([1]), cryptogram), Buffer.from([0x99, 2, 0x90, 0])])
    const input = cipher.ready(macKey, padded(cipher.block, counter, body))
    const mac = cipher.mac(macKey, input)
    exchanges.push({
      command: encodeCommandApdu({ cla: 0, ins: 0xb0, p1: 0, p2: 0, le: length }),
      response: Uint8Array.from(Buffer.concat([body, tlv(0x8e, mac), Buffer.from([0x90, 0])])),
      bare: { commandInput, counter, cryptogram, input },
    })
  }
  return exchanges
}

export async function run() {
  const lines = []
  for (const [name, cipher] of Object.entries(ciphers)) {
    for (const [size, limit] of [
      [231, 2],
      [total, 1.2],
    ]) {
      const digest = label => Uint8Array.from(node.createHash('sha256').update(label).digest())
      const keys = {
        cipher: name,
        encryptionKey: digest('enc').subarray(0, cipher.keyLength),
        macKey: digest('mac').subarray(0, cipher.keyLength),
      }
      const exchanges = record(cipher, keys, size)
      const ours = async () => {
        let at = 0
        const channel = { transmit: async () => exchanges[at++].response }
        const session = createSecureMessaging(channel, keys, { crypto: nativeBackend })
        let sum = 0
        for (const { command } of exchanges) sum += (await session.transmit(command)).length
        return sum
      }
      if ((await ours()) !== total + 2 * exchanges.length)
        throw new Error('the session of the benchmark fails')
      const theirs = async () => {
        let sum = 0
        for (const { bare: parts } of exchanges) {
          const { commandInput, counter, cryptogram, input } = parts
          sum += cipher.mac(keys.macKey, commandInput)[0]
          sum += cipher.mac(keys.macKey, input)[0]
          sum += cipher.decrypt(keys.encryptionKey, cipher.iv(keys.encryptionKey, counter), cryptogram)[0]
        }
        return sum
      }
      const times = await measureAsync({ emrtd: ours, 'bare node:crypto': theirs })
      const blocks = size === 231 ? '231-byte' : '64 KB'
      lines.push(
        line(
          9,
          `secure messaging, 64 KB in ${blocks} blocks, ${name}`,
          times,
          'emrtd',
          'bare node:crypto',
          atMost(limit),
        ),
      )
    }
  }
  return lines
}
