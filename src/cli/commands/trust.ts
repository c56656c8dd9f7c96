import type { Command } from 'commander'
import { registerTrustBuild } from './trust-build.js'
import { registerTrustDiff } from './trust-diff.js'
import { registerTrustLint } from './trust-lint.js'
import { registerTrustList } from './trust-list.js'
import { registerTrustShow } from './trust-show.js'
import { registerTrustVerify } from './trust-verify.js'

/** Adds `emrtd trust` to a program: what lists of CSCA certificates hold, whether they hold, and one file made of them. */
export function registerTrust(program: Command): void {
  const trust = program.command('trust').description('look into lists of CSCA certificates, and compile them')
  registerTrustBuild(trust)
  registerTrustList(trust)
  registerTrustShow(trust)
  registerTrustVerify(trust)
  registerTrustDiff(trust)
  registerTrustLint(trust)
}
