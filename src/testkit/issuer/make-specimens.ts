import { buildCrl } from './build-crl.js'
import { buildMasterList } from './build-master-list.js'
import { createCountry } from './create-country.js'
import { type DocumentOptions, type IssuedDocument, issueDocument } from './issue-document.js'
import { writeChipEvidence } from './write-chip-evidence.js'

/**
 * The specimens that the project ships in `vectors/specimens`, by path: the passport of Anna Maria Eriksson of Utopia, what a reader
 * got of its chip and of a copy, the passport with another portrait, out of date, and signed by a stranger; and Utopia's CSCA
 * certificate, master list and CRL. All from the seed `utopia`.
 *
 * @example
 * ```ts
 * import { makeSpecimens } from 'emrtd/testkit'
 *
 * makeSpecimens().get('utopia-passport/EF_SOD.bin')
 * ```
 */
export function makeSpecimens(): ReadonlyMap<string, Uint8Array> {
  const utopia = createCountry({
    state: 'UTO',
    seed: 'utopia',
    csca: { kind: 'rsa', bits: 3072, padding: 'pss', hash: 'SHA-256' },
    documentSigner: { kind: 'ecdsa', curve: 'brainpoolP256r1', parameters: 'explicit', hash: 'SHA-256' },
  })
  const choices: DocumentOptions = {
    signingTime: new Date('2024-04-16T09:00:00Z'),
    activeAuthentication: {
      kind: 'ecdsa',
      curve: 'brainpoolP256r1',
      parameters: 'explicit',
      hash: 'SHA-256',
    },
    chipAuthentication: { curve: 'brainpoolP256r1' },
  }
  const passport = issueDocument(utopia, choices)
  const expired = issueDocument(utopia, { ...choices, holder: { dateOfExpiry: '2024-12-31' } })
  // Who makes a copy has the files, and not the key.
  const another = issueDocument(utopia, { ...choices, holder: { documentNumber: 'X00000000' } })
  const stranger = createCountry({ state: 'UTO', seed: 'stranger' })
  const crl = buildCrl(utopia, {
    revoked: [],
    thisUpdate: new Date('2024-05-01T00:00:00Z'),
    nextUpdate: new Date('2035-12-31T00:00:00Z'),
  })
  return new Map([
    ...inFolder('utopia-passport', passport.files),
    ...inFolder('utopia-changed-portrait', {
      ...passport.files,
      'EF.DG2': withChangedByte(passport.files['EF.DG2']),
    }),
    ...inFolder('utopia-foreign-signer', issueDocument(stranger, choices).files),
    ...inFolder('utopia-expired', expired.files),
    ['utopia-chip.json', writeChipEvidence(passport.files, passport.chipKeys)],
    ['utopia-copied-chip.json', writeChipEvidence(passport.files, another.chipKeys)],
    ['utopia-csca.cer', utopia.csca.certificate],
    ['utopia-master-list.ml', buildMasterList(utopia, [utopia.csca.certificate])],
    ['utopia.crl', crl],
  ])
}

function inFolder(folder: string, files: IssuedDocument['files']): readonly [string, Uint8Array][] {
  return Object.entries(files).map(([name, bytes]) => [`${folder}/${toolName(name)}.bin`, bytes!])
}

/** One bit of the picture is another. */
function withChangedByte(file: Uint8Array): Uint8Array {
  const changed = file.slice()
  changed[changed.length - 20]! ^= 1
  return changed
}

/** The name that common reading tools give a file: `EF_SOD`, `DG1`. */
function toolName(name: string): string {
  return name.startsWith('EF.DG') ? name.slice(3) : name.replace('.', '_')
}
