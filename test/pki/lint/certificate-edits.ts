import {
  DerReader,
  derBoolean,
  derOctetString,
  derOid,
  derSequence,
  derSetOf,
  encodeTlv,
} from '../../../src/asn1/index.js'
import { latin1ToBytes } from '../../../src/bytes.js'
import type { CertificateExtension } from '../../../src/testkit/index.js'
import { parts, withPart, withPartAt } from './rewrite.js'

/** A change of TBSCertificate. */
export type Edit = (signed: Uint8Array) => Uint8Array

/** Places of the parts of TBSCertificate. */
export const place = { serial: 1, algorithm: 2, issuer: 3, validity: 4, subject: 5, key: 6 } as const

export function field(at: number, change: (part: Uint8Array) => readonly Uint8Array[] | Uint8Array): Edit {
  return signed => withPart(signed, at, change)
}

export const printable = (text: string): Uint8Array => encodeTlv(0x13, latin1ToBytes(text))
export const utc = (text: string): Uint8Array => encodeTlv(0x17, latin1ToBytes(text))
export const generalized = (text: string): Uint8Array => encodeTlv(0x18, latin1ToBytes(text))
export const bits = (...octets: readonly number[]): Uint8Array => encodeTlv(0x03, Uint8Array.of(...octets))
export const attribute = (oid: string, value: Uint8Array): Uint8Array =>
  derSetOf(derSequence(derOid(oid), value))

/** The attribute of a name with another value, or left out. */
export function renamedAttribute(oid: string, value?: Uint8Array): (name: Uint8Array) => Uint8Array {
  return name =>
    derSequence(
      ...parts(name).flatMap(rdn => {
        if (oidOf(parts(rdn)[0]!) !== oid) return [rdn]
        return value === undefined ? [] : [attribute(oid, value)]
      }),
    )
}

function oidOf(sequence: Uint8Array): string {
  return new DerReader(sequence).sequence().oid()
}

function extensions(change: (all: readonly Uint8Array[]) => readonly Uint8Array[]): Edit {
  return signed => withPartAt(signed, [-1, 0], list => derSequence(...change(parts(list))))
}

/** An extension with `critical` as it is given, FALSE included. */
function written({ oid, critical, value }: CertificateExtension): Uint8Array {
  const flag = critical === undefined ? [] : [derBoolean(critical)]
  return derSequence(derOid(oid), ...flag, derOctetString(value))
}

export function without(...oids: readonly string[]): Edit {
  return extensions(all => all.filter(each => !oids.includes(oidOf(each))))
}

export function add(...added: readonly CertificateExtension[]): Edit {
  return extensions(all => [...all, ...added.map(written)])
}

export function replace(oid: string, made: Omit<CertificateExtension, 'oid'>): Edit {
  return extensions(all => all.map(each => (oidOf(each) === oid ? written({ oid, ...made }) : each)))
}

/** An extension's `critical` as it is given; undefined leaves it out. */
export function critical(oid: string, flag: boolean | undefined): Edit {
  return extensions(all =>
    all.map(each => {
      if (oidOf(each) !== oid) return each
      const [type, ...rest] = parts(each)
      return derSequence(type!, ...(flag === undefined ? [] : [derBoolean(flag)]), rest.at(-1)!)
    }),
  )
}
