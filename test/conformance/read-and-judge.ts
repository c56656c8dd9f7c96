import type { CardChannel } from '../../src/apdu/card-channel.js'
import { parseCvCertificate, type TerminalCredential } from '../../src/authentication/index.js'
import { EmrtdError } from '../../src/errors.js'
import type { DocumentEvidence } from '../../src/evidence.js'
import { type Inspection, inspect } from '../../src/inspection/index.js'
import { parseMrz } from '../../src/mrz/index.js'
import { createTrustStore, parseCrl } from '../../src/pki/index.js'
import { readDocument } from '../../src/reader/index.js'
import { type ExpectedReading, type Specimen, terminalSigner } from '../../src/testkit/index.js'

/** What the reader and the inspection make of a chip. */
export interface ChipJudgement {
  readonly reading: ExpectedReading
  readonly inspection: Inspection
  readonly evidence: DocumentEvidence | undefined
}

/** Reads a chip over a channel, and judges what was read of it. */
export async function readAndJudge(
  specimen: Specimen,
  channel: CardChannel,
  commandTimeout = 250,
): Promise<ChipJudgement> {
  const { trust, crls, at } = specimen
  let evidence: DocumentEvidence | undefined
  try {
    const mrz = parseMrz(specimen.document.mrz)
    const password = { type: 'MRZ', mrz } as const
    evidence = await readDocument(channel, { password, terminal: credentialOf(specimen), commandTimeout })
  } catch (error) {
    if (!(error instanceof EmrtdError)) throw error
  }
  const store = createTrustStore(trust.map(({ name, bytes }) => ({ name, bytes, trust: 'asGiven' as const })))
  const inspection = inspect(evidence ?? { files: [] }, {
    trust: store,
    crls: crls.map(({ bytes }) => parseCrl(bytes)),
    at,
  })
  return { reading: readingOf(evidence), inspection, evidence }
}

/** What the terminal of a specimen shows; undefined for one without certificates. */
export function credentialOf({ terminal }: Specimen): TerminalCredential | undefined {
  if (terminal === undefined) return undefined
  const certificates = terminal.certificates.map(({ bytes }) => parseCvCertificate(bytes))
  const certificate = certificates.find(({ authorization }) => authorization.role === 'terminal')
  if (certificate === undefined) throw new TypeError('a certificate of a terminal expected')
  return { certificate, certificates, sign: terminalSigner(terminal.key) }
}

function readingOf(evidence: DocumentEvidence | undefined): ExpectedReading {
  if (evidence === undefined || !evidence.files.some(({ name }) => name === 'EF.SOD')) return 'refused'
  if (evidence.fault !== undefined) return 'broken'
  return evidence.unread.some(({ name }) => name.startsWith('EF.DG')) ? 'partial' : 'complete'
}
