import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { median } from '../measure.mjs'
import { at, makePassport } from '../passport.mjs'

const rounds = 9
const documents = 400

export async function run() {
  const { files, trust } = makePassport()
  const workerData = {
    files: [...files].map(([name, bytes]) => ({ name, bytes })),
    csca: trust.anchors[0].certificate.bytes,
    at,
  }
  const workers = [0, 1].map(
    () => new Worker(new URL('../inspect-worker.mjs', import.meta.url), { workerData }),
  )

  /** All documents over so many of the workers, in nanoseconds. */
  const batch = async count => {
    const share = documents / count
    const start = process.hrtime.bigint()
    const answers = await Promise.all(
      workers.slice(0, count).map(worker => {
        worker.postMessage(share)
        return once(worker, 'message')
      }),
    )
    const taken = Number(process.hrtime.bigint() - start)
    if (answers.some(([valid]) => valid !== share))
      throw new Error('a document of the benchmark is not valid')
    return taken
  }

  // Both have compiled everything before the first round.
  for (let i = 0; i < 2; i++) await batch(2)
  const one = []
  const two = []
  for (let round = 0; round < rounds; round++) {
    one.push(await batch(1))
    two.push(await batch(2))
  }
  await Promise.all(workers.map(worker => worker.terminate()))
  return [
    {
      row: 14,
      work: `inspect ${documents} documents on two worker threads`,
      ours: median(two),
      against: 'one worker thread',
      theirs: median(one),
      unit: 'ns',
      value: median(one.map((taken, round) => taken / two[round])),
      required: { kind: 'timesFaster', value: 1.8 },
    },
  ]
}
