import * as node from 'node:crypto'
import { nativeBackend } from '../../dist/node/crypto/native.js'
import { encodePublicKey, parseSignatureAlgorithm } from '../../dist/node/crypto.js'
import {
  fieldLeniencies,
  parseCertificate,
  parseMasterList,
  verifyCertificateSignature,
  verifyMasterList,
} from '../../dist/node/pki.js'
import { masterLists } from '../master-lists.mjs'
import { measure } from '../measure.mjs'
import { atMost, line } from '../table.mjs'

const options = { leniencies: fieldLeniencies }
const at = new Date('2026-06-01T00:00:00Z')
const hashNames = {
  'SHA-1': 'sha1',
  'SHA-224': 'sha224',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
}

/** What node:crypto has to be told for one verification, worked out beforehand; undefined if it cannot make it. */
function bareTask(algorithm, key, message, signature) {
  const scheme = parseSignatureAlgorithm(algorithm)
  const pss = scheme.kind === 'RSA-PSS' && {
    padding: node.constants.RSA_PKCS1_PSS_PADDING,
    saltLength: scheme.saltLength,
  }
  const hash = hashNames[scheme.hash]
  const spki = { key: Buffer.from(encodePublicKey(key)), format: 'der', type: 'spki' }
  const task = () => node.verify(hash, message, { key: node.createPublicKey(spki), ...pss }, signature)
  try {
    return task() ? task : undefined
  } catch {
    return undefined
  }
}

export function run() {
  const { name, lists, csca } = masterLists()
  const list = parseMasterList(lists[0])
  const anchor = parseCertificate(csca, options)
  const verifyList = () => verifyMasterList(list, [anchor], { backend: nativeBackend, at })
  const { status, signer, path } = verifyList()
  if (status !== 'passed' || path.length !== 2) throw new Error('the list of the benchmark does not verify')

  const [info] = list.signedData.signerInfos
  const attributes = Uint8Array.from(info.signedAttributesBytes)
  attributes[0] = 0x31
  const { signatureAlgorithm, tbsBytes, signature } = signer
  const ofList = [
    bareTask(info.signatureAlgorithm, signer.publicKey, attributes, info.signature),
    bareTask(signatureAlgorithm, anchor.publicKey, tbsBytes, signature),
    () => node.createHash('sha256').update(list.signedData.content).digest().length > 0,
  ]
  // A few that we verify OpenSSL does not, such as those whose DigestInfo lacks NULL: they are left out on both sides.
  const selfSigned = list.certificates.flatMap(certificate => {
    if (verifyCertificateSignature(certificate, certificate, nativeBackend).status !== 'passed') return []
    const task = bareTask(
      certificate.signatureAlgorithm,
      certificate.publicKey,
      certificate.tbsBytes,
      certificate.signature,
    )
    return task === undefined ? [] : [{ bytes: certificate.bytes, task }]
  })
  if (ofList.includes(undefined)) throw new Error('node:crypto does not verify the list of the benchmark')
  const tasks = [...ofList, ...selfSigned.map(({ task }) => task)]

  const times = measure(
    {
      // From the bytes of each certificate anew: nothing is known of keys and algorithms.
      emrtd: () => {
        let count = verifyList().status === 'passed' ? ofList.length : 0
        for (const { bytes } of selfSigned) {
          const certificate = parseCertificate(bytes, options)
          if (verifyCertificateSignature(certificate, certificate, nativeBackend).status === 'passed') count++
        }
        if (count !== tasks.length) throw new Error('a verification of the benchmark fails')
        return count
      },
      'bare node:crypto': () => tasks.reduce((count, task) => count + (task() ? 1 : 0), 0),
    },
    { rounds: 21, milliseconds: 100 },
  )
  const work = `verify the ${name} and its ${selfSigned.length} self-signatures`
  return [line(6, work, times, 'emrtd', 'bare node:crypto', atMost(1.1))]
}
