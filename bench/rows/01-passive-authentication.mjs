import * as node from 'node:crypto'
import { ecdsa, weierstrass } from '@noble/curves/abstract/weierstrass.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { verifyPassiveAuthentication } from '../../dist/node/authentication.js'
import { nativeBackend } from '../../dist/node/crypto/native.js'
import { portableBackend } from '../../dist/node/crypto/portable.js'
import { rememberSigners } from '../../dist/node/pki.js'
import { measure } from '../measure.mjs'
import { at, makePassport } from '../passport.mjs'
import { atMost, line, timesFaster } from '../table.mjs'

const { files, trust, curve, hashed, sod, path } = makePassport()

function passive(backend, store) {
  const { checks } = verifyPassiveAuthentication(files, { trust: store, at, backend })
  for (const { id, status } of checks) {
    if (status === 'failed') throw new Error(`${id} failed in the benchmark`)
  }
  return checks.length
}

/** What node:crypto must be called for: the CSCA's key is at hand, the signer's comes with the document. */
const csca = node.createPublicKey({ key: Buffer.from(path.key), format: 'der', type: 'spki' })
const spki = Buffer.from(sod.key)
function bareNative() {
  const signer = node.createPublicKey({ key: spki, format: 'der', type: 'spki' })
  const valid =
    node.verify('sha256', sod.message, signer, sod.signature) &&
    node.verify('sha256', path.message, csca, path.signature)
  let sum = valid ? 1 : Number.NaN
  for (const bytes of hashed) sum += node.createHash('sha256').update(bytes).digest()[0]
  return sum
}

const { p, a, b, n, h, gx, gy } = curve
const engine = ecdsa(weierstrass({ p, a, b, n, h, Gx: gx, Gy: gy }), sha256, { lowS: false })
const numberOf = bytes => BigInt(`0x${Buffer.from(bytes).toString('hex')}`)
const modulus = numberOf(path.modulus)

/** The same with noble and a bare square and multiply for 65537. */
function barePortable() {
  const valid = engine.verify(sod.signature, sod.message, sod.point, { lowS: false, format: 'der' })
  const signature = numberOf(path.signature)
  let power = signature
  for (let i = 0; i < 16; i++) power = (power * power) % modulus
  power = (power * signature) % modulus
  let sum =
    valid && power.toString(16).endsWith(Buffer.from(sha256(path.message)).toString('hex')) ? 1 : Number.NaN
  for (const bytes of hashed) sum += sha256(bytes)[0]
  return sum
}

const remembering = rememberSigners(trust)

export function run() {
  if (Number.isNaN(bareNative()) || Number.isNaN(barePortable()))
    throw new Error('a bare verification is wrong')
  const native = measure(
    { emrtd: () => passive(nativeBackend, trust), 'bare node:crypto': bareNative },
    { rounds: 51 },
  )
  const portable = measure(
    {
      emrtd: () => passive(portableBackend, trust),
      'with a memory': () => passive(portableBackend, remembering),
      'bare noble and BigInt': barePortable,
    },
    { rounds: 21, milliseconds: 100 },
  )
  return [
    line(1, 'Passive Authentication, native', native, 'emrtd', 'bare node:crypto', atMost(1.15)),
    line(2, 'Passive Authentication, portable', portable, 'emrtd', 'bare noble and BigInt', atMost(1.1)),
    line(
      3,
      'the same, signers repeated and remembered',
      portable,
      'with a memory',
      'emrtd',
      timesFaster(1.5),
    ),
  ]
}
