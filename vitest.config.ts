import { fileURLToPath } from 'node:url'
import type { ViteUserConfig } from 'vitest/config'

const config: ViteUserConfig = {
  // The tests run on source in Node, where the package's `node` condition selects the native backend.
  resolve: {
    alias: [
      {
        find: /^(.*)\/default-backend\.js$/,
        replacement: fileURLToPath(new URL('./src/crypto/default-backend.node.ts', import.meta.url)),
      },
    ],
  },
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    reporters: ['default'],
  },
}

export default config
