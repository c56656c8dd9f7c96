import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { zipSync } from 'fflate'
import { beforeAll, describe, expect, test } from 'vitest'
import type * as Batch from '../../src/batch/index.js'
import { createPathInspector, findDocuments, inspectFolders } from '../../src/batch/index.js'
import { registerVerify } from '../../src/cli/commands/verify.js'
import { saveEvidence } from '../../src/evidence-json.js'
import { compileTrustStore, createTrustStore } from '../../src/pki/index.js'
import { buildCrl, createCountry, issueDocument } from '../../src/testkit/index.js'
import { runCommand } from '../cli/run-command.js'

const p256 = { kind: 'ecdsa', curve: 'P-256', parameters: 'named', hash: 'SHA-256' } as const
const utopia = createCountry({ state: 'UTO', seed: 'batch', csca: p256, documentSigner: p256 })
const at = new Date('2026-06-01T00:00:00Z')
const trust = compileTrustStore(
  createTrustStore([{ name: 'utopia', bytes: utopia.csca.certificate, trust: 'asGiven' }]),
)
const portrait = issueDocument(utopia).files['EF.DG2']
const work = mkdtempSync(join(tmpdir(), 'emrtd-batch-'))

const issue = (number: number) =>
  issueDocument(utopia, {
    holder: { documentNumber: `X${String(number).padStart(8, '0')}` },
    dataGroups: { 2: portrait },
  }).files

function write(folder: string, files: Readonly<Record<string, Uint8Array | undefined>>): void {
  mkdirSync(folder, { recursive: true })
  for (const [name, bytes] of Object.entries(files)) {
    if (bytes !== undefined) writeFileSync(join(folder, `${name.replace('EF.', '')}.bin`), bytes)
  }
}

async function all(lines: AsyncIterable<Batch.BatchLine>): Promise<readonly Batch.BatchLine[]> {
  const found: Batch.BatchLine[] = []
  for await (const line of lines) found.push(line)
  return found
}

const flipped = (bytes: Uint8Array, position = bytes.length - 20): Uint8Array => {
  const changed = bytes.slice()
  changed[position]! ^= 1
  return changed
}

/** Damages by name, with what must be found. */
const damages: readonly (readonly [
  string,
  (files: ReturnType<typeof issue>) => Readonly<Record<string, Uint8Array | undefined>>,
  verdict: string,
  reason: string,
])[] = [
  [
    'changed portrait',
    files => ({ ...files, 'EF.DG2': flipped(files['EF.DG2']) }),
    'invalid',
    'HASH_MISMATCH',
  ],
  [
    'changed zone',
    files => ({ ...files, 'EF.DG1': flipped(files['EF.DG1'], 60) }),
    'invalid',
    'HASH_MISMATCH',
  ],
  [
    'changed signature',
    files => ({ ...files, 'EF.SOD': flipped(files['EF.SOD'], files['EF.SOD'].length - 1) }),
    'invalid',
    'SIGNATURE_INVALID',
  ],
  [
    'cut EF.SOD',
    files => ({ ...files, 'EF.SOD': files['EF.SOD'].subarray(0, 200) }),
    'invalid',
    'SOD_MALFORMED',
  ],
  ['empty EF.SOD', files => ({ ...files, 'EF.SOD': new Uint8Array() }), 'invalid', 'SOD_MALFORMED'],
  ['no EF.SOD', files => ({ ...files, 'EF.SOD': undefined }), 'inconclusive', 'SOD_MISSING'],
  ['no EF.DG1', files => ({ ...files, 'EF.DG1': undefined }), 'inconclusive', 'DG1_MISSING'],
  ['a foreign EF.DG2', files => ({ ...files, 'EF.DG2': Uint8Array.of(0x75, 0) }), 'invalid', 'HASH_MISMATCH'],
  [
    'an unsigned EF.DG3',
    files => ({ ...files, 'EF.DG3': Uint8Array.of(0x63, 0) }),
    'invalid',
    'DATA_GROUP_NOT_IN_SOD',
  ],
  [
    "another country's signer",
    () =>
      issueDocument(createCountry({ state: 'UTO', seed: 'forger', csca: p256, documentSigner: p256 }), {
        dataGroups: { 2: portrait },
      }).files,
    'inconclusive',
    'NO_TRUST_ANCHOR',
  ],
]

describe('a folder of a thousand documents, ten of them damaged', () => {
  const root = join(work, 'thousand')
  const count = 1000
  const damaged = new Map(damages.map((damage, index) => [37 + index * 97, damage]))
  let built: typeof Batch

  beforeAll(async () => {
    for (let i = 0; i < count; i++) {
      const files = issue(i)
      write(join(root, String(i).padStart(4, '0')), damaged.get(i)?.[1](files) ?? files)
    }
    // Threads need a file that Node can run: the room as it is built.
    await build({
      entryPoints: ['src/batch/index.ts', 'src/batch/batch-worker.ts'],
      outdir: join(work, 'built'),
      outExtension: { '.js': '.mjs' },
      entryNames: '[name]',
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'es2022',
      logLevel: 'error',
      plugins: [
        {
          name: 'native backend, worker by its built name',
          setup({ onLoad }) {
            onLoad({ filter: /default-backend\.ts$/ }, ({ path }) => ({
              contents: `export * from ${JSON.stringify(path.replace(/\.ts$/, '.node.ts'))}`,
              resolveDir: process.cwd(),
            }))
          },
        },
      ],
    })
    writeFileSync(join(work, 'built', 'batch-worker.js'), "import './batch-worker.mjs'")
    writeFileSync(join(work, 'built', 'package.json'), '{"type":"module"}')
    built = await import(pathToFileURL(join(work, 'built', 'index.mjs')).href)
  }, 120_000)

  test('exactly those ten are found, with their reasons, in order, on several threads', async () => {
    const seen: number[] = []
    const lines = await all(
      built.inspectFolders(root, { trust, at, threads: 2, onProgress: (done, of) => seen.push(done / of) }),
    )
    expect(lines).toHaveLength(count)
    expect(lines.map(({ document }) => document)).toEqual([...lines.map(({ document }) => document)].sort())
    const found = lines.filter(({ verdict }) => verdict !== 'valid')
    expect(found.map(({ document }) => Number(document.slice(-4)))).toEqual([...damaged.keys()])
    for (const [index, [name, , verdict, reason]] of [...damaged.values()].entries()) {
      expect(found[index]?.verdict, name).toBe(verdict)
      expect(
        found[index]?.checks.map(check => check.reason),
        name,
      ).toContain(reason)
    }
    expect(seen).toHaveLength(count)
    expect(seen.at(-1)).toBe(1)
    expect(JSON.stringify(lines)).not.toMatch(/ERIKSSON|X0000/)
  }, 120_000)

  test('this thread alone says the same', async () => {
    const few = join(work, 'few')
    for (const i of [0, ...damaged.keys()])
      write(join(few, String(i)), damaged.get(i)?.[1](issue(i)) ?? issue(i))
    const withThreads = await all(built.inspectFolders(few, { trust, at, threads: 3 }))
    expect(await all(inspectFolders(few, { trust, at, threads: 0 }))).toEqual(withThreads)
  })
})

describe('documents on a disk', () => {
  const root = join(work, 'mixed')
  const files = issue(1)
  const zip = zipSync({ 'a/SOD.bin': files['EF.SOD'], 'a/DG1.bin': files['EF.DG1'] })
  const evidence = saveEvidence({
    files: [
      { name: 'EF.SOD', bytes: files['EF.SOD'] },
      { name: 'EF.DG1', bytes: files['EF.DG1'] },
    ],
    unread: [],
    access: { protocol: 'NONE' },
    protocols: [],
    commandCount: 0,
    steps: [],
  })
  beforeAll(() => {
    write(join(root, 'b', 'deep'), files)
    write(join(root, 'b', 'deep', 'inside'), files)
    mkdirSync(join(root, 'c'), { recursive: true })
    mkdirSync(join(root, 'd'), { recursive: true })
    // Its first letter is the tag of EF.DG14.
    writeFileSync(join(root, 'c', 'note.txt'), 'nothing')
    writeFileSync(join(root, 'archive.zip'), zip)
    writeFileSync(join(root, 'evidence.json'), evidence)
    writeFileSync(join(root, 'readme.txt'), 'x')
  })

  test('are folders of files, archives and evidence, at any depth', async () => {
    const names = (await findDocuments(root)).map(path => path.slice(root.length + 1))
    expect(names).toEqual(['archive.zip', join('b', 'deep'), 'c', 'd', 'evidence.json'])
    const lines = await all(inspectFolders(root, { trust, at, threads: 0 }))
    expect(lines.map(({ verdict, error }) => error ?? verdict)).toEqual([
      'valid',
      'valid',
      'no file of a document',
      'no file of a document',
      'valid',
    ])
  })

  test('one at a time, for the worker of a queue', async () => {
    const { inspectPath } = createPathInspector({ trust, at, policy: 'border' })
    expect(await inspectPath(join(root, 'b', 'deep'))).toMatchObject({
      verdict: 'inconclusive',
      issuingState: 'UTO',
      documentCode: 'P',
      checks: expect.arrayContaining([
        expect.objectContaining({ id: 'PA.REVOCATION', reason: 'CRL_MISSING' }),
      ]),
    })
    expect(await inspectPath(join(root, 'absent'))).toEqual({
      document: join(root, 'absent'),
      verdict: 'unreadable',
      checks: [],
      error: 'ENOENT',
    })
  })

  test('CRLs, signers and the policy are heeded', async () => {
    const crl = buildCrl(utopia, {
      revoked: [{ serialNumber: utopia.documentSigner.content.serialNumber, date: new Date('2026-01-01') }],
      thisUpdate: new Date('2026-05-01'),
      nextUpdate: new Date('2026-07-01'),
    })
    const path = join(root, 'b', 'deep')
    expect((await createPathInspector({ trust, at, crls: [crl] }).inspectPath(path)).verdict).toBe('invalid')
    const bare = join(work, 'bare')
    write(bare, issueDocument(utopia, { embedCertificate: false, dataGroups: { 2: portrait } }).files)
    const documentSigners = [utopia.documentSigner.certificate]
    expect((await createPathInspector({ trust, at }).inspectPath(bare)).verdict).toBe('inconclusive')
    expect((await createPathInspector({ trust, at, documentSigners }).inspectPath(bare)).verdict).toBe(
      'valid',
    )
  })

  test('options that cannot be read are said at once', async () => {
    const broken = Uint8Array.of(1, 2, 3)
    await expect(all(inspectFolders(root, { at, trust: broken }))).rejects.toMatchObject({
      code: 'PKI_BAD_STORE',
    })
    await expect(all(inspectFolders(join(root, 'absent'), { at }))).rejects.toMatchObject({ code: 'ENOENT' })
  })
})

describe('emrtd verify --json-lines', () => {
  const root = join(work, 'cli')
  const csca = join(work, 'csca.cer')
  beforeAll(() => {
    writeFileSync(csca, utopia.csca.certificate)
    for (const i of [1, 2, 3]) write(join(root, String(i)), issue(i))
  })
  const verify = (...parameters: readonly string[]) =>
    runCommand(
      registerVerify,
      'verify',
      '--json-lines',
      '--threads',
      '0',
      '--at',
      '2026-06-01',
      ...parameters,
    )

  test('a line for each document and a summary; the worst of them is the exit code', async () => {
    const good = await verify(root, '--trust', csca)
    const lines = good.out
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
    expect(lines).toHaveLength(4)
    expect(lines[0]).toMatchObject({ document: join(root, '1'), verdict: 'valid', issuingState: 'UTO' })
    expect(lines.at(-1)).toEqual({
      summary: { documents: 3, valid: 3, invalid: 0, inconclusive: 0, unreadable: 0 },
    })
    expect([good.exitCode, good.err]).toEqual([0, ''])
    expect((await verify(root)).exitCode).toBe(2)
    write(join(root, '4'), { ...issue(4), 'EF.DG2': flipped(portrait) })
    expect((await verify(root, '--trust', csca)).exitCode).toBe(1)
  })
  test('input that cannot be read, and options that do not go together', async () => {
    const empty = join(work, 'empty')
    mkdirSync(empty)
    expect(await verify(empty)).toMatchObject({ exitCode: 65, err: expect.stringContaining('no document') })
    expect(await verify(join(work, 'nowhere'))).toMatchObject({ exitCode: 65 })
    expect(await verify(root, '--html', 'x.html')).toMatchObject({ exitCode: 65 })
    await expect(verify(root, '--threads', 'many')).rejects.toThrow(/number of threads/)
  })
})
