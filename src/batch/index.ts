export type { BatchLine, BatchOptions } from './batch-options.js'
export * from './find-documents.js'
export * from './inspect-folders.js'
export { createPathInspector, type PathInspector } from './inspect-path.js'
