/** What Doc 9303 leaves to who inspects. */
export interface TrustPolicy {
  /**
   * When the certificates of a path must be valid: at the moment of the inspection, when the document was signed, or at both.
   * Documents outlive the certificates of states that end them early; who accepts those judges at signing. The private key
   * usage period is another matter: a document signer is past it nearly always, and that is normal.
   */
  readonly validity: 'atInspection' | 'atSigning' | 'both'
  /**
   * `lenient`: a CSCA of the trust store may lack basicConstraints or their CA flag, as certificates of several states do
   * (Belgium, Italy, Luxembourg, Portugal, Turkey), unless its keyUsage denies it too. `required`: it must have flag and
   * keyUsage. Certificates that are not in the trust store must have the flag in any case.
   */
  readonly caFlag: 'lenient' | 'required'
  /**
   * What an unknown revocation status means for the verdict; it is shown in any case, and a revoked certificate fails in any
   * case. `required`: without a current CRL that verifies, nothing is valid. `ifGiven`: a missing CRL does not decide, one that
   * is out of date or does not verify does. `accepted`: an unknown status never decides.
   */
  readonly revocation: 'required' | 'ifGiven' | 'accepted'
}

/** The policy of who names none: `atInspection`, `lenient`, `ifGiven`. */
export const defaultTrustPolicy: TrustPolicy = {
  validity: 'atInspection',
  caFlag: 'lenient',
  revocation: 'ifGiven',
}
