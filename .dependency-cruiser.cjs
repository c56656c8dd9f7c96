/**
 * The import directions of the rooms of `src/`: downward only. `asn1/` and the files in the root of src are open to
 * all; each room names the rooms that it may import.
 */
const rooms = {
  crypto: [],
  mrz: [],
  apdu: ['crypto'],
  pki: ['crypto'],
  lds: ['pki', 'mrz', 'images', 'crypto'],
  access: ['lds', 'mrz', 'apdu', 'crypto'],
  authentication: ['lds', 'pki', 'mrz', 'apdu', 'crypto'],
  inspection: ['authentication', 'lds', 'images', 'pki', 'mrz', 'crypto'],
  reader: ['authentication', 'access', 'lds', 'pki', 'mrz', 'apdu', 'crypto'],
  testkit: ['lds', 'pki', 'apdu', 'mrz', 'crypto'],
  batch: ['inspection', 'lds', 'pki', 'mrz'],
  asn1: [],
  images: [],
  cli: [
    'batch',
    'reader',
    'inspection',
    'testkit',
    'authentication',
    'access',
    'lds',
    'images',
    'pki',
    'mrz',
    'apdu',
    'crypto',
  ],
}

const roots = '^src/[^/]+\\.ts$'

/** Node's own modules are for the command line, batches, the native backend and the PC/SC transport. */
const nodeOnly = '^src/(cli/|batch/|crypto/native/|reader/transports/)'

module.exports = {
  forbidden: [
    { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true } },
    ...Object.entries(rooms).map(([room, below]) => ({
      name: `${room}-imports-downward`,
      severity: 'error',
      from: { path: `^src/${room}/` },
      to: {
        path: '^src/',
        pathNot: [`^src/(${[room, 'asn1', ...below].join('|')})/`, roots],
      },
    })),
    {
      name: 'root-files-import-root-files',
      severity: 'error',
      from: { path: roots, pathNot: '^src/index\\.ts$' },
      to: { path: '^src/[^/]+/' },
    },
    {
      name: 'node-modules-of-node-only-at-the-edges',
      severity: 'error',
      from: { path: '^src/', pathNot: nodeOnly },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'pkijs-only-in-the-testkit',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(testkit|interop)/' },
      to: { path: 'node_modules/(pkijs|asn1js)/' },
    },
    {
      name: 'tests-stay-outside',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|bench|scripts)/' },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-dev-dependency',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
}
