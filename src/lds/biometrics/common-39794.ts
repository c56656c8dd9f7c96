import { expectTlv } from '../../asn1/index.js'
import type { LdsFinding } from '../findings.js'
import { Block39794, type ExtensibleCode } from './block-39794.js'

/** Version of the standard that a record follows. ISO/IEC 39794-1. */
export interface Version39794 {
  readonly generation: number | undefined
  readonly year: number | undefined
}

/** An entry of the registry of biometric organizations. */
export interface RegistryId {
  readonly organization: number | undefined
  readonly id: number | undefined
}

/** A moment; what is undefined was not recorded. */
export interface DateTime39794 {
  readonly year: number | undefined
  readonly month: number | undefined
  readonly day: number | undefined
  readonly hour: number | undefined
  readonly minute: number | undefined
  readonly second: number | undefined
  readonly millisecond: number | undefined
}

/** A score from 0 to 100, or why there is none. */
export interface ScoreOrError {
  readonly score: number | undefined
  readonly error: ExtensibleCode | undefined
}

/** A score and the algorithm or mechanism that gave it. */
export interface Score39794 extends ScoreOrError {
  readonly algorithm: RegistryId | undefined
}

/** Data of a type that its maker registered. */
export interface ExtendedData {
  readonly dataType: RegistryId | undefined
  readonly data: Uint8Array | undefined
}

/** What captured the image. */
export interface CaptureDevice39794 {
  readonly model: RegistryId | undefined
  readonly technology: ExtensibleCode | undefined
  readonly certifications: readonly RegistryId[] | undefined
}

/** Presentation attack detection data. ISO/IEC 39794-1. */
export interface PadData {
  readonly decision: ExtensibleCode | undefined
  readonly scores: readonly Score39794[] | undefined
  readonly extendedData: readonly ExtendedData[] | undefined
  readonly captureContext: ExtensibleCode | undefined
  readonly supervisionLevel: ExtensibleCode | undefined
  readonly riskLevel: number | undefined
  readonly criteriaCategory: ExtensibleCode | undefined
  readonly parameter: Uint8Array | undefined
  readonly challenges: readonly Uint8Array[] | undefined
  readonly captureDateTime: DateTime39794 | undefined
}

/** A point in pixels. */
export interface Point39794 {
  readonly x: number | undefined
  readonly y: number | undefined
}

const scoringErrors = { 0: 'failureToAssess' }
const decisions = { 0: 'noAttack', 1: 'attack', 2: 'failureToAssess' }
const contexts = { 0: 'enrolment', 1: 'verification', 2: 'identification' }
const supervision = { 0: 'unknown', 1: 'controlled', 2: 'assisted', 3: 'observed', 4: 'unattended' }
const categories = { 0: 'unknown', 1: 'individual', 2: 'common' }

/** The outermost block of a record with the application tag `tag`. */
export function outerBlock(bytes: Uint8Array, tag: number, name: string, findings: LdsFinding[]): Block39794 {
  const object = expectTlv(bytes, tag)
  if (object.bytes.length < bytes.length) {
    findings.push({ code: 'TRAILING_BYTES', offset: object.bytes.length })
  }
  return new Block39794(object.value, object.valueOffset, name, findings)
}

export function readVersion(block: Block39794): Version39794 {
  return { generation: block.integer(0, 'generation'), year: block.integer(1, 'year', 9999) }
}

export function readRegistryId(block: Block39794): RegistryId {
  return {
    organization: block.integer(0, 'organization', 65535),
    id: block.integer(1, 'id', 65535),
  }
}

export function readDateTime(block: Block39794): DateTime39794 {
  return {
    year: block.integer(0, 'year', 9999),
    month: block.integer(1, 'month', 12, 1),
    day: block.integer(2, 'day', 31, 1),
    hour: block.integer(3, 'hour', 23),
    minute: block.integer(4, 'minute', 59),
    second: block.integer(5, 'second', 59),
    millisecond: block.integer(6, 'millisecond', 999),
  }
}

export function readScoreOrError(block: Block39794): ScoreOrError {
  return { score: block.integer(0, 'score', 100), error: block.code(1, 'scoringError', scoringErrors) }
}

export function readScore(block: Block39794): Score39794 {
  const algorithm = block.block(0, 'algorithmIdBlock', readRegistryId)
  const result = block.block(1, 'scoreOrError', readScoreOrError)
  return { algorithm, score: result?.score, error: result?.error }
}

export function readExtendedData(block: Block39794): ExtendedData {
  return { dataType: block.block(0, 'dataTypeIdBlock', readRegistryId), data: block.octets(1, 'data') }
}

export function readPadData(block: Block39794): PadData {
  return {
    decision: block.code(0, 'decision', decisions),
    scores: block.blocks(1, 'scoreBlocks', readScore),
    extendedData: block.blocks(2, 'extendedDataBlocks', readExtendedData),
    captureContext: block.code(3, 'captureContext', contexts),
    supervisionLevel: block.code(4, 'supervisionLevel', supervision),
    riskLevel: block.integer(5, 'riskLevel', 100),
    criteriaCategory: block.code(6, 'criteriaCategory', categories),
    parameter: block.octets(7, 'parameter'),
    challenges: block.list(8, 'challenges', 0x04, ({ value }) => value),
    captureDateTime: block.block(9, 'captureDateTimeBlock', readDateTime),
  }
}

export function readPoint(block: Block39794): Point39794 {
  return { x: block.integer(0, 'x', 65535), y: block.integer(1, 'y', 65535) }
}

/** The capture device of a finger or an iris; codes of technologies differ. */
export function readCaptureDevice(
  block: Block39794,
  technologies: Readonly<Record<number, string>>,
): CaptureDevice39794 {
  return {
    model: block.block(0, 'modelIdBlock', readRegistryId),
    technology: block.code(1, 'technologyId', technologies),
    certifications: block.blocks(2, 'certificationIdBlocks', readRegistryId),
  }
}

/** The format that an image of this coded format has; undefined where the code does not say. */
export function containerFormat(name: string | undefined): string | undefined {
  if (name === 'jpeg2000Lossy' || name === 'jpeg2000Lossless') return 'jpeg2000'
  return name !== undefined && containers.includes(name) ? name : undefined
}

const containers: readonly string[] = ['jpeg', 'png', 'wsq', 'pgm', 'ppm']
