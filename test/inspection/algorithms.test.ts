import { describe, expect, test } from 'vitest'
import { inspect } from '../../src/inspection/index.js'
import type { LdsFileName } from '../../src/lds/index.js'
import { createTrustStore } from '../../src/pki/index.js'
import { backends } from '../crypto/backends.js'
import { matrixSpecimen, signingAlgorithms } from '../testkit/issuer/algorithm-matrix.js'

const at = new Date('2026-06-01T00:00:00Z')

describe.each(signingAlgorithms)('CSCA $name', csca => {
  test.each(signingAlgorithms)('document signer $name: valid on both backends', documentSigner => {
    const specimen = matrixSpecimen(csca, documentSigner)
    const files = Object.entries(specimen.files).flatMap(([name, bytes]) =>
      bytes === undefined ? [] : [{ name: name as LdsFileName, bytes }],
    )
    for (const [, backend] of backends) {
      const trust = createTrustStore([{ name: 'csca', bytes: specimen.csca, trust: 'asGiven' }], { backend })
      const { verdict, checks } = inspect({ files }, { trust, at, backend })
      expect(checks.filter(({ status, advisory }) => status !== 'passed' && !advisory)).toEqual([])
      expect(verdict).toBe('valid')
    }
  })
})
