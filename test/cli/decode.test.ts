import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { fromHex, latin1ToBytes } from '../../src/bytes.js'
import { registerDecode } from '../../src/cli/commands/decode.js'
import { readImageHeader } from '../../src/lds/index.js'
import {
  createCountry,
  drawFace,
  drawFaceJpeg2000,
  issueDocument,
  writeDg2,
  writeFace19794,
} from '../../src/testkit/index.js'
import { corpora } from '../corpora.js'
import { readPng } from '../images/read-png.js'
import { full39794, fullSpecimens } from '../lds/full-specimens.js'
import { runCommand } from './run-command.js'

const vectors = fileURLToPath(new URL('../../vectors/specimens/', import.meta.url))
const passport = join(vectors, 'utopia-passport')
const work = mkdtempSync(join(tmpdir(), 'emrtd-decode-'))
const decode = (...parameters: readonly string[]) =>
  runCommand(registerDecode, 'decode', '--at', '2026-06-01', ...parameters)

function put(name: string, bytes: Uint8Array): string {
  const path = join(work, name)
  writeFileSync(path, bytes)
  return path
}

describe('emrtd decode, for a person', () => {
  test.each<[file: string, shown: readonly (string | RegExp)[]]>([
    ['utopia-passport/EF_COM.bin', ['EF.COM', /LDS version +0107/, /data groups +1, 2, 14, 15/]],
    [
      'utopia-passport/EF_SOD.bin',
      [
        'EF.SOD',
        /hashes, SHA-256\n +DG1 +[0-9a-f]{64}\n/,
        /issuer +C=UT, O=State of UTO, CN=CSCA UTO/,
        /public key +EC, brainpoolP256r1, explicit parameters/,
        /signing time +2024-04-16T09:00:00Z/,
        /keyUsage +digitalSignature \(critical\)/,
        /documentTypeList +A, C, I, P/,
      ],
    ],
    [
      'utopia-passport/DG1.bin',
      ['P<UTOERIKSSON<<ANNA<MARIA', /date of birth +1974-08-12/, /document number +L898902C3/],
    ],
    [
      'utopia-passport/DG2.bin',
      [/biometric type +2 \(face\)/, /gender +female/, /image +JPEG, 96 x 128 pixels, 1 x 8 bits/],
    ],
    [
      'utopia-passport/DG14.bin',
      [/1 ChipAuthenticationInfo/, /cipher +AES-128/, /signature scheme +ECDSA, SHA-256, plain/],
    ],
    ['utopia-passport/DG15.bin', [/public key +EC, brainpoolP256r1, explicit parameters/]],
    [
      'utopia-csca.cer',
      [': certificate', /public key +RSA, 3072 bits, exponent 65537/, /basicConstraints +CA, path length 0/],
    ],
    ['utopia-master-list.ml', ['CSCA master list', /certificates +1\n/, /extKeyUsage +masterListSigner/]],
    ['utopia.crl', [': CRL', /this update +2024-05-01T00:00:00Z/, /revoked +none/]],
    ['utopia-passport.mrz', ['machine readable zone', /date of expiry +2012-04-15/]],
  ])('%s', async (file, shown) => {
    const { exitCode, out, err } = await decode(join(vectors, file))
    expect([exitCode, err]).toEqual([0, ''])
    for (const text of shown) {
      if (typeof text === 'string') expect(out).toContain(text)
      else expect(out).toMatch(text)
    }
    expect(out).not.toMatch(/undefined|\[object/)
  })

  test('records of ISO/IEC 39794, and feature points of ISO/IEC 19794', async () => {
    const { out } = await decode(put('DG2-39794.bin', full39794['EF.DG2']))
    expect(out).toMatch(/standard +ISO\/IEC 39794-5/)
    expect(out).toMatch(/qualities\n +1 +90 by organization 1, identifier 2\n/)
    expect(out).toMatch(/gender +female\n/)
    expect(out).toMatch(/MPEG-4 feature point +2\.2\n +cartesian 2D +1, 2\n/)
    expect(out).toMatch(/roll +1, give or take 2\n/)
    expect(out).not.toMatch(/undefined|\[object/)
    const older = (await decode(put('DG2-full.bin', fullSpecimens['EF.DG2']))).out
    expect(older).toMatch(/feature points\n +1 +2\.1 at 3, 4\n/)
    expect(older).toMatch(/creation time +2024-01-05 11:23:45\n +validity period +2024-01-05 to 2029-01-05\n/)
  })

  test('an image by itself', async () => {
    const { exitCode, out } = await decode(put('face.j2k', drawFaceJpeg2000()))
    expect([exitCode, out]).toEqual([
      0,
      `${join(work, 'face.j2k')}: image\n  image  JPEG 2000, 96 x 128 pixels, 1 x 8 bits, 3488 bytes\n`,
    ])
  })

  test.each(Object.entries({ ...fullSpecimens }))('%s with every field', async (file, bytes) => {
    const path = put(`${file.replace('EF.', '').replace('/', '_')}.bin`, bytes)
    const { exitCode, out, err } = await decode(path)
    expect([exitCode, err]).toEqual([0, ''])
    expect(out).toContain(`${path}: ${file}\n`)
    expect(out).not.toMatch(/undefined|\[object|NaN/)
  })

  test('a folder: every file in it, what is no file of a document left out', async () => {
    const { exitCode, out } = await decode(vectors)
    expect(exitCode).toBe(0)
    expect(out).not.toContain('README')
    expect((await decode(passport)).out.match(/^\S+: EF\./gm)).toHaveLength(6)
  })

  test('findings with their place and meaning', async () => {
    const path = put('DG11.bin', fromHex('6b11 5c035f0e00 5f0e09 534d4954483c3c4a3c'))
    const { exitCode, out } = await decode(path)
    expect(exitCode).toBe(0)
    expect(out).toMatch(/full name +SMITH, J/)
    expect(out).toMatch(/TEXT_SEPARATORS +The separators .*\(byte 7: 5F0E\)/)
  })

  test('what a file holds does not steer the terminal', async () => {
    const name = 'EVIL\u001b]0;x\u0007'
    const path = put(
      'DG11-escape.bin',
      fromHex(`6b15 5c025f0e 5f0e0e ${Buffer.from(`${name}<<ABC`).toString('hex')}`),
    )
    const { out } = await decode(path)
    expect(out).toContain('\\u{1b}]0;x\\u{07}')
    expect(out).not.toContain('\u001b')
  })

  test('PEM', async () => {
    const der = Buffer.from(readFileSync(join(vectors, 'utopia.crl'))).toString('base64')
    const path = put('a.pem', latin1ToBytes(`-----BEGIN X509 CRL-----\n${der}\n-----END X509 CRL-----\n`))
    expect((await decode(path)).out).toContain('a.pem: CRL')
    const cer = Buffer.from(readFileSync(join(vectors, 'utopia-csca.cer'))).toString('base64')
    const block = `-----BEGIN CERTIFICATE-----\n${cer}\n-----END CERTIFICATE-----\n`
    expect((await decode(put('b.pem', latin1ToBytes(block + block)))).out).toContain('b.pem: certificates')
  })
})

describe('emrtd decode, for a program', () => {
  test('one object of files, each with its kind and content', async () => {
    const { exitCode, out } = await decode(passport, join(vectors, 'utopia-csca.cer'), '--json')
    expect(exitCode).toBe(0)
    const { files } = JSON.parse(out)
    expect(files.map(({ kind }: { kind: string }) => kind)).toEqual([
      ...['EF.DG1', 'EF.DG14', 'EF.DG15', 'EF.DG2', 'EF.COM', 'EF.SOD', 'certificate'],
    ])
    expect(files[0].content.mrz.documentNumber).toBe('L898902C3')
    expect(files[2].content.publicKey).toMatchObject({ type: 'EC', curve: 'brainpoolP256r1' })
    expect(files[3].content.portraits[0]).toMatchObject({ format: 'jpeg', width: 96, height: 128 })
    expect(files[4].content).toMatchObject({ bytes: /^60/, dataGroups: [1, 2, 14, 15] })
    expect(files[6].content).toMatchObject({
      subject: 'C=UT, O=State of UTO, CN=CSCA UTO',
      keyUsage: ['keyCertSign', 'cRLSign'],
    })
  })

  test('bytes beyond the limit are cut, and said to be', async () => {
    const path = join(passport, 'DG15.bin')
    const content = async (...more: readonly string[]) =>
      JSON.parse((await decode(path, '--json', ...more)).out).files[0].content
    const { length } = readFileSync(path)
    expect((await content()).bytes).toEqual({ length, begins: expect.stringMatching(/^6f[0-9a-f]{510}$/) })
    expect((await content('--bytes', '100000')).bytes).toHaveLength(2 * length)
  })

  test('key identifiers of many bytes are decimal digits', async () => {
    const path = put(
      'DG14-long.bin',
      fromHex('6e1a 3118 3016 060a04007f00070202030202 020101 0205 0100000000'),
    )
    const { content } = JSON.parse((await decode(path, '--json')).out).files[0]
    expect(content.securityInfos[0].keyId).toBe('4294967296')
  })
})

describe('emrtd decode --extract', () => {
  test('writes images that open, and nothing else', async () => {
    const folder = join(work, 'new', 'images')
    const { exitCode, out } = await decode(passport, '--extract', folder)
    expect(exitCode).toBe(0)
    expect(out).toContain(`wrote ${join(folder, 'DG2-1.jpg')}`)
    expect(readdirSync(folder)).toEqual(['DG2-1.jpg'])
    const image = readImageHeader(new Uint8Array(readFileSync(join(folder, 'DG2-1.jpg'))))
    expect(image).toMatchObject({ format: 'jpeg', width: 96, height: 128, findings: [] })
  })

  test.each(['jpeg2000', 'jp2'] as const)('a PNG beside a portrait in %s', async portraitFormat => {
    const utopia = createCountry({ state: 'UTO', seed: 'extract' })
    const { files } = issueDocument(utopia, { portraitFormat })
    const folder = join(work, portraitFormat)
    const { exitCode, out, err } = await decode(put('DG2.bin', files['EF.DG2']), '--extract', folder)
    expect([exitCode, err]).toEqual([0, ''])
    const extension = portraitFormat === 'jp2' ? 'jp2' : 'j2k'
    expect(readdirSync(folder)).toEqual([`DG2-1.${extension}`, 'DG2-1.png'])
    expect(out).toContain(`wrote ${join(folder, 'DG2-1.png')}`)
    const { width, height, samples } = readPng(new Uint8Array(readFileSync(join(folder, 'DG2-1.png'))))
    expect({ width, height, pixels: samples }).toEqual(drawFace())
  })

  test('an image that cannot be decoded is written as it is, and the reason said', async () => {
    const image = drawFaceJpeg2000().subarray(0, 1000)
    const path = put('DG2-damaged.bin', writeDg2([writeFace19794({ faces: [{ image }] })]))
    const folder = join(work, 'damaged')
    const { exitCode, err } = await decode(path, '--extract', folder)
    expect(exitCode).toBe(0)
    expect(err).toMatch(/DG2-damaged-1\.j2k: IMAGE_BAD_DATA: /)
    expect(readdirSync(folder)).toEqual(['DG2-damaged-1.j2k'])
  })

  test('files of one name in two folders do not overwrite each other', async () => {
    const other = join(work, 'other')
    mkdirSync(other)
    writeFileSync(join(other, 'DG2.bin'), readFileSync(join(passport, 'DG2.bin')))
    const folder = join(work, 'both')
    await decode(passport, other, '--extract', folder)
    expect(readdirSync(folder)).toEqual(['DG2-1.jpg', 'DG2-2.jpg'])
  })

  test('a folder that cannot be made: exit code 64', async () => {
    const { exitCode, err } = await decode(passport, '--extract', join(passport, 'DG1.bin', 'x'))
    expect(exitCode).toBe(64)
    expect(err).toMatch(/^emrtd decode: .*ENOTDIR/)
  })
})

describe('emrtd decode, what cannot be read', () => {
  test.each([
    ['absent.bin', undefined, /no such file/],
    ['empty.bin', '', /LDS_UNKNOWN_TAG/],
    ['noise.bin', '00112233', /LDS_UNKNOWN_TAG/],
    ['DG2-cut.bin', '7582', /ASN1_TRUNCATED/],
    ['SOD.bin', '7703020100', /ASN1_|PKI_/],
    ['cut.cer', '3082050030820400a003020102', /_/],
  ])('%s: exit code 65, one line', async (name, hex, message) => {
    const path = hex === undefined ? join(work, name) : put(name, fromHex(hex))
    const { exitCode, out, err } = await decode(path)
    expect([exitCode, out]).toEqual([65, ''])
    expect(err).toMatch(message)
    expect(err.trim().split('\n')).toHaveLength(1)
    const json = await decode(path, '--json')
    expect(json.exitCode).toBe(65)
    expect(JSON.parse(json.out).files[0]).toMatchObject({
      path,
      error: { message: expect.stringMatching(message) },
    })
  })

  test('the others are printed all the same', async () => {
    const { exitCode, out, err } = await decode(join(work, 'absent'), join(passport, 'DG15.bin'))
    expect(exitCode).toBe(65)
    expect(out).toContain('EF.DG15')
    expect(err).toContain('absent')
  })

  test('wrong usage', async () => {
    await expect(decode(passport, '--bytes', 'x')).rejects.toThrow(/whole number/)
    await expect(decode()).rejects.toThrow(/missing required argument/)
  })
})

const published = corpora('specimens')
describe.skipIf(published === undefined)('emrtd decode, published specimens', () => {
  test.each(['loes2006', 'tr03105-5'])(
    '%s: every file, and portraits with the right extension',
    async name => {
      const folder = join(work, name)
      const { out } = await decode(join(published!, name), '--extract', folder)
      expect(out).toMatch(/EF\.DG2/)
      expect(out).not.toMatch(/undefined|\[object/)
      for (const file of readdirSync(folder)) {
        const image = readImageHeader(new Uint8Array(readFileSync(join(folder, file))))
        expect(file.endsWith(`.${image.fileExtension}`)).toBe(true)
        expect(image.findings).toEqual([])
      }
      expect(readdirSync(folder).length).toBeGreaterThan(0)
    },
  )
})
