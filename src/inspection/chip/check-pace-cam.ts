import { verifyPaceCam } from '../../authentication/index.js'
import type { PaceEvidence } from '../../evidence.js'
import { findSecurityInfos, type SecurityInfo } from '../../lds/index.js'
import {
  bindToKeyFile,
  type ChipCheck,
  type ChipEvidence,
  chipCheck,
  keyFileMissing,
  onReadersWord,
} from './chip-evidence.js'

const base = { id: 'CHIP.PACE_CAM', clause: 'Doc 9303-11 §4.4.3.5.2' } as const

/**
 * PACE with chip authentication mapping: the chip's data fit its mapping key and a key of EF.CardSecurity, which is signed up to a
 * trusted CSCA. Where the session was opened several times, each run must fit. Doc 9303-11 §4.4.3.5.2.
 */
export function checkPaceCam(chip: ChipEvidence): ChipCheck {
  const { document, given, parsed, backend } = chip
  const runs = (document.protocols ?? []).filter(
    run => run.protocol === 'PACE' && run.mapping === 'CAM' && run.completed,
  ) as readonly PaceEvidence[]
  if (runs.length === 0) {
    const offers = [parsed['EF.CardAccess'], parsed['EF.DG14'], parsed['EF.CardSecurity']]
    const offered = offers.some(file => file !== undefined && offersCam(file.securityInfos))
    return {
      check: chipCheck(
        base,
        offered ? { status: 'inconclusive', reason: 'PROTOCOL_NOT_PERFORMED' } : { status: 'notApplicable' },
      ),
    }
  }
  if (!given.has('EF.CardSecurity')) {
    return { check: chipCheck(base, keyFileMissing(document, 'EF.CardSecurity')) }
  }
  const cardSecurity = parsed['EF.CardSecurity']
  const trust = chip.trustOf('EF.CardSecurity')
  if (cardSecurity === undefined) {
    return { check: bindToKeyFile(base, { status: 'failed', reason: 'FILE_MALFORMED' }, trust) }
  }
  // A session that was opened anew may be one with another chip: every run counts.
  const results = runs.map(run => verifyPaceCam(run, cardSecurity.securityInfos, backend))
  const { status, reason, detail, publicKeyInfo } =
    results.find(result => result.status === 'failed') ?? results[0]!
  const check = bindToKeyFile(base, { status, reason, detail }, trust)
  if (status !== 'passed' || publicKeyInfo === undefined) return { check }
  return {
    check: onReadersWord(check),
    completed: {
      protocol: 'PACE_CAM',
      publicKey: publicKeyInfo.publicKeyBytes,
      keyFile: 'EF.CardSecurity',
      readersWord: true,
    },
  }
}

function offersCam(securityInfos: readonly SecurityInfo[]): boolean {
  return findSecurityInfos(securityInfos, 'PACEInfo').some(({ mapping }) => mapping === 'CAM')
}
