export * from './algorithm-policy.js'
export * from './check-access.js'
export * from './check-algorithm-strength.js'
export * from './check-com-consistency.js'
export * from './check-document-details.js'
export * from './check-expiry.js'
export * from './check-mrz.js'
export * from './check-personal-details.js'
export * from './check-plausibility.js'
export * from './collect-document.js'
export * from './detail-fields.js'
export * from './inspect.js'
export * from './inspection.js'
export { isPartOfChip } from './list-warnings.js'
export * from './messages/check-ids.js'
export * from './messages/english.js'
export * from './messages/messages.js'
export {
  type InspectionPolicy,
  inspectionPolicies,
  type OptionalCheckId,
  optionalCheckIds,
  type PolicyDeviation,
  type PolicyName,
  type PolicySetting,
  policyDeviations,
  resolvePolicy,
} from './policy.js'
export * from './report/inspection-to-html.js'
export { reportStyles } from './report/report-styles.js'
export { limitsOf, policyNameOf, reasonOf, subjectOf } from './report/report-verdict.js'
export * from './tr-03135.js'
export * from './watch-list/check-watch-list.js'
export * from './watch-list/consult-watch-lists.js'
export * from './watch-list/parse-watch-list.js'
export * from './watch-list/watch-list.js'
