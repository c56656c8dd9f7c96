import { decodeOid, readTlvs, type Tlv } from '../../asn1/index.js'
import { EmrtdError } from '../../errors.js'

/** The objects of a dynamic authentication data template that fills `data`; undefined for anything else. */
export function dynamicAuthenticationData(data: Uint8Array): readonly Tlv[] | undefined {
  const objects = readObjects(data)
  return objects?.length === 1 && objects[0]!.tag === 0x7c ? readObjects(objects[0]!.value) : undefined
}

/** The data objects of `data`; undefined if they are none. */
export function readObjects(data: Uint8Array): readonly Tlv[] | undefined {
  try {
    return readTlvs(data)
  } catch (error) {
    if (error instanceof EmrtdError) return undefined
    throw error
  }
}

/** An object identifier in dotted form; undefined for octets that are none. */
export function readOid(content: Uint8Array): string | undefined {
  try {
    return decodeOid(content)
  } catch (error) {
    if (error instanceof EmrtdError) return undefined
    throw error
  }
}
