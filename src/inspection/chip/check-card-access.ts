import { equalBytes } from '../../bytes.js'
import type { SecurityInfo } from '../../lds/index.js'
import type { Check } from '../../verdict.js'
import { type ChipEvidence, type ChipFinding, isSigned, keyFileMissing } from './chip-evidence.js'

/**
 * What EF.CardAccess says, which nothing signs and which was read before the session, against the signed copies: EF.CardSecurity
 * holds all of it, EF.DG14 the ways of PACE. Who can change EF.CardAccess can talk a reader out of chip authentication mapping, or
 * into a weaker protocol. Doc 9303-11 §4.2, §9.2.11.
 */
export function checkCardAccess(chip: ChipEvidence): Check {
  const { status, reason, detail } = judge(chip)
  return {
    id: 'CHIP.CARD_ACCESS',
    status,
    ...(reason !== undefined && { reason }),
    clause: 'Doc 9303-11 §4.2',
    ...(detail !== undefined && { detail }),
  }
}

function judge({ document, given, parsed, sod, trustOf }: ChipEvidence): ChipFinding {
  const cardAccess = parsed['EF.CardAccess']
  if (given.has('EF.CardAccess') && cardAccess === undefined) {
    return { status: 'failed', reason: 'FILE_MALFORMED' }
  }
  const offered = cardAccess?.securityInfos ?? []
  const denied = (document.unread ?? []).some(
    ({ name, statusWord }) => name === 'EF.CardAccess' && statusWord !== undefined,
  )
  const files = (['EF.CardSecurity', 'EF.DG14'] as const).flatMap(name => {
    const infos = parsed[name]?.securityInfos
    return infos === undefined ? [] : [{ name, infos, pace: infos.filter(isPace) }]
  })
  const signed = files.filter(({ name }) => trustOf(name).status === 'passed')
  for (const { name, infos, pace } of signed) {
    // A file that says nothing of PACE is not the copy: EF.DG14 may hold the key of Chip Authentication and no more.
    if (name === 'EF.DG14' && pace.length === 0) continue
    const missing = lacking(infos, name === 'EF.DG14' ? offered.filter(isPace) : offered)
    if (missing.length > 0) return mismatch(`${missing.join(', ')} in EF.CardAccess, not in ${name}`)
    if (!given.has('EF.CardAccess') && !denied) continue
    const stripped = lacking(offered, pace)
    if (stripped.length > 0) return mismatch(`${stripped.join(', ')} in ${name}, not in EF.CardAccess`)
  }
  const copies = signed.filter(({ pace }) => pace.length > 0)
  if (offered.some(isPace)) {
    if (copies.length > 0) return { status: 'passed', detail: copies.map(({ name }) => name).join(', ') }
    if (isSigned(sod, 14) && !given.has('EF.DG14')) return keyFileMissing(document, 'EF.DG14')
    return { status: 'inconclusive', reason: 'CARD_ACCESS_NOT_SIGNED' }
  }
  // Only a signed file can say that there was something to be offered.
  return copies.length > 0
    ? { status: 'inconclusive', reason: 'DATA_GROUP_NOT_READ', detail: 'EF.CardAccess' }
    : { status: 'notApplicable' }
}

const mismatch = (detail: string): ChipFinding => ({
  status: 'failed',
  reason: 'CARD_ACCESS_MISMATCH',
  detail,
})

const isPace = ({ kind }: SecurityInfo): boolean => kind === 'PACEInfo' || kind === 'PACEDomainParameterInfo'

/** The object identifiers of those of `wanted` that `there` does not hold, byte by byte. */
function lacking(there: readonly SecurityInfo[], wanted: readonly SecurityInfo[]): readonly string[] {
  return wanted
    .filter(({ bytes }) => !there.some(info => equalBytes(info.bytes, bytes)))
    .map(({ oid }) => oid ?? 'a SecurityInfo')
}
