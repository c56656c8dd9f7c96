import type { ChipTerminalAuthentication } from '../chip/index.js'
import type { ChipKeyChoices } from '../issuer/chip-keys.js'
import {
  createTerminalPki,
  type TerminalPki,
  type TerminalPkiOptions,
} from '../issuer/create-terminal-pki.js'
import { irises19794 } from '../issuer/every-data-group.js'
import { writeEfCvca } from '../lds/index.js'
import { reissued, type Specimen, type SpecimenChip, type SpecimenTerminal } from './specimen.js'

const p256 = { kind: 'ecdsa', curve: 'P-256', parameters: 'explicit', hash: 'SHA-256' } as const

/** The specimen in a chip, which opens by BAC unless it offers PACE. */
export function inChip(specimen: Specimen, chip: Partial<SpecimenChip>): Specimen {
  const { pace = [] } = chip
  return { ...specimen, chip: { pace, bac: pace.length === 0, faults: [], ...chip } }
}

/** The specimen issued with keys for Active and Chip Authentication, in a chip. */
export function withChipKeys(specimen: Specimen, chip: Partial<SpecimenChip> = {}): Specimen {
  const choices = { activeAuthentication: p256, chipAuthentication: { curve: 'P-256' } }
  return inChip(reissued(specimen, { choices }), chip)
}

/** How {@link withTerminal} differs from what is usual. */
export interface GuardedChoices {
  readonly pki?: Omit<TerminalPkiOptions, 'country' | 'seed'>
  readonly chip?: Partial<SpecimenChip>
  /** What the chip knows beside the CVCA. */
  readonly terminalAuthentication?: Omit<ChipTerminalAuthentication, 'trustPoints'>
  readonly chipAuthentication?: ChipKeyChoices['chipAuthentication']
  /** What EF.DG14 says of Terminal Authentication. */
  readonly announced?: ChipKeyChoices['terminalAuthentication']
  /** What EF.CVCA names, if not what the chip trusts. */
  readonly efCvca?: (pki: TerminalPki) => readonly string[]
  /** The guarded data groups that the document has; both unless given. */
  readonly guarded?: readonly (3 | 4)[]
  readonly terminal?: (pki: TerminalPki) => Partial<SpecimenTerminal>
}

/**
 * The specimen with fingers and irises that its chip keeps for terminals of its state, and a terminal of that state. The chip
 * performs Chip Authentication.
 */
export function withTerminal(specimen: Specimen, choices: GuardedChoices = {}): Specimen {
  const {
    pki: options,
    chip,
    efCvca,
    announced = {},
    guarded = [3, 4],
    terminal,
    terminalAuthentication,
  } = choices
  const { country, seed } = specimen.country
  const pki = createTerminalPki({ country, seed, ...options })
  const { 3: fingers, ...others } = specimen.choices.dataGroups ?? {}
  const dataGroups = {
    ...(guarded.includes(3) && fingers !== undefined && { 3: fingers }),
    ...(guarded.includes(4) && { 4: irises19794() }),
  }
  const issued = reissued(
    { ...specimen, choices: { ...specimen.choices, dataGroups: others } },
    {
      choices: {
        chipAuthentication: choices.chipAuthentication ?? { curve: 'P-256' },
        terminalAuthentication: announced,
        dataGroups,
      },
    },
  )
  return {
    ...inChip(issued, {
      ...chip,
      ...(efCvca && { files: { 'EF.CVCA': writeEfCvca(efCvca(pki)) } }),
      terminalAuthentication: { ...terminalAuthentication, trustPoints: [pki.cvca.certificate] },
    }),
    terminal: {
      certificates: certificateFiles(pki.documentVerifier, pki.terminal),
      key: pki.terminal.key,
      ...terminal?.(pki),
    },
  }
}

/** Card-verifiable certificates as files, numbered and named for their holders. */
export function certificateFiles(
  ...parties: readonly Pick<TerminalPki['terminal'], 'certificate' | 'content'>[]
): SpecimenTerminal['certificates'] {
  return parties.map(({ certificate, content }, i) => ({
    name: `${i + 1}-${content.holderReference}.cvcert`,
    bytes: certificate,
  }))
}
