import { parseEfSod } from '../../dist/node/lds.js'
import { fieldLeniencies, parseCertificate } from '../../dist/node/pki.js'
import { createCountry, issueDocument } from '../../dist/node/testkit.js'
import { signedDataWithPkijs } from '../master-lists.mjs'
import { measure } from '../measure.mjs'
import { line, timesFaster } from '../table.mjs'

export function run() {
  const country = createCountry({
    state: 'UTO',
    seed: 'bench',
    documentSigner: { kind: 'ecdsa', curve: 'P-256', parameters: 'named', hash: 'SHA-256' },
  })
  const { files } = issueDocument(country)
  const sod = files['EF.SOD']
  // Tag and length of EF.SOD stand around it: 77 82 xx xx.
  const signedData = sod.subarray(4)
  const times = measure({
    // All that pkijs has parsed when it is done, so that nothing of it can be put off.
    emrtd: () => {
      const { signedData: cms, securityObject } = parseEfSod(sod)
      const [info] = cms.signerInfos
      const signer = parseCertificate(cms.certificates[0], { leniencies: fieldLeniencies })
      return (
        signer.subject.length +
        signer.issuer.length +
        signer.extensions.length +
        signer.notAfter.getTime() +
        info.signature.length +
        info.signedAttributes.length +
        info.signatureAlgorithm.length +
        info.identifier.serialNumber.length +
        securityObject.dataGroupHashes.reduce((sum, { hash }) => sum + hash[0], 0)
      )
    },
    pkijs: () => {
      const { certificates, signerInfos } = signedDataWithPkijs(signedData)
      return certificates.length + signerInfos[0].signature.valueBlock.valueHexView.length
    },
  })
  return [line(7, `parse an EF.SOD of ${sod.length} bytes`, times, 'emrtd', 'pkijs', timesFaster(200))]
}
