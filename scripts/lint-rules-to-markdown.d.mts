import type { LintRule } from '../src/pki/index.js'

export declare function lintRulesToMarkdown(rules: readonly LintRule[]): string
