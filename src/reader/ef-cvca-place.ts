import { EmrtdError } from '../errors.js'
import { parseDg14 } from '../lds/index.js'
import { type FilePlace, filePlace } from './file-places.js'

/** Where EF.CVCA stands: where EF.DG14 says, else where it usually does. Doc 9303-11 App. K.2. */
export function efCvcaPlace(dg14: Uint8Array | undefined): FilePlace {
  const usual = filePlace('EF.CVCA')
  try {
    const infos = dg14 === undefined ? [] : parseDg14(dg14).securityInfos
    const efCvca = infos.find(info => info.kind === 'TerminalAuthenticationInfo')?.efCvca
    if (efCvca === undefined) return usual
    return { ...usual, identifier: efCvca.fileId, shortIdentifier: efCvca.shortFileId }
  } catch (error) {
    if (!(error instanceof EmrtdError)) throw error
    return usual
  }
}
