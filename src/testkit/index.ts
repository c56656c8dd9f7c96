export * from './chip/index.js'
