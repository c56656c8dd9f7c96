import { EmrtdError } from '../errors.js'

/** What stands between the BEGIN and END lines of one PEM block. RFC 7468 §2. */
export interface PemBlock {
  /** The label of its BEGIN line: `CERTIFICATE`, `CMS`. */
  readonly label: string
  /** Byte offset of its BEGIN line in the file. */
  readonly offset: number
  /** What it holds, or why that cannot be read. */
  readonly content: Uint8Array | EmrtdError
}

const latin1 = new TextDecoder('latin1')

/**
 * The PEM blocks of a text file, in order; text around them is passed over. A block without an end, or whose content is
 * not base64, costs only itself. RFC 7468.
 *
 * @example
 * ```ts
 * import { latin1ToBytes } from 'emrtd'
 * import { readPem } from 'emrtd/pki'
 *
 * readPem(latin1ToBytes('-----BEGIN CMS-----\nMAA=\n-----END CMS-----\n')) // [{ label: 'CMS', offset: 0, content: 30 00 }]
 * ```
 */
export function readPem(bytes: Uint8Array): readonly PemBlock[] {
  const text = latin1.decode(bytes)
  const blocks: PemBlock[] = []
  let open: { readonly label: string; readonly offset: number; readonly start: number } | undefined
  const lost = (message: string): void => {
    if (open === undefined) return
    const { label, offset } = open
    blocks.push({ label, offset, content: new EmrtdError('PKI_UNKNOWN_FORMAT', message, { offset }) })
  }
  for (const line of text.matchAll(/-----(BEGIN|END) ([A-Z0-9 ]{1,40})-----/g)) {
    const label = line[2] ?? ''
    if (line[1] === 'BEGIN') {
      lost('PEM block without an end')
      open = { label, offset: line.index, start: line.index + line[0].length }
    } else if (open !== undefined) {
      if (open.label !== label) lost(`PEM block ends as another kind`)
      else blocks.push({ label, offset: open.offset, content: decode(text, open.start, line.index) })
      open = undefined
    }
  }
  lost('PEM block without an end')
  return blocks
}

function decode(text: string, start: number, end: number): Uint8Array | EmrtdError {
  const base64 = text.slice(start, end).replace(/[\t\n\v\f\r ]+/g, '')
  try {
    return Uint8Array.from(atob(base64), character => character.charCodeAt(0))
  } catch (cause) {
    return new EmrtdError('PKI_UNKNOWN_FORMAT', 'content of a PEM block is not base64', {
      offset: start,
      cause,
    })
  }
}
