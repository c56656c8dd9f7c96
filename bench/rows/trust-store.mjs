import { existsSync, readFileSync } from 'node:fs'
import { fromBER } from 'asn1js'
import { Certificate, ContentInfo, SignedData } from 'pkijs'
import {
  compileTrustStore,
  createTrustStore,
  loadCompiledTrustStore,
  parseCertificate,
} from '../../dist/node/pki.js'
import { buildMasterList, createCountry, linkCertificate } from '../../dist/node/testkit.js'
import { measure } from '../measure.mjs'

export const name = 'trust store: ready for its first look-up'

/** Both German lists where they are at hand; else two lists of as many certificates made by the testkit. */
function lists() {
  const corpora = process.env['EMRTD_CORPORA'] ?? new URL('../../../shared/corpora', import.meta.url).pathname
  const files = ['DE_ML_2026-05-28.ml', 'DE_ML_2024-08-07.ml'].map(file => `${corpora}/master-lists/${file}`)
  if (files.every(existsSync)) return files.map(file => Uint8Array.from(readFileSync(file)))
  console.log('the German lists are not on this machine: lists of the testkit instead')
  const utopia = createCountry({ state: 'UTO', seed: 'bench' })
  const made = Array.from({ length: 600 }, (_, i) => linkCertificate(utopia, { ...utopia, generation: i }))
  return [made.slice(0, 588), made.slice(59)].map(certificates => buildMasterList(utopia, certificates))
}

// Its default is 10,000.
const limits = { maxNodes: 10_000_000 }

/** The certificates of a master list, as pkijs parses them: its `SignedData` holds the content as octets. */
function parseWithPkijs(list) {
  const signedData = new SignedData({
    schema: new ContentInfo({ schema: fromBER(list, limits).result }).content,
  })
  const [, certificates] = fromBER(signedData.encapContentInfo.eContent.getValue(), limits).result.valueBlock
    .value
  return certificates.valueBlock.value.map(schema => new Certificate({ schema }))
}

export async function run() {
  const files = lists()
  const options = files.map((bytes, i) => ({ name: `list ${i}`, bytes, trust: 'asGiven' }))
  const store = createTrustStore(options)
  const compiled = compileTrustStore(store)
  const sought = store.anchors.at(-1).certificate.bytes
  const lookUp = opened =>
    opened.findIssuers(parseCertificate(sought, { leniencies: ['nonMinimalLength'] })).length
  // All must see the same certificates, or the comparison is none.
  const count = files.reduce((sum, file) => sum + parseWithPkijs(file).length, 0)
  if (count !== store.sources.reduce((sum, { certificates }) => sum + certificates, 0)) {
    throw new Error('pkijs does not parse the lists of the benchmark')
  }
  const times = measure(
    {
      'emrtd, compiled': () => lookUp(loadCompiledTrustStore(compiled)),
      'emrtd, lists': () => lookUp(createTrustStore(options)),
      'pkijs, lists parsed only': () => files.reduce((sum, file) => sum + parseWithPkijs(file).length, 0),
    },
    { rounds: 7, milliseconds: 100 },
  )
  return [...times].map(([contestant, nanoseconds]) => ({
    group: `two lists, ${count} certificates`,
    contestant,
    nanoseconds,
    ...(contestant.startsWith('pkijs') ? { required: 50 } : {}),
  }))
}
