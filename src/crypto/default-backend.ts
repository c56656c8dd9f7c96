import type { CryptoBackend } from './backend.js'
import { portableBackend } from './portable/index.js'

/**
 * The backend of everything that is not given one. The build takes `default-backend.node.ts` in this file's place for
 * the `node` export condition.
 */
export const defaultBackend: CryptoBackend = portableBackend
