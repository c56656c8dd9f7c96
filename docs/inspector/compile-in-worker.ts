import { compileTrustStore, createTrustStore, type TrustSource } from '../../src/pki/index.js'

/** What a worker's global scope has. */
interface Scope {
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void
  postMessage(message: unknown): void
}

/**
 * Compiles a trust store in a worker of the page's own script, since it verifies hundreds of signatures: the page stays usable.
 * A worker that is made of a blob has the page's content security policy.
 */
export function compile(sources: readonly TrustSource[]): Promise<Uint8Array> {
  const script = document.querySelector('script')?.textContent ?? ''
  const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }))
  const worker = new Worker(url)
  return new Promise<Uint8Array>((resolve, reject) => {
    worker.addEventListener('message', ({ data }: MessageEvent<Uint8Array | string>) =>
      typeof data === 'string' ? reject(new Error(data)) : resolve(data),
    )
    worker.addEventListener('error', () => reject(new Error('the worker ended')))
    worker.postMessage(sources)
  }).finally(() => {
    worker.terminate()
    URL.revokeObjectURL(url)
  })
}

/** The worker's side. */
export function compilesFor(scope: Scope): void {
  scope.addEventListener('message', ({ data }) => {
    try {
      scope.postMessage(compileTrustStore(createTrustStore(data as readonly TrustSource[])))
    } catch (error) {
      scope.postMessage(String(error))
    }
  })
}
