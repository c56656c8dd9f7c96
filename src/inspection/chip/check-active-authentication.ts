import { type ActiveAuthenticationFiles, verifyActiveAuthentication } from '../../authentication/index.js'
import type { ActiveAuthenticationEvidence } from '../../evidence.js'
import type { Dg15 } from '../../lds/index.js'
import {
  bindToKeyFile,
  type ChipCheck,
  type ChipEvidence,
  type ChipFinding,
  chipCheck,
  isSigned,
  keyFileMissing,
  whyNotCompleted,
} from './chip-evidence.js'

const base = { id: 'CHIP.ACTIVE_AUTHENTICATION', clause: 'Doc 9303-11 §6.1' } as const

/**
 * Active Authentication: the chip signed the challenge with the key of EF.DG15, and EF.SOD covers that file up to a trusted CSCA.
 * Of several runs one that passed is enough. Doc 9303-11 §6.1.
 */
export function checkActiveAuthentication(chip: ChipEvidence): ChipCheck {
  const { document, given, parsed, sod } = chip
  const runs = (document.protocols ?? []).filter(run => run.protocol === 'ACTIVE_AUTHENTICATION')
  if (!given.has('EF.DG15')) {
    const offered = isSigned(sod, 15) || runs.length > 0
    return {
      check: chipCheck(base, offered ? keyFileMissing(document, 'EF.DG15') : { status: 'notApplicable' }),
    }
  }
  const dg15 = parsed['EF.DG15']
  const trust = chip.trustOf('EF.DG15')
  if (dg15 === undefined) {
    return { check: bindToKeyFile(base, { status: 'failed', reason: 'FILE_MALFORMED' }, trust) }
  }
  const files = { dg15, dg14: parsed['EF.DG14'] }
  const findings = runs.map(run => judge(run, files, chip))
  const finding = findings.find(({ status }) => status === 'passed') ?? findings[0] ?? notPerformed(dg15)
  return {
    check: bindToKeyFile(base, finding, trust),
    completed:
      finding.status === 'passed'
        ? {
            protocol: 'ACTIVE_AUTHENTICATION',
            publicKey: dg15.publicKeyBytes,
            keyFile: 'EF.DG15',
            readersWord: false,
          }
        : undefined,
  }
}

/** A key that is none cannot be asked for. */
function notPerformed({ publicKey, findings }: Dg15): ChipFinding {
  const unknown = findings.some(({ detail }) => detail === 'CRYPTO_UNSUPPORTED_ALGORITHM')
  return publicKey === undefined && !unknown
    ? { status: 'failed', reason: 'KEY_MALFORMED' }
    : { status: 'inconclusive', reason: 'PROTOCOL_NOT_PERFORMED' }
}

function judge(
  run: ActiveAuthenticationEvidence,
  files: ActiveAuthenticationFiles,
  { backend, challenge }: ChipEvidence,
): ChipFinding {
  if (run.signature === undefined && !run.completed) return whyNotCompleted(run.fault)
  const finding = verifyActiveAuthentication(run, files, { backend, expectedChallenge: challenge })
  const { status, reason, notes } = finding
  const detail = [finding.detail, ...notes].filter(text => text !== undefined).join(', ') || undefined
  if (status === 'passed' && run.challengeBy === 'caller' && challenge === undefined) {
    // Whoever drew the challenge must say that it is theirs: an old response is a right one to an old challenge.
    return { status: 'inconclusive', reason: 'CHALLENGE_NOT_COMPARED', detail }
  }
  return { status, reason, detail }
}
