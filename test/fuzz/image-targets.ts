import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { concatBytes, latin1ToBytes } from '../../src/bytes.js'
import { decodeNetpbm, decodeWsq, readImageHeader } from '../../src/images/index.js'
import { findCodestream } from '../../src/images/jpeg2000-codestream.js'
import { drawFace, drawFaceJpeg2000, encodeJpeg } from '../../src/testkit/index.js'
import type { FuzzTarget } from './targets.js'

const picture = drawFace()
const jpeg = encodeJpeg(picture)
const jpeg2000 = drawFaceJpeg2000()
const grey = concatBytes(
  latin1ToBytes(`P5\n# made\n${picture.width} ${picture.height}\n255\n`),
  picture.pixels,
)

/**
 * The published sample, said to be of 64 x 64 pixels: its tables are all there, and a run takes no long time. Where it is not on this
 * machine, the mere beginning of an image.
 */
function wsqSeed(): Uint8Array {
  const path = resolve(process.env['EMRTD_CORPORA'] ?? '../shared/corpora', 'biometrics/sample_image.wsq')
  if (!existsSync(path)) return Uint8Array.of(0xff, 0xa0, 0xff, 0xa4, 0x00, 0x02, 0xff, 0xa1)
  const sample = new Uint8Array(readFileSync(path))
  const frame = sample.findIndex((byte, at) => byte === 0xff && sample[at + 1] === 0xa2)
  sample.set([0, 64, 0, 64], frame + 6)
  return sample.slice(0, 6_000)
}

/** Pictures that strangers encoded. */
export const imageTargets: readonly FuzzTarget[] = [
  {
    name: 'image header',
    room: 'images',
    seeds: [jpeg, jpeg2000, grey],
    run: readImageHeader,
    milliseconds: 20,
  },
  {
    name: 'WSQ',
    room: 'images',
    seeds: [wsqSeed()],
    run: input => decodeWsq(input, { maximumPixels: 2 ** 14 }),
    milliseconds: 100,
  },
  { name: 'JPEG 2000 codestream', room: 'images', seeds: [jpeg2000], run: findCodestream, milliseconds: 20 },
  {
    name: 'netpbm',
    room: 'images',
    seeds: [
      grey.subarray(0, 400),
      latin1ToBytes('P2 2 2 255\n1 2 3 4\n'),
      concatBytes(latin1ToBytes('P5 4 4 255\n'), new Uint8Array(16)),
      concatBytes(latin1ToBytes('P6 2 2 65535\n'), new Uint8Array(24)),
    ],
    run: input => decodeNetpbm(input, { maximumPixels: 2 ** 14 }),
    milliseconds: 20,
  },
]
