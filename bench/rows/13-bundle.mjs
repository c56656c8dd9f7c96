import { bundleSize, bundles } from '../../scripts/bundle-sizes.mjs'

export async function run() {
  const noble = await bundleSize(bundles['noble alone'])
  const lines = []
  for (const name of ['inspect alone', 'emrtd/mrz', 'emrtd/lds', 'emrtd/pki', 'emrtd']) {
    const { gzipped } = await bundleSize(bundles[name])
    lines.push({
      row: 13,
      work: `browser bundle of ${name === 'inspect alone' ? 'inspect' : name}, gzipped`,
      ours: gzipped,
      against: "noble's own share",
      theirs: noble.gzipped,
      unit: 'B',
      value: gzipped,
      required: { kind: 'in all', ...(name === 'inspect alone' && { value: 60_000 }) },
    })
  }
  return lines
}
