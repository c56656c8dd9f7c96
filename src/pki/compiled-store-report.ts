import { fromHex, toHex } from '../bytes.js'
import { EmrtdError, type EmrtdErrorCode } from '../errors.js'
import type { ReasonCode } from '../verdict.js'
import { type Certificate, fieldLeniencies, parseCertificate } from './certificate.js'
import type { TrustItemPlace } from './trust-item.js'
import type { TrustListReport, TrustSourceFailure, TrustSourceReport } from './trust-source.js'
import type { PathOutcome } from './verify-issuer.js'
import type { SignedListVerification } from './verify-signed-list.js'

const kinds = ['masterList', 'certificates', 'documentSigners', 'crls', 'deviationList', 'mixed'] as const
const trusts = ['asGiven', 'verified', 'pinned', 'partly', 'refused', 'notNeeded'] as const
const listKinds = ['masterList', 'deviationList'] as const
const listTrusts = ['asGiven', 'verified', 'pinned', 'refused'] as const
const statuses = ['passed', 'failed', 'inconclusive'] as const

/** The reports on sources as JSON: certificates as hexadecimal DER, errors as code, message and offset. */
export function reportsToJson(reports: readonly TrustSourceReport[]): string {
  return JSON.stringify(reports, (_, value: unknown) => {
    if (value instanceof EmrtdError) {
      const suffix = ` (at byte ${value.offset})`
      const message = value.message.endsWith(suffix) ? value.message.slice(0, -suffix.length) : value.message
      return { code: value.code, message, offset: value.offset }
    }
    return isCertificate(value) ? toHex(value.bytes) : value
  })
}

function isCertificate(value: unknown): value is Certificate {
  return typeof value === 'object' && value !== null && 'tbsBytes' in value && 'publicKeyInfo' in value
}

/**
 * The reports that {@link reportsToJson} wrote.
 *
 * @throws {EmrtdError} `PKI_BAD_STORE` for anything else.
 */
export function reportsFromJson(text: string): readonly TrustSourceReport[] {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (cause) {
    throw new EmrtdError('PKI_BAD_STORE', 'reports that are no JSON', { cause })
  }
  return array(json).map(report)
}

function report(json: unknown): TrustSourceReport {
  const source = object(json)
  const verification = source['verification']
  return {
    name: text(source['name']),
    kind: oneOf(kinds, source['kind']),
    trust: oneOf(trusts, source['trust']),
    ...(verification !== undefined && { verification: verificationOf(verification) }),
    certificates: count(source['certificates']),
    documentSigners: count(source['documentSigners']),
    crls: count(source['crls']),
    lists: array(source['lists']).map(list),
    failures: array(source['failures']).map(failure),
  }
}

function list(json: unknown): TrustListReport {
  const { name, kind, trust, verification, items } = object(json)
  return {
    name: text(name),
    kind: oneOf(listKinds, kind),
    trust: oneOf(listTrusts, trust),
    ...(verification !== undefined && { verification: verificationOf(verification) }),
    items: count(items),
  }
}

function verificationOf(json: unknown): SignedListVerification {
  const { status, reason, detail, signer, path, revocation } = object(json)
  return {
    status: oneOf(statuses, status),
    // Only shown: a code that this version does not know does no harm.
    ...(reason !== undefined && { reason: text(reason) as ReasonCode }),
    detail: text(detail),
    ...(signer !== undefined && { signer: certificate(signer) }),
    ...(path !== undefined && { path: array(path).map(certificate) }),
    ...(revocation !== undefined && { revocation: outcomeOf(revocation) }),
  }
}

function outcomeOf(json: unknown): PathOutcome {
  const { status, reason, detail } = object(json)
  return {
    status: oneOf(statuses, status),
    ...(reason !== undefined && { reason: text(reason) as ReasonCode }),
    ...(detail !== undefined && { detail: text(detail) }),
  }
}

function failure(json: unknown): TrustSourceFailure {
  const { index, place, error } = object(json)
  const { name, line, offset } = object(place)
  const { code, message, offset: at } = object(error)
  const where: TrustItemPlace = {
    name: text(name),
    ...(line !== undefined && { line: count(line) }),
    ...(offset !== undefined && { offset: count(offset) }),
  }
  return {
    index: count(index),
    place: where,
    error: new EmrtdError(
      text(code) as EmrtdErrorCode,
      text(message),
      at === undefined ? {} : { offset: count(at) },
    ),
  }
}

function certificate(json: unknown): Certificate {
  const digits = text(json)
  if (!/^([0-9a-f]{2})+$/.test(digits)) throw bad()
  return parseCertificate(fromHex(digits), { leniencies: fieldLeniencies })
}

function object(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw bad()
  return value as Record<string, unknown>
}

function array(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw bad()
  return value
}

function text(value: unknown): string {
  if (typeof value !== 'string') throw bad()
  return value
}

function count(value: unknown): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw bad()
  return value
}

function oneOf<T extends string>(values: readonly T[], value: unknown): T {
  const found = values.find(each => each === value)
  if (found === undefined) throw bad()
  return found
}

function bad(): EmrtdError {
  return new EmrtdError('PKI_BAD_STORE', 'reports of another shape')
}
