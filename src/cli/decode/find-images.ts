import type { EncodedImage } from '../../lds/index.js'

/** Every image in a parsed structure, each once, in order. */
export function findImages(value: unknown): readonly EncodedImage[] {
  const images = new Set<EncodedImage>()
  const look = (part: unknown): void => {
    if (typeof part !== 'object' || part === null || ArrayBuffer.isView(part)) return
    if ('mediaType' in part && 'fileExtension' in part) images.add(part as EncodedImage)
    else for (const inner of Object.values(part)) look(inner)
  }
  look(value)
  return [...images].filter(({ bytes }) => bytes.length > 0)
}
