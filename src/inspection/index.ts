export * from './check-com-consistency.js'
export * from './inspect.js'
export * from './inspection.js'
