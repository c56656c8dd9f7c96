import { type SecurityInfoContent, writeSecurityInfos } from '../lds/index.js'
import type { IssuerParty } from './create-country.js'
import { type SignedDataChoices, writeSignedData } from './write-signed-data.js'

/**
 * EF.CardSecurity: SecurityInfos in a SignedData of the document signer's. Doc 9303-10 §3.11.4.
 *
 * @param infos contents, or whole SecurityInfos as they are to stand.
 *
 * @example
 * ```ts
 * import { createCountry, issueCardSecurity } from 'emrtd/testkit'
 *
 * const { documentSigner } = createCountry({ state: 'UTO', seed: 'utopia' })
 * issueCardSecurity([{ kind: 'TerminalAuthenticationInfo', version: 2 }], documentSigner)[0] // 0x30
 * ```
 */
export function issueCardSecurity(
  infos: readonly (SecurityInfoContent | Uint8Array)[],
  signer: IssuerParty,
  choices: SignedDataChoices = {},
): Uint8Array {
  return writeSignedData(
    '0.4.0.127.0.7.3.2.1',
    writeSecurityInfos(infos),
    signer,
    [signer.certificate],
    choices,
  )
}
