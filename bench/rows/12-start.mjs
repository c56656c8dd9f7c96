import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { median } from '../measure.mjs'

const root = new URL('../../', import.meta.url)
const path = name => fileURLToPath(new URL(name, root))
const index = new URL('dist/node/index.js', root).href
const rounds = 25

const processes = {
  'node -e 0': ['-e', '0'],
  "import 'emrtd'": ['--input-type=module', '-e', `import ${JSON.stringify(index)}`],
  'emrtd verify': [
    path('dist/node/cli/main.js'),
    ...[
      'verify',
      path('vectors/specimens/utopia-passport'),
      '--trust',
      path('vectors/specimens/utopia-csca.cer'),
    ],
    ...['--at', '2026-06-01'],
  ],
}

function time(parameters) {
  const start = process.hrtime.bigint()
  execFileSync(process.execPath, parameters, { stdio: 'ignore' })
  return Number(process.hrtime.bigint() - start)
}

export function run() {
  const names = Object.keys(processes)
  const times = new Map(names.map(name => [name, []]))
  for (let round = 0; round < rounds; round++) {
    for (const name of names) times.get(name).push(time(processes[name]))
  }
  const bare = times.get('node -e 0')
  return names.slice(1).map(name => ({
    row: 12,
    work: `${name}, a whole process`,
    ours: median(times.get(name)),
    against: 'node -e 0',
    theirs: median(bare),
    unit: 'ns',
    value: median(times.get(name).map((taken, round) => taken - bare[round])),
    required: { kind: 'more', value: 60e6 },
  }))
}
