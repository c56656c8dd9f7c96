export * from './passive/verify-data-group-hashes.js'
export * from './passive/verify-issuing-state.js'
export * from './passive/verify-passive-authentication.js'
export * from './passive/verify-sod-signature.js'
