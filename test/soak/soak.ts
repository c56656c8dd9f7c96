import { nativeBackend } from '../../src/crypto/native/index.js'
import { type InspectOptions, inspect } from '../../src/inspection/index.js'
import { type LdsFileName, parseEfSod } from '../../src/lds/index.js'
import { createTrustStore } from '../../src/pki/index.js'
import { createCountry, issueDocument, type KeyAlgorithm } from '../../src/testkit/index.js'
import type { Verdict } from '../../src/verdict.js'
import { Dice } from '../fuzz/mutate.js'

/** What a soak showed. */
export interface Soak {
  readonly documents: number
  readonly damaged: number
  /** Verdicts that were wrong, a line each. */
  readonly wrong: readonly string[]
  /** Bytes of the heap and beside it, at each tenth of the way. */
  readonly memory: readonly number[]
  /** Milliseconds of the judging alone. */
  readonly milliseconds: number
}

/** How {@link soak} goes. */
export interface SoakOptions {
  readonly documents: number
  readonly seed?: number
  /** Measures memory once it was swept: `gc` of `node --expose-gc`. */
  readonly sweep?: (() => void) | undefined
  /** Told at each tenth of the way. */
  readonly onProgress?: ((done: number, wrong: number, memory: number) => void) | undefined
}

const at = new Date('2026-01-01T00:00:00Z')
const algorithms: readonly KeyAlgorithm[] = [
  { kind: 'ecdsa', curve: 'P-256', parameters: 'explicit', hash: 'SHA-256' },
  { kind: 'ecdsa', curve: 'brainpoolP256r1', parameters: 'explicit', hash: 'SHA-256' },
  { kind: 'ecdsa', curve: 'P-384', parameters: 'named', hash: 'SHA-384' },
  { kind: 'rsa', bits: 2048, padding: 'pkcs1', hash: 'SHA-256' },
  { kind: 'rsa', bits: 2048, padding: 'pss', hash: 'SHA-256' },
]

interface Judged {
  readonly files: readonly { readonly name: LdsFileName; readonly bytes: Uint8Array }[]
  readonly options: InspectOptions
  /** Where EF.SOD holds what is signed and the signature: from, to. */
  readonly signed: readonly (readonly [number, number])[]
}

/** Documents of several algorithms, each valid. */
function issue(): readonly Judged[] {
  return algorithms.flatMap((algorithm, i) => {
    const country = createCountry({
      state: 'UTO',
      seed: `soak ${i}`,
      csca: algorithm,
      documentSigner: algorithm,
    })
    const trust = createTrustStore([{ name: 'csca', bytes: country.csca.certificate, trust: 'asGiven' }])
    // Fewer of those that take long to verify.
    const length = algorithm.kind === 'rsa' || algorithm.curve === 'P-256' ? 9 : 2
    return Array.from({ length }, (_, j): Judged => {
      const holder = { documentNumber: `L${i}898902${j}` }
      const { files } = issueDocument(country, { holder, signingTime: new Date('2024-04-16T09:00:00Z') })
      const sod = files['EF.SOD'].slice()
      const { content, signerInfos } = parseEfSod(sod).signedData
      const range = (view: Uint8Array): readonly [number, number] => {
        const from = view.byteOffset - sod.byteOffset
        return [from, from + view.length]
      }
      return {
        files: (Object.entries({ ...files, 'EF.SOD': sod }) as [LdsFileName, Uint8Array][]).map(
          ([name, bytes]) => ({ name, bytes }),
        ),
        options: { trust, at, backend: nativeBackend },
        signed: [range(content), range(signerInfos[0]!.signature)],
      }
    })
  })
}

/** Changes one bit, of a data group or of what EF.SOD signs: no damaged document is valid, and a changed data group is invalid. */
function damage(
  { files, signed }: Judged,
  dice: Dice,
): { files: Judged['files']; expected: readonly Verdict[] } {
  const name = (['EF.DG1', 'EF.DG2', 'EF.SOD'] as const)[dice.below(3)]!
  const bytes = files.find(file => file.name === name)!.bytes.slice()
  const [from, to] = name === 'EF.SOD' ? signed[dice.below(2)]! : [0, bytes.length]
  const place = from + dice.below(to - from)
  bytes[place] = bytes[place]! ^ (1 << dice.below(8))
  return {
    files: files.map(file => (file.name === name ? { name, bytes } : file)),
    expected: name === 'EF.SOD' ? ['invalid', 'inconclusive'] : ['invalid'],
  }
}

/**
 * Judges documents one after the other, one in ten of them damaged at random, and compares each verdict with the right one.
 */
export function soak({ documents, seed = 1, sweep, onProgress }: SoakOptions): Soak {
  const issued = issue()
  const dice = new Dice(seed)
  const wrong: string[] = []
  const memory: number[] = []
  let damaged = 0
  let milliseconds = 0
  for (let count = 0; count < documents; count++) {
    const document = dice.pick(issued)
    const isDamaged = dice.below(10) === 0
    if (isDamaged) damaged++
    const { files, expected } = isDamaged
      ? damage(document, dice)
      : { files: document.files, expected: ['valid'] }
    const since = performance.now()
    const { verdict } = inspect({ files }, document.options)
    milliseconds += performance.now() - since
    if (!expected.includes(verdict))
      wrong.push(`document ${count}: ${verdict}, ${expected.join(' or ')} expected`)
    if ((count + 1) % Math.ceil(documents / 10) === 0) {
      sweep?.()
      const { heapUsed, external } = process.memoryUsage()
      memory.push(heapUsed + external)
      onProgress?.(count + 1, wrong.length, heapUsed + external)
    }
  }
  return { documents, damaged, wrong, memory, milliseconds }
}
