import { existsSync, readFileSync } from 'node:fs'
import { fromBER } from 'asn1js'
import { Certificate, ContentInfo, SignedData } from 'pkijs'
import { buildMasterList, createCountry, linkCertificate } from '../dist/node/testkit.js'

/**
 * Both published German master lists, 2026 and 2024, and the CSCA certificate under which the former is signed, where they are at hand
 * (`EMRTD_CORPORA`); else two lists of as many certificates made by the testkit.
 *
 * @returns {{ name: string, lists: Uint8Array[], csca: Uint8Array }}
 */
export function masterLists() {
  const corpora = process.env['EMRTD_CORPORA'] ?? new URL('../../shared/corpora', import.meta.url).pathname
  const files = ['DE_ML_2026-05-28.ml', 'DE_ML_2024-08-07.ml', 'DE_CSCA07.cer'].map(
    file => `${corpora}/master-lists/${file}`,
  )
  if (files.every(existsSync)) {
    const [newer, older, csca] = files.map(file => Uint8Array.from(readFileSync(file)))
    return { name: 'German list', lists: [newer, older], csca }
  }
  console.error('the German lists are not on this machine: lists of the testkit instead')
  const utopia = createCountry({ state: 'UTO', seed: 'bench' })
  const made = Array.from({ length: 600 }, (_, i) => linkCertificate(utopia, { ...utopia, generation: i }))
  const lists = [made.slice(0, 588), made.slice(59)].map(certificates =>
    buildMasterList(utopia, certificates),
  )
  return { name: 'testkit list', lists, csca: utopia.csca.certificate }
}

// Its default is 10,000.
const limits = { maxNodes: 10_000_000 }

/** A SignedData as pkijs parses it. */
export function signedDataWithPkijs(bytes) {
  return new SignedData({ schema: new ContentInfo({ schema: fromBER(bytes, limits).result }).content })
}

/** The certificates of a master list, as pkijs parses them: its `SignedData` holds the content as octets. */
export function certificatesWithPkijs(list) {
  const [, certificates] = fromBER(signedDataWithPkijs(list).encapContentInfo.eContent.getValue(), limits)
    .result.valueBlock.value
  return certificates.valueBlock.value.map(schema => new Certificate({ schema }))
}
