import { parseArgs } from 'node:util'
import { soak } from './soak.js'

const { values } = parseArgs({
  options: { documents: { type: 'string', default: '100000' }, seed: { type: 'string', default: '1' } },
})
const { documents, damaged, wrong, memory, milliseconds } = soak({
  documents: Number(values.documents),
  seed: Number(values.seed),
  sweep: (globalThis as { readonly gc?: () => void }).gc,
  onProgress: (done, wrong, memory) =>
    console.log(`${done} documents, ${wrong} wrong verdicts, ${(memory / 2 ** 20).toFixed(1)} MiB`),
})
for (const line of wrong.slice(0, 20)) console.log(line)
console.log(
  `${documents} documents, ${damaged} of them damaged: ${wrong.length} wrong verdicts, ` +
    `${Math.round((documents / milliseconds) * 1000)} a second`,
)
// What is kept for good would show in the second half.
const [middle, end] = [memory[4] ?? 0, memory.at(-1) ?? 0]
process.exitCode = wrong.length > 0 || end > middle + 16 * 2 ** 20 ? 1 : 0
