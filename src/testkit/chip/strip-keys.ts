import { encodeTlv, readTlvs } from '../../asn1/index.js'

/** EF.COM with a tag list that names neither EF.DG14 (6E) nor EF.DG15 (6F), as a copy without the keys has it. */
export function stripKeysFromEfCom(efCom: Uint8Array): Uint8Array {
  const [outer] = readTlvs(efCom)
  if (outer === undefined) return efCom
  const objects = readTlvs(outer.value).map(({ tag, value, bytes }) =>
    tag === 0x5c
      ? encodeTlv(
          tag,
          value.filter(each => each !== 0x6e && each !== 0x6f),
        )
      : bytes,
  )
  return encodeTlv(outer.tag, ...objects)
}
