import { bigIntToBytes, bytesToBigInt, concatBytes, equalBytes } from '../../bytes.js'
import type { CryptoBackend, DhGroup, DomainParameters, EcCurve } from '../../crypto/index.js'
import type { FaultPlan } from './fault-plan.js'

/** Which key of PACE the chip is about to send. */
export type PaceKeyKind = 'Mapping' | 'Ephemeral'

/**
 * A public key of the chip as its faults leave it.
 *
 * @param encoded the right key.
 * @param received the terminal's key of the same step.
 */
export function corruptPublicKey(
  encoded: Uint8Array,
  kind: PaceKeyKind,
  received: Uint8Array,
  parameters: DomainParameters,
  { backend, faults }: { readonly backend: CryptoBackend; readonly faults: FaultPlan },
): Uint8Array {
  if (faults.due(`pace${kind}Reflected`)) return received.slice()
  const ec = parameters.type === 'EC'
  if (faults.due(`pace${kind}OffCurve`)) {
    return ec ? offCurve(encoded) : outsideSubgroup(backend, parameters.group)
  }
  if (faults.due(`pace${kind}Identity`)) return Uint8Array.of(ec ? 0 : 1)
  if (faults.due(`pace${kind}SmallOrder`)) {
    return ec
      ? // (x, 0) has order 2 on the curve through it, which is another one than the chip's.
        concatBytes(
          encoded.subarray(0, 1 + parameters.curve.fieldLength),
          new Uint8Array(parameters.curve.fieldLength),
        )
      : bigIntToBytes(bytesToBigInt(parameters.group.prime) - 1n, parameters.group.prime.length)
  }
  if (faults.due(`pace${kind}OutOfRange`)) return ec ? outOfRange(parameters.curve) : parameters.group.prime
  if (ec && faults.due(`pace${kind}Short`)) return encoded.subarray(0, encoded.length - 1)
  if (ec && faults.due(`pace${kind}Compressed`)) {
    const odd = encoded[encoded.length - 1]! & 1
    return concatBytes(Uint8Array.of(2 + odd), encoded.subarray(1, 1 + parameters.curve.fieldLength))
  }
  return encoded
}

/** The point above or below in y: y + 1 or y - 1 is as good as never the y of a point with the same x. */
function offCurve(encoded: Uint8Array): Uint8Array {
  const wrong = encoded.slice()
  wrong[wrong.length - 1] = wrong[wrong.length - 1]! ^ 1
  return wrong
}

/** A point of the curve whose first coordinate is written as x + p, where that fits; else as p. */
function outOfRange(curve: EcCurve): Uint8Array {
  const x = curve.gx + curve.p
  const fits = x < 1n << BigInt(8 * curve.fieldLength)
  return concatBytes(
    Uint8Array.of(4),
    bigIntToBytes(fits ? x : curve.p, curve.fieldLength),
    bigIntToBytes(curve.gy, curve.fieldLength),
  )
}

/** The smallest number from 2 on that is in the field and not in the subgroup. */
function outsideSubgroup(backend: CryptoBackend, group: DhGroup): Uint8Array {
  const one = bigIntToBytes(1n, group.prime.length)
  for (let candidate = 2; candidate < 256; candidate++) {
    const element = bigIntToBytes(BigInt(candidate), group.prime.length)
    if (group.order !== undefined && !equalBytes(backend.modPow(element, group.order, group.prime), one)) {
      return element
    }
  }
  return Uint8Array.of(0)
}
