import {
  compileTrustStore,
  createCertificateIndex,
  createTrustStore,
  fieldLeniencies,
  loadCompiledTrustStore,
  parseCertificate,
  parseMasterList,
} from '../../dist/node/pki.js'
import { certificatesWithPkijs, masterLists } from '../master-lists.mjs'
import { measure } from '../measure.mjs'
import { line, timesFaster } from '../table.mjs'

export function run() {
  const { name, lists } = masterLists()
  const [list] = lists
  const { certificates } = parseMasterList(list)
  const last = certificates.at(-1).bytes
  // A certificate that nobody has asked anything yet: as one that came with a document.
  const sought = () => parseCertificate(last, { leniencies: fieldLeniencies })
  const store = createTrustStore([{ name, bytes: list, trust: 'asGiven' }])
  const compiled = compileTrustStore(store)
  // All must see the same certificates, or the comparison is none.
  if (certificatesWithPkijs(list).length !== certificates.length)
    throw new Error('pkijs does not parse the list')

  const ours = 'emrtd: list, index by key identifier and name'
  const whole = 'emrtd: trust store of the list, look-up'
  const opened = 'emrtd: compiled store, look-up'
  const peer = 'pkijs, parsed only'
  const times = measure(
    {
      [ours]: () => createCertificateIndex(parseMasterList(list).certificates).findIssuers(sought()).length,
      [whole]: () => createTrustStore([{ name, bytes: list, trust: 'asGiven' }]).findIssuers(sought()).length,
      [opened]: () => loadCompiledTrustStore(compiled).findIssuers(sought()).length,
      [peer]: () => certificatesWithPkijs(list).length,
    },
    { rounds: 5, milliseconds: 60 },
  )
  const what = `${certificates.length} certificates of the ${name}`
  return [
    line(4, `parse and index ${what}`, times, ours, peer, timesFaster(100)),
    line(4, `trust store of ${what}, first look-up`, times, whole, peer, timesFaster()),
    line(5, 'open the compiled store of them, first look-up', times, opened, ours, timesFaster(10)),
    line(5, 'open the compiled store of them, first look-up', times, opened, whole, timesFaster()),
  ]
}
