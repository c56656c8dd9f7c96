import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspectFolders } from '../../dist/node/batch.js'
import { compileTrustStore } from '../../dist/node/pki.js'
import { median } from '../measure.mjs'
import { at, makePassport } from '../passport.mjs'

const rounds = 3
const documents = 1500

/** `inspectFolders` as anybody calls it: its threads are started for each batch, and read the documents from the disk. */
export async function run() {
  const { files, trust } = makePassport()
  const options = { at, trust: compileTrustStore(trust) }
  const folder = await mkdtemp(join(tmpdir(), 'emrtd-bench-'))
  try {
    for (let i = 0; i < documents; i++) {
      const document = join(folder, String(i))
      await mkdir(document)
      for (const [name, bytes] of files) await writeFile(join(document, `${name}.bin`), bytes)
    }

    /** All documents over so many threads, in nanoseconds. */
    const batch = async threads => {
      const start = process.hrtime.bigint()
      let valid = 0
      for await (const { verdict } of inspectFolders(folder, { ...options, threads }))
        if (verdict === 'valid') valid++
      const taken = Number(process.hrtime.bigint() - start)
      if (valid !== documents) throw new Error('a document of the benchmark is not valid')
      return taken
    }

    await batch(2)
    const one = []
    const two = []
    for (let round = 0; round < rounds; round++) {
      one.push(await batch(1))
      two.push(await batch(2))
    }
    return [
      {
        row: 14,
        work: `inspectFolders of ${documents} documents on two threads`,
        ours: median(two),
        against: 'one thread',
        theirs: median(one),
        unit: 'ns',
        value: median(one.map((taken, round) => taken / two[round])),
        required: { kind: 'timesFaster', value: 1.8 },
      },
    ]
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
