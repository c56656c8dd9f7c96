export * from './bytes.js'
export * from './errors.js'
export type {
  AccessEvidence,
  ActiveAuthenticationEvidence,
  BacEvidence,
  ChipAuthenticationEvidence,
  DocumentEvidence,
  EvidenceCipher,
  EvidenceExchange,
  EvidenceFault,
  EvidenceFile,
  EvidenceFileName,
  PaceEvidence,
  ProtocolEvidence,
  StepEvidence,
  TerminalAuthenticationEvidence,
  UnreadFile,
} from './evidence.js'
export * from './evidence-json.js'
export * from './inspection/index.js'
export * from './mrz/index.js'
export * from './verdict.js'
