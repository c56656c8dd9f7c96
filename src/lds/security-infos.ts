import { type DerOptions, DerReader, derTag } from '../asn1/index.js'
import { EmrtdError } from '../errors.js'
import type { LdsFinding } from './findings.js'
import { eidSecurityInfoReaders } from './read-eid-security-info.js'
import { securityInfoReaders } from './read-security-info.js'
import type { SecurityInfo } from './security-info.js'

/** The security protocols that a chip announces. Doc 9303-11 §9.2. */
export interface SecurityInfos {
  /** The SET as received, with what stands behind it. */
  readonly bytes: Uint8Array
  /** In the order of the file. */
  readonly securityInfos: readonly SecurityInfo[]
  readonly findings: readonly LdsFinding[]
}

/** Real files have up to 20. The bound keeps what is made of hostile input small. */
const maximumSecurityInfos = 500

/**
 * Parses SecurityInfos: the content of EF.CardAccess, EF.DG14 and EF.CardSecurity. Types that are not known are kept as
 * `Unknown`, those that cannot be read as `Malformed`, each with a finding. Doc 9303-11 §9.2, TR-03110-3 §A.1.1.
 *
 * @throws {EmrtdError} an `ASN1_` code with the offset if it is no SET, or if there are more than 500 SecurityInfos.
 *
 * @example
 * ```ts
 * import { fromHex } from 'emrtd'
 * import { parseSecurityInfos } from 'emrtd/lds'
 *
 * const { securityInfos } = parseSecurityInfos(fromHex('3114 3012 060A04007F00070202040202 020102 02010D'))
 * const [info] = securityInfos
 * if (info?.kind === 'PACEInfo') [info.mapping, info.cipher, info.parameterId] // ['GM', 'AES-128', 13]
 * ```
 */
export function parseSecurityInfos(bytes: Uint8Array): SecurityInfos {
  const findings: LdsFinding[] = []
  const reader = new DerReader(bytes, securityInfosOptions(findings))
  const securityInfos = readSecurityInfos(reader, findings)
  reader.end()
  return { bytes, securityInfos, findings }
}

/**
 * The SecurityInfos of one kind, in the order of the file. Doc 9303-11 §9.2.
 *
 * @example
 * ```ts
 * import { findSecurityInfos, parseEfCardAccess } from 'emrtd/lds'
 *
 * const offers = (file: Uint8Array) => findSecurityInfos(parseEfCardAccess(file).securityInfos, 'PACEInfo')
 * ```
 */
export function findSecurityInfos<Kind extends SecurityInfo['kind']>(
  securityInfos: readonly SecurityInfo[],
  kind: Kind,
): readonly Extract<SecurityInfo, { kind: Kind }>[] {
  return securityInfos.filter((info): info is Extract<SecurityInfo, { kind: Kind }> => info.kind === kind)
}

/**
 * How SecurityInfos are read: over what BER writers do, and files that are padded; each use is a finding.
 *
 * @internal
 * @param base where the reader's input begins in the file.
 */
export function securityInfosOptions(findings: LdsFinding[], base: number = 0): DerOptions {
  return {
    leniencies: [
      'indefiniteLength',
      'constructedString',
      'nonMinimalLength',
      'nonMinimalInteger',
      'booleanNot255',
      'namedBitsTrailingZeros',
      'trailingBytes',
    ],
    onDeviation({ leniency, offset }) {
      const at = base + offset
      if (leniency === 'trailingBytes') findings.push({ code: 'TRAILING_BYTES', offset: at })
      else findings.push({ code: 'NOT_DER', offset: at, detail: leniency })
    },
  }
}

/**
 * Reads the SET that comes next.
 *
 * @internal
 * @param base where the reader's input begins in the file.
 * @param level how many SecurityInfos this SET stands in.
 */
export function readSecurityInfos(
  reader: DerReader,
  findings: LdsFinding[],
  base: number = 0,
  level: number = 0,
): readonly SecurityInfo[] {
  const set = reader.set()
  const securityInfos: SecurityInfo[] = []
  while (!set.atEnd) {
    const { offset } = set
    if (securityInfos.length === maximumSecurityInfos) {
      throw new EmrtdError('ASN1_LIMIT', `more than ${maximumSecurityInfos} SecurityInfos`, { offset })
    }
    securityInfos.push(readSecurityInfo(set.raw(), findings, base + offset, level))
  }
  return securityInfos
}

function readSecurityInfo(
  bytes: Uint8Array,
  findings: LdsFinding[],
  at: number,
  level: number,
): SecurityInfo {
  let oid: string | undefined
  const own: LdsFinding[] = []
  try {
    const fields = new DerReader(bytes, securityInfosOptions(own, at)).sequence()
    oid = fields.oid()
    const read = securityInfoReaders.get(oid) ?? eidSecurityInfoReaders.get(oid)
    if (read === undefined) {
      findings.push({ code: 'SECURITY_INFO_UNKNOWN', offset: at, detail: oid })
      return { kind: 'Unknown', oid, bytes }
    }
    const info = read({
      base: { oid, bytes },
      fields,
      note: (code, detail) => own.push({ code, offset: at, detail }),
      nested: inner => {
        if (level > 0) throw new EmrtdError('ASN1_LIMIT', 'SecurityInfos nested twice')
        const start = at + inner.offset
        const set = new DerReader(inner.raw(derTag.set), securityInfosOptions(own, start))
        return readSecurityInfos(set, own, start, level + 1)
      },
    })
    fields.end()
    for (const finding of own) {
      // The reader of the SET has noted the length of the SecurityInfo itself.
      if (finding.code !== 'NOT_DER' || finding.offset !== at) findings.push(finding)
    }
    return info
  } catch (error) {
    if (!(error instanceof EmrtdError)) throw error
    const offset = at + (error.offset ?? 0)
    findings.push({ code: 'SECURITY_INFO_MALFORMED', offset, detail: `${oid ?? 'no type'}: ${error.code}` })
    return { kind: 'Malformed', oid, bytes }
  }
}
