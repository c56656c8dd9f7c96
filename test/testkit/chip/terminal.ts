import type { CardChannel } from '../../../src/apdu/card-channel.js'
import { encodeOid, encodeTlv, readTlvs } from '../../../src/asn1/index.js'
import {
  bigIntToBytes,
  bytesToBigInt,
  concatBytes,
  latin1ToBytes,
  stripLeadingZeros,
} from '../../../src/bytes.js'
import {
  defaultBackend as backend,
  type DomainParameters,
  deriveKey,
  padIso9797,
  type SymmetricCipher,
  standardizedDomainParameters,
  unpadIso9797,
} from '../../../src/crypto/index.js'
import {
  integratedMappingLengths,
  mapToPoint,
  pseudoRandomNumber,
} from '../../../src/testkit/chip/integrated-mapping.js'

/** A response, taken apart. */
export interface Response {
  readonly data: Uint8Array
  readonly status: number
}

/**
 * A small terminal for the tests of the virtual chip: enough to get in and to read. It trusts the chip and checks the
 * MAC of each response only.
 */
export class Terminal {
  readonly chip: CardChannel
  #keys: { cipher: SymmetricCipher; encryption: Uint8Array; mac: Uint8Array } | undefined
  #counter = 0n

  readonly #random: (length: number) => Uint8Array

  /** @param random the terminal's random bytes. */
  constructor(
    chip: CardChannel,
    random: (length: number) => Uint8Array = length => backend.randomBytes(length),
  ) {
    this.chip = chip
    this.#random = random
  }

  async plain(command: Uint8Array): Promise<Response> {
    const bytes = await this.chip.transmit(command)
    const status = bytes[bytes.length - 2]! * 256 + bytes[bytes.length - 1]!
    return { data: bytes.subarray(0, -2), status }
  }

  /** Sends a command, inside the session if there is one. */
  async send(
    ins: number,
    p1: number,
    p2: number,
    data: Uint8Array = new Uint8Array(0),
    expected?: number,
    options: { readonly extended?: boolean; readonly chained?: boolean } = {},
  ): Promise<Response> {
    const cla = options.chained ? 0x10 : 0x00
    if (this.#keys === undefined) return this.plain(apdu(cla, ins, p1, p2, data, expected, options.extended))
    return this.unprotect(await this.chip.transmit(this.protect(ins, p1, p2, data, expected, options)))
  }

  /** Starts a session from a shared secret. */
  start(cipher: SymmetricCipher, secret: Uint8Array, counter = 0n): void {
    this.#keys = {
      cipher,
      encryption: deriveKey(backend, secret, 'encryption', cipher),
      mac: deriveKey(backend, secret, 'mac', cipher),
    }
    this.#counter = counter
  }

  forget(): void {
    this.#keys = undefined
  }

  uncount(): void {
    this.#counter -= 1n
  }

  protect(
    ins: number,
    p1: number,
    p2: number,
    data: Uint8Array,
    expected?: number,
    options: { readonly extended?: boolean; readonly chained?: boolean } = {},
  ): Uint8Array {
    this.#counter += 1n
    const odd = (ins & 1) === 1
    const block = this.#keys!.cipher === '3DES' ? 8 : 16
    const header = Uint8Array.of(options.chained ? 0x1c : 0x0c, ins, p1, p2)
    const cryptogram =
      data.length === 0
        ? new Uint8Array(0)
        : odd
          ? encodeTlv(0x85, this.#crypt('encrypt', padIso9797(data, block)))
          : encodeTlv(0x87, Uint8Array.of(1), this.#crypt('encrypt', padIso9797(data, block)))
    const le =
      expected === undefined
        ? new Uint8Array(0)
        : encodeTlv(
            0x97,
            expected >= 0x10000
              ? Uint8Array.of(0, 0)
              : expected > 0x100
                ? Uint8Array.of(expected >>> 8, expected)
                : Uint8Array.of(expected),
          )
    const objects = concatBytes(cryptogram, le)
    const mac = this.#mac(concatBytes(padIso9797(header, block), objects))
    const body = concatBytes(objects, encodeTlv(0x8e, mac))
    return apdu(header[0]!, ins, p1, p2, body, options.extended ? 0x10000 : 0x100, options.extended)
  }

  unprotect(response: Uint8Array): Response {
    this.#counter += 1n
    const block = this.#keys!.cipher === '3DES' ? 8 : 16
    const status = response[response.length - 2]! * 256 + response[response.length - 1]!
    if (response.length === 2) return { data: new Uint8Array(0), status }
    const objects = readTlvs(response.subarray(0, -2))
    const mac = objects.at(-1)!
    const computed = this.#mac(response.subarray(0, mac.offset))
    if (mac.tag !== 0x8e || !computed.every((byte, index) => byte === mac.value[index])) {
      throw new Error('MAC of the response is wrong')
    }
    const cryptogram = objects.find(object => object.tag === 0x87 || object.tag === 0x85)
    if (cryptogram === undefined) return { data: new Uint8Array(0), status }
    const encrypted = cryptogram.tag === 0x87 ? cryptogram.value.subarray(1) : cryptogram.value
    return { data: unpadIso9797(this.#crypt('decrypt', encrypted), block), status }
  }

  async selectApplication(): Promise<Response> {
    return this.send(0xa4, 0x04, 0x0c, Uint8Array.of(0xa0, 0, 0, 2, 0x47, 0x10, 1))
  }

  /** BAC with the MRZ information. */
  async bac(information: string): Promise<Response> {
    const seed = backend.digest('SHA-1', latin1ToBytes(information)).slice(0, 16)
    const encryption = deriveKey(backend, seed, 'encryption', '3DES')
    const macKey = deriveKey(backend, seed, 'mac', '3DES')
    const challenge = (await this.send(0x84, 0, 0, undefined, 8)).data
    const nonce = this.#random(8)
    const keying = this.#random(16)
    const iv = new Uint8Array(8)
    const cryptogram = backend.tripleDesCbcEncrypt(encryption, iv, concatBytes(nonce, challenge, keying))
    const mac = backend.retailMac(macKey, padIso9797(cryptogram, 8))
    const response = await this.send(0x82, 0, 0, concatBytes(cryptogram, mac), 40)
    if (response.status !== 0x9000 || response.data.length !== 40) return response
    const opened = backend.tripleDesCbcDecrypt(encryption, iv, response.data.subarray(0, 32))
    const secret = opened.subarray(16).map((byte, index) => byte ^ keying[index]!)
    this.start('3DES', secret, bytesToBigInt(concatBytes(challenge.subarray(4), nonce.subarray(4))))
    return response
  }

  /** PACE; returns the last response, or the first that is no success. */
  async pace(options: {
    readonly oid: string
    readonly mapping: 'GM' | 'IM' | 'CAM'
    readonly cipher: SymmetricCipher
    readonly parameters: DomainParameters | number
    readonly reference?: number
    readonly password: number
    readonly secret: string
    readonly extended?: boolean
  }): Promise<Response> {
    const { mapping, cipher, password, extended = false } = options
    const parameters =
      typeof options.parameters === 'number'
        ? standardizedDomainParameters(options.parameters)!
        : options.parameters
    const ec = parameters.type === 'EC'
    const text = latin1ToBytes(options.secret)
    const key = deriveKey(backend, password === 1 ? backend.digest('SHA-1', text) : text, 'password', cipher)
    const selection = [encodeTlv(0x80, encodeOid(options.oid)), encodeTlv(0x83, Uint8Array.of(password))]
    if (options.reference !== undefined) selection.push(encodeTlv(0x84, Uint8Array.of(options.reference)))
    const selected = await this.send(0x22, 0xc1, 0xa4, concatBytes(...selection))
    if (selected.status !== 0x9000 && (selected.status & 0xfff0) !== 0x63c0) return selected

    let last: Response = selected
    const step = async (tag: number, value: Uint8Array | undefined, final = false): Promise<Uint8Array> => {
      const template = encodeTlv(0x7c, value === undefined ? new Uint8Array(0) : encodeTlv(tag, value))
      let rest = template
      // What does not fit into a short command goes in parts.
      while (!extended && rest.length > 255) {
        await this.send(0x86, 0, 0, rest.subarray(0, 255), undefined, { chained: true })
        rest = rest.subarray(255)
      }
      last = await this.send(0x86, 0, 0, rest, extended ? 0x10000 : 0x100, { chained: !final, extended })
      let data = last.data
      while (last.status >>> 8 === 0x61) {
        last = await this.send(0xc0, 0, 0, undefined, last.status & 0xff)
        data = concatBytes(data, last.data)
      }
      last = { data, status: last.status }
      if (last.status !== 0x9000) throw last
      return readTlvs(readTlvs(data)[0]!.value).find(
        object => object.tag === (value === undefined ? 0x80 : tag + 1),
      )!.value
    }
    try {
      const z = await step(0x80, undefined)
      const s =
        cipher === '3DES'
          ? backend.tripleDesCbcDecrypt(key, new Uint8Array(8), z)
          : backend.aesCbcDecrypt(key, new Uint8Array(16), z)
      const group = terminalGroup(parameters)
      let generator: Uint8Array
      if (mapping === 'IM') {
        const t = this.#random(integratedMappingLengths[cipher].key)
        await step(0x81, t)
        const bits = ec ? parameters.curve.p.toString(2).length : parameters.group.prime.length * 8
        generator = group.integrated(pseudoRandomNumber(backend, cipher, s, t, bits))
      } else {
        const private_ = this.#random(16)
        const theirs = await step(0x81, group.encode(group.power(private_)))
        generator = group.combine(group.power(s), group.power(private_, group.decode(theirs)))
      }
      const ephemeral = this.#random(18)
      const own = group.encode(group.power(ephemeral, generator))
      const theirs = await step(0x83, own)
      const shared = group.power(ephemeral, group.decode(theirs))
      const secret = ec ? shared.slice(1, 1 + parameters.curve.fieldLength) : shared
      const macKey = deriveKey(backend, secret, 'mac', cipher)
      const token = (publicKey: Uint8Array): Uint8Array => {
        const object = encodeTlv(
          0x7f49,
          encodeTlv(0x06, encodeOid(options.oid)),
          encodeTlv(ec ? 0x86 : 0x84, publicKey),
        )
        return cipher === '3DES'
          ? backend.retailMac(macKey, padIso9797(object, 8))
          : backend.aesCmac(macKey, object).slice(0, 8)
      }
      const answer = await step(0x85, token(theirs), true)
      if (bytesToBigInt(answer) !== bytesToBigInt(token(own))) throw new Error('token of the chip is wrong')
      this.start(cipher, secret)
      return last
    } catch (error) {
      if (error instanceof Error) throw error
      return error as Response
    }
  }

  /** Chip Authentication with the public key of EF.DG14; with 3DES by MSE:Set KAT. */
  async chipAuthentication(
    oid: string,
    cipher: SymmetricCipher,
    parameters: DomainParameters,
    publicKey: Uint8Array,
    options: { readonly reference?: number; readonly kat?: boolean } = {},
  ): Promise<Response> {
    const group = terminalGroup(parameters)
    const privateKey = this.#random(16)
    const own = group.encode(group.power(privateKey))
    const reference =
      options.reference === undefined ? new Uint8Array(0) : encodeTlv(0x84, Uint8Array.of(options.reference))
    let last: Response
    if (options.kat) {
      last = await this.send(0x22, 0x41, 0xa6, concatBytes(encodeTlv(0x91, own), reference))
    } else {
      last = await this.send(0x22, 0x41, 0xa4, concatBytes(encodeTlv(0x80, encodeOid(oid)), reference))
      if (last.status !== 0x9000) return last
      last = await this.send(0x86, 0, 0, encodeTlv(0x7c, encodeTlv(0x80, own)), 0x100, {
        extended: own.length > 200,
      })
    }
    if (last.status !== 0x9000) return last
    const shared = group.power(privateKey, group.decode(publicKey))
    this.start(cipher, parameters.type === 'EC' ? shared.slice(1, 1 + parameters.curve.fieldLength) : shared)
    return last
  }

  /** Reads a file of the selected directory by its short identifier and its header. */
  async readFile(
    shortIdentifier: number,
    block = 0xe0,
    options: { readonly extended?: boolean } = {},
  ): Promise<Uint8Array> {
    const first = await this.send(0xb0, 0x80 | shortIdentifier, 0, undefined, 8)
    if (first.status !== 0x9000) throw new Error(`status ${first.status.toString(16)}`)
    const lengthOctets = first.data[1]! < 0x80 ? 0 : first.data[1]! & 0x7f
    const header = 2 + lengthOctets
    const total =
      header + (lengthOctets === 0 ? first.data[1]! : Number(bytesToBigInt(first.data.subarray(2, header))))
    const parts = [first.data.subarray(0, Math.min(8, total))]
    let offset = parts[0]!.length
    while (offset < total) {
      const wanted = Math.min(block, total - offset)
      const odd = offset > 0x7fff
      const response = odd
        ? await this.send(
            0xb1,
            0,
            0,
            encodeTlv(0x54, stripLeadingZeros(bigIntToBytes(BigInt(offset), 4))),
            wanted + 4,
            options,
          )
        : await this.send(
            0xb0,
            offset >>> 8,
            offset & 0xff,
            undefined,
            Math.min(wanted, 0x8000 - offset),
            options,
          )
      if (response.status !== 0x9000 && response.status !== 0x6282) {
        throw new Error(`status ${response.status.toString(16)} at ${offset}`)
      }
      const data = odd ? readTlvs(response.data)[0]!.value : response.data
      if (data.length === 0) throw new Error('no data')
      parts.push(data)
      offset += data.length
    }
    return concatBytes(...parts).subarray(0, total)
  }

  #crypt(way: 'encrypt' | 'decrypt', data: Uint8Array): Uint8Array {
    const { cipher, encryption } = this.#keys!
    if (cipher === '3DES') {
      const iv = new Uint8Array(8)
      return way === 'encrypt'
        ? backend.tripleDesCbcEncrypt(encryption, iv, data)
        : backend.tripleDesCbcDecrypt(encryption, iv, data)
    }
    const iv = backend.aesCbcEncrypt(encryption, new Uint8Array(16), bigIntToBytes(this.#counter, 16))
    return way === 'encrypt'
      ? backend.aesCbcEncrypt(encryption, iv, data)
      : backend.aesCbcDecrypt(encryption, iv, data)
  }

  #mac(input: Uint8Array): Uint8Array {
    const { cipher, mac } = this.#keys!
    return cipher === '3DES'
      ? backend.retailMac(mac, padIso9797(concatBytes(bigIntToBytes(this.#counter, 8), input), 8))
      : backend.aesCmac(mac, padIso9797(concatBytes(bigIntToBytes(this.#counter, 16), input), 16)).slice(0, 8)
  }
}

/** A command APDU, short or extended. */
export function apdu(
  cla: number,
  ins: number,
  p1: number,
  p2: number,
  data: Uint8Array = new Uint8Array(0),
  expected?: number,
  extended = false,
): Uint8Array {
  const header = Uint8Array.of(cla, ins, p1, p2)
  const none = new Uint8Array(0)
  if (!extended) {
    const body = data.length === 0 ? none : concatBytes(Uint8Array.of(data.length), data)
    return concatBytes(header, body, expected === undefined ? none : Uint8Array.of(expected))
  }
  const body =
    data.length === 0 ? Uint8Array.of(0) : concatBytes(Uint8Array.of(0, data.length >>> 8, data.length), data)
  const le = expected === undefined ? none : Uint8Array.of(expected >>> 8, expected)
  return concatBytes(header, body, le)
}

function terminalGroup(parameters: DomainParameters) {
  if (parameters.type === 'EC') {
    const { curve } = parameters
    const point = (x: bigint, y: bigint): Uint8Array =>
      concatBytes(Uint8Array.of(4), bigIntToBytes(x, curve.fieldLength), bigIntToBytes(y, curve.fieldLength))
    return {
      power: (exponent: Uint8Array, base?: Uint8Array) =>
        backend.ecMultiply(curve, bigIntToBytes(bytesToBigInt(exponent) % curve.n, curve.orderLength), base),
      combine: (a: Uint8Array, b: Uint8Array) => backend.ecAdd(curve, a, b),
      encode: (element: Uint8Array) => element,
      decode: (encoded: Uint8Array) => encoded,
      integrated: (number: bigint) => {
        const { x, y } = mapToPoint(curve, number)
        return point(x, y)
      },
    }
  }
  const { prime, generator, order } = parameters.group
  const p = bytesToBigInt(prime)
  const element = (value: bigint): Uint8Array => bigIntToBytes(value % p, prime.length)
  return {
    power: (exponent: Uint8Array, base: Uint8Array = generator) => backend.modPow(base, exponent, prime),
    combine: (a: Uint8Array, b: Uint8Array) => element(bytesToBigInt(a) * bytesToBigInt(b)),
    encode: (value: Uint8Array) => stripLeadingZeros(value),
    decode: (encoded: Uint8Array) => element(bytesToBigInt(encoded)),
    integrated: (number: bigint) =>
      backend.modPow(element(number), bigIntToBytes((p - 1n) / bytesToBigInt(order!), prime.length), prime),
  }
}
