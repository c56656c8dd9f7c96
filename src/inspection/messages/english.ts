import type { Messages } from './messages.js'

/** The messages in English. */
export const english: Messages = {
  language: 'en',
  verdicts: {
    valid: 'Valid',
    invalid: 'Invalid',
    inconclusive: 'Inconclusive',
  },
  verdictExplanations: {
    valid: 'Every check that decides has passed.',
    invalid: 'At least one check that decides has failed.',
    inconclusive: 'No check that decides has failed, but not all could be made.',
  },
  statuses: {
    passed: 'passed',
    failed: 'failed',
    inconclusive: 'open',
    notApplicable: 'not applicable',
  },
  checks: {
    'PA.SOD_STRUCTURE': {
      title: 'EF.SOD can be read',
      explanation:
        'The document security object holds the hashes of the data groups and the signature of the issuing state. Without it nothing of the document can be trusted.',
    },
    'PA.SOD_SIGNATURE': {
      title: 'Signature of EF.SOD',
      explanation:
        'The issuing state signs the hashes of all data groups. If the signature does not hold, the document security object was changed or never signed by the key that it names.',
    },
    'PA.DATA_GROUP_HASH': {
      title: 'Hash',
      explanation:
        'The hash of the data group as read is compared with the one that the state has signed. If they differ, the data were changed after the document was issued.',
    },
    'PA.CERTIFICATE_PATH': {
      title: 'Certificate path to a CSCA',
      explanation:
        'The certificate of the document signer must lead to a country signing certificate that you trust. Without one anybody could have signed.',
    },
    'PA.VALIDITY': {
      title: 'Certificates valid at the time',
      explanation: 'The certificates of the path must be valid at the moment that the policy names.',
    },
    'PA.REVOCATION': {
      title: 'Signer not revoked',
      explanation:
        'A state that loses a key revokes its certificate. Whether it has is in its certificate revocation list.',
    },
    'PA.SIGNING_PERIOD': {
      title: "Signed in the key's period of use",
      explanation: 'The document should have been signed while the key of its signer was meant to be used.',
    },
    'PA.DOCUMENT_TYPE': {
      title: 'Signer may sign this document type',
      explanation: 'The certificate of a document signer may say which types of documents it signs.',
    },
    'PA.ISSUING_STATE': {
      title: 'Issuing state',
      explanation:
        'The state in the machine readable zone, that of the document signer and that of the CSCA must be the same: no state vouches for the documents of another.',
    },
    'PA.SIGNER_PROFILE': {
      title: 'Signer may sign documents',
      explanation:
        'The certificate must be one of a document signer: not of a CA, and with the key usage that Doc 9303 gives it.',
    },
    'PA.ALGORITHM_STRENGTH': {
      title: 'Algorithms strong when used',
      explanation:
        'Hash functions and keys become weak with the years. This compares when each signature was made with how long its algorithm was strong.',
    },
    'CHIP.ACTIVE_AUTHENTICATION': {
      title: 'Active Authentication',
      explanation:
        'The chip signs a number that the reader has drawn, with a key that cannot be copied out of it.',
    },
    'CHIP.CHIP_AUTHENTICATION': {
      title: 'Chip Authentication',
      explanation: 'The chip agrees on new session keys with a key that cannot be copied out of it.',
    },
    'CHIP.PACE_CAM': {
      title: 'PACE with chip authentication mapping',
      explanation:
        'While it opens the session the chip proves that it has a key that cannot be copied out of it.',
    },
    'CHIP.CARD_SECURITY': {
      title: 'EF.CardSecurity signed by a trusted signer',
      explanation:
        "EF.CardSecurity holds the chip's public key; its signature must lead to a CSCA that you trust.",
    },
    'CHIP.CARD_ACCESS': {
      title: 'EF.CardAccess agrees with signed files',
      explanation:
        'What the chip offers before the session is opened is not signed. It is compared with the signed copy, so that nobody can have talked the reader into a weaker protocol.',
    },
    'CHIP.AUTHENTICITY': {
      title: 'The chip is the original',
      explanation:
        'Data can be copied to another chip, keys cannot. The chip is the original if it proved possession of a key that the state has signed.',
    },
    'LDS.COM_CONSISTENCY': {
      title: 'EF.COM agrees with EF.SOD',
      explanation:
        'EF.COM lists the data groups and is not signed. A list that differs from the signed one may hide a data group; some states make that mistake themselves.',
    },
    'LDS.FILE': {
      title: 'File can be read',
      explanation: 'The file has the structure that Doc 9303 gives it.',
    },
    'LDS.DG11_CONSISTENCY': {
      title: 'DG11 agrees with DG1',
      explanation: 'The additional personal details must say the same as the machine readable zone.',
    },
    'MRZ.CHECK_DIGITS': {
      title: 'Check digits of the MRZ',
      explanation: 'Check digits show mistakes in the machine readable zone.',
    },
    'MRZ.PRINTED': {
      title: 'Printed MRZ agrees with DG1',
      explanation:
        'What is printed must be what is stored: a printed page can be changed more easily than a signed file.',
    },
    'ACCESS.PROTOCOL': {
      title: 'Access to the chip',
      explanation:
        'PACE protects the conversation with the chip better than Basic Access Control. A chip that offers it should have been opened by it.',
    },
    'INSPECTION.EXPIRY': {
      title: 'Document not expired',
      explanation: 'The last day on which the document is valid is the date of expiry.',
    },
    'INSPECTION.PLAUSIBILITY': {
      title: 'Dates plausible',
      explanation: 'Birth, issue, expiry and inspection can only come in one order.',
    },
    'INSPECTION.WATCH_LIST': {
      title: 'Watch list',
      explanation: 'Lists of lost, stolen or wanted documents were asked for this one.',
    },
  },
  reasons: {
    SOD_MISSING: 'EF.SOD was not read.',
    DG1_MISSING: 'EF.DG1 was not read, or cannot be.',
    DATA_GROUP_NOT_READ: 'The data group is part of the document and was not read.',
    DATA_GROUP_NOT_IN_SOD: 'The data group was read, but the state has not signed it.',
    NO_TRUST_STORE: 'No list of trusted certificates was given.',
    NO_TRUST_ANCHOR: 'No trusted certificate of the issuing state fits. Get a master list that holds it.',
    PATH_NOT_ESTABLISHED: 'Without a path to a trusted certificate this cannot be decided.',
    SIGNER_NOT_ESTABLISHED: 'Nobody knows who signed, so this cannot be decided.',
    SOD_MALFORMED: 'EF.SOD does not have the structure that it must have.',
    FILE_MALFORMED: 'The file does not have the structure that it must have.',
    FILE_UNKNOWN: 'The file is none of a travel document.',
    FILE_DUPLICATE: 'The file was given twice, with different content.',
    NO_SIGNER_INFO: 'EF.SOD has no signature at all.',
    SIGNED_ATTRIBUTES_MISSING: 'The signature does not cover the attributes that it must cover.',
    CONTENT_TYPE_ATTRIBUTE_BAD: 'The signed content type is missing, wrong or there twice.',
    MESSAGE_DIGEST_ATTRIBUTE_BAD: 'The signed message digest is missing, malformed or there twice.',
    MESSAGE_DIGEST_MISMATCH: 'The hashes in EF.SOD were changed after it was signed.',
    SIGNATURE_INVALID: 'The signature does not hold.',
    ALGORITHM_UNSUPPORTED: 'The algorithm is not known, so nothing can be said.',
    ALGORITHM_MISMATCH: 'The algorithm and the key do not belong together.',
    ALGORITHM_NOT_PERMITTED: 'The hash function is one that Doc 9303 rules out here.',
    ALGORITHM_WEAK: 'An algorithm was too weak already when it was used.',
    KEY_MALFORMED: 'The public key is no sound key.',
    SIGNER_NOT_FOUND: 'The certificate that EF.SOD names as its signer is not there.',
    SIGNER_AMBIGUOUS: 'Several certificates could be that of the signer.',
    HASH_MISMATCH: 'The data were changed after the state signed them.',
    ISSUER_SIGNATURE_INVALID: 'The certificate is not signed by the one that it names as its issuer.',
    CERTIFICATE_MALFORMED: 'A certificate cannot be read.',
    CERTIFICATE_EXPIRED: 'A certificate was no longer valid at that moment.',
    CERTIFICATE_NOT_YET_VALID: 'A certificate was not valid yet at that moment.',
    SIGNING_TIME_UNKNOWN: 'The document does not say when it was signed.',
    SIGNED_OUTSIDE_KEY_PERIOD: 'The document was signed when the key was not to be used.',
    NOT_A_CA: 'The certificate above the signer is not one of a certification authority.',
    PATH_LENGTH_EXCEEDED: 'The path is longer than a certificate of it permits.',
    KEY_USAGE_BAD: 'A key was used for something that its certificate does not permit.',
    EXTENDED_KEY_USAGE_BAD: 'The certificate is for another purpose.',
    SIGNER_IS_CA: 'The signer is a certification authority, which does not sign documents.',
    SIGNER_SELF_SIGNED: 'The signer has signed its own certificate.',
    CRITICAL_EXTENSION_UNKNOWN: 'A certificate has a critical extension that is not known.',
    CERTIFICATE_REVOKED: 'The state has revoked the certificate.',
    CRL_MISSING: 'No certificate revocation list of the state was given.',
    CRL_NOT_CURRENT: 'The certificate revocation list is out of date, or not valid yet.',
    CRL_NOT_VERIFIED:
      'The signature of the certificate revocation list does not lead to a CSCA of the state.',
    ISSUING_STATE_MISMATCH: 'Document and certificates are of different states.',
    ISSUING_STATE_UNKNOWN: 'Nobody knows which certificates belong to this issuing state.',
    DOCUMENT_TYPE_MISMATCH: 'The signer may not sign documents of this type.',
    COM_MISMATCH: 'EF.COM and EF.SOD list different data groups.',
    DG11_DIFFERS: 'EF.DG11 says something else than the machine readable zone.',
    PRINTED_MRZ_DIFFERS: 'What is printed is not what is stored. Compare both with the holder.',
    PRINTED_OPTIONAL_DATA_DIFFERS: 'Only the optional data differ; some states store others than they print.',
    CHECK_DIGIT_WRONG: 'A check digit is not the one that the data gives.',
    DOCUMENT_EXPIRED: 'The document has expired.',
    DATE_UNKNOWN: 'The document does not give the date, or not wholly.',
    DATE_IMPOSSIBLE: 'A date is not one of the calendar.',
    BORN_AFTER_INSPECTION: 'The date of birth lies in the future.',
    BORN_AFTER_ISSUE: 'The holder was born after the document was issued.',
    ISSUED_AFTER_INSPECTION: 'The date of issue lies in the future.',
    ISSUED_AFTER_EXPIRY: 'The document was issued after it expires.',
    VALIDITY_TOO_LONG: 'The document is valid for longer than any state issues them.',
    ACCESS_DOWNGRADED: 'The chip offers PACE and was opened by a weaker protocol.',
    ACCESS_OPEN: 'The chip can be read by anybody, without a password.',
    WATCH_LIST_HIT: 'The document is on the list.',
    WATCH_LIST_FAILED: 'The list could not be asked.',
    WATCH_LIST_TIMED_OUT: 'The list did not answer in time.',
    CHIP_KEY_WITHHELD:
      'The state has signed a key of the chip, and the chip did not give it when it was asked. So does a copy.',
    CHIP_KEY_NOT_SIGNED: 'No signed file holds the key: anybody can have put it there.',
    CHIP_KEY_NOT_TRUSTED: 'The file that holds the key is not shown to come from a trusted state.',
    CHIP_KEY_MISMATCH: 'The protocol was run with a key that the signed file does not hold.',
    CHALLENGE_MISMATCH: 'The answer belongs to another challenge: it may be an old one, played back.',
    CAM_DATA_MISMATCH: 'The chip does not have the private key to the public key that the state has signed.',
    CARD_ACCESS_MISMATCH: 'EF.CardAccess offers something else than the signed copy.',
    PROTOCOL_NOT_PERFORMED: 'The document offers the protocol, and it was not run.',
    PROTOCOL_REFUSED: 'The chip refused the protocol, or broke it off.',
    PROTOCOL_INTERRUPTED: 'The connection broke before the protocol came to its end.',
  },
}
