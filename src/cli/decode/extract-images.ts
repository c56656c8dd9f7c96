import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { EncodedImage } from '../../lds/index.js'

/** An image and the file that it came from. */
export interface ImageOfFile {
  /** Name of the file, without its folder. */
  readonly name: string
  readonly image: EncodedImage
}

/**
 * Writes images into a folder, which is made if it is not there: `DG2-1.jpg` for the first of `DG2.bin`. Each appears
 * whole or not at all; one of that name that stands there is replaced.
 *
 * @returns the paths that were written.
 */
export async function extractImages(
  folder: string,
  images: readonly ImageOfFile[],
): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true })
  const paths: string[] = []
  for (const { name, image } of images) {
    const stem = name.replace(/\.[^.]*$/, '')
    const path = freePath(folder, stem, image.fileExtension, paths)
    const temporary = join(folder, `.${stem}-${process.pid}-${paths.length}.tmp`)
    await writeFile(temporary, image.bytes)
    await rename(temporary, path)
    paths.push(path)
  }
  return paths
}

/** Files of several folders can have one name. */
function freePath(folder: string, stem: string, extension: string, taken: readonly string[]): string {
  for (let number = 1; ; number++) {
    const path = join(folder, `${stem}-${number}.${extension}`)
    const others = taken.map(other => other.replace(/\.[^.]*$/, ''))
    if (!others.includes(path.slice(0, -extension.length - 1))) return path
  }
}
