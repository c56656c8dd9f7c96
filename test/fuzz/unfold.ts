/** How many values are looked at: a parsed file is a tree, but nobody promises that it is small. */
const maximumValues = 20_000

/**
 * Looks at every value of a parsed structure, what is decoded on demand included: only then has it been parsed. An error of a
 * property is thrown on once all others were asked for.
 */
export function unfold(value: unknown): void {
  const seen = new Set<object>()
  const queue: unknown[] = [value]
  let failure: { readonly error: unknown } | undefined
  for (let next = 0; next < queue.length && next < maximumValues; next++) {
    const each = queue[next]
    if (typeof each !== 'object' || each === null || seen.has(each)) continue
    if (ArrayBuffer.isView(each) || each instanceof Date) continue
    seen.add(each)
    for (const key of propertiesOf(each)) {
      try {
        queue.push((each as Record<string, unknown>)[key])
      } catch (error) {
        failure ??= { error }
      }
    }
    if (each instanceof Map || each instanceof Set) queue.push(...each.values())
  }
  if (failure !== undefined) throw failure.error
}

/** Own properties, and the getters of the class. */
function propertiesOf(value: object): readonly string[] {
  const names = Object.keys(value)
  let prototype: unknown = Object.getPrototypeOf(value)
  while (typeof prototype === 'object' && prototype !== null && prototype !== Object.prototype) {
    for (const [name, { get }] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      if (get !== undefined) names.push(name)
    }
    prototype = Object.getPrototypeOf(prototype)
  }
  return names
}
