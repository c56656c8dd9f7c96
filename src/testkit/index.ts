export * from './chip/index.js'
export * from './issuer/index.js'
