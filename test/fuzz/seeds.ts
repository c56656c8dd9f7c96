import { readdirSync, readFileSync } from 'node:fs'
import type { CardChannel } from '../../src/apdu/index.js'
import { concatBytes, fromHex, latin1ToBytes, toHex } from '../../src/bytes.js'
import type { CryptoBackend } from '../../src/crypto/index.js'
import { compileTrustStore, createTrustStore, parseCertificate } from '../../src/pki/index.js'
import { type ReadDocumentOptions, readDocument } from '../../src/reader/index.js'
import {
  buildCrl,
  buildDeviationList,
  buildLdif,
  buildMasterList,
  type ChipAccess,
  createCountry,
  createVirtualChip,
  type IssuedDocument,
  issueDocument,
  linkCertificate,
  pkdRecord,
} from '../../src/testkit/index.js'

// Found from the project's root: a bundle of the tests stands elsewhere than they do.
const vectors = new URL(`file://${process.cwd()}/vectors/`)

/** A file of `vectors`. */
export const vector = (path: string): Uint8Array => new Uint8Array(readFileSync(new URL(path, vectors)))

/** Every string of a JSON file of published examples, in order. */
export function strings(path: string): readonly string[] {
  const found: string[] = []
  const walk = (value: unknown): void => {
    if (typeof value === 'string') found.push(value)
    else if (typeof value === 'object' && value !== null) for (const each of Object.values(value)) walk(each)
  }
  walk(JSON.parse(readFileSync(new URL(path, vectors), 'utf8')))
  return found
}

/** The long hex strings of the published examples. */
export const examples: readonly Uint8Array[] = readdirSync(new URL('icao/', vectors))
  .flatMap(name => strings(`icao/${name}`))
  .filter(text => /^(?:[0-9A-F]{2}){12,}$/i.test(text))
  .map(fromHex)

const first = createCountry({ state: 'UTO', seed: 'fuzz' })
const second = createCountry({
  state: 'UTO',
  seed: 'fuzz',
  generation: 2,
  csca: { kind: 'ecdsa', curve: 'brainpoolP256r1', parameters: 'explicit', hash: 'SHA-256' },
})
const at = new Date('2026-01-01T00:00:00Z')

export const document: IssuedDocument = issueDocument(second, {
  activeAuthentication: { kind: 'ecdsa', curve: 'P-256', parameters: 'explicit', hash: 'SHA-256' },
  chipAuthentication: { curve: 'P-256' },
})

export const certificates: readonly Uint8Array[] = [
  first.csca.certificate,
  second.csca.certificate,
  linkCertificate(first, second),
  second.documentSigner.certificate,
  second.masterListSigner.certificate,
]
export const crl: Uint8Array = buildCrl(second, { revoked: [], thisUpdate: at, nextUpdate: at })
export const masterList: Uint8Array = buildMasterList(second, certificates.slice(0, 3))
export const deviationList: Uint8Array = buildDeviationList(second, [])
export const ldif: Uint8Array = concatBytes(
  ...buildLdif([
    pkdRecord('masterList', 'UT', '1', masterList),
    pkdRecord('documentSigner', 'UT', '2', second.documentSigner.certificate),
    pkdRecord('crl', 'UT', '3', crl),
  ]),
)
export const pem: Uint8Array = latin1ToBytes(
  certificates
    .map(
      bytes =>
        `-----BEGIN CERTIFICATE-----\n${Buffer.from(bytes).toString('base64')}\n-----END CERTIFICATE-----\n`,
    )
    .join(''),
)
export const compiledStore: Uint8Array = compileTrustStore(
  createTrustStore([
    { name: 'list', bytes: masterList, trust: 'asGiven' },
    { name: 'crl', bytes: crl, trust: 'asGiven' },
  ]),
)
export const publicKeys: readonly Uint8Array[] = certificates.map(
  bytes => parseCertificate(bytes).publicKeyInfo,
)
export const algorithms: readonly Uint8Array[] = certificates.map(
  bytes => parseCertificate(bytes).signatureAlgorithm,
)

/**
 * A backend that draws the same numbers each time, so that a recorded exchange can be played again. Then most runs ask for the same
 * products, and these are remembered: PACE would take nearly all of the time that is for the parsing of what the chip says.
 */
const repeating = (backend: CryptoBackend): CryptoBackend => ({
  ...backend,
  randomBytes: length => new Uint8Array(length).fill(0x5a),
  ecMultiply: remembering(backend.ecMultiply),
  ecAdd: remembering(backend.ecAdd),
  modPow: remembering(backend.modPow),
})

/** A function of bytes and curves with its last results; what it refuses it refuses anew. */
function remembering<A extends readonly unknown[]>(
  compute: (...inputs: A) => Uint8Array,
): (...inputs: A) => Uint8Array {
  const known = new Map<string, Uint8Array>()
  return (...inputs) => {
    const key = inputs
      .map(each => (each instanceof Uint8Array ? toHex(each) : JSON.stringify(each, spellBigInts)))
      .join(' ')
    const found = known.get(key)
    if (found !== undefined) return found.slice()
    const result = compute(...inputs)
    if (known.size >= 1_000) known.clear()
    known.set(key, result.slice())
    return result
  }
}

const spellBigInts = (_: string, value: unknown): unknown =>
  typeof value === 'bigint' ? value.toString(16) : value

/** How the chip's answers are read, in the recording and in each run. */
export const reading = (backend: CryptoBackend): ReadDocumentOptions => ({
  crypto: repeating(backend),
  password: {
    type: 'MRZ',
    mrz: { documentNumber: 'L898902C3', dateOfBirth: '740812', dateOfExpiry: '120415' },
  },
  commandTimeout: 1_000,
  maximumCommands: 400,
  maximumBytes: 200_000,
  maximumFileLength: 50_000,
})

/** The responses of a chip, each behind two octets of length. */
export async function recordChip(backend: CryptoBackend, access: ChipAccess): Promise<Uint8Array> {
  const chip = createVirtualChip({
    files: document.files,
    documentNumber: 'L898902C3',
    dateOfBirth: '740812',
    dateOfExpiry: '120415',
    access,
    seed: Uint8Array.of(1, 2, 3),
    crypto: backend,
  })
  const responses: Uint8Array[] = []
  const channel: CardChannel = {
    async transmit(command) {
      const response = await chip.transmit(command)
      responses.push(Uint8Array.of(response.length >>> 8, response.length & 0xff), response)
      return response
    },
  }
  await readDocument(channel, reading(backend))
  return concatBytes(...responses)
}
