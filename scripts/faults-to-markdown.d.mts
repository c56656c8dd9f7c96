import type { Fault } from '../src/testkit/index.js'

export declare function faultsToMarkdown(faults: readonly Fault[]): string
