import { EmrtdError } from '../errors.js'

/** What the library needs of the module that `@cornerstonejs/codec-openjpeg` makes, an optional peer dependency. */
export interface OpenJpeg {
  readonly J2KDecoder: OpenJpegDecoderConstructor
}

/** Makes decoders, one for each image. */
export interface OpenJpegDecoderConstructor {
  /** A decoder with nothing in its buffer. */
  new (): OpenJpegDecoder
}

/** OpenJPEG's decoder: bytes go into its buffer, samples come out of another. */
export interface OpenJpegDecoder {
  /** A buffer of that length for the encoded image. */
  getEncodedBuffer(length: number): Uint8Array
  /** Decodes what the buffer holds; throws what OpenJPEG throws. */
  decode(): void
  /** Of the image that was decoded. */
  getFrameInfo(): OpenJpegFrame
  /** The samples, those of a pixel side by side; of more than eight bits each has two bytes, the lower first. */
  getDecodedBuffer(): ArrayLike<number>
  /** Frees the memory that WebAssembly holds for it. */
  delete(): void
}

/** What OpenJPEG says of an image. */
export interface OpenJpegFrame {
  /** In pixels, like the height. */
  readonly width: number
  readonly height: number
  readonly bitsPerSample: number
  readonly componentCount: number
  readonly isSigned: boolean
}

/** A function that a file of the package exports. */
export type OpenJpegFactory = (settings: {
  readonly print: (line: string) => void
  readonly printErr: (line: string) => void
}) => Promise<OpenJpeg>

/**
 * OpenJPEG, made ready without a word on the console. It is imported from `@cornerstonejs/codec-openjpeg` unless its factory is
 * given; a bundler needs the import where it can see it.
 *
 * @param factory what `@cornerstonejs/codec-openjpeg/decode` (plain JavaScript) or one of its other files exports.
 * @throws {EmrtdError} `IMAGE_UNSUPPORTED` if the package is not installed.
 *
 * @example
 * ```ts
 * import { imageForBrowser, loadOpenJpeg } from 'emrtd/images'
 *
 * const show = async (portrait: Uint8Array) => imageForBrowser(portrait, { openJpeg: await loadOpenJpeg() })
 * ```
 */
export async function loadOpenJpeg(factory?: OpenJpegFactory): Promise<OpenJpeg> {
  const make = factory ?? (await importFactory())
  return make({ print: silent, printErr: silent })
}

async function importFactory(): Promise<OpenJpegFactory> {
  // By a name that bundlers and compilers do not follow: the package may be absent.
  const name = '@cornerstonejs/codec-openjpeg/decodewasmjs'
  try {
    const module = (await import(name)) as { readonly default: OpenJpegFactory }
    return module.default
  } catch (cause) {
    throw new EmrtdError(
      'IMAGE_UNSUPPORTED',
      'JPEG 2000 needs the package @cornerstonejs/codec-openjpeg: npm install @cornerstonejs/codec-openjpeg',
      { cause },
    )
  }
}

function silent(): void {}
