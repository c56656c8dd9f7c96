import { encodeTlv } from '../dist/node/asn1.js'
import { curveByName, encodePublicKey } from '../dist/node/crypto.js'
import { parseEfSod } from '../dist/node/lds.js'
import { createTrustStore, fieldLeniencies, parseCertificate } from '../dist/node/pki.js'
import {
  createCountry,
  drawFace,
  encodeJpeg,
  issueDocument,
  writeDg2,
  writeFace19794,
} from '../dist/node/testkit.js'

/** The moment of every inspection here. */
export const at = new Date('2024-06-01T00:00:00Z')

/** A drawn face in JPEG, with zeros at the end of its scan so that it has `size` bytes. */
function imageOf(size) {
  const drawn = encodeJpeg(drawFace())
  const image = new Uint8Array(Math.max(size, drawn.length))
  image.set(drawn.subarray(0, -2))
  image.set(drawn.subarray(-2), image.length - 2)
  return image
}

/** An ISO/IEC 19794-5 face with an image of `size` bytes. */
export function faceOf19794(size) {
  return writeFace19794({ faces: [{ image: imageOf(size) }] })
}

/** An ISO/IEC 39794-5 face with an image of `size` bytes: what the standard demands, format and size of the image. */
export function faceOf39794(size) {
  const unsigned = (tag, value) => encodeTlv(tag, Uint8Array.of(value >>> 8, value & 0xff))
  const version = encodeTlv(0xa0, encodeTlv(0x80, Uint8Array.of(3)), unsigned(0x81, 2019))
  const information = encodeTlv(
    0xa1,
    encodeTlv(0xa0, encodeTlv(0x80, Uint8Array.of(2))),
    encodeTlv(0xa7, unsigned(0x80, 240), unsigned(0x81, 320)),
  )
  const image = encodeTlv(0xa0, encodeTlv(0xa0, encodeTlv(0x80, imageOf(size)), information))
  const representation = encodeTlv(0x30, encodeTlv(0x80, Uint8Array.of(1)), encodeTlv(0xa1, image))
  return encodeTlv(0xa1, encodeTlv(0x65, version, encodeTlv(0xa1, representation)))
}

/**
 * The passport of row 1: EF.SOD by a signer on brainpoolP256r1 under a CSCA with RSA-4096, EF.DG1, EF.DG2 of 15 KB, EF.DG14 and
 * EF.DG15. With the parts that a bare verification needs.
 */
export function makePassport() {
  const country = createCountry({
    state: 'UTO',
    seed: 'bench',
    csca: { kind: 'rsa', bits: 4096, padding: 'pkcs1', hash: 'SHA-256' },
    documentSigner: { kind: 'ecdsa', curve: 'brainpoolP256r1', parameters: 'explicit', hash: 'SHA-256' },
  })
  const { files } = issueDocument(country, {
    dataGroups: { 2: writeDg2([faceOf19794(15_000)]) },
    chipAuthentication: { curve: 'brainpoolP256r1' },
    activeAuthentication: { kind: 'ecdsa', curve: 'brainpoolP256r1', parameters: 'named', hash: 'SHA-256' },
  })
  const certificate = country.csca.certificate
  const trust = createTrustStore([{ name: 'CSCA', bytes: certificate, trust: 'asGiven' }])
  const { signedData } = parseEfSod(files['EF.SOD'])
  const [info] = signedData.signerInfos
  const attributes = Uint8Array.from(info.signedAttributesBytes)
  attributes[0] = 0x31
  const options = { leniencies: fieldLeniencies }
  const signer = parseCertificate(signedData.certificates[0], options)
  const csca = parseCertificate(certificate, options)
  return {
    files: new Map(Object.entries(files)),
    trust,
    curve: curveByName('brainpoolP256r1'),
    hashed: [
      signedData.content,
      ...Object.entries(files).flatMap(([name, bytes]) => (/DG/.test(name) ? [bytes] : [])),
    ],
    sod: {
      message: attributes,
      signature: info.signature,
      point: signer.publicKey.point,
      key: encodePublicKey(signer.publicKey),
    },
    path: {
      message: signer.tbsBytes,
      signature: signer.signature,
      modulus: csca.publicKey.modulus,
      exponent: csca.publicKey.exponent,
      key: encodePublicKey(csca.publicKey),
    },
  }
}
