import { equalBytes, fromHex, toHex } from '../../bytes.js'
import {
  curveByName,
  type DomainParameters,
  type EcCurve,
  type HashName,
  hashAlgorithms,
  type SymmetricCipher,
  standardizedDomainParameters,
} from '../../crypto/index.js'
import { EmrtdError } from '../../errors.js'
import {
  type ActiveAuthenticationKey,
  type ChipAuthenticationKey,
  type ChipFault,
  type ChipFaultSetting,
  type ChipFileName,
  type ChipPaceOffer,
  type ChipTerminalAuthentication,
  chipFaults,
  type VirtualChipOptions,
} from '../chip/index.js'
import { specimenChipOptions } from './create-specimen-chip.js'
import type { Specimen } from './specimen.js'

/** What {@link parseChipDescription} gives: everything of a chip but the files of its document. */
export type DescribedChip = Pick<
  VirtualChipOptions,
  | 'mrz'
  | 'can'
  | 'access'
  | 'extendedLength'
  | 'faults'
  | 'activeAuthentication'
  | 'chipAuthentication'
  | 'camKeys'
  | 'terminalAuthentication'
> & { readonly files: Readonly<Partial<Record<ChipFileName, Uint8Array>>> }

/**
 * The chip of a specimen as `chip.json` of the conformance pack describes it. `docs/conformance-pack.md`.
 *
 * @example
 * ```ts
 * import { createSpecimen, describeChip, parseChipDescription } from 'emrtd/testkit'
 *
 * const text = JSON.stringify(describeChip(createSpecimen()))
 * parseChipDescription(text).mrz // of Anna Maria Eriksson
 * ```
 */
export function describeChip(specimen: Specimen): object {
  const options = specimenChipOptions(specimen)
  const { activeAuthentication: active, chipAuthentication = [], camKeys = {}, files } = options
  const { terminalAuthentication: terminal } = options
  const own = Object.entries(files).filter(
    ([name, bytes]) => bytes !== undefined && specimen.files[name as ChipFileName] === undefined,
  )
  return {
    mrz: specimen.document.mrz,
    can: options.can,
    bac: options.access?.bac,
    pace: options.access?.pace,
    extendedLength: options.extendedLength,
    faults: options.faults,
    keys: {
      activeAuthentication: active && describeActiveKey(active),
      chipAuthentication: chipAuthentication.map(({ parameters, privateKey, ciphers, keyId }) => ({
        ...describeParameters(parameters),
        privateKey: toHex(privateKey!),
        ciphers,
        keyId,
      })),
      ...(Object.keys(camKeys).length > 0 && {
        camKeys: Object.entries(camKeys).map(([parameterId, privateKey]) => ({
          parameterId: Number(parameterId),
          privateKey: toHex(privateKey),
        })),
      }),
    },
    ...(terminal && {
      terminalAuthentication: {
        trustPoints: terminal.trustPoints.map(toHex),
        today: terminal.today,
        efCvca: terminal.efCvca,
      },
    }),
    ...(own.length > 0 && { files: Object.fromEntries(own.map(([name, bytes]) => [name, toHex(bytes)])) }),
  }
}

function describeActiveKey(key: ActiveAuthenticationKey): object {
  const { type, hash } = key
  if (key.type === 'ECDSA') return { type, hash, curve: key.curve.name, privateKey: toHex(key.privateKey) }
  return {
    type,
    hash,
    trailer: key.trailer,
    modulus: toHex(key.modulus),
    publicExponent: toHex(key.publicExponent),
    privateExponent: toHex(key.privateExponent),
  }
}

function describeParameters(parameters: number | DomainParameters): object {
  if (typeof parameters === 'number') return { parameterId: parameters }
  if (parameters.type === 'EC') return { curve: parameters.curve.name }
  // RFC 5114: the only groups that are not curves, ids 0 to 2 of Doc 9303-11 §9.5.1.
  const parameterId = [0, 1, 2].find(id => {
    const standard = standardizedDomainParameters(id)
    return (
      standard?.type === 'DH' &&
      equalBytes(standard.group.prime, parameters.group.prime) &&
      equalBytes(standard.group.generator, parameters.group.generator)
    )
  })
  if (parameterId === undefined) throw new TypeError('Chip Authentication in a group without an id')
  return { parameterId }
}

/**
 * Reads a `chip.json` of the conformance pack: the options of `createVirtualChip` beside the document's files.
 *
 * @throws {EmrtdError} `TESTKIT_BAD_REQUEST` if it is none.
 *
 * @example
 * ```ts
 * import { describeChip, parseChipDescription, applyFault, createSpecimen } from 'emrtd/testkit'
 *
 * const text = JSON.stringify(describeChip(applyFault(createSpecimen(), 'chip-sm-wrong-mac')))
 * parseChipDescription(text).faults // [{ id: 'smWrongMac' }]
 * ```
 */
export function parseChipDescription(text: string): DescribedChip {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw bad('no JSON')
  }
  const { mrz, can, bac, pace, extendedLength, faults, keys = {}, files = {}, ...rest } = record(json)
  const { activeAuthentication, chipAuthentication = [], camKeys = [] } = record(keys)
  const cam = list(camKeys).map(record)
  return {
    files: Object.fromEntries(Object.entries(record(files)).map(([name, bytes]) => [name, hex(bytes)])),
    ...(mrz !== undefined && { mrz: list(mrz).map(string).join('') }),
    ...(can !== undefined && { can: string(can) }),
    access: {
      ...(bac !== undefined && { bac: truth(bac) }),
      pace: list(pace ?? []).map(offerOf),
    },
    ...(extendedLength !== undefined && { extendedLength: truth(extendedLength) }),
    faults: list(faults ?? []).map(faultOf),
    ...(activeAuthentication !== undefined && { activeAuthentication: activeKeyOf(activeAuthentication) }),
    chipAuthentication: list(chipAuthentication).map(chipKeyOf),
    camKeys: Object.fromEntries(
      cam.map(({ parameterId, privateKey }) => [number(parameterId), hex(privateKey)]),
    ),
    ...(rest['terminalAuthentication'] !== undefined && {
      terminalAuthentication: terminalAuthenticationOf(rest['terminalAuthentication']),
    }),
  }
}

function terminalAuthenticationOf(json: unknown): ChipTerminalAuthentication {
  const { trustPoints, today, efCvca } = record(json)
  const place = efCvca === undefined ? undefined : record(efCvca)
  return {
    trustPoints: list(trustPoints).map(hex),
    ...(today !== undefined && { today: string(today) }),
    ...(place && {
      efCvca: {
        identifier: number(place['identifier']),
        ...(place['shortIdentifier'] !== undefined && { shortIdentifier: number(place['shortIdentifier']) }),
      },
    }),
  }
}

function offerOf(json: unknown): ChipPaceOffer {
  const { mapping, cipher, parameterId } = record(json)
  return {
    mapping: oneOf(mapping, ['GM', 'IM', 'CAM'] as const),
    cipher: oneOf(cipher, ciphers),
    parameterId: number(parameterId),
  }
}

function faultOf(json: unknown): ChipFaultSetting {
  const { id, ...circumstances } = record(json)
  const fault = chipFaults.find(fault => fault.id === id)
  if (fault === undefined) throw bad('a fault that chipFaults does not name')
  for (const [key, value] of Object.entries(circumstances)) {
    if (typeof value !== (key === 'file' ? 'string' : 'number')) throw bad(`${key} of a fault`)
  }
  return { ...circumstances, id: fault.id as ChipFault }
}

function activeKeyOf(json: unknown): ActiveAuthenticationKey {
  const { type, hash: name, curve, privateKey, trailer, ...numbers } = record(json)
  const hash = oneOf(name, Object.keys(hashAlgorithms) as HashName[])
  if (oneOf(type, ['RSA', 'ECDSA'] as const) === 'ECDSA') {
    return { type: 'ECDSA', hash, curve: curveOf(curve), privateKey: hex(privateKey) }
  }
  const { modulus, publicExponent, privateExponent } = numbers
  return {
    type: 'RSA',
    hash,
    ...(trailer !== undefined && { trailer: oneOf(trailer, ['implicit', 'explicit'] as const) }),
    modulus: hex(modulus),
    publicExponent: hex(publicExponent),
    privateExponent: hex(privateExponent),
  }
}

function chipKeyOf(json: unknown): ChipAuthenticationKey {
  const { curve, parameterId, privateKey, ciphers: names, keyId } = record(json)
  return {
    parameters: curve === undefined ? number(parameterId) : { type: 'EC', curve: curveOf(curve) },
    privateKey: hex(privateKey),
    ciphers: list(names).map(name => oneOf(name, ciphers)),
    ...(keyId !== undefined && { keyId: number(keyId) }),
  }
}

const ciphers: readonly SymmetricCipher[] = ['3DES', 'AES-128', 'AES-192', 'AES-256']

function curveOf(json: unknown): EcCurve {
  const curve = curveByName(string(json))
  if (curve === undefined) throw bad('a curve that is not known')
  return curve
}

const bad = (what: string): EmrtdError => new EmrtdError('TESTKIT_BAD_REQUEST', `chip.json: ${what}`)

function record(json: unknown): Readonly<Record<string, unknown>> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw bad('an object expected')
  return json as Record<string, unknown>
}

function list(json: unknown): readonly unknown[] {
  if (!Array.isArray(json)) throw bad('a list expected')
  return json
}

function string(json: unknown): string {
  if (typeof json !== 'string') throw bad('a string expected')
  return json
}

function number(json: unknown): number {
  if (typeof json !== 'number' || !Number.isInteger(json)) throw bad('a whole number expected')
  return json
}

function truth(json: unknown): boolean {
  if (typeof json !== 'boolean') throw bad('true or false expected')
  return json
}

function hex(json: unknown): Uint8Array {
  const text = string(json)
  if (!/^(?:[0-9a-f]{2})*$/i.test(text)) throw bad('hexadecimal digits expected')
  return fromHex(text)
}

function oneOf<T extends string>(json: unknown, words: readonly T[]): T {
  const word = words.find(word => word === json)
  if (word === undefined) throw bad(`one of ${words.join(', ')} expected`)
  return word
}
