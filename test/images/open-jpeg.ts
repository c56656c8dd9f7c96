import type { OpenJpegFactory, OpenJpegFrame, Pixels } from '../../src/images/index.js'

interface Encoder {
  getDecodedBuffer(frame: OpenJpegFrame): Uint8Array
  setQuality(reversible: boolean, ratio: number): void
  encode(): void
  getEncodedBuffer(): Uint8Array
  delete(): void
}

/** The package's factory of decoder and encoder; it has no types of its own. */
export const openJpegFactory: OpenJpegFactory = (
  (await import('@cornerstonejs/codec-openjpeg' as string)) as { readonly default: OpenJpegFactory }
).default

const silent = { print: () => {}, printErr: () => {} }
const { J2KEncoder } = (await openJpegFactory(silent)) as unknown as {
  readonly J2KEncoder: new () => Encoder
}

/** Samples as a JPEG 2000 codestream without loss; of more than eight bits each has two bytes, the lower first. */
export function encodeJpeg2000(samples: Uint8Array, frame: OpenJpegFrame): Uint8Array {
  const encoder = new J2KEncoder()
  encoder.getDecodedBuffer(frame).set(samples)
  encoder.setQuality(true, 0)
  encoder.encode()
  const encoded = Uint8Array.from(encoder.getEncodedBuffer())
  encoder.delete()
  return encoded
}

/** A picture of colours that differ in every pixel. */
export function gradient(width: number, height: number, components: 1 | 3): Pixels {
  const samples = new Uint8Array(width * height * components)
  for (let i = 0; i < samples.length; i++) samples[i] = (i * 7 + Math.floor(i / width) * 3) & 0xff
  return { width, height, components, samples }
}
