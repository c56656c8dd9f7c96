import {
  derBoolean,
  derInteger,
  derNull,
  derOctetString,
  derOid,
  derSequence,
  derUtf8String,
  encodeTlv,
} from '../../../src/asn1/index.js'
import { latin1ToBytes } from '../../../src/bytes.js'
import { buildCrl, createCountry } from '../../../src/testkit/index.js'
import { attribute, printable, renamedAttribute, utc } from './certificate-edits.js'
import { specimenCountry } from './certificate-specimens.js'
import { parts, resigned, withLongLength, withPart, withPartAt } from './rewrite.js'

const { key } = specimenCountry.csca
const period = { thisUpdate: new Date('2024-01-01T00:00:00Z'), nextUpdate: new Date('2024-03-31T00:00:00Z') }

/** A CRL that revokes nothing, and one that revokes something. */
const plain: readonly Uint8Array[] = [
  buildCrl(specimenCountry, { ...period, revoked: [] }),
  buildCrl(specimenCountry, { ...period, revoked: [{ serialNumber: 5n, date: period.thisUpdate }] }),
]

// Places in TBSCertList.
const version = 0
const algorithm = 1
const issuer = 2
const nextUpdate = 4
const revoked = 5

type Change = (part: Uint8Array) => readonly Uint8Array[] | Uint8Array

const edited = (change: (signed: Uint8Array) => Uint8Array, which = 0): Uint8Array =>
  resigned(plain[which]!, key, change)
const field = (at: number, change: Change): Uint8Array => edited(signed => withPart(signed, at, change))

/** The extensions, of which AKI stands first and the number second, changed. */
const extensions = (change: (all: readonly Uint8Array[]) => readonly Uint8Array[]): Uint8Array =>
  edited(signed => withPartAt(signed, [-1, 0], list => derSequence(...change(parts(list)))))
/** An extension with `critical` as it is given, FALSE included. */
const extension = (oid: string, value: Uint8Array, critical?: boolean): Uint8Array =>
  derSequence(derOid(oid), ...(critical === undefined ? [] : [derBoolean(critical)]), derOctetString(value))
const number = (value: Uint8Array, critical?: boolean): Uint8Array =>
  extensions(([authority]) => [authority!, extension('2.5.29.20', value, critical)])
const authority = (made: readonly Uint8Array[]): Uint8Array => extensions(([, own]) => [...made, own!])

/** The first entry with these extensions. */
const entryWith = (...made: readonly Uint8Array[]): Uint8Array =>
  edited(
    signed => withPartAt(signed, [revoked, 0], entry => derSequence(...parts(entry), derSequence(...made))),
    1,
  )
const issuerAltName = (critical?: boolean): Uint8Array =>
  extension('2.5.29.18', derSequence(encodeTlv(0x81, latin1ToBytes('csca@uto.example'))), critical)

/** The plain ones, and those with extensions that table 10 leaves open. */
export const soundCrls: readonly Uint8Array[] = [
  ...plain,
  extensions(all => [...all, issuerAltName(), extension('1.2.3.4', derNull())]),
  entryWith(extension('1.2.3.4', derNull())),
]

/** For each rule on CRLs what breaks it, and nothing else. */
export const brokenCrls: Readonly<Record<string, readonly Uint8Array[]>> = {
  'crl-readable': [number(derNull())],
  'crl-der': [field(issuer, withLongLength)],
  'crl-version': [field(version, () => derInteger(0))],
  'crl-signature-algorithms-equal': [field(algorithm, () => derSequence(derOid('1.2.840.10045.4.3.2')))],
  'crl-country-present': [field(issuer, renamedAttribute('2.5.4.6'))],
  'crl-country-two-letters': [field(issuer, renamedAttribute('2.5.4.6', printable('UTO')))],
  'crl-country-upper-case': [field(issuer, renamedAttribute('2.5.4.6', printable('ut')))],
  'crl-name-printable-string': [field(issuer, renamedAttribute('2.5.4.6', derUtf8String('UT')))],
  'crl-name-directory-string': [
    field(issuer, name =>
      derSequence(...parts(name), attribute('2.5.4.11', encodeTlv(0x14, latin1ToBytes('x')))),
    ),
  ],
  'crl-time-encoding': [field(nextUpdate, () => encodeTlv(0x18, latin1ToBytes('20240331000000Z')))],
  'crl-next-update-present': [field(nextUpdate, () => [])],
  'crl-period': [field(nextUpdate, () => utc('240401000000Z'))],
  'crl-list-not-empty': [field(nextUpdate, next => [next, derSequence()])],
  'crl-entry-extensions-absent': [
    // reasonCode; certificateIssuer, which is critical.
    entryWith(extension('2.5.29.21', Uint8Array.of(0x0a, 1, 1))),
    entryWith(extension('2.5.29.29', derSequence(), true)),
  ],
  'crl-authority-key-identifier': [
    authority([]),
    authority([extension('2.5.29.35', derSequence())]),
    authority([extension('2.5.29.35', derSequence(encodeTlv(0x80, key.keyIdentifier)), true)]),
  ],
  'crl-number': [
    extensions(([own]) => [own!]),
    number(derInteger(-1)),
    number(derInteger(1), true),
    number(encodeTlv(0x02, Uint8Array.of(0, 1))),
    number(encodeTlv(0x02, new Uint8Array(21).fill(1))),
  ],
  'crl-prohibited-extensions-absent': [
    extensions(all => [...all, extension('2.5.29.28', derSequence())]),
    extensions(all => [...all, extension('2.5.29.27', derInteger(1), true)]),
  ],
  'crl-no-default-values': [
    number(derInteger(1), false),
    extensions(all => [...all, extension('1.2.3.4', derNull(), false)]),
  ],
  'crl-other-extensions-not-critical': [
    extensions(all => [...all, issuerAltName(true)]),
    extensions(all => [...all, extension('1.2.3.4', derNull(), true)]),
    entryWith(extension('1.2.3.4', derNull(), true)),
  ],
  'crl-hash-permitted': [
    buildCrl(
      createCountry({
        state: 'UTO',
        seed: 'lint',
        csca: { kind: 'rsa', bits: 1024, padding: 'pkcs1', hash: 'SHA-1' },
      }),
      { ...period, revoked: [] },
    ),
  ],
}
