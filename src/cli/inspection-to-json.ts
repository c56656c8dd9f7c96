import { toHex } from '../bytes.js'
import { type Inspection, impersonalFields, toTr03135 } from '../inspection/index.js'
import { type Certificate, formatName, type TrustStore } from '../pki/index.js'

/** What is told beside the inspection. */
export interface InspectionJsonOptions {
  readonly trust: TrustStore | undefined
  /** Files that are no part of the document. */
  readonly ignored: readonly string[]
  /** Leaves out what tells who the holder is. */
  readonly redact?: boolean
}

/** An inspection as the one object that `emrtd verify --json` prints. Optional properties are left out when empty. */
export function inspectionToJson(
  inspection: Inspection,
  { trust, ignored, redact = false }: InspectionJsonOptions,
): object {
  const { verdict, at, checks, document, details, portrait, chip, signer, warnings } = inspection
  return {
    verdict,
    at: at.toISOString(),
    checks,
    ...(document &&
      !redact && {
        document: {
          authenticated: document.authenticated,
          format: document.mrz.format,
          documentCode: document.mrz.documentCode,
          issuingState: document.mrz.issuingState,
          documentNumber: document.mrz.documentNumber,
          primaryIdentifier: document.mrz.primaryIdentifier,
          secondaryIdentifier: document.mrz.secondaryIdentifier,
          nationality: document.mrz.nationality,
          dateOfBirth: document.mrz.dateOfBirth.iso ?? document.mrz.dateOfBirth.text,
          sex: document.mrz.sex,
          dateOfExpiry: document.mrz.dateOfExpiry.iso ?? document.mrz.dateOfExpiry.text,
          mrz: document.mrz.lines,
        },
      }),
    details: redact ? details.filter(({ field }) => impersonalFields.has(field)) : details,
    ...(portrait && {
      portrait: {
        source: portrait.source,
        authenticated: portrait.authenticated,
        format: portrait.image.format,
        width: portrait.image.width,
        height: portrait.image.height,
        length: portrait.image.bytes.length,
      },
    }),
    chip: {
      authentic: chip.authentic !== undefined,
      completed: chip.completed.map(({ protocol, keyFile, readersWord }) => ({
        protocol,
        keyFile,
        readersWord,
      })),
    },
    ...(signer && {
      signer: {
        ...certificateToJson(signer.certificate),
        path: signer.path.map(certificateToJson),
        ...(signer.anchor && { anchorSources: signer.anchor.sources }),
      },
    }),
    warnings,
    policy: inspection.policy,
    policyDeviations: inspection.policyDeviations,
    tr03135: toTr03135(checks),
    trust:
      trust?.sources.map(({ name, kind, trust: how, certificates, failures }) => ({
        name,
        kind,
        trust: how,
        certificates,
        failures: failures.length,
      })) ?? [],
    ignored,
  }
}

/** What names a certificate. */
export function certificateToJson(certificate: Certificate): object {
  return {
    subject: formatName(certificate.subject),
    issuer: formatName(certificate.issuer),
    serialNumber: toHex(certificate.serialNumber),
    country: certificate.country,
    notBefore: certificate.notBefore.toISOString(),
    notAfter: certificate.notAfter.toISOString(),
  }
}
