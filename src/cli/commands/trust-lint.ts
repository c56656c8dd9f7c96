import type { Command } from 'commander'
import { toHex } from '../../bytes.js'
import { formatName, type LintFinding } from '../../pki/index.js'
import { lintToText, stateOf, summarizeByRule, summarizeByState } from '../lint-to-text.js'
import { type LintedCertificate, type LintedFile, lintFile } from '../read-for-lint.js'
import { exitInput, InputError, readInputFiles } from '../read-input.js'

interface LintOptions {
  readonly details?: true
  readonly json?: true
}

/**
 * Adds `lint` to the command `emrtd trust`: holds certificates, CRLs, master lists and EF.SODs against the profiles of Doc 9303.
 * Exit code 0 if no mandatory rule is broken, 1 if one is, 65 for input that cannot be read.
 */
export function registerTrustLint(trust: Command): void {
  trust
    .command('lint')
    .description('hold certificates, CRLs, master lists and EF.SODs against the profiles of Doc 9303')
    .argument('<file...>', 'certificates, CRLs, master lists (DER or PEM), EF.SODs, or folders of them')
    .option('--details', 'name the findings of each certificate')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExit status: 0 no mandatory rule is broken; 1 one is; 64 wrong usage; 65 a file that cannot be read.',
    )
    .action(async (paths: readonly string[], options: LintOptions) => {
      process.exitCode = await lint(paths, options)
    })
}

async function lint(paths: readonly string[], { details, json }: LintOptions): Promise<number> {
  try {
    const linted: LintedFile[] = []
    for (const path of paths) {
      for (const file of await readInputFiles(path)) linted.push(...lintFile(file))
    }
    if (json) process.stdout.write(`${JSON.stringify({ files: linted.map(fileToJson) }, null, 2)}\n`)
    else for (const file of linted) process.stdout.write(`${lintToText(file, details === true)}\n`)
    return linted.some(breaksMandatoryRule) ? 1 : 0
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    if (json)
      process.stdout.write(`${JSON.stringify({ error: { code: 'INPUT', message: error.message } })}\n`)
    else process.stderr.write(`emrtd trust lint: ${error.message}\n`)
    return exitInput
  }
}

function breaksMandatoryRule({ findings, certificates }: LintedFile): boolean {
  return [findings, ...certificates.map(certificate => certificate.findings)]
    .flat()
    .some(({ rule }) => rule.level === 'mandatory')
}

function fileToJson({ path, kind, findings, certificates }: LintedFile): object {
  return {
    file: path,
    kind,
    findings: findings.map(findingToJson),
    certificates: certificates.map(certificateToJson),
    rules: summarizeByRule(certificates).map(({ rule: { id, level, clause }, ...counts }) => ({
      rule: id,
      level,
      clause,
      ...counts,
    })),
    states: Object.fromEntries(
      [...summarizeByState(certificates)].map(([state, { certificates: count, rules }]) => [
        state,
        { certificates: count, rules: Object.fromEntries(rules) },
      ]),
    ),
  }
}

function certificateToJson({ certificate, kind, findings }: LintedCertificate): object {
  return {
    kind,
    ...(certificate && {
      state: stateOf(certificate),
      serialNumber: toHex(certificate.serialNumber),
      ...(findings.some(({ rule }) => rule.id === 'certificate-readable')
        ? {}
        : { subject: formatName(certificate.subject) }),
    }),
    findings: findings.map(findingToJson),
  }
}

function findingToJson({ rule: { id, level, clause }, detail, earlierProfile }: LintFinding): object {
  return { rule: id, level, clause, detail, ...(earlierProfile && { earlierProfile }) }
}
