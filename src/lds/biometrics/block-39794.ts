import { type Tlv, tagName } from '../../asn1/index.js'
import { EmrtdError } from '../../errors.js'
import type { LdsFinding } from '../findings.js'
import { tlvsAt } from './biometric-templates.js'
import { type Coded, coded } from './record-reader.js'

/** A coded value of ISO/IEC 39794. */
export interface ExtensibleCode extends Coded {
  /** Whether this is the fallback that an extension block gives for a value of a later edition. */
  readonly isFallback: boolean
}

/**
 * A SEQUENCE of ISO/IEC 39794 with context tags: its fields by number. An optional field that cannot be read is
 * undefined and a finding; a required one makes the block unreadable. Fields that nobody asked for are a finding.
 */
export class Block39794 {
  readonly #fields = new Map<number, Tlv>()
  readonly #asked = new Set<number>()
  readonly #findings: LdsFinding[]
  readonly #offset: number
  readonly #name: string

  /** @param base offset of `content` in the record. */
  constructor(content: Uint8Array, base: number, name: string, findings: LdsFinding[]) {
    this.#findings = findings
    this.#offset = base
    this.#name = name
    let last = -1
    for (const object of tlvsAt(content, base)) {
      const number = object.tag & 0x1f
      const { offset } = object
      if (object.tag > 0xff || (object.tag & 0xc0) !== 0x80) {
        findings.push({ code: 'UNKNOWN_TAG', offset, detail: `${name}: ${tagName(object.tag)}` })
        continue
      }
      if (this.#fields.has(number)) {
        findings.push({ code: 'DUPLICATE_TAG', offset, detail: `${name} [${number}]` })
        continue
      }
      if (number < last) findings.push({ code: 'TAG_ORDER', offset, detail: `${name} [${number}]` })
      last = number
      this.#fields.set(number, object)
    }
  }

  /** Whether field `number` is there. */
  has(number: number): boolean {
    return this.#fields.has(number)
  }

  /** Offset of field `number` in the record, or of the block. */
  offsetOf(number: number): number {
    return this.#fields.get(number)?.valueOffset ?? this.#offset
  }

  /** An INTEGER or ENUMERATED between `minimum` and `maximum`. */
  integer(number: number, field: string, maximum = 0x7fffffff, minimum = 0): number | undefined {
    return this.#optional(number, 0x80, field, ({ value, offset }) => {
      if (value.length === 0 || value.length > 5) throw malformed(offset)
      let result = value[0]! >= 0x80 ? -1 : 0
      for (const byte of value) result = result * 256 + byte
      if (result < minimum || result > maximum) throw malformed(offset)
      return result
    })
  }

  /** A BOOLEAN. */
  boolean(number: number, field: string): boolean | undefined {
    return this.#optional(number, 0x80, field, ({ value, offset }) => {
      if (value.length !== 1) throw malformed(offset)
      if (value[0] !== 0 && value[0] !== 0xff) this.#findings.push({ code: 'NOT_DER', offset, detail: field })
      return value[0] !== 0
    })
  }

  /** An OCTET STRING, a view. */
  octets(number: number, field: string): Uint8Array | undefined {
    return this.#optional(number, 0x80, field, ({ value }) => value)
  }

  /** A block inside this one. */
  block<T>(number: number, field: string, read: (block: Block39794) => T): T | undefined {
    return this.#optional(number, 0xa0, field, object => this.#read(object, field, read))
  }

  /** A SEQUENCE OF blocks. One that cannot be read costs only itself. */
  blocks<T>(number: number, field: string, read: (block: Block39794) => T): readonly T[] | undefined {
    return this.list(number, field, 0x30, object => this.#read(object, field, read))
  }

  /** A SEQUENCE OF elements with the universal tag `tag`. */
  list<T>(number: number, field: string, tag: number, read: (object: Tlv) => T): readonly T[] | undefined {
    return this.#optional(number, 0xa0, field, ({ value, valueOffset }) => {
      const items: T[] = []
      for (const object of tlvsAt(value, valueOffset)) {
        const item = this.#attempt(field, object.offset, () => {
          if (object.tag !== tag) throw malformed(object.offset)
          return read(object)
        })
        if (item !== undefined) items.push(item)
      }
      return items
    })
  }

  /** A CHOICE of a code `[0]` and an extension block `[1]` whose own `[0]` is a fallback code. */
  code(number: number, field: string, names: Readonly<Record<number, string>>): ExtensibleCode | undefined {
    return this.block(number, field, choice => {
      const base = choice.integer(0, field)
      const code = base ?? choice.block(1, field, extension => extension.integer(0, field))
      if (code === undefined) throw malformed(this.offsetOf(number))
      return { ...this.#named(code, field, names, this.offsetOf(number)), isFallback: base === undefined }
    })
  }

  /** A plain ENUMERATED. */
  enumerated(number: number, field: string, names: Readonly<Record<number, string>>): Coded | undefined {
    const code = this.integer(number, field)
    return code === undefined ? undefined : this.#named(code, field, names, this.offsetOf(number))
  }

  /** `value`, which must be there. */
  required<T>(value: T | undefined, field: string): T {
    if (value === undefined) {
      throw new EmrtdError('LDS_BAD_FILE', `${this.#name} without ${field}`, { offset: this.#offset })
    }
    return value
  }

  /** Reports the fields that were not asked for. */
  end(): void {
    for (const [number, { offset }] of this.#fields) {
      if (!this.#asked.has(number)) {
        this.#findings.push({ code: 'UNKNOWN_TYPE', offset, detail: `${this.#name} [${number}]` })
      }
    }
  }

  #named(code: number, field: string, names: Readonly<Record<number, string>>, offset: number): Coded {
    const value = coded(code, names)
    if (value.name === undefined) this.#findings.push({ code: 'VALUE_UNKNOWN', offset, detail: field })
    return value
  }

  #read<T>({ value, valueOffset }: Tlv, name: string, read: (block: Block39794) => T): T {
    const block = new Block39794(value, valueOffset, name, this.#findings)
    const result = read(block)
    block.end()
    return result
  }

  #optional<T>(number: number, form: number, field: string, read: (object: Tlv) => T): T | undefined {
    this.#asked.add(number)
    const object = this.#fields.get(number)
    if (object === undefined) return undefined
    return this.#attempt(field, object.offset, () => {
      if (object.tag !== (form | number)) throw malformed(object.offset)
      return read(object)
    })
  }

  #attempt<T>(field: string, offset: number, read: () => T): T | undefined {
    try {
      return read()
    } catch (error) {
      if (!(error instanceof EmrtdError)) throw error
      this.#findings.push({ code: 'VALUE_MALFORMED', offset: error.offset ?? offset, detail: field })
      return undefined
    }
  }
}

function malformed(offset: number): EmrtdError {
  return new EmrtdError('ASN1_BAD_VALUE', 'malformed field', { offset })
}
