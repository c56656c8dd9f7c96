import type { EncodedImage, LdsFinding } from '../../lds/index.js'

/** A line for a person: what it is about, and what is said of it, or lines that stand under it. */
export type Row = readonly [label: string, value: string | readonly Row[]]

/** A file as `emrtd decode` understands it. */
export interface DecodedFile {
  /** What it is: `EF.DG2`, `certificate`. */
  readonly kind: string
  /** For a person: whole lines that stand as they are, then rows. */
  readonly lines?: readonly string[]
  readonly rows: readonly Row[]
  /** For a program: what the library's parser gave, or plain data made of it. */
  readonly content: unknown
  readonly findings: readonly LdsFinding[]
  readonly images: readonly EncodedImage[]
}
