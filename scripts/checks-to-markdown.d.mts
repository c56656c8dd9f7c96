import type { InspectionPolicy, Messages } from '../src/inspection/index.js'

export function checksToMarkdown(tables: {
  readonly english: Messages
  readonly inspectionPolicies: Readonly<Record<string, InspectionPolicy>>
  readonly optionalCheckIds: readonly string[]
}): string
