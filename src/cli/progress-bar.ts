import type { ReadProgress } from '../reader/index.js'

/** A line that shows how far a reading has come. */
export interface ProgressBar {
  show(progress: ReadProgress): void
  /** Takes the line away. */
  clear(): void
}

/** Where a bar is drawn. */
export interface ProgressStream {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

/** Draws progress on a terminal, and nothing elsewhere. */
export function progressBar(stream: ProgressStream): ProgressBar {
  if (stream.isTTY !== true) return { show: () => {}, clear: () => {} }
  let shown = ''
  const draw = (line: string): void => {
    if (line === shown) return
    shown = line
    stream.write(`\r\x1b[2K${line}`)
  }
  return {
    show: progress => draw(progressLine(progress, stream.columns ?? 80)),
    clear: () => draw(''),
  }
}

/** `EF.DG2  [######......]  10,240 of 20,480 bytes  (4/6)`, as wide as the terminal allows. */
export function progressLine(
  { file, received, total, fileIndex, fileCount }: ReadProgress,
  columns: number,
): string {
  const number = (value: number): string => value.toLocaleString('en-US')
  const amount =
    total === undefined ? `${number(received)} bytes` : `${number(received)} of ${number(total)} bytes`
  const before = `${file.padEnd(12)} `
  const after = ` ${amount}  (${fileIndex + 1}/${fileCount})`
  const width = Math.min(40, columns - before.length - after.length - 3)
  const share = total === undefined || total === 0 ? 0 : Math.min(1, received / total)
  if (width < 5) return `${before}${amount}`.slice(0, Math.max(0, columns - 1))
  const full = Math.floor(share * width)
  return `${before}[${'#'.repeat(full)}${'.'.repeat(width - full)}]${after}`
}
