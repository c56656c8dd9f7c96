import { concatBytes, latin1ToBytes } from '../../bytes.js'
import { defaultBackend } from '../../crypto/index.js'
import type { EvidenceFileName } from '../../evidence.js'
import { saveEvidence } from '../../evidence-json.js'
import { answerActiveAuthentication } from '../chip/active-authentication.js'
import { randomFromSeed } from '../chip/chip-randomness.js'
import { FaultPlan } from '../chip/fault-plan.js'
import type { DocumentChipKeys } from './chip-keys.js'
import type { IssuedDocument } from './issue-document.js'

/**
 * What a reader that opened a chip by BAC and asked it for Active Authentication would have kept, as `saveEvidence` writes it: with the
 * keys of the chip, or of another. The challenge is fixed. docs/evidence.md.
 *
 * @throws {TypeError} for a chip without a key for Active Authentication.
 */
export function writeChipEvidence(
  files: IssuedDocument['files'],
  { activeAuthentication }: DocumentChipKeys,
): Uint8Array {
  if (activeAuthentication === undefined) throw new TypeError('a key for Active Authentication expected')
  const challenge = Uint8Array.of(0x17, 0x01, 0x20, 0x26, 0x45, 0x4d, 0x52, 0x54)
  const random = randomFromSeed(defaultBackend, latin1ToBytes('evidence'))
  const surroundings = { backend: defaultBackend, random, faults: new FaultPlan([]) }
  const { data: signature } = answerActiveAuthentication(surroundings, activeAuthentication, challenge)
  const command = Uint8Array.of(0x00, 0x88, 0x00, 0x00, 0x08, ...challenge, 0x00)
  const response = concatBytes(signature, Uint8Array.of(0x90, 0x00))
  return latin1ToBytes(
    saveEvidence({
      files: Object.entries(files).map(([name, bytes]) => ({
        name: name as EvidenceFileName,
        bytes: bytes!,
      })),
      unread: [],
      access: { protocol: 'BAC' },
      protocols: [
        { protocol: 'BAC', completed: true, transcript: [] },
        {
          protocol: 'ACTIVE_AUTHENTICATION',
          completed: true,
          transcript: [{ command, response }],
          challenge,
          challengeBy: 'reader',
          signature,
        },
      ],
      commandCount: 0,
      steps: [],
    }),
  )
}
