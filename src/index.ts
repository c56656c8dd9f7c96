export * from './bytes.js'
export * from './errors.js'
export * from './mrz/index.js'
export * from './verdict.js'
