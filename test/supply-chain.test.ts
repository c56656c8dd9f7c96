import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

interface LockedPackage {
  readonly dev?: true
  readonly devOptional?: true
  readonly peer?: true
  readonly optional?: true
  readonly hasInstallScript?: true
  readonly integrity?: string
  readonly link?: true
}

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  readonly packages: Readonly<Record<string, LockedPackage>>
}
const installed = Object.entries(lock.packages).filter(([path]) => path !== '')
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>
  readonly dependencies: Readonly<Record<string, string>>
}

test('every package is pinned by its hash, but for binaries of other platforms, which are by their version', () => {
  const loose = installed.filter(([, { integrity }]) => !/^sha512-/.test(integrity ?? ''))
  expect(loose.filter(([, { optional }]) => optional !== true).map(([path]) => path)).toEqual([])
})

test('no runtime dependency runs a script when it is installed, nor does this package', () => {
  const runtime = installed.filter(
    ([, { dev, devOptional, peer, optional }]) => !(dev || devOptional || peer || optional),
  )
  expect(runtime.map(([path]) => path.replace('node_modules/', '')).sort()).toEqual(
    Object.keys(manifest.dependencies).sort(),
  )
  expect(runtime.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => path)).toEqual([])
  for (const name of ['preinstall', 'install', 'postinstall', 'prepare'])
    expect(manifest.scripts).not.toHaveProperty(name)
})
