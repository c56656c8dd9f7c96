import {
  compileTrustStore,
  createTrustStore,
  fieldLeniencies,
  loadCompiledTrustStore,
  parseCertificate,
} from '../../dist/node/pki.js'
import { masterLists } from '../master-lists.mjs'

/** Bytes that live because of what `make` gives back, everything that is no longer needed collected. */
function held(make) {
  const inUse = () => {
    for (let i = 0; i < 4; i++) globalThis.gc()
    const { heapUsed, arrayBuffers } = process.memoryUsage()
    return heapUsed + arrayBuffers
  }
  const before = inUse()
  const value = make()
  const after = inUse()
  // Used once more, so that it lives until here.
  return value.findIssuers === undefined ? Number.NaN : after - before
}

export function run() {
  const { name, lists } = masterLists()
  const size = lists.reduce((sum, { length }) => sum + length, 0)
  const sought = parseCertificate(
    createTrustStore([{ name, bytes: lists[0], trust: 'asGiven' }]).anchors.at(-1).certificate.bytes,
    { leniencies: fieldLeniencies },
  )
  const copies = () =>
    lists.map((bytes, i) => ({ name: `list ${i}`, bytes: Uint8Array.from(bytes), trust: 'asGiven' }))
  const load = () => createTrustStore(copies())
  const used = () => {
    const store = load()
    store.findIssuers(sought)
    return store
  }
  const compiled = compileTrustStore(load())
  const opened = () => {
    const store = loadCompiledTrustStore(Uint8Array.from(compiled))
    store.findIssuers(sought)
    return store
  }
  // What the first call leaves behind, such as compiled code, is not the store's.
  for (const make of [load, used, opened]) held(make)
  const entry = (work, make, required) => {
    const bytes = held(make)
    return {
      row: 15,
      work,
      ours: bytes,
      against: 'the bytes of the lists',
      theirs: size,
      unit: 'B',
      value: bytes / size,
      required,
    }
  }
  const what = `two ${name}s, their bytes included`
  return [
    entry(`memory after loading ${what}`, load, { kind: 'atMost', value: 3 }),
    entry(`memory after a look-up too, ${what}`, used, { kind: 'atMost' }),
    entry('memory of the compiled store after a look-up', opened, { kind: 'atMost' }),
  ]
}
