export * from './certificate.js'
export * from './cms.js'
export * from './extensions.js'
export * from './name.js'
