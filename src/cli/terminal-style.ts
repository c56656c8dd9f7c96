/** How text is dressed for a terminal: plainly, unless its reader can see colours and has not said no to them. */
export interface TerminalStyle {
  readonly colour: boolean
  /** Columns to wrap at; undefined if the text goes into a file or a pipe, where a line stays a line. */
  readonly width: number | undefined
}

/** What the stream and the environment ask for. NO_COLOR (no-color.org) wins over FORCE_COLOR. */
export function terminalStyle(
  stream: { readonly isTTY?: boolean; readonly columns?: number },
  environment: Readonly<Record<string, string | undefined>>,
): TerminalStyle {
  const isTerminal = stream.isTTY === true
  const refused = Boolean(environment['NO_COLOR']) || environment['TERM'] === 'dumb'
  const forced = Boolean(environment['FORCE_COLOR']) && environment['FORCE_COLOR'] !== '0'
  const columns = stream.columns ?? 80
  return {
    colour: !environment['NO_COLOR'] && (forced || (isTerminal && !refused)),
    width: isTerminal ? Math.max(40, Math.min(columns, 110)) : undefined,
  }
}

const codes = { red: 31, green: 32, yellow: 33, grey: 90, bold: 1 } as const

/** A way to set off text. */
export type Ink = keyof typeof codes

/** The text in that ink, if there is to be colour. */
export function ink(text: string, how: Ink | undefined, { colour }: TerminalStyle): string {
  return colour && how !== undefined ? `\u001b[${codes[how]}m${text}\u001b[0m` : text
}

/** The text in lines no longer than the width, every line after the first indented; as one line without a width. */
export function wrap(text: string, indent: number, { width }: TerminalStyle): readonly string[] {
  if (width === undefined) return [text]
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const room = width - (lines.length === 0 ? 0 : indent)
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(lines.length === 0 ? line : ' '.repeat(indent) + line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  lines.push(lines.length === 0 ? line : ' '.repeat(indent) + line)
  return lines
}
