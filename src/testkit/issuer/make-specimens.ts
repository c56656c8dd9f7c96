import { buildCrl } from './build-crl.js'
import { buildMasterList } from './build-master-list.js'
import { createCountry } from './create-country.js'
import { issueDocument } from './issue-document.js'

/**
 * The specimens that the project ships in `vectors/specimens`, by path: the passport of Anna Maria Eriksson of Utopia,
 * and Utopia's CSCA certificate, master list and CRL. All from the seed `utopia`.
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
  const passport = issueDocument(utopia, {
    signingTime: new Date('2024-04-16T09:00:00Z'),
    activeAuthentication: {
      kind: 'ecdsa',
      curve: 'brainpoolP256r1',
      parameters: 'explicit',
      hash: 'SHA-256',
    },
    chipAuthentication: { curve: 'brainpoolP256r1' },
  })
  const crl = buildCrl(utopia, {
    revoked: [],
    thisUpdate: new Date('2024-05-01T00:00:00Z'),
    nextUpdate: new Date('2035-12-31T00:00:00Z'),
  })
  const files = Object.entries(passport.files).map(([name, bytes]): [string, Uint8Array] => [
    `utopia-passport/${toolName(name)}.bin`,
    bytes!,
  ])
  return new Map([
    ...files,
    ['utopia-csca.cer', utopia.csca.certificate],
    ['utopia-master-list.ml', buildMasterList(utopia, [utopia.csca.certificate])],
    ['utopia.crl', crl],
  ])
}

/** The name that common reading tools give a file: `EF_SOD`, `DG1`. */
function toolName(name: string): string {
  return name.startsWith('EF.DG') ? name.slice(3) : name.replace('.', '_')
}
