import { describe, expect, test } from 'vitest'
import { derivePasswordKey, hashMrzInformation } from '../../src/access/document-password.js'
import {
  type DocumentPassword,
  findPaceOffers,
  performPace,
  selectPaceOffer,
} from '../../src/access/index.js'
import { encodeToPoint, pseudoRandomNumber } from '../../src/access/integrated-mapping.js'
import { decryptChipAuthenticationData, decryptNonce } from '../../src/access/pace-decryption.js'
import { paceGroup } from '../../src/access/pace-group.js'
import { authenticationToken, tokenInput } from '../../src/access/pace-token.js'
import { sendCommand } from '../../src/apdu/index.js'
import { encodeTlv } from '../../src/asn1/index.js'
import { bigIntToBytes, bytesToBigInt, fromHex } from '../../src/bytes.js'
import {
  type CryptoBackend,
  deriveKey,
  type SymmetricCipher,
  standardizedDomainParameters,
} from '../../src/crypto/index.js'
import { parseEfCardAccess } from '../../src/lds/index.js'
import { readChipCommand, success } from '../../src/testkit/chip/chip-command.js'
import { ChipSession } from '../../src/testkit/chip/chip-secure-messaging.js'
import { FaultPlan } from '../../src/testkit/chip/fault-plan.js'
import { backends, readVectors, type Vector } from '../crypto/backends.js'
import { randomForKey, scripted, upper, withRandom } from './scripted.js'

/** Everything of the worked examples of Doc 9303-11 appendices G, H and I that a terminal computes. */

const generic = ['pace_gm_ecdh', 'pace_gm_dh', 'pace_cam'].flatMap(name => readVectors(name).vectors)
const integrated = ['pace_im_ecdh', 'pace_im_dh'].flatMap(name => readVectors(name).vectors)
const extra = readVectors('pace_extra').vectors
/**
 * The worked example of TR-03110, named as those of Doc 9303. It prints one value of 1,024 bits with a sign octet, which is not in the
 * token over it.
 */
const eac = readVectors('pace_eac').vectors.map((vector): Vector => {
  const expected = Object.fromEntries(
    Object.entries(vector.expected).map(([name, value]) => [
      name.replace('_computed', ''),
      value.length === 258 ? value.replace(/^00/, '') : value,
    ]),
  )
  return { ...vector, expected }
})
const rows = (vectors: readonly Vector[]) => vectors.map(vector => [vector.id, vector] as const)

/** A point of the examples, with its first byte or without; a number. */
function element(text: string, isPoint: boolean): Uint8Array {
  const bytes = fromHex(text)
  return isPoint && bytes.length % 2 === 0 ? fromHex(`04${text}`) : bytes
}

/** The group of an example, and its values as the group has them. */
function groupOf(crypto: CryptoBackend, parameterId: number) {
  const group = paceGroup(crypto, standardizedDomainParameters(parameterId)!)
  const isPoint = group.type === 'EC'
  return {
    group,
    read: (text: string) => element(text, isPoint),
    /** Some private keys of the examples are above the order of the group: modulo it they are the same. */
    privateKey: (text: string) => {
      const value = bytesToBigInt(fromHex(text)) % group.bound
      return bigIntToBytes(value, Math.ceil(group.bound.toString(16).length / 2))
    },
    /** As the examples print it: points without their first byte. */
    print: (value: Uint8Array) => upper(isPoint ? value.subarray(1) : value),
  }
}

function passwordOf({ inputs }: Vector): DocumentPassword {
  const printed = inputs['password'] as unknown as Readonly<Record<string, string>>
  if (printed['type'] === 'PIN') return { type: 'PIN', secret: printed['value']! }
  const field = (name: string) => printed[`${name}_with_check_digit`]!.slice(0, -1)
  const mrz = {
    documentNumber: field('document_number'),
    dateOfBirth: field('date_of_birth'),
    dateOfExpiry: field('date_of_expiry'),
  }
  return { type: 'MRZ', mrz }
}

const parametersOf = ({ inputs }: Vector): number =>
  Number(
    inputs['parameter_id'] ??
      (inputs['domain_parameters'] as unknown as { standardized_parameter_id: number })
        .standardized_parameter_id,
  )

describe.each(backends)('the worked examples of PACE on the %s backend', (_, crypto) => {
  test.each(rows(generic))('%s: the whole dialogue, byte for byte', async (id, vector) => {
    const { inputs } = vector
    const expected = vector.expected as unknown as {
      readonly apdus: readonly { readonly apdu: string }[]
      readonly shared_secret_K: string
      readonly decrypted_CA_data?: string
      readonly map_PK_IC: string
    }
    const info = inputs['PACEInfo']!
    const { securityInfos } = parseEfCardAccess(
      info.startsWith('31') ? fromHex(info) : encodeTlv(0x31, fromHex(info)),
    )
    const offer = selectPaceOffer(securityInfos)
    expect(offer).toMatchObject({ oid: inputs['oid'], parameterId: parametersOf(vector), ambiguous: false })

    const dialogue = expected.apdus.map(({ apdu }) => apdu)
    const answers = dialogue.filter((_apdu, at) => at % 2 === 1)
    const chip = scripted(...answers.map(withStatus))
    const { bound } = paceGroup(crypto, offer.domainParameters)
    const run = await performPace(chip, offer, passwordOf(vector), {
      crypto: withRandom(
        crypto,
        randomForKey(inputs['map_SK_IFD']!, bound),
        randomForKey(inputs['eph_SK_IFD']!, bound),
      ),
    })
    if (!run.completed) throw run.error
    expect(chip.sent).toEqual(dialogue.filter((_apdu, at) => at % 2 === 0))
    expect(run.evidence).toMatchObject({
      protocol: 'PACE',
      completed: true,
      oid: inputs['oid'],
      mapping: id === 'I.1' ? 'CAM' : 'GM',
      cipher: 'AES-128',
      parameterId: parametersOf(vector),
      password: 'MRZ',
    })
    expect(run.evidence.transcript.map(({ command }) => upper(command))).toEqual(chip.sent)
    const { chipAuthenticationData, chipMappingKey } = run.evidence
    if (id === 'I.1') {
      expect(upper(chipAuthenticationData!)).toBe(expected.decrypted_CA_data)
      expect(upper(chipMappingKey!)).toBe(`04${expected.map_PK_IC.replace(/^04/, '')}`)
    } else expect(run.evidence).not.toHaveProperty('chipAuthenticationData')

    // The session keys are those of the chip.
    const session = new ChipSession(crypto, 'AES-128', fromHex(expected.shared_secret_K))
    const secured = scripted()
    secured.transmit = async command => {
      const { command: opened } = session.unprotect(readChipCommand(command)!)
      expect(opened).toMatchObject({ ins: 0xb0, p1: 0x9e })
      return session.protect(success(Uint8Array.of(1)), false, new FaultPlan([]))
    }
    chip.transmit = secured.transmit
    const read = await sendCommand(run.channel, { cla: 0, ins: 0xb0, p1: 0x9e, p2: 0, le: 1 })
    expect(read.data).toEqual(Uint8Array.of(1))
  })

  test.each(rows([...generic, ...eac]))('%s: every value in between', (_id, vector) => {
    const { inputs, expected } = vector
    const password = passwordOf(vector)
    if (password.type === 'MRZ') expect(upper(hashMrzInformation(crypto, password.mrz))).toBe(expected['K'])
    const key = derivePasswordKey(crypto, password, 'AES-128')
    expect(upper(key)).toBe(expected['Kpi'])
    const mapping = _id === 'I.1' ? 'CAM' : 'GM'
    const nonce = decryptNonce(crypto, { cipher: 'AES-128', mapping }, key, fromHex(expected['nonce_z']!))
    expect(upper(nonce)).toBe(inputs['nonce_s'])

    const { group, read, privateKey, print } = groupOf(crypto, parametersOf(vector))
    const mine = privateKey(inputs['map_SK_IFD']!)
    expect(print(group.publicKey(mine, group.generator))).toBe(without04(expected['map_PK_IFD']!, group.type))
    const shared = group.agree(mine, group.readPublicKey(read(expected['map_PK_IC']!)))
    expect(print(shared)).toBe(without04(expected['map_H']!, group.type))
    const generator = group.mapGenerically(nonce, shared)
    expect(print(generator)).toBe(without04(expected['mapped_generator']!, group.type))
    expectAgreement(crypto, vector, 'AES-128', generator)
  })

  test.each(rows(integrated))('%s: every value', (_id, vector) => {
    const { inputs, expected } = vector
    const parameters = { cipher: 'AES-128', mapping: 'IM' } as const
    const nonce = decryptNonce(crypto, parameters, fromHex(inputs['Kpi']!), fromHex(expected['nonce_z']!))
    expect(upper(nonce)).toBe(inputs['nonce_s'])
    const { group, print } = groupOf(crypto, parametersOf(vector))
    const number = pseudoRandomNumber(
      crypto,
      'AES-128',
      nonce,
      fromHex(inputs['nonce_t']!),
      group.primeLength,
    )
    expect(number).toBe(bytesToBigInt(fromHex(expected['R_s_t']!)))
    expect(number % primeOf(parametersOf(vector))).toBe(bytesToBigInt(fromHex(expected['Rp_s_t']!)))
    const generator = group.mapIntegrated(number)
    expect(print(generator)).toBe(expected['mapped_generator'])
    expectAgreement(crypto, vector, 'AES-128', generator)
  })

  test.each(rows(integrated))('%s: the dialogue, the nonce under a key of our own', async (_id, vector) => {
    const { inputs, expected } = vector
    const { group, read } = groupOf(crypto, parametersOf(vector))
    const offer = {
      oid: inputs['oid']!,
      mapping: 'IM',
      cipher: 'AES-128',
      domainParameters: standardizedDomainParameters(parametersOf(vector))!,
      parameterId: parametersOf(vector),
      ambiguous: false,
      strength: 128,
    } as const
    const password = { type: 'CAN', secret: '123456' } as const
    const key = derivePasswordKey(crypto, password, 'AES-128')
    const encrypted = crypto.aesCbcEncrypt(key, new Uint8Array(16), fromHex(inputs['nonce_s']!))
    const chip = scripted(
      '9000',
      answer(0x80, encrypted),
      answer(0x82, new Uint8Array(0)),
      answer(0x84, read(expected['eph_PK_IC']!)),
      answer(0x86, fromHex(expected['T_IC']!)),
    )
    const random = withRandom(
      crypto,
      fromHex(inputs['nonce_t']!),
      randomForKey(inputs['eph_SK_IFD']!, group.bound),
    )
    const run = await performPace(chip, offer, password, { crypto: random })
    if (!run.completed) throw run.error
    expect(chip.sent[2]).toContain(`8110${inputs['nonce_t']}`)
    expect(chip.sent[3]).toContain(upper(read(expected['eph_PK_IFD']!)))
    expect(chip.sent[4]).toContain(`8508${expected['T_IFD']}`)
  })

  test('pace_extra, generic mapping with 3DES: every value', () => {
    const vector = extra.find(({ id }) => id === 'gm-ecdh-3des')!
    const { inputs, expected } = vector
    const parameters = { cipher: '3DES', mapping: 'GM' } as const
    const nonce = decryptNonce(crypto, parameters, fromHex(inputs['Kpi']!), fromHex(inputs['nonce_z']!))
    expect(upper(nonce)).toBe(expected['nonce_s'])
    const { group, read, privateKey, print } = groupOf(crypto, Number(inputs['parameter_id']))
    const mine = privateKey(inputs['map_SK_IFD']!)
    expect(upper(group.publicKey(mine, group.generator))).toBe(expected['map_PK_IFD'])
    const shared = group.agree(mine, group.readPublicKey(read(inputs['map_PK_IC']!)))
    expect(print(shared)).toBe(expected['map_H'])
    const generator = group.mapGenerically(nonce, shared)
    expect(print(generator)).toBe(expected['mapped_generator'])
    expectAgreement(crypto, vector, '3DES', generator)
  })

  const derived = extra.filter(({ id }) => id.startsWith('im-derived'))
  test.each(rows(derived))('pace_extra, %s', (id, { inputs, expected }) => {
    const cipher = id.slice('im-derived-'.length) as SymmetricCipher
    const [s, t] = [fromHex(inputs['nonce_s']!), fromHex(inputs['nonce_t']!)]
    const number = pseudoRandomNumber(crypto, cipher, s, t, 256)
    expect(number).toBe(bytesToBigInt(fromHex(expected['R_s_t_ecdh']!)))
    expect(number % primeOf(13)).toBe(bytesToBigInt(fromHex(expected['Rp_brainpoolP256r1']!)))
    const points = groupOf(crypto, 13)
    expect(points.print(points.group.mapIntegrated(number))).toBe(
      expected['mapped_generator_brainpoolP256r1'],
    )
    const numbers = groupOf(crypto, 0)
    const mapped = numbers.group.mapIntegrated(pseudoRandomNumber(crypto, cipher, s, t, 1024))
    expect(numbers.print(mapped)).toBe(expected['mapped_generator_modp_1024_160'])
  })

  test('I.1: the chip authentication data', () => {
    const { expected } = readVectors('pace_cam').vectors[0]!
    const domain = standardizedDomainParameters(13)!
    if (domain.type !== 'EC') throw new Error('EC expected')
    const key = fromHex(expected['KSEnc']!)
    const iv = crypto.aesCbcEncrypt(key, new Uint8Array(16), new Uint8Array(16).fill(0xff))
    expect(upper(iv)).toBe(expected['CA_data_IV'])
    const encrypted = fromHex(expected['encrypted_CA_data']!)
    expect(upper(crypto.aesCbcDecrypt(key, iv, encrypted))).toBe(
      expected['decrypted_CA_data_padded_computed'],
    )
    const data = decryptChipAuthenticationData(crypto, domain.curve, key, encrypted)
    expect(upper(data)).toBe(expected['decrypted_CA_data'])
  })

  test('numbers that no point encodes are refused', () => {
    const domain = standardizedDomainParameters(13)!
    if (domain.type !== 'EC') throw new Error('EC expected')
    const { curve } = domain
    for (const number of [0n, 1n, curve.p - 1n, curve.p, curve.p + 1n]) {
      expect(() => encodeToPoint(crypto, curve, number)).toThrow(
        expect.objectContaining({ code: 'CRYPTO_BAD_INPUT' }),
      )
    }
  })
})

/** Key agreement, session keys and tokens over a mapped generator. */
function expectAgreement(
  crypto: CryptoBackend,
  { inputs, expected }: Vector,
  cipher: SymmetricCipher,
  generator: Uint8Array,
): void {
  const parameterId = (
    inputs['domain_parameters'] as unknown as { standardized_parameter_id: number } | undefined
  )?.standardized_parameter_id
  const { group, read, privateKey } = groupOf(crypto, parameterId ?? Number(inputs['parameter_id']))
  const mine = privateKey(inputs['eph_SK_IFD']!)
  const own = group.encodePublicKey(group.publicKey(mine, generator))
  expect(own).toEqual(read(expected['eph_PK_IFD']!))
  const theirs = read((expected['eph_PK_IC'] ?? inputs['eph_PK_IC'])!)
  const seed = group.sharedSecret(group.agree(mine, group.readPublicKey(theirs)))
  expect(upper(seed)).toBe(expected['shared_secret_K'])
  expect(upper(deriveKey(crypto, seed, 'encryption', cipher))).toBe(expected['KSEnc'])
  const macKey = deriveKey(crypto, seed, 'mac', cipher)
  expect(upper(macKey)).toBe(expected['KSMAC'])
  const oid = inputs['oid']!
  const ownInput = tokenInput(oid, group.type, theirs)
  expect(upper(ownInput)).toBe(expected['token_input_IFD'])
  expect(upper(authenticationToken(crypto, cipher, macKey, ownInput))).toBe(expected['T_IFD'])
  const chipInput = tokenInput(oid, group.type, own)
  expect(upper(chipInput)).toBe(expected['token_input_IC'])
  expect(upper(authenticationToken(crypto, cipher, macKey, chipInput))).toBe(expected['T_IC'])
}

function primeOf(parameterId: number): bigint {
  const domain = standardizedDomainParameters(parameterId)!
  return domain.type === 'EC' ? domain.curve.p : bytesToBigInt(domain.group.prime)
}

const without04 = (text: string, type: string): string =>
  type === 'EC' && text.length % 4 === 2 ? text.slice(2) : text

/** One response of the examples is printed without its status word. */
const withStatus = (apdu: string): string => (apdu.endsWith('9000') ? apdu : `${apdu}9000`)

const answer = (tag: number, value: Uint8Array): string =>
  `${upper(encodeTlv(0x7c, encodeTlv(tag, value)))}9000`

test('an offer of each example is found by itself', () => {
  for (const vector of generic) {
    const info = vector.inputs['PACEInfo']!
    const file = info.startsWith('31') ? fromHex(info) : encodeTlv(0x31, fromHex(info))
    expect(findPaceOffers(parseEfCardAccess(file).securityInfos)).toHaveLength(1)
  }
})
