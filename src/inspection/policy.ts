import { defaultTrustPolicy, type TrustPolicy } from '../pki/index.js'
import type { Check, CheckId } from '../verdict.js'
import { type AlgorithmLimit, defaultAlgorithmPolicy } from './algorithm-policy.js'

/** The checks of which a policy says whether they decide the verdict. All others always do, or never. */
export type OptionalCheckId =
  | 'MRZ.CHECK_DIGITS'
  | 'MRZ.PRINTED'
  | 'INSPECTION.EXPIRY'
  | 'INSPECTION.PLAUSIBILITY'
  | 'INSPECTION.WATCH_LIST'
  | 'CHIP.CARD_ACCESS'
  | 'LDS.DG11_CONSISTENCY'
  | 'LDS.DG12_CONSISTENCY'
  | 'PA.ALGORITHM_STRENGTH'
  | 'ACCESS.PROTOCOL'

/** Those checks, as a list. */
export const optionalCheckIds: readonly OptionalCheckId[] = [
  'MRZ.CHECK_DIGITS',
  'MRZ.PRINTED',
  'INSPECTION.EXPIRY',
  'INSPECTION.PLAUSIBILITY',
  'INSPECTION.WATCH_LIST',
  'CHIP.CARD_ACCESS',
  'LDS.DG11_CONSISTENCY',
  'LDS.DG12_CONSISTENCY',
  'PA.ALGORITHM_STRENGTH',
  'ACCESS.PROTOCOL',
] satisfies readonly CheckId[]

/** What Doc 9303 leaves to who inspects. A plain object: it can be kept as JSON. */
export interface InspectionPolicy extends TrustPolicy {
  /** Which of the checks beyond Passive Authentication decide the verdict. The others are made and shown. */
  readonly deciding: readonly OptionalCheckId[]
  /**
   * What is asked of the chip. `required`: a chip that is not shown to be the original leaves the verdict open.
   * `ifOffered`: so does one that has a key and did not prove it; a document without such a key is judged by its data.
   * `shown`: only a proof that failed decides.
   */
  readonly chipAuthenticity: 'required' | 'ifOffered' | 'shown'
  /** Until when algorithms count as strong. */
  readonly algorithms: readonly AlgorithmLimit[]
}

/** The policies that have a name. */
export type PolicyName = 'border' | 'onboarding' | 'laboratory'

/**
 * Policies by name.
 *
 * - `border`, the strictest: the document must be genuine, current and not revoked, its chip the original, what is printed what is stored.
 * - `onboarding`: for a phone and a server. Revocation where a CRL is given; the chip must prove itself if it can.
 * - `laboratory`, the default: is the data what the state signed? Everything else is shown.
 *
 * @example
 * ```ts
 * import { inspectionPolicies } from 'emrtd/inspection'
 *
 * const policy = { ...inspectionPolicies.border, revocation: 'ifGiven' } as const
 * ```
 */
export const inspectionPolicies: Readonly<Record<PolicyName, InspectionPolicy>> = {
  border: {
    validity: 'atInspection',
    caFlag: 'lenient',
    revocation: 'required',
    deciding: optionalCheckIds,
    chipAuthenticity: 'required',
    algorithms: defaultAlgorithmPolicy,
  },
  onboarding: {
    validity: 'atInspection',
    caFlag: 'lenient',
    revocation: 'ifGiven',
    deciding: [
      'MRZ.CHECK_DIGITS',
      'MRZ.PRINTED',
      'INSPECTION.EXPIRY',
      'INSPECTION.WATCH_LIST',
      'CHIP.CARD_ACCESS',
    ],
    chipAuthenticity: 'ifOffered',
    algorithms: defaultAlgorithmPolicy,
  },
  laboratory: {
    ...defaultTrustPolicy,
    deciding: [],
    chipAuthenticity: 'shown',
    algorithms: defaultAlgorithmPolicy,
  },
}

/** The settings of a policy, those of single checks aside. */
export type PolicySetting = 'validity' | 'caFlag' | 'revocation' | 'chipAuthenticity' | 'algorithms'

/** One setting in which a policy is laxer than the strictest one. */
export interface PolicyDeviation {
  readonly setting: PolicySetting | OptionalCheckId
  readonly strict: string
  readonly actual: string
}

/**
 * Where a policy deviates from `border`: a report shows it, so that who reads `valid` knows what was not asked.
 *
 * @example
 * ```ts
 * import { inspectionPolicies, policyDeviations } from 'emrtd/inspection'
 *
 * policyDeviations(inspectionPolicies.border) // []
 * policyDeviations(inspectionPolicies.onboarding)[0]?.setting // 'revocation'
 * ```
 */
export function policyDeviations(policy: InspectionPolicy): readonly PolicyDeviation[] {
  const strict = inspectionPolicies.border
  const deviations: PolicyDeviation[] = []
  for (const setting of ['validity', 'caFlag', 'revocation', 'chipAuthenticity'] as const) {
    if (policy[setting] !== strict[setting]) {
      deviations.push({ setting, strict: strict[setting], actual: policy[setting] })
    }
  }
  for (const id of optionalCheckIds) {
    if (!policy.deciding.includes(id)) deviations.push({ setting: id, strict: 'decides', actual: 'is shown' })
  }
  if (JSON.stringify(policy.algorithms) !== JSON.stringify(strict.algorithms)) {
    deviations.push({ setting: 'algorithms', strict: 'the default table', actual: 'a table of its own' })
  }
  return deviations
}

/**
 * The whole policy that a name or some settings stand for.
 *
 * @throws {TypeError} for a name that no policy has.
 *
 * @example
 * ```ts
 * import { resolvePolicy } from 'emrtd/inspection'
 *
 * resolvePolicy({ revocation: 'required' }).validity // 'atInspection'
 * ```
 */
export function resolvePolicy(policy: PolicyName | Partial<InspectionPolicy> | undefined): InspectionPolicy {
  if (typeof policy !== 'string') return { ...inspectionPolicies.laboratory, ...policy }
  if (!Object.hasOwn(inspectionPolicies, policy))
    throw new TypeError('policy: border, onboarding or laboratory')
  return inspectionPolicies[policy]
}

/** A check as the policy has it: advisory if it is one that does not decide there. */
export function underPolicy(check: Check, { deciding }: InspectionPolicy): Check {
  const optional = optionalCheckIds.find(id => id === check.id)
  return optional === undefined || deciding.includes(optional) ? check : { ...check, advisory: true }
}
