import { type CardChannel, parseCommandApdu, parseResponseApdu } from '../../src/apdu/index.js'
import { DerReader, readTlv } from '../../src/asn1/index.js'
import { parseCvCertificate } from '../../src/authentication/index.js'
import { concatBytes, latin1ToBytes } from '../../src/bytes.js'
import { parsePublicKey, parseSignatureAlgorithm } from '../../src/crypto/index.js'
import { nativeBackend } from '../../src/crypto/native/index.js'
import { EmrtdError } from '../../src/errors.js'
import { loadEvidence, saveEvidence } from '../../src/evidence-json.js'
import { collectDocument, inspect, parseWatchList } from '../../src/inspection/index.js'
import {
  type LdsFileName,
  parseBiometricTemplates,
  parseFinger39794,
  parseIris39794,
  parseLdsFile,
} from '../../src/lds/index.js'
import { correctMrz, parseMrz } from '../../src/mrz/index.js'
import {
  cmsLeniencies,
  createTrustStore,
  fieldLeniencies,
  lintCertificate,
  lintCrl,
  loadCompiledTrustStore,
  parseCertificate,
  parseCrl,
  parseDeviationList,
  parseLdif,
  parseMasterList,
  parseSignedData,
  readLdifRecord,
  readTrustSource,
} from '../../src/pki/index.js'
import { readDocument } from '../../src/reader/index.js'
import { full39794, fullSpecimens } from '../lds/full-specimens.js'
import { imageTargets } from './image-targets.js'
import { secureMessagingTarget } from './secure-messaging-target.js'
import {
  algorithms,
  certificates,
  compiledStore,
  crl,
  deviationList,
  document,
  examples,
  ldif,
  masterList,
  pem,
  publicKeys,
  reading,
  recordChip,
  strings,
  vector,
} from './seeds.js'
import { unfold } from './unfold.js'

/** Something that takes bytes from strangers. */
export interface FuzzTarget {
  readonly name: string
  /** The folder of `src` whose code is to be reached. */
  readonly room: string
  readonly seeds: readonly Uint8Array[]
  /** Returns or throws an `EmrtdError`; anything else is a finding. */
  run(input: Uint8Array): unknown | Promise<unknown>
  /** Milliseconds beside those for the length: what the work itself may take, keys and signatures included. */
  readonly milliseconds: number
  /** Whether a run takes tens of milliseconds: the suite makes few of them. */
  readonly costly?: true
}

const text = (input: Uint8Array): string => new TextDecoder('latin1').decode(input)
const at = new Date('2026-01-01T00:00:00Z')
const terminal = reading(nativeBackend)
const trust = createTrustStore([{ name: 'list', bytes: masterList, trust: 'asGiven' }])

const ldsTargets = (Object.entries(fullSpecimens) as [LdsFileName, Uint8Array][]).map(
  ([name, specimen]): FuzzTarget => ({
    name,
    room: 'lds',
    seeds: [specimen],
    run: input => unfold(parseLdsFile(input, { name })),
    milliseconds: 20,
  }),
)

/** The files of a document one after the other, each behind an octet for its place in this list and two of length. */
const inspected = ['EF.SOD', 'EF.DG1', 'EF.COM', 'EF.DG14', 'EF.DG15', 'EF.DG2', 'EF.DG11'] as const

function joinFiles(files: Readonly<Partial<Record<LdsFileName, Uint8Array>>>): Uint8Array {
  const parts = inspected.flatMap((name, i) => {
    const bytes = files[name]
    return bytes === undefined ? [] : [Uint8Array.of(i, bytes.length >>> 8, bytes.length & 0xff), bytes]
  })
  return concatBytes(...parts)
}

function splitFiles(input: Uint8Array): { name: LdsFileName; bytes: Uint8Array }[] {
  const files: { name: LdsFileName; bytes: Uint8Array }[] = []
  for (let from = 0; from + 3 <= input.length && files.length < 20; ) {
    const length = input[from + 1]! * 256 + input[from + 2]!
    files.push({
      name: inspected[input[from]! % inspected.length]!,
      bytes: input.subarray(from + 3, from + 3 + length),
    })
    from += 3 + length
  }
  return files
}

/** A chip that says what the input says, and then falls silent. */
function chipOf(input: Uint8Array): CardChannel {
  let from = 0
  return {
    async transmit() {
      if (from + 2 > input.length) throw new EmrtdError('APDU_CHANNEL', 'the card is gone')
      const length = input[from]! * 256 + input[from + 1]!
      from += 2 + length
      return input.slice(from - length, from)
    },
  }
}

/** The body may be anything, the digest over it is right: whoever writes the file writes that, too. */
function withRightDigest(input: Uint8Array): Uint8Array {
  if (input.length < 40) return input
  const header = input.slice(0, 8)
  const body = input.subarray(40)
  return concatBytes(header, nativeBackend.digest('SHA-256', header, body), body)
}

/** The first record of a biometric data group. */
const recordOf = (file: Uint8Array): Uint8Array => parseBiometricTemplates(file).templates[0]!.data!

const specimenZones = strings('icao/mrz.json')
  .filter(zone => /^[A-Z0-9<\n]{60,92}$/.test(zone))
  .map(latin1ToBytes)

/** Every parser that takes bytes from outside, and the larger pieces of work that stand on them. */
export async function makeFuzzTargets(): Promise<readonly FuzzTarget[]> {
  const chips = [
    await recordChip(nativeBackend, { bac: false }),
    await recordChip(nativeBackend, { bac: true }),
  ]
  const paceChips: Uint8Array[] = []
  for (const mapping of ['GM', 'IM', 'CAM'] as const) {
    const offer = { mapping, cipher: 'AES-128', parameterId: 12 } as const
    paceChips.push(await recordChip(nativeBackend, { bac: false, pace: [offer] }))
  }
  const evidence = await readDocument(chipOf(chips[0]!), reading(nativeBackend))
  const der = (
    name: string,
    seeds: readonly Uint8Array[],
    run: FuzzTarget['run'],
    room = 'pki',
    milliseconds = 20,
  ): FuzzTarget => ({ name, room, seeds, run, milliseconds })
  return [
    der('DER', certificates, input => walkDer(new DerReader(input)), 'asn1'),
    der('BER-TLV', Object.values(fullSpecimens), input => readTlv(input), 'asn1'),
    der('certificate', certificates, input =>
      unfold(parseCertificate(input, { leniencies: fieldLeniencies })),
    ),
    der('lint', certificates, input => unfold(lintCertificate(parseCertificate(input)))),
    der('CRL', [crl], input => {
      const parsed = parseCrl(input)
      unfold(parsed)
      lintCrl(parsed)
    }),
    der('CMS', [masterList, deviationList, fullSpecimens['EF.CardSecurity']], input =>
      unfold(parseSignedData(input, { leniencies: cmsLeniencies })),
    ),
    der('master list', [masterList], input => unfold(parseMasterList(input))),
    der('deviation list', [deviationList], input => unfold(parseDeviationList(input))),
    der('LDIF', [ldif], input => unfold([...parseLdif(input)])),
    der('LDIF record', [masterList, crl, ...certificates], input => {
      for (const type of [
        'pkdMasterListContent',
        'CscaMasterListData',
        'certificateRevocationList',
        'other',
      ]) {
        const attributes = [{ type, options: [], value: input, line: 2 }]
        unfold([...readLdifRecord({ kind: 'entry', dn: 'c=UT', line: 1, changeType: undefined, attributes })])
      }
    }),
    der('CRL lint', [crl], input => unfold(lintCrl(parseCrl(input, { leniencies: fieldLeniencies })))),
    der('trust source', [masterList, pem, ldif, crl, deviationList, ...certificates], input =>
      unfold([...readTrustSource(input, { bytesLeft: 1 << 22 })]),
    ),
    der('trust store', [masterList, pem, ldif], input => {
      const store = createTrustStore([{ name: 'source', bytes: input, trust: 'asGiven' }])
      for (const { certificate } of store.anchors) store.findIssuers(certificate)
    }),
    der('compiled store', [compiledStore], input => {
      const store = loadCompiledTrustStore(withRightDigest(input))
      unfold(store)
      for (const certificate of certificates) store.findIssuers(parseCertificate(certificate))
    }),
    der('public key', publicKeys, input => unfold(parsePublicKey(input)), 'crypto'),
    der('signature algorithm', algorithms, input => unfold(parseSignatureAlgorithm(input)), 'crypto'),
    der(
      'CV certificate',
      examples.filter(({ 0: a, 1: b }) => a === 0x7f && b === 0x21),
      input => unfold(parseCvCertificate(input)),
      'authentication',
    ),
    ...ldsTargets,
    der('any LDS file', Object.values(fullSpecimens), input => unfold(parseLdsFile(input)), 'lds'),
    der('finger record', [recordOf(full39794['EF.DG3'])], input => unfold(parseFinger39794(input)), 'lds'),
    der('iris record', [recordOf(full39794['EF.DG4'])], input => unfold(parseIris39794(input)), 'lds'),
    ...imageTargets,
    der('MRZ', specimenZones, input => unfold(parseMrz(text(input))), 'mrz'),
    der('MRZ correction', specimenZones, input => unfold(correctMrz(text(input))), 'mrz', 200),
    der(
      'evidence',
      [latin1ToBytes(saveEvidence(evidence))],
      input => unfold(loadEvidence(input)),
      'evidence-json.ts',
    ),
    der(
      'watch list',
      [
        latin1ToBytes('documentNumber,issuingState,reason\nL898902C3,UTO,"sto""len"\n'),
        latin1ToBytes('[{"documentNumber":"L898902C3","issuingState":"UTO"}]'),
      ],
      input => parseWatchList(text(input), { name: 'list' }),
      'inspection',
    ),
    der('command APDU', examples, input => unfold(parseCommandApdu(input)), 'apdu'),
    der('response APDU', examples, input => unfold(parseResponseApdu(input)), 'apdu'),
    der(
      'inspection',
      [joinFiles(document.files), joinFiles(fullSpecimens)],
      input => {
        // Whatever the document: a verdict, and no error.
        try {
          inspect({ files: splitFiles(input) }, { trust, at, backend: nativeBackend })
        } catch (error) {
          throw new Error('inspect threw', { cause: error })
        }
      },
      'inspection',
      200,
    ),
    der('chip', chips, input => readDocument(chipOf(input), terminal), 'reader', 200),
    {
      name: 'chip with PACE',
      room: 'access',
      seeds: paceChips,
      run: input => readDocument(chipOf(input), terminal),
      milliseconds: 400,
      costly: true,
    },
    secureMessagingTarget(nativeBackend),
    der(
      'document files',
      [latin1ToBytes(saveEvidence(evidence)), ...Object.values(document.files)],
      input => {
        // Never throws, whatever the file; and what it is taken for can be judged.
        try {
          inspect(collectDocument([{ name: 'found', bytes: input }]).document, { at, backend: nativeBackend })
        } catch (error) {
          throw new Error('collectDocument or inspect threw', { cause: error })
        }
      },
      'inspection',
      200,
    ),
    der(
      'specimen passport',
      [vector('specimens/utopia-passport/EF_SOD.bin')],
      input => unfold(parseLdsFile(input, { name: 'EF.SOD' })),
      'lds',
    ),
  ]
}

/** Reads DER to its leaves. */
function walkDer(reader: DerReader): void {
  while (!reader.atEnd) {
    const tag = reader.peekTag()
    if ((tag & 0x20) === 0) reader.skip()
    else walkDer(reader.enter(tag))
  }
}
