export const bundles: Readonly<Record<string, string>>
export function bundleSize(contents: string): Promise<{
  readonly minified: number
  readonly gzipped: number
  readonly files: Readonly<Record<string, number>>
}>
