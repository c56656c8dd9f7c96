import type { CryptoBackend } from './backend.js'
import { nativeBackend } from './native/index.js'

/** The backend of everything that is not given one, under Node. */
export const defaultBackend: CryptoBackend = nativeBackend
