export * from './chip/index.js'
export * from './faults/index.js'
export * from './issuer/index.js'
export * from './lds/index.js'
