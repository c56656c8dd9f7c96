import { readFileSync } from 'node:fs'
import type { CryptoBackend } from '../../src/crypto/backend.js'
import { nativeBackend } from '../../src/crypto/native/index.js'
import { portableBackend } from '../../src/crypto/portable/index.js'

/** Both backends, for `describe.each`: the name of each is the title. */
export const backends: readonly (readonly [string, CryptoBackend])[] = [
  ['portable', portableBackend],
  ['native', nativeBackend],
]

/** One published worked example. */
export interface Vector {
  readonly id: string
  readonly inputs: Readonly<Record<string, string>>
  readonly expected: Readonly<Record<string, string>>
}

/** A file of `vectors/icao`. */
export function readVectors(name: string): {
  readonly vectors: readonly Vector[]
  readonly table?: readonly Readonly<Record<string, string | number | boolean>>[]
} {
  return JSON.parse(readFileSync(new URL(`../../vectors/icao/${name}.json`, import.meta.url), 'utf8'))
}

/** A plain byte string of a Buffer. */
export function bytes(buffer: Uint8Array): Uint8Array {
  return new Uint8Array(buffer)
}
