import { parentPort, workerData } from 'node:worker_threads'
import type { BatchOptions } from './batch-options.js'
import { createPathInspector } from './inspect-path.js'

/** The thread's side of `inspectFolders`: paths in, lines out. */
const { inspectPath } = createPathInspector(workerData as BatchOptions)

parentPort?.on('message', async (paths: readonly string[]) => {
  const lines = []
  for (const path of paths) lines.push(await inspectPath(path))
  parentPort?.postMessage(lines)
})
