const database = 'emrtd-inspector'
const store = 'trust'
const key = 'compiled'

/** The compiled trust store that this browser remembers; undefined if it remembers none. */
export async function rememberedStore(): Promise<Uint8Array | undefined> {
  const found = await transact('readonly', objects => objects.get(key))
  return found instanceof Uint8Array ? found : undefined
}

export async function rememberStore(compiled: Uint8Array): Promise<void> {
  await transact('readwrite', objects => objects.put(compiled, key))
}

export async function forgetStore(): Promise<void> {
  await transact('readwrite', objects => objects.delete(key))
}

async function transact(
  mode: IDBTransactionMode,
  work: (objects: IDBObjectStore) => IDBRequest,
): Promise<unknown> {
  const opening = indexedDB.open(database, 1)
  opening.addEventListener('upgradeneeded', () => opening.result.createObjectStore(store))
  const open = (await settled(opening)) as IDBDatabase
  try {
    return await settled(work(open.transaction(store, mode).objectStore(store)))
  } finally {
    open.close()
  }
}

function settled(request: IDBRequest): Promise<unknown> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(request.error))
  })
}
