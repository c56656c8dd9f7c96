import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseDg2, parseDg3, parseDg4 } from '../../../src/lds/index.js'
import {
  writeDg2,
  writeDg3,
  writeDg4,
  writeFace39794,
  writeFinger39794,
  writeIris39794,
} from '../../../src/testkit/index.js'
import { face39794, finger39794, iris39794, readOf } from './arbitraries-39794.js'

const version = fc.record({ generation: fc.nat(10), year: fc.nat(9999) })
/** Checked first: what an image's own header or its record's code says otherwise is reported, and is not the matter here. */
const ofImages = ['IMAGE_FORMAT_MISMATCH', 'IMAGE_SIZE_MISMATCH']

test.each([
  ['EF.DG2: faces of ISO/IEC 39794-5', face39794, writeFace39794, writeDg2, parseDg2, 0x2a],
  ['EF.DG3: fingers of ISO/IEC 39794-4', finger39794, writeFinger39794, writeDg3, parseDg3, 0x2b],
  ['EF.DG4: irises of ISO/IEC 39794-6', iris39794, writeIris39794, writeDg4, parseDg4, 0x2c],
] as const)('%s, with every field', (_, representation, write, writeFile, parse, formatType) => {
  const content = fc.record({
    version,
    representations: fc.array(representation as fc.Arbitrary<{ image: Uint8Array }>, {
      minLength: 1,
      maxLength: 2,
    }),
  })
  fc.assert(
    fc.property(fc.array(content, { minLength: 1, maxLength: 2 }), records => {
      const file = writeFile(records.map(record => write(record as Parameters<typeof write>[0] & never)))
      const read = parse(file)
      expect(read.findings.filter(({ code }) => !ofImages.includes(code))).toEqual([])
      expect(read.templates).toHaveLength(records.length)
      for (const [i, { dataTag, header, record }] of read.templates.entries()) {
        expect([dataTag, header?.formatType, record?.version]).toEqual([
          0x7f2e,
          formatType,
          records[i]!.version,
        ])
        expect(record?.representations).toEqual(readOf(records[i]!.representations))
      }
    }),
    { numRuns: 150 },
  )
})
