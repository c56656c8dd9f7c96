import { writePrivateKeyInfo } from '../issuer/write-private-key-info.js'
import { applyFault, faults } from './apply-fault.js'
import { describeChip } from './chip-description.js'
import type { Fault } from './fault.js'
import { createSpecimen, type Specimen, type SpecimenFile, type SpecimenOptions } from './specimen.js'

/** The version of the format of the pack: `docs/conformance-pack.md`. */
export const conformancePackVersion = 1

/**
 * The whole catalogue as files by path: a folder for each fault, and one for the sound specimen, each with the document, what it is
 * to be judged by, and `expected.json`. One at a time, so that nobody has to hold them all.
 *
 * @param options of the specimen; `only` limits the pack to some faults.
 *
 * @example
 * ```ts
 * import { makeConformancePack } from 'emrtd/testkit'
 *
 * for (const [path, bytes] of makeConformancePack({ only: ['sod-no-signer-info'] })) {
 *   path // 'sound/document/EF_COM.bin', …
 * }
 * ```
 */
export function* makeConformancePack(
  options: SpecimenOptions & { readonly only?: readonly string[] | undefined } = {},
): Generator<readonly [path: string, bytes: Uint8Array], void, undefined> {
  const sound = createSpecimen(options)
  const chosen = options.only === undefined ? faults : faults.filter(({ id }) => options.only?.includes(id))
  yield* filesOf('sound', sound, {
    id: 'sound',
    change: 'Nothing: this is the specimen that every fault starts from.',
    sources: [],
    expected: { verdict: 'valid', check: { id: 'PA.SOD_SIGNATURE', status: 'passed' }, also: [] },
  })
  for (const fault of chosen) yield* filesOf(fault.id, applyFault(sound, fault.id), fault)
  yield [
    'index.json',
    json({
      format: 'emrtd-conformance-pack',
      version: conformancePackVersion,
      faults: chosen.map(({ id, family, change }) => ({ id, family, change })),
    }),
  ]
}

function* filesOf(
  folder: string,
  specimen: Specimen,
  { id, family, change, sources, expected }: Omit<Fault, 'family'> & Partial<Pick<Fault, 'family'>>,
): Generator<readonly [string, Uint8Array], void, undefined> {
  for (const [name, bytes] of Object.entries(specimen.files)) {
    if (bytes !== undefined) yield [`${folder}/document/${toolName(name)}.bin`, bytes]
  }
  const given: Readonly<Record<'trust' | 'anchors' | 'crls' | 'signers', readonly SpecimenFile[]>> = specimen
  for (const part of ['trust', 'anchors', 'crls', 'signers'] as const) {
    for (const { name, bytes } of given[part]) yield [`${folder}/${part}/${name}`, bytes]
  }
  const { terminal } = specimen
  for (const { name, bytes } of terminal?.certificates ?? []) yield [`${folder}/terminal/${name}`, bytes]
  if (terminal !== undefined) yield [`${folder}/terminal.pkcs8`, writePrivateKeyInfo(terminal.key)]
  if (specimen.chip !== undefined) yield [`${folder}/chip.json`, json(describeChip(specimen))]
  const { demands, at, printedMrz } = specimen
  yield [
    `${folder}/expected.json`,
    json({
      format: 'emrtd-conformance-pack',
      version: conformancePackVersion,
      id,
      family,
      change,
      sources,
      given: { at: at.toISOString(), ...demands, printedMrz, command: commandOf(specimen) },
      expected,
    }),
  ]
}

/** The arguments of `emrtd verify` that judge a specimen, paths being those in its folder of the pack. */
export function commandOf(specimen: Specimen): readonly string[] {
  const { demands, at, printedMrz, trust, anchors, crls, signers } = specimen
  const when = (list: readonly SpecimenFile[], ...words: readonly string[]): readonly string[] =>
    list.length === 0 ? [] : words
  const option = (name: string, value: string | undefined): readonly string[] =>
    value === undefined ? [] : [name, value]
  return [
    'document',
    ...when(trust, '--trust', 'trust'),
    ...when(anchors, '--anchor', 'anchors'),
    ...when(crls, '--crl', 'crls'),
    ...when(signers, '--signer', 'signers'),
    ...option('--mrz', printedMrz?.join('')),
    ...option('--policy', demands.policy),
    ...option('--validity', demands.validity),
    ...option('--revocation', demands.revocation),
    ...option('--ca-flag', demands.caFlag),
    '--at',
    at.toISOString(),
    '--json',
  ]
}

function json(value: object): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`)
}

/** The name that common reading tools give a file: `EF_SOD`, `DG1`. */
function toolName(name: string): string {
  return name.startsWith('EF.DG') ? name.slice(3) : name.replace(/[./]/g, '_')
}
