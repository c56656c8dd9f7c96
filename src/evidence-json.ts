import { bytesToLatin1, fromHex, toHex } from './bytes.js'
import { EmrtdError, type EmrtdErrorCode } from './errors.js'
import type {
  AccessEvidence,
  ActiveAuthenticationEvidence,
  BacEvidence,
  ChipAuthenticationEvidence,
  DocumentEvidence,
  EvidenceExchange,
  EvidenceFault,
  EvidenceFile,
  EvidenceFileName,
  PaceEvidence,
  ProtocolEvidence,
  StepEvidence,
  TerminalAuthenticationEvidence,
  UnreadFile,
} from './evidence.js'

/** The version of the format that {@link saveEvidence} writes. */
export const evidenceVersion = 1

/** The longest text that {@link loadEvidence} reads, in characters. */
export const maximumEvidenceLength: number = 64 * 1024 * 1024

const formatName = 'emrtd-evidence'

/**
 * Evidence as JSON text, for {@link loadEvidence}. The format is described in docs/evidence.md: byte strings are lower-case
 * hexadecimal, keys stand in a fixed order, so that the same evidence is always the same text. It holds personal data.
 *
 * @throws {TypeError} for what is no evidence.
 *
 * @example
 * ```ts
 * import { saveEvidence } from 'emrtd'
 *
 * saveEvidence({ files: [], unread: [], access: { protocol: 'NONE' }, protocols: [], commandCount: 0, steps: [] })
 * // '{"format":"emrtd-evidence","version":1,…}'
 * ```
 */
export function saveEvidence(evidence: DocumentEvidence): string {
  try {
    const saved = document.write(evidence) as object
    const text = JSON.stringify({ format: formatName, version: evidenceVersion, ...saved })
    // What cannot be loaded must not be saved.
    loadEvidence(text)
    return text
  } catch (error) {
    throw error instanceof EmrtdError
      ? new TypeError(`no evidence: ${error.message}`, { cause: error })
      : error
  }
}

/**
 * Evidence out of the JSON text that {@link saveEvidence} made: exactly what docs/evidence.md describes, nothing missing,
 * nothing more.
 *
 * @param text text, or its bytes in ASCII.
 * @throws {EmrtdError} `READER_BAD_EVIDENCE` for everything else; the message names the place, never its content.
 *
 * @example
 * ```ts
 * import { loadEvidence, saveEvidence } from 'emrtd'
 *
 * const text = saveEvidence({ files: [], unread: [], access: { protocol: 'NONE' }, protocols: [], commandCount: 0, steps: [] })
 * loadEvidence(text).access.protocol // 'NONE'
 * ```
 */
export function loadEvidence(text: string | Uint8Array): DocumentEvidence {
  if (text.length > maximumEvidenceLength) throw bad('', `more than ${maximumEvidenceLength} characters`)
  let json: unknown
  try {
    json = JSON.parse(typeof text === 'string' ? text : bytesToLatin1(text))
  } catch {
    throw bad('', 'not JSON')
  }
  if (!isObject(json)) throw bad('', 'an object expected')
  const { format, version, ...rest } = json
  if (format !== formatName) throw bad('format', `"${formatName}" expected`)
  if (version !== evidenceVersion) throw bad('version', `${evidenceVersion} expected`)
  const evidence = document.read(rest, '')
  const names = [...evidence.files, ...evidence.unread].map(({ name }) => name)
  if (new Set(names).size < names.length) throw bad('files', 'a file stands there twice')
  return evidence
}

/** How a value stands in JSON. */
interface Form<T> {
  write(value: T): unknown
  /** Throws READER_BAD_EVIDENCE for everything but what {@link write} makes. */
  read(json: unknown, path: string): T
}

type OptionalKeys<T> = { [K in keyof T]-?: Record<never, never> extends Pick<T, K> ? K : never }[keyof T]
type RequiredForms<T> = { readonly [K in Exclude<keyof T, OptionalKeys<T>>]: Form<T[K]> }
type OptionalForms<T> = { readonly [K in OptionalKeys<T>]-?: Form<NonNullable<T[K]>> }

const bad = (path: string, what: string): EmrtdError =>
  new EmrtdError('READER_BAD_EVIDENCE', path === '' ? what : `${path}: ${what}`)

const isObject = (json: unknown): json is Record<string, unknown> =>
  typeof json === 'object' && json !== null && !Array.isArray(json)

function plain<T>(what: string, accepts: (json: unknown) => boolean): Form<T> {
  return {
    write: value => value,
    read(json, path) {
      if (!accepts(json)) throw bad(path, `${what} expected`)
      return json as T
    },
  }
}

const bytes: Form<Uint8Array> = {
  write: toHex,
  read(json, path) {
    if (typeof json !== 'string' || json.length % 2 !== 0 || !/^[0-9a-f]*$/.test(json)) {
      throw bad(path, 'pairs of lower-case hexadecimal digits expected')
    }
    return fromHex(json)
  },
}

const choice = <T extends string>(...values: readonly T[]): Form<T> =>
  plain(values.map(value => `"${value}"`).join(' or '), json => (values as readonly unknown[]).includes(json))

const flag = plain<boolean>('true or false', json => typeof json === 'boolean')
const count = plain<number>('a whole number', json => Number.isSafeInteger(json) && (json as number) >= 0)
const duration = plain<number>(
  'a number of milliseconds',
  json => Number.isFinite(json) && (json as number) >= 0,
)
const shortText = plain<string>(
  'text of up to 1,000 characters',
  json => typeof json === 'string' && json.length <= 1_000,
)
const statusWord = plain<number>(
  'a status word',
  json => Number.isInteger(json) && (json as number) >= 0 && (json as number) <= 0xffff,
)
const objectIdentifier = plain<string>(
  'an object identifier',
  json => typeof json === 'string' && json.length <= 200 && /^[012](\.\d+)+$/.test(json),
)
const moment = plain<string>(
  'a moment YYYY-MM-DDTHH:MM:SS.sssZ',
  json => typeof json === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(json),
)
const errorCode = plain<EmrtdErrorCode>(
  'an error code',
  json => typeof json === 'string' && json.length <= 60 && /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$/.test(json),
)

function list<T>(form: Form<T>): Form<readonly T[]> {
  return {
    write: values => values.map(value => form.write(value)),
    read(json, path) {
      if (!Array.isArray(json)) throw bad(path, 'a list expected')
      return json.map((item, index) => form.read(item, `${path}[${index}]`))
    },
  }
}

/** An object with exactly these keys. The types see to it that the tables name every key of the record, and no other. */
function record<T extends object>(required: RequiredForms<T>, optional: OptionalForms<T>): Form<T> {
  const forms = new Map<string, { readonly form: Form<unknown>; readonly needed: boolean }>()
  for (const [key, form] of Object.entries(required))
    forms.set(key, { form: form as Form<unknown>, needed: true })
  for (const [key, form] of Object.entries(optional))
    forms.set(key, { form: form as Form<unknown>, needed: false })
  return {
    write(value) {
      const json: Record<string, unknown> = {}
      for (const [key, { form }] of forms) {
        const member = (value as Record<string, unknown>)[key]
        if (member !== undefined) json[key] = form.write(member)
      }
      return json
    },
    read(json, path) {
      if (!isObject(json)) throw bad(path, 'an object expected')
      const value: Record<string, unknown> = {}
      for (const [key, { form, needed }] of forms) {
        const place = path === '' ? key : `${path}.${key}`
        if (Object.hasOwn(json, key)) value[key] = form.read(json[key], place)
        else if (needed) throw bad(place, 'missing')
      }
      if (Object.keys(json).length > Object.keys(value).length)
        throw bad(path, 'a key that has no place there')
      return value as T
    },
  }
}

const fileName = plain<EvidenceFileName>(
  'the name of a file',
  json =>
    typeof json === 'string' &&
    /^EF\.(COM|SOD|CardAccess|CardSecurity|ATR\/INFO|DIR|CVCA|DG([1-9]|1[0-6]))$/.test(json),
)
const fault = record<EvidenceFault>({ code: errorCode, message: shortText }, { statusWord })
const exchange = record<EvidenceExchange>({ command: bytes }, { response: bytes })
const run = { completed: flag, transcript: list(exchange) }

const protocolForms: {
  readonly [P in ProtocolEvidence['protocol']]: Form<Extract<ProtocolEvidence, { protocol: P }>>
} = {
  BAC: record<BacEvidence>({ protocol: choice('BAC'), ...run }, { fault }),
  PACE: record<PaceEvidence>(
    {
      protocol: choice('PACE'),
      oid: objectIdentifier,
      mapping: choice('GM', 'IM', 'CAM'),
      cipher: choice('3DES', 'AES-128', 'AES-192', 'AES-256'),
      password: choice('MRZ', 'CAN', 'PIN', 'PUK'),
      ...run,
    },
    { parameterId: count, chipAuthenticationData: bytes, chipMappingKey: bytes, fault },
  ),
  CHIP_AUTHENTICATION: record<ChipAuthenticationEvidence>(
    { protocol: choice('CHIP_AUTHENTICATION'), publicKey: bytes, ...run },
    { oid: objectIdentifier, keyId: bytes, fault },
  ),
  ACTIVE_AUTHENTICATION: record<ActiveAuthenticationEvidence>(
    {
      protocol: choice('ACTIVE_AUTHENTICATION'),
      challenge: bytes,
      challengeBy: choice('reader', 'caller'),
      ...run,
    },
    { signature: bytes, fault },
  ),
  TERMINAL_AUTHENTICATION: record<TerminalAuthenticationEvidence>(
    { protocol: choice('TERMINAL_AUTHENTICATION'), certificates: list(bytes), ...run },
    { fault },
  ),
}

const protocol: Form<ProtocolEvidence> = {
  write: value => (protocolForms[value.protocol] as Form<ProtocolEvidence>).write(value),
  read(json, path) {
    const name = isObject(json) ? json['protocol'] : undefined
    if (typeof name !== 'string' || !Object.hasOwn(protocolForms, name)) {
      throw bad(`${path}.protocol`, 'the name of a protocol expected')
    }
    return (protocolForms[name as ProtocolEvidence['protocol']] as Form<ProtocolEvidence>).read(json, path)
  },
}

const document = record<DocumentEvidence>(
  {
    files: list(record<EvidenceFile>({ name: fileName, bytes }, {})),
    unread: list(
      record<UnreadFile>({ name: fileName, code: errorCode, message: shortText }, { statusWord, bytes }),
    ),
    access: record<AccessEvidence>({ protocol: choice('PACE', 'BAC', 'NONE') }, { fallback: fault }),
    protocols: list(protocol),
    commandCount: count,
    steps: list(record<StepEvidence>({ name: shortText, commandCount: count }, { milliseconds: duration })),
  },
  { atr: bytes, fault, startedAt: moment },
)
