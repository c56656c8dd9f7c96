import { parseDg2 } from '../../dist/node/lds.js'
import { writeDg2 } from '../../dist/node/testkit.js'
import { measure } from '../measure.mjs'
import { faceOf19794, faceOf39794 } from '../passport.mjs'

const sizes = [15_000, 1_500_000]

export function run() {
  const lines = []
  for (const [standard, write] of [
    ['ISO/IEC 19794-5', faceOf19794],
    ['ISO/IEC 39794-5', faceOf39794],
  ]) {
    for (const size of sizes) {
      const file = writeDg2([write(size)])
      const decode = () => {
        const { portraits, templates } = parseDg2(file)
        return portraits[0].bytes[0] + templates[0].record.representations.length
      }
      const { portraits } = parseDg2(file)
      if (portraits[0]?.bytes.length !== size) throw new Error('the portrait of the benchmark is not read')
      if (portraits[0].bytes.buffer !== file.buffer) throw new Error('the portrait was copied')
      const copy = () => Uint8Array.from(file)[0]
      const times = measure({ decode, copy }, { rounds: 15 })
      lines.push({
        row: 11,
        work: `decode EF.DG2 of ${size / 1000} KB, ${standard}`,
        ours: times.time('decode'),
        against: 'copying the bytes',
        theirs: times.time('copy'),
        unit: 'ns',
        value: times.time('decode'),
        required: { kind: 'in all', value: 50_000 },
      })
    }
  }
  return lines
}
