import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { EmrtdError } from '../../errors.js'
import { type BrowserImage, imageForBrowser, loadOpenJpeg, type OpenJpeg } from '../../images/index.js'
import type { EncodedImage } from '../../lds/index.js'
import { writeWhole } from '../write-whole.js'

/** An image and the file that it came from. */
export interface ImageOfFile {
  /** Name of the file, without its folder. */
  readonly name: string
  readonly image: EncodedImage
}

/** What became of the images. */
export interface ExtractedImages {
  /** The paths that were written. */
  readonly paths: readonly string[]
  /** Why an image has no PNG beside it, a line each. */
  readonly remarks: readonly string[]
}

/** Files that a viewer opens, whatever their reader knows of documents. */
const shown = ['jpeg', 'png']

/**
 * Writes images into a folder, which is made if it is not there: `DG2-1.jpg` for the first of `DG2.bin`. One that a viewer does
 * not open (JPEG 2000, WSQ) gets a PNG beside it. Each appears whole or not at all; one of that name that stands there is replaced.
 */
export async function extractImages(
  folder: string,
  images: readonly ImageOfFile[],
): Promise<ExtractedImages> {
  await mkdir(folder, { recursive: true })
  const openJpeg = images.some(({ image: { format } }) => format === 'jpeg2000' || format === 'jp2')
    ? await openJpegIfThere()
    : undefined
  const paths: string[] = []
  const remarks: string[] = []
  for (const { name, image } of images) {
    const stem = freeStem(folder, name.replace(/\.[^.]*$/, ''), paths)
    const path = `${stem}.${image.fileExtension}`
    await writeWhole(path, image.bytes)
    paths.push(path)
    if (shown.includes(image.format)) continue
    const browser = browserImage(image, openJpeg)
    if (typeof browser === 'string') {
      remarks.push(`${path}: ${browser}`)
      continue
    }
    await writeWhole(`${stem}.png`, browser.bytes)
    paths.push(`${stem}.png`)
  }
  return { paths, remarks }
}

async function openJpegIfThere(): Promise<OpenJpeg | string> {
  try {
    return await loadOpenJpeg()
  } catch (error) {
    if (!(error instanceof EmrtdError)) throw error
    return error.message
  }
}

/** The image as a PNG, or why there is none. */
function browserImage(image: EncodedImage, openJpeg: OpenJpeg | string | undefined): BrowserImage | string {
  const isJpeg2000 = image.format === 'jpeg2000' || image.format === 'jp2'
  if (isJpeg2000 && typeof openJpeg === 'string') return openJpeg
  try {
    const codec = typeof openJpeg === 'object' ? openJpeg : undefined
    return imageForBrowser(image.bytes, { openJpeg: codec }) ?? 'no known image format'
  } catch (error) {
    if (!(error instanceof EmrtdError)) throw error
    return `${error.code}: ${error.message}`
  }
}

/** A path without an ending: files of several folders can have one name. */
function freeStem(folder: string, name: string, taken: readonly string[]): string {
  const stems = taken.map(path => path.replace(/\.[^.]*$/, ''))
  for (let number = 1; ; number++) {
    const stem = join(folder, `${name}-${number}`)
    if (!stems.includes(stem)) return stem
  }
}
