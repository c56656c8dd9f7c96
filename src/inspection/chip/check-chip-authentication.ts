import {
  type ChipKeyFile,
  findChipAuthenticationOffers,
  verifyChipAuthentication,
} from '../../authentication/index.js'
import type { ChipAuthenticationEvidence } from '../../evidence.js'
import { type Dg14, findSecurityInfos, type SecurityInfo } from '../../lds/index.js'
import {
  bindToKeyFile,
  type ChipCheck,
  type ChipEvidence,
  type ChipFinding,
  chipCheck,
  isSigned,
  keyFileMissing,
  onReadersWord,
  whyNotCompleted,
} from './chip-evidence.js'

const base = { id: 'CHIP.CHIP_AUTHENTICATION', clause: 'Doc 9303-11 §6.2' } as const

/**
 * Chip Authentication: the reader says that the chip agreed on session keys with a key of EF.DG14 or EF.CardSecurity, and that
 * file is signed up to a trusted CSCA. Of several runs one that passed is enough. Doc 9303-11 §6.2.
 */
export function checkChipAuthentication(chip: ChipEvidence): ChipCheck {
  const { document, given, parsed, sod } = chip
  const runs = (document.protocols ?? []).filter(run => run.protocol === 'CHIP_AUTHENTICATION')
  const results = runs.map(run => judge(run, chip))
  const result = results.find(({ check }) => check.status === 'passed') ?? results[0]
  if (result !== undefined) return result
  if (!given.has('EF.DG14')) {
    const missing = isSigned(sod, 14)
      ? keyFileMissing(document, 'EF.DG14')
      : { status: 'notApplicable' as const }
    return { check: chipCheck(base, missing) }
  }
  const dg14 = parsed['EF.DG14']
  const finding: ChipFinding =
    dg14 === undefined ? { status: 'failed', reason: 'FILE_MALFORMED' } : judgeOffer(dg14)
  return {
    check:
      finding.status === 'notApplicable'
        ? chipCheck(base, finding)
        : bindToKeyFile(base, finding, chip.trustOf('EF.DG14')),
  }
}

function judge(run: ChipAuthenticationEvidence, chip: ChipEvidence): ChipCheck {
  const { parsed, backend, trustOf, document } = chip
  const files: readonly (readonly [ChipKeyFile, readonly SecurityInfo[] | undefined])[] = [
    ['EF.DG14', parsed['EF.DG14']?.securityInfos],
    ['EF.CardSecurity', parsed['EF.CardSecurity']?.securityInfos],
  ]
  const known = files.filter(([, infos]) => infos !== undefined)
  if (known.length === 0) return { check: chipCheck(base, keyFileMissing(document, 'EF.DG14')) }
  const judged = known.map(([file, infos]) => ({ file, ...verifyChipAuthentication(run, infos!, backend) }))
  const { file, status, reason, detail, publicKeyInfo } =
    judged.find(each => each.publicKeyInfo !== undefined) ?? judged[0]!
  if (publicKeyInfo === undefined) return { check: chipCheck(base, { status, reason, detail }) }
  if (status === 'failed') {
    const finding = reason === 'PROTOCOL_REFUSED' ? whyNotAgreed(run) : { status, reason, detail }
    return { check: bindToKeyFile(base, finding, trustOf(file)) }
  }
  return {
    check: onReadersWord(bindToKeyFile(base, { status, detail: `key of ${file}` }, trustOf(file))),
    completed: {
      protocol: 'CHIP_AUTHENTICATION',
      publicKey: publicKeyInfo.publicKeyBytes,
      keyFile: file,
      readersWord: true,
    },
  }
}

/** Why the session did not go on with the keys that the key agreement gives: a chip that has the key has them, too. */
function whyNotAgreed({ fault }: ChipAuthenticationEvidence): ChipFinding {
  return fault?.code === 'APDU_SECURE_MESSAGING' || fault?.code === 'AUTHENTICATION_BAD_RESPONSE'
    ? { status: 'failed', reason: 'CHIP_KEY_NOT_PROVEN', detail: fault.code }
    : whyNotCompleted(fault)
}

/** What EF.DG14 offers, where nothing was run. */
function judgeOffer({ securityInfos, findings }: Dg14): ChipFinding {
  if (findChipAuthenticationOffers(securityInfos).length > 0) {
    return { status: 'inconclusive', reason: 'PROTOCOL_NOT_PERFORMED' }
  }
  const keys = findSecurityInfos(securityInfos, 'ChipAuthenticationPublicKeyInfo')
  if (keys.length === 0) return { status: 'notApplicable' }
  if (keys.some(({ publicKey }) => publicKey !== undefined)) {
    return {
      status: 'failed',
      reason: 'CHIP_KEY_MISMATCH',
      detail: 'what is offered names no key that is there',
    }
  }
  return findings.some(({ detail }) => detail === 'CRYPTO_UNSUPPORTED_ALGORITHM')
    ? { status: 'inconclusive', reason: 'ALGORITHM_UNSUPPORTED' }
    : { status: 'failed', reason: 'KEY_MALFORMED', detail: 'the key of EF.DG14 cannot be used' }
}
