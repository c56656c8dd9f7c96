/*
 * The catalogue of the virtual chip's faults, by id: where it shows, what a right terminal makes of it, what the chip
 * does, and which protocols it needs to show. Types and the public list stand in chip-faults.ts.
 */

/** The rows of {@link chipFaults}. */
export const chipFaultCatalogue = {
  // Selection, EF.CardAccess
  selectMf6982: ['selection', 'read', 'SELECT of the master file is answered 6982.'],
  selectMf6985: ['selection', 'read', 'SELECT of the master file is answered 6985.'],
  selectMf6A81: ['selection', 'read', 'SELECT of the master file is answered 6A81.'],
  selectMf6A86: ['selection', 'read', 'SELECT of the master file is answered 6A86.'],
  selectMf6A87: ['selection', 'read', 'SELECT of the master file is answered 6A87.'],
  cardAccess6283: [
    'selection',
    'read',
    'EF.CardAccess is answered 6283 without data: it is absent.',
    'PACE',
    'BAC',
  ],
  cardAccess6A82: ['selection', 'read', 'EF.CardAccess is answered 6A82: it is absent.', 'PACE', 'BAC'],
  cardAccessNotDer: ['selection', 'refused', 'EF.CardAccess is cut off inside a SecurityInfo.', 'PACE'],
  cardAccessUnknownInfos: [
    'selection',
    'read',
    'EF.CardAccess names a protocol that nobody knows besides those of the chip.',
    'PACE',
  ],
  cardAccessUnknownParameters: [
    'selection',
    'refused',
    'Each PACEInfo names domain parameters of an id that is reserved (31).',
    'PACE',
  ],
  applicationNotFound: ['selection', 'refused', 'SELECT of the eMRTD application is answered 6A82.'],
  applicationLocked: [
    'selection',
    'read',
    'SELECT of the eMRTD application is answered 6982 until PACE was performed.',
    'PACE',
  ],
  shortIdentifiersRefused: [
    'selection',
    'read',
    'READ BINARY with a short file identifier is answered 6A86; files must be selected.',
  ],
  paceNeedsParameterReference: [
    'selection',
    'read',
    'MSE:Set AT without tag 84 is answered 6A88, though there is one set of parameters only.',
    'PACE',
  ],

  // Lengths
  longLe6700: ['length', 'read', 'Le above the limit (223) is answered 6700 in plain; the session goes on.'],
  longLe6Cxx: ['length', 'read', 'Le above the limit (223) is answered 6Cxx in plain; the session goes on.'],
  longLe61xx: [
    'length',
    'read',
    'Le above the limit (223) is answered 61xx in plain, with nothing to fetch; the session goes on.',
  ],
  longLe6282: ['length', 'read', 'Le above the limit (223) is answered 6282 in plain; the session goes on.'],
  longLe6B00: ['length', 'read', 'Le above the limit (223) is answered 6B00 in plain; the session goes on.'],
  shortBlocks: [
    'length',
    'read',
    'READ BINARY gives no more than the limit (231 bytes), whatever was asked.',
  ],
  responseInParts: [
    'length',
    'read',
    'Responses longer than the limit (64 bytes) come in parts, by 61xx and GET RESPONSE.',
  ],
  extendedLengthRefused: [
    'length',
    'read',
    'Extended length is announced, and every command that uses it is answered 6700.',
  ],
  endOfFile6B00: ['length', 'read', 'Reading across the end of a file is answered 6B00 without data.'],
  endOfFile6Cxx: ['length', 'read', 'Reading across the end of a file is answered 6Cxx without data.'],
  endOfFile6282: [
    'length',
    'read',
    'Reading up to or across the end of a file is answered 6282 with the data.',
  ],
  oddInsRefused: ['length', 'partial', 'READ BINARY with odd INS is answered 6D00.'],
  oddInsFromBeginningRefused: [
    'length',
    'read',
    'READ BINARY with odd INS works from offset 32768 only, with even INS below it only.',
  ],

  // Passwords
  bacKeyMissing: ['password', 'read', 'EXTERNAL AUTHENTICATE for BAC is answered 6A88.', 'PACE'],
  bacFails: ['password', 'refused', 'BAC is answered 6300 though the key is right.', 'BAC'],
  paceFails: [
    'password',
    'refused',
    'PACE is answered 6300 at its end though the password is right.',
    'PACE',
  ],
  passwordBlocked: [
    'password',
    'refused',
    'MSE:Set AT is answered 63C0 and GENERAL AUTHENTICATE 6983: no try is left.',
    'PACE',
  ],
  lastTry: [
    'password',
    'refused',
    'MSE:Set AT is answered 63C1: one try is left, and a terminal leaves it to the caller.',
    'PACE',
  ],

  // BAC
  challengeShort: ['bac', 'refused', 'GET CHALLENGE gives 7 bytes.', 'BAC'],
  challengeLong: ['bac', 'refused', 'GET CHALLENGE gives 9 bytes.', 'BAC'],
  challengeMissing: ['bac', 'refused', 'GET CHALLENGE gives 9000 without data.', 'BAC'],
  bacStatusOnly: ['bac', 'refused', 'EXTERNAL AUTHENTICATE gives 9000 without data.', 'BAC'],
  bacShort: ['bac', 'refused', 'The cryptogram of the chip lacks its last byte.', 'BAC'],
  bacLong: ['bac', 'refused', 'A byte follows the cryptogram of the chip.', 'BAC'],
  bacWrongMac: ['bac', 'refused', 'One bit of the checksum of the cryptogram is wrong.', 'BAC'],
  bacWrongTerminalNonce: ['bac', 'refused', 'The chip returns another RND.IFD than it was sent.', 'BAC'],
  bacWrongChipNonce: ['bac', 'refused', 'The chip returns another RND.IC than it gave.', 'BAC'],
  bacReflected: ['bac', 'refused', 'The chip returns the cryptogram of the terminal.', 'BAC'],

  // PACE, any step
  paceRefused: ['pace', 'refused', 'MSE:Set AT for PACE is answered 6A80.', 'PACE'],
  paceNonceRefused: ['pace', 'refused', 'Step 1 (nonce) is answered 6A80.', 'PACE'],
  paceMappingRefused: ['pace', 'refused', 'Step 2 (mapping) is answered 6A80.', 'PACE'],
  paceEphemeralRefused: ['pace', 'refused', 'Step 3 (key agreement) is answered 6A80.', 'PACE'],
  paceNonceWrongTag: ['pace', 'refused', 'The nonce comes under tag 90 instead of 80.', 'PACE'],
  paceMappingWrongTag: ['pace', 'refused', 'The mapping data come under tag 92 instead of 82.', 'PACE'],
  paceEphemeralWrongTag: ['pace', 'refused', 'The ephemeral key comes under tag 94 instead of 84.', 'PACE'],
  paceTokenWrongTag: ['pace', 'refused', 'The token comes under tag 96 instead of 86.', 'PACE'],
  paceTemplateWrongTag: ['pace', 'refused', 'Dynamic authentication data come under tag 7D.', 'PACE'],
  paceTemplateTooLong: [
    'pace',
    'refused',
    'The length of dynamic authentication data lies: 16 too many.',
    'PACE',
  ],
  paceStatusOnly: ['pace', 'refused', 'GENERAL AUTHENTICATE gives 9000 without data.', 'PACE'],
  // PACE, values
  paceNonceShort: ['pace', 'refused', 'The nonce is 8 bytes long.', 'PACE', 'AES'],
  paceNonceLong: ['pace', 'refused', 'The nonce is one byte too long, no whole blocks.', 'PACE'],
  paceNonceEmpty: ['pace', 'refused', 'The nonce is empty.', 'PACE'],
  paceNonceWrong: ['pace', 'refused', 'One bit of the encrypted nonce is wrong.', 'PACE'],
  paceMappingReflected: ['pace', 'refused', 'The chip returns the mapping key of the terminal.', 'GM'],
  paceMappingOffCurve: [
    'pace',
    'refused',
    'The mapping key is no point of the curve (outside the group).',
    'GM',
  ],
  paceMappingIdentity: ['pace', 'refused', 'The mapping key is the point at infinity (1).', 'GM'],
  paceMappingSmallOrder: ['pace', 'refused', 'The mapping key has order 2 (on another curve; p - 1).', 'GM'],
  paceMappingOutOfRange: ['pace', 'refused', 'The mapping key is not below the prime.', 'GM'],
  paceMappingShort: ['pace', 'refused', 'The mapping key lacks its last byte.', 'GM', 'ECDH'],
  paceMappingCompressed: ['pace', 'refused', 'The mapping key is a compressed point.', 'GM', 'ECDH'],
  paceMappingUnexpected: ['pace', 'refused', 'Integrated mapping is answered with mapping data.', 'IM'],
  paceEphemeralReflected: ['pace', 'refused', 'The chip returns the ephemeral key of the terminal.', 'PACE'],
  paceEphemeralOffCurve: [
    'pace',
    'refused',
    'The ephemeral key is no point of the curve (outside the group).',
    'PACE',
  ],
  paceEphemeralIdentity: ['pace', 'refused', 'The ephemeral key is the point at infinity (1).', 'PACE'],
  paceEphemeralSmallOrder: [
    'pace',
    'refused',
    'The ephemeral key has order 2 (on another curve; p - 1).',
    'PACE',
  ],
  paceEphemeralOutOfRange: ['pace', 'refused', 'The ephemeral key is not below the prime.', 'PACE'],
  paceEphemeralShort: ['pace', 'refused', 'The ephemeral key lacks its last byte.', 'PACE', 'ECDH'],
  paceEphemeralCompressed: ['pace', 'refused', 'The ephemeral key is a compressed point.', 'PACE', 'ECDH'],
  paceTokenWrong: ['pace', 'refused', 'One bit of the token is wrong.', 'PACE'],
  paceTokenReflected: ['pace', 'refused', 'The chip returns the token of the terminal.', 'PACE'],
  paceTokenShort: ['pace', 'refused', 'The token is 4 bytes long, its beginning right.', 'PACE'],
  paceTokenEmpty: ['pace', 'refused', 'The token is empty.', 'PACE'],
  camDataMissing: ['pace', 'refused', 'Chip authentication data are missing.', 'CAM'],
  camDataEmpty: ['pace', 'refused', 'Chip authentication data are empty.', 'CAM'],
  camDataWrongTag: ['pace', 'refused', 'Chip authentication data come under tag 8B instead of 8A.', 'CAM'],
  camDataWrong: ['pace', 'refused', 'Chip authentication data are encrypted zeros.', 'CAM'],
  camDataTruncated: ['pace', 'refused', 'Chip authentication data are no whole blocks.', 'CAM'],
  camOtherKey: [
    'pace',
    'refused',
    'Chip authentication data are made with a key of its own: a clone.',
    'CAM',
  ],
  leadingZeroSecret: [
    'pace',
    'read',
    'The chip draws its ephemeral key so that the shared secret begins with 00.',
    'PACE',
  ],

  // Secure messaging
  smWrongMac: ['secureMessaging', 'refused', 'One bit of the MAC is wrong.'],
  smMacMissing: ['secureMessaging', 'refused', "DO'8E' is missing."],
  smMacShort: ['secureMessaging', 'refused', 'The MAC is 4 bytes long, its beginning right.'],
  smStatusMissing: ['secureMessaging', 'refused', "DO'99' is missing; the MAC is right."],
  smStatusDiffers: [
    'secureMessaging',
    'refused',
    "DO'99' holds 6A82 where the status word is 9000; the MAC is right.",
  ],
  smCryptogramMissing: [
    'secureMessaging',
    'refused',
    "READ BINARY gives 9000 without DO'87'; the MAC is right.",
  ],
  smCryptogramTruncated: [
    'secureMessaging',
    'refused',
    'The cryptogram is no whole blocks; the MAC is right.',
  ],
  smPaddingIndicator: ['secureMessaging', 'refused', 'The padding indicator is 02; the MAC is right.'],
  smPaddingBroken: ['secureMessaging', 'refused', 'The padding is all zeros; the MAC is right.'],
  smWrongTags: [
    'secureMessaging',
    'refused',
    'The cryptogram comes under tag 89 instead of 87; the MAC is right.',
  ],
  smLengthLies: ['secureMessaging', 'refused', 'The length of the first data object runs past the response.'],
  smTrailingBytes: ['secureMessaging', 'refused', 'Two bytes follow the MAC.'],
  smDuplicateObject: ['secureMessaging', 'refused', "DO'99' stands there twice; the MAC is right."],
  smWrongOrder: ['secureMessaging', 'refused', "DO'99' stands before the cryptogram; the MAC is right."],
  smOddTagForEvenIns: [
    'secureMessaging',
    'refused',
    "READ BINARY with even INS is answered with DO'85'; the MAC is right.",
  ],
  smSequenceRepeated: [
    'secureMessaging',
    'refused',
    'The send sequence counter is not counted up for the response.',
  ],
  smReplayed: ['secureMessaging', 'refused', 'The chip sends the response before once more.'],
  smPlainData: ['secureMessaging', 'refused', 'Data and 9000 come in plain inside the session.'],
  smPlainSuccess: ['secureMessaging', 'refused', '9000 comes in plain and without data inside the session.'],
  smPlainError: ['secureMessaging', 'refused', 'The chip ends the session with an error in plain (6988).'],
  smTooMuchData: ['secureMessaging', 'refused', 'READ BINARY gives 16 bytes more than were asked.'],

  // Transport
  lateResponse: ['transport', 'read', 'Each response comes late, by the limit (30 milliseconds).'],
  silence: ['transport', 'refused', 'The chip does not answer.'],
  emptyResponse: ['transport', 'refused', 'The response is empty.'],
  oneByteResponse: ['transport', 'refused', 'The response is one byte long.'],
  garbage: ['transport', 'refused', 'The response is 32 random bytes.'],
  hugeResponse: ['transport', 'refused', 'The response is 70,000 bytes long.'],
  commandLost: [
    'transport',
    'refused',
    'The command is lost: the chip never saw it and the channel reports an error.',
  ],
  responseLost: [
    'transport',
    'refused',
    'The response is lost: the chip went on and the channel reports an error.',
  ],
  cardRemoved: ['transport', 'refused', 'The card is taken away: this and every later command fails.'],
  endlessMoreData: ['transport', 'refused', '61xx is answered to everything, without data.'],
  endlessMoreParts: ['transport', 'refused', '61xx is answered to everything, each with one byte.'],
  endlessWrongLe: ['transport', 'refused', '6Cxx is answered to everything, each time with another length.'],

  // Files
  fileClaims4GB: ['file', 'partial', 'The header of the file claims 4 GB.'],
  fileClaimsTooMuch: ['file', 'partial', 'The header of the file claims 64 bytes more than there are.'],
  fileClaimsTooLittle: [
    'file',
    'partial',
    'The header of the file claims 8 bytes less than its structure has.',
  ],
  fileIndefiniteLength: ['file', 'partial', 'The header of the file has the indefinite length (80).'],
  fileHeaderTruncated: ['file', 'partial', 'The file is one byte long: a tag.'],
  fileEmpty: ['file', 'partial', 'The file is empty.'],
  fileWrongTag: ['file', 'partial', 'The file begins with tag 04.'],
  fileRefused: ['file', 'partial', 'The file cannot be selected or read (6982).'],
  fileNotFound: ['file', 'partial', 'The file is not there (6A82), whatever EF.COM and EF.SOD say.'],
  fileBreaksOff: ['file', 'partial', 'Reading fails (6F00) from an offset on (the middle).'],
  fileEmptyReads: ['file', 'partial', 'READ BINARY gives 9000 and no data behind the first 4 bytes.'],
  fileOneByteReads: ['file', 'partial', 'READ BINARY gives one byte at a time.'],

  // Chip Authentication
  chipAuthenticationOtherKey: [
    'chipAuthentication',
    'refused',
    'The chip computes with another key than it published: a clone.',
    'CA',
  ],
  chipAuthenticationRefused: ['chipAuthentication', 'refused', 'Chip Authentication is answered 6A80.', 'CA'],
  chipAuthenticationOldKeys: [
    'chipAuthentication',
    'refused',
    'The chip answers 9000 and goes on with the old session keys.',
    'CA',
  ],

  // Active Authentication
  activeAuthenticationOtherKey: [
    'activeAuthentication',
    'refused',
    'The chip signs with another key than it published: a clone.',
    'AA',
  ],
  activeAuthenticationReplayed: [
    'activeAuthentication',
    'refused',
    'The chip signs another challenge than it was sent, as a replay would.',
    'AA',
  ],
  activeAuthenticationWrongTrailer: [
    'activeAuthentication',
    'refused',
    'The signature ends in trailer 32CC: RIPEMD-128, none of the hash functions of Doc 9303-11 §6.1.2.2.',
    'AA',
    'RSA',
  ],
  activeAuthenticationShort: [
    'activeAuthentication',
    'read',
    'The chip strips leading zeros from the signature, and draws its nonce so that there is one.',
    'AA',
    'RSA',
  ],
  activeAuthenticationDer: [
    'activeAuthentication',
    'read',
    'The ECDSA signature is DER instead of plain.',
    'AA',
    'ECDSA',
  ],
  activeAuthenticationStatusOnly: [
    'activeAuthentication',
    'refused',
    'The chip answers 9000 without data.',
    'AA',
  ],

  // Terminal Authentication
  terminalCertificateRefused: [
    'terminalAuthentication',
    'partial',
    'PSO: Verify Certificate is answered 6300.',
    'TA',
  ],
  terminalSignatureRefused: [
    'terminalAuthentication',
    'partial',
    'EXTERNAL AUTHENTICATE of the terminal is answered 6982 though the signature is right.',
    'TA',
  ],

  // What a copy of a document does beside lacking its private keys
  comWithoutKeys: ['clone', 'refused', 'EF.COM names neither EF.DG14 nor EF.DG15.', 'CA'],
  cardAccessWithoutCam: [
    'clone',
    'refused',
    'EF.CardAccess does not offer the chip authentication mapping that signed files name.',
    'CAM',
  ],
  camRelayed: [
    'clone',
    'refused',
    "Chip authentication data come from the original chip, made for another session: a relay's with it.",
    'CAM',
  ],
  chipAuthenticationKeyOffCurve: [
    'clone',
    'refused',
    'EF.DG14 holds a public key that is no point of its curve (not in its group).',
    'CA',
  ],
  chipAuthenticationKeySmallOrder: [
    'clone',
    'refused',
    'EF.DG14 holds a public key of order 2 (on another curve; p - 1): every secret can be guessed.',
    'CA',
  ],
} as const
