/** Inspects the passport of row 1 as often as it is told, each time from its bytes, and says how long it took. */
import { parentPort, workerData } from 'node:worker_threads'
import { inspect } from '../dist/node/inspection.js'
import { createTrustStore } from '../dist/node/pki.js'

const { files, csca, at } = workerData
const trust = createTrustStore([{ name: 'CSCA', bytes: csca, trust: 'asGiven' }])

parentPort.on('message', count => {
  let valid = 0
  for (let i = 0; i < count; i++) if (inspect({ files }, { trust, at }).verdict === 'valid') valid++
  parentPort.postMessage(valid)
})
