import { derOid, readTlv } from '../asn1/index.js'
import { equalBytes } from '../bytes.js'
import { EmrtdError } from '../errors.js'
import type { ParseMrzOptions } from '../mrz/index.js'
import { type Dg1, parseDg1 } from './dg1.js'
import { type Dg2, parseDg2 } from './dg2.js'
import { type Dg3, parseDg3 } from './dg3.js'
import { type Dg4, parseDg4 } from './dg4.js'
import { type Dg5, type Dg6, type Dg7, parseDg5, parseDg6, parseDg7 } from './dg5-to-dg7.js'
import { type Dg8, type Dg9, type Dg10, parseDg8, parseDg9, parseDg10 } from './dg8-to-dg10.js'
import { type Dg11, parseDg11 } from './dg11.js'
import { type Dg12, parseDg12 } from './dg12.js'
import { type Dg13, parseDg13 } from './dg13.js'
import { type Dg14, parseDg14 } from './dg14.js'
import { type Dg15, parseDg15 } from './dg15.js'
import { type Dg16, parseDg16 } from './dg16.js'
import { type EfAtrInfo, parseEfAtrInfo } from './ef-atr-info.js'
import { type EfCardAccess, parseEfCardAccess } from './ef-card-access.js'
import { type EfCardSecurity, parseEfCardSecurity, securityObjectType } from './ef-card-security.js'
import { type EfCom, parseEfCom } from './ef-com.js'
import { type EfCvca, parseEfCvca } from './ef-cvca.js'
import { type EfDir, parseEfDir } from './ef-dir.js'
import { type EfSod, parseEfSod } from './ef-sod.js'
import type { LdsFileName } from './file-names.js'
import { identifyLdsFile } from './identify-file.js'

/** What each file of LDS1 parses to, by its name. */
export interface LdsFileContents {
  readonly 'EF.COM': EfCom
  readonly 'EF.SOD': EfSod
  readonly 'EF.CardAccess': EfCardAccess
  readonly 'EF.CardSecurity': EfCardSecurity
  readonly 'EF.ATR/INFO': EfAtrInfo
  readonly 'EF.DIR': EfDir
  readonly 'EF.CVCA': EfCvca
  readonly 'EF.DG1': Dg1
  readonly 'EF.DG2': Dg2
  readonly 'EF.DG3': Dg3
  readonly 'EF.DG4': Dg4
  readonly 'EF.DG5': Dg5
  readonly 'EF.DG6': Dg6
  readonly 'EF.DG7': Dg7
  readonly 'EF.DG8': Dg8
  readonly 'EF.DG9': Dg9
  readonly 'EF.DG10': Dg10
  readonly 'EF.DG11': Dg11
  readonly 'EF.DG12': Dg12
  readonly 'EF.DG13': Dg13
  readonly 'EF.DG14': Dg14
  readonly 'EF.DG15': Dg15
  readonly 'EF.DG16': Dg16
}

/** Any file of LDS1, parsed: `file` says which it is and so what `content` is. */
export type LdsFile = {
  readonly [Name in LdsFileName]: { readonly file: Name; readonly content: LdsFileContents[Name] }
}[LdsFileName]

/** How {@link parseLdsFile} reads; the reference date is for the MRZ of EF.DG1. */
export interface ParseLdsFileOptions extends ParseMrzOptions {
  /** Which file it is (`EF.DG13`), or the name under which a tool has stored it (`Datagroup13.bin`, `011C.bin`). */
  readonly name?: string | undefined
}

type LdsFileParsers = {
  readonly [Name in LdsFileName]: (bytes: Uint8Array, options: ParseMrzOptions) => LdsFileContents[Name]
}

const parsers: LdsFileParsers = {
  'EF.COM': parseEfCom,
  'EF.SOD': parseEfSod,
  'EF.CardAccess': parseEfCardAccess,
  'EF.CardSecurity': parseEfCardSecurity,
  'EF.ATR/INFO': parseEfAtrInfo,
  'EF.DIR': parseEfDir,
  'EF.CVCA': parseEfCvca,
  'EF.DG1': parseDg1,
  'EF.DG2': parseDg2,
  'EF.DG3': parseDg3,
  'EF.DG4': parseDg4,
  'EF.DG5': parseDg5,
  'EF.DG6': parseDg6,
  'EF.DG7': parseDg7,
  'EF.DG8': parseDg8,
  'EF.DG9': parseDg9,
  'EF.DG10': parseDg10,
  'EF.DG11': parseDg11,
  'EF.DG12': parseDg12,
  'EF.DG13': parseDg13,
  'EF.DG14': parseDg14,
  'EF.DG15': parseDg15,
  'EF.DG16': parseDg16,
}

/**
 * Parses any file of LDS1: which one it is, its name says, or else its content. Of the files in the master file EF.DIR is
 * told by the application identifier in its first template, EF.CardAccess by its SET, EF.CardSecurity by its content
 * type, EF.CVCA and EF.ATR/INFO by their first tag. Doc 9303-10 §3.11, §4.6, §4.7.
 *
 * @throws {EmrtdError} `LDS_UNKNOWN_TAG` if neither says which file it is; otherwise as the parser of the file.
 *
 * @example
 * ```ts
 * import { fromHex } from 'emrtd'
 * import { parseLdsFile } from 'emrtd/lds'
 *
 * const parsed = parseLdsFile(fromHex('6014 5f0104 30313037 5f3606 303430303030 5c02 6175'))
 * if (parsed.file === 'EF.COM') parsed.content.dataGroups // [1, 2]
 * ```
 */
export function parseLdsFile(bytes: Uint8Array, options: ParseLdsFileOptions = {}): LdsFile {
  const { name = '', ...mrzOptions } = options
  const file = isLdsFileName(name) ? name : (byMasterFileContent(bytes, name) ?? identifyLdsFile(name, bytes))
  if (file === undefined) {
    throw new EmrtdError('LDS_UNKNOWN_TAG', 'neither name nor content says which file of the LDS it is', {
      offset: 0,
    })
  }
  return { file, content: parsers[file](bytes, mrzOptions) } as LdsFile
}

function isLdsFileName(name: string): name is LdsFileName {
  return Object.hasOwn(parsers, name)
}

/** The files of the master file have no tag of their own. Undefined where the name says already which file it is. */
function byMasterFileContent(bytes: Uint8Array, name: string): LdsFileName | undefined {
  if (identifyLdsFile(name, new Uint8Array()) !== undefined) return undefined
  switch (bytes[0]) {
    case 0x30:
      return holdsSecurityObject(bytes) ? 'EF.CardSecurity' : undefined
    case 0x31:
      return 'EF.CardAccess'
    case 0x42:
      return 'EF.CVCA'
    // Card service data, card capabilities, pre-issuing data: what ISO/IEC 7816-4 puts first in EF.ATR/INFO.
    case 0x43:
    case 0x46:
    case 0x47:
    case 0x7f:
      return 'EF.ATR/INFO'
    case 0x61:
      return firstTagInside(bytes) === 0x4f ? 'EF.DIR' : undefined
    default:
      return undefined
  }
}

function firstTagInside(bytes: Uint8Array): number | undefined {
  try {
    return readTlv(readTlv(bytes).value).tag
  } catch (error) {
    if (!(error instanceof EmrtdError)) throw error
    return undefined
  }
}

/** Whether the content type of a SignedData is id-SecurityObject, looked for without parsing it. */
function holdsSecurityObject(bytes: Uint8Array): boolean {
  const oid = derOid(securityObjectType)
  const start = bytes.subarray(0, 300)
  return start.some((_, at) => equalBytes(start.subarray(at, at + oid.length), oid))
}
