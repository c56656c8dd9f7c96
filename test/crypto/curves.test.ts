import { createPublicKey, getCurves } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { derOid, derSequence } from '../../src/asn1/index.js'
import { bigIntToBytes, fromHex, toHex } from '../../src/bytes.js'
import { curveByName, curveByOid, curveByParameters, ecCurves, isOnCurve } from '../../src/crypto/curves.js'
import { parseDomainParameters, standardizedDomainParameters } from '../../src/crypto/domain-parameters.js'
import { portableBackend } from '../../src/crypto/portable/index.js'
import { checkedEcPublicKey, encodePublicKey } from '../../src/crypto/public-key.js'
import { readVectors } from './backends.js'

const { table, vectors } = readVectors('curves')
const big = (value: unknown) => BigInt(`0x${value}`)

describe('the table of curves', () => {
  it('holds the curves of FIPS 186-4 and RFC 5639', () => {
    expect(ecCurves.map(curve => curve.name)).toEqual([
      ...['P-192', 'P-224', 'P-256', 'P-384', 'P-521'],
      ...['r1', 't1'].flatMap(kind => [160, 192, 224, 256, 320, 384, 512].map(b => `brainpoolP${b}${kind}`)),
    ])
  })

  it.each(ecCurves.map(curve => [curve.name, curve] as const))('%s is sound', (_name, curve) => {
    expect(isOnCurve(curve, curve.gx, curve.gy)).toBe(true)
    expect(curveByName(curve.name)).toBe(curve)
    expect(curveByName(curve.opensslName)).toBe(curve)
    expect(curveByOid(curve.oid)).toBe(curve)
    expect(curveByParameters(curve)).toBe(curve)
    expect(Object.isFrozen(curve)).toBe(true)
    // (n - 1) G = -G, so n is the order
    const last = portableBackend.ecMultiply(curve, bigIntToBytes(curve.n - 1n, curve.orderLength))
    const x = bigIntToBytes(curve.gx, curve.fieldLength)
    expect(toHex(last)).toBe(`04${toHex(x)}${toHex(bigIntToBytes(curve.p - curve.gy, curve.fieldLength))}`)
  })

  it.each(
    ecCurves
      .filter(curve => getCurves().includes(curve.opensslName))
      .map(curve => [curve.name, curve] as const),
  )('OpenSSL knows %s by its object identifier', (_name, curve) => {
    const point = portableBackend.ecMultiply(curve, Uint8Array.of(7))
    const spki = Buffer.from(encodePublicKey(checkedEcPublicKey(curve, point)))
    const key = createPublicKey({ key: spki, format: 'der', type: 'spki' })
    expect(key.asymmetricKeyDetails?.namedCurve).toBe(curve.opensslName)
  })

  it('does not know other names', () => {
    expect(curveByName('secp256k1')).toBeUndefined()
    expect(curveByOid('1.3.132.0.10')).toBeUndefined()
  })
})

describe('standardized domain parameters (Doc 9303-11 Table 12)', () => {
  it.each(table!.filter(row => 'p' in row).map(row => [row['id'], row] as const))(
    'id %s is what is published',
    (id, row) => {
      const domain = standardizedDomainParameters(id as number)!
      if (domain.type === 'EC') {
        const { p, a, b, gx, gy, n, h } = domain.curve
        expect({ p, a, b, gx, gy, n, h }).toEqual({
          p: big(row['p']),
          a: big(row['a']),
          b: big(row['b']),
          gx: big(row['Gx']),
          gy: big(row['Gy']),
          n: big(row['n']),
          h: BigInt(row['cofactor'] as number),
        })
        expect(row['named_curve_oid_der']).toBe(toHex(derOid(domain.curve.oid)).toUpperCase())
      } else {
        expect(toHex(domain.group.prime)).toBe(String(row['p']).toLowerCase())
        expect(toHex(domain.group.generator)).toBe(String(row['g']).toLowerCase())
        expect(toHex(domain.group.order!)).toBe(String(row['q']).toLowerCase())
      }
    },
  )

  it('knows 14 ids and no reserved one', () => {
    const known = Array.from({ length: 40 }, (_, id) => id).filter(id => standardizedDomainParameters(id))
    expect(known).toEqual([0, 1, 2, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18])
  })

  it('is read from an AlgorithmIdentifier, by id and by explicit parameters', () => {
    const der = (id: string) => fromHex(vectors.find(vector => vector.id === id)!.expected['der']!)
    const brainpool = curveByName('brainpoolP256r1')
    expect(parseDomainParameters(der('standardized-13'))).toEqual({
      domain: { type: 'EC', curve: brainpool },
      form: 'standardized',
    })
    const explicit = parseDomainParameters(der('bp256-algorithmidentifier'))
    expect(explicit).toEqual({ domain: { type: 'EC', curve: brainpool }, form: 'explicit' })
    const reserved = fromHex('300c060704007f00070102020107')
    expect(() => parseDomainParameters(reserved)).toThrow(
      expect.objectContaining({ code: 'CRYPTO_BAD_PARAMETERS' }),
    )
    expect(() => parseDomainParameters(derSequence(derOid('1.2.3')))).toThrow(
      expect.objectContaining({ code: 'CRYPTO_UNSUPPORTED_ALGORITHM' }),
    )
  })
})

describe('curveByParameters', () => {
  const p256 = curveByName('P-256')!

  it('takes the generator compressed and the cofactor absent', () => {
    for (const curve of ecCurves) {
      const gy = curve.gy % 2n === 1n ? 'odd' : 'even'
      expect(curveByParameters({ ...curve, gy, h: undefined })).toBe(curve)
      expect(curveByParameters({ ...curve, gy: gy === 'odd' ? 'even' : 'odd' })).toBeUndefined()
    }
  })

  it.each(['p', 'a', 'b', 'gx', 'gy', 'n', 'h'] as const)('refuses parameters that differ in %s', field => {
    expect(curveByParameters({ ...p256, [field]: p256[field] + 1n })).toBeUndefined()
    expect(curveByParameters({ ...p256, [field]: p256[field] - 1n })).toBeUndefined()
  })

  it('refuses another generator of the same curve, the private key 1 of CVE-2020-0601', () => {
    const other = portableBackend.ecMultiply(p256, Uint8Array.of(2))
    const gx = BigInt(`0x${toHex(other.subarray(1, 33))}`)
    const gy = BigInt(`0x${toHex(other.subarray(33))}`)
    expect(curveByParameters({ ...p256, gx, gy })).toBeUndefined()
    expect(curveByParameters({ ...p256, gy: p256.p - p256.gy })).toBeUndefined()
  })

  it('refuses a field element plus p', () => {
    expect(curveByParameters({ ...p256, gx: p256.gx + p256.p })).toBeUndefined()
    expect(curveByParameters({ ...p256, a: p256.a - p256.p })).toBeUndefined()
  })
})
