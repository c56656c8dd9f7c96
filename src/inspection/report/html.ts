/** Text that is HTML already. */
export interface Html {
  readonly html: string
}

type Content = Html | string | number | undefined | readonly Content[]

/** HTML out of a template: everything that is put in is escaped, unless it is HTML itself; lists are joined. */
export function html(parts: TemplateStringsArray, ...values: readonly Content[]): Html {
  let text = parts[0]!
  for (const [index, value] of values.entries()) text += render(value) + parts[index + 1]!
  return { html: text }
}

/** Nothing. */
export const nothing: Html = { html: '' }

function render(value: Content): string {
  if (value === undefined) return ''
  if (typeof value === 'string') return escapeHtml(value)
  if (typeof value === 'number') return String(value)
  if (isList(value)) return value.map(render).join('')
  return value.html
}

const isList = (value: Content): value is readonly Content[] => Array.isArray(value)

/** For text and for quoted attributes. Control characters, which HTML does not allow, become a replacement character. */
function escapeHtml(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '\ufffd')
      .replace(/&/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/>/g, '&gt;')
      .replace(/"/g, '&quot;')
      .replace(/'/g, '&#39;')
  )
}
