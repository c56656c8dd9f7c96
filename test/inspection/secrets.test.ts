import { describe, expect, test } from 'vitest'
import { inspectionToJson } from '../../src/cli/inspection-to-json.js'
import { nativeBackend } from '../../src/crypto/native/index.js'
import { EmrtdError } from '../../src/errors.js'
import { inspect, inspectionToHtml } from '../../src/inspection/index.js'
import { parseMrz } from '../../src/mrz/index.js'
import { createTrustStore, parseCrl } from '../../src/pki/index.js'
import { type ReadDocumentOptions, readDocument } from '../../src/reader/index.js'
import {
  applyFault,
  chipFaults,
  createSpecimen,
  createVirtualChip,
  faults,
  type Specimen,
} from '../../src/testkit/index.js'

/*
 * A holder whose every word is found nowhere else: none of it may stand in an error, in progress, or in a reason of a check.
 */
const holder = {
  documentNumber: 'QXZ48151W',
  primaryIdentifier: 'QUIXOTEZZYX',
  secondaryIdentifier: 'WALDFEEXQ',
  optionalData: 'OPTQ772',
} as const
const can = '907152'
const words = ['QXZ48151W', 'QUIXOTEZZYX', 'WALDFEEXQ', 'OPTQ772', can]
const found = (text: string): readonly string[] => words.filter(word => text.toUpperCase().includes(word))

const specimen = createSpecimen({ document: { holder } })

/** An error with its causes, and whatever else hangs on it. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return `${error.message} ${JSON.stringify(error)} ${wordsOf(error.cause ?? '')}`
}

describe('what is said of a document does not say whose it is', () => {
  const judge = ({ files, trust, crls, at, printedMrz }: Specimen) => {
    const store = createTrustStore(trust.map(each => ({ ...each, trust: 'asGiven' as const })))
    const named = Object.entries(files) as [keyof typeof files, Uint8Array][]
    return inspect(
      { files: named.map(([name, bytes]) => ({ name, bytes })) },
      {
        trust: store,
        crls: crls.map(({ bytes }) => parseCrl(bytes)),
        at,
        backend: nativeBackend,
        ...(printedMrz && { printedMrz: parseMrz(printedMrz.join('\n')) }),
      },
    )
  }

  test('the holder is in the document, and in a report that is not redacted', () => {
    const inspection = judge(specimen)
    expect(found(JSON.stringify(inspectionToJson(inspection, { trust: undefined, ignored: [] })))).toContain(
      'QUIXOTEZZYX',
    )
  })

  // Keys of RSA take long to make, and say nothing more of the holder.
  const shown = faults.filter(({ family, id }) => family !== 'lists' && !/^(rsa|crl|path)-/.test(id))
  test('reasons of checks and redacted reports, of every fault', { timeout: 120_000 }, () => {
    const leaks: string[] = []
    for (const { id } of shown) {
      const inspection = judge(applyFault(specimen, id))
      const json = JSON.stringify(
        inspectionToJson(inspection, { trust: undefined, ignored: [], redact: true }),
      )
      const checks = JSON.stringify(inspection.checks)
      for (const [where, text] of [
        ['checks', checks],
        ['JSON', json],
        ['HTML', inspectionToHtml(inspection, { redact: true })],
      ] as const) {
        if (found(text).length > 0) leaks.push(`${id}: ${where}: ${found(text).join(' ')}`)
      }
    }
    expect(leaks).toEqual([])
  })
})

describe('what is said of a reading does not say the secret', () => {
  const { files, mrz } = specimen.document
  const gm = { mapping: 'GM', cipher: 'AES-128', parameterId: 12 } as const
  const ways = [
    ['BAC', { bac: true }, { type: 'MRZ', mrz: mrzKey() }],
    ['PACE', { pace: [gm] }, { type: 'CAN', secret: can }],
  ] as const

  function mrzKey() {
    const line = mrz[1]!
    return {
      documentNumber: line.slice(0, 9),
      dateOfBirth: line.slice(13, 19),
      dateOfExpiry: line.slice(21, 27),
    }
  }

  test.each(ways)(
    'errors, faults and progress under %s, of every fault of the chip',
    { timeout: 120_000 },
    async (way, access, password) => {
      const leaks: string[] = []
      const rows = chipFaults.filter(
        ({ phase, needs }) =>
          phase !== 'clone' &&
          needs.every(need => need === way || need === 'AES' || need === 'ECDH' || need === 'GM'),
      )
      for (const { id, phase } of rows) {
        const said: string[] = []
        const options: ReadDocumentOptions = {
          password,
          crypto: nativeBackend,
          commandTimeout: 50,
          maximumCommands: 300,
          onProgress: progress => void said.push(JSON.stringify(progress)),
        }
        const fault = phase === 'file' ? ({ id, file: 'EF.DG2' } as const) : { id }
        try {
          const chip = createVirtualChip({
            files,
            mrz: mrz.join('\n'),
            can,
            access,
            faults: [fault],
            crypto: nativeBackend,
          })
          const { unread, fault: end, access: opened } = await readDocument(chip, options)
          said.push(
            JSON.stringify([end, opened, unread.map(({ name, code, message }) => ({ name, code, message }))]),
          )
        } catch (error) {
          if (!(error instanceof EmrtdError)) throw error
          said.push(wordsOf(error))
        }
        const leaked = found(said.join(' '))
        if (leaked.length > 0) leaks.push(`${id}: ${leaked.join(' ')}`)
      }
      expect(rows.length).toBeGreaterThan(60)
      expect(leaks).toEqual([])
    },
  )
})
