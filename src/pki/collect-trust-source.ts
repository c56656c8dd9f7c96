import { equalBytes } from '../bytes.js'
import type { CryptoBackend } from '../crypto/index.js'
import { EmrtdError } from '../errors.js'
import { type Certificate, fieldLeniencies, parseCertificate } from './certificate.js'
import type { SignedData } from './cms.js'
import type { DeviationList } from './deviation-list.js'
import { findSigners } from './find-signer.js'
import type { MasterList } from './master-list.js'
import type { Crl } from './parse-crl.js'
import { formatPlace, type TrustItem, type TrustItemPlace } from './trust-item.js'
import type { TrustListReport, TrustSource, TrustSourceFailure, TrustSourceReport } from './trust-source.js'
import { verifyDeviationList } from './verify-deviation-list.js'
import { verifyMasterList } from './verify-master-list.js'
import type { SignedListVerification } from './verify-signed-list.js'

/** Where what a source contributes goes. */
export interface TrustCollector {
  anchor(certificate: Certificate, name: string): void
  crl(crl: Crl): void
  deviationList(list: DeviationList, country: string | undefined, name: string): void
  documentSigner(certificate: Certificate): void
}

/** Decides what of one source of a trust store is trusted, and reports. `crls` are those of all sources: they may revoke signers of lists. @internal */
export function collectSource(
  source: Omit<TrustSource, 'bytes'> & { readonly items: Iterable<TrustItem> },
  crls: readonly Crl[],
  backend: CryptoBackend,
  collector: TrustCollector,
): TrustSourceReport {
  const { name, trust } = source
  const failures: TrustSourceFailure[] = []
  const lists: TrustListReport[] = []
  const kinds = new Set<TrustSourceReport['kind']>()
  const count = { certificates: 0, documentSigners: 0, crls: 0 }
  let bareRefused = false
  const isTaken = pinFilter(source, backend)

  /** How far a list is trusted; what the signature says where one is asked for. */
  const judge = (
    verify: (anchors: readonly Certificate[], at: Date) => SignedListVerification,
  ): Pick<TrustListReport, 'trust' | 'verification'> => {
    if (trust === 'asGiven') return { trust }
    if ('pinned' in trust) return { trust: 'pinned' }
    const verification = verify(trust.anchors, trust.at)
    return { trust: verification.status === 'passed' ? 'verified' : 'refused', verification }
  }

  const takeMasterList = (list: MasterList, place: TrustItemPlace, listName: string): void => {
    kinds.add('masterList')
    count.certificates += list.certificates.length
    failures.push(...list.failures.map(failure => inList(failure, place, 'certificate')))
    const judged = judge((anchors, at) => verifyMasterList(list, anchors, { backend, at, crls }))
    lists.push({ name: listName, kind: 'masterList', ...judged, items: list.certificates.length })
    if (judged.trust === 'refused') return
    for (const certificate of list.certificates) {
      if (isTaken(certificate)) collector.anchor(certificate, listName)
    }
  }

  const takeDeviationList = (list: DeviationList, place: TrustItemPlace, listName: string): void => {
    kinds.add('deviationList')
    failures.push(...list.failures.map(failure => inList(failure, place, 'entry')))
    const judged = judge((anchors, at) => verifyDeviationList(list, anchors, { backend, at, crls }))
    // Its certificates can be pinned, what it says cannot.
    const outcome = judged.trust === 'pinned' ? ({ trust: 'refused' } as const) : judged
    lists.push({ name: listName, kind: 'deviationList', ...outcome, items: list.deviations.length })
    if (outcome.trust === 'refused') return
    const signer = judged.verification?.signer ?? namedSigner(list.signedData)
    collector.deviationList(list, signer && countryOf(signer), listName)
  }

  let index = 0
  for (const item of source.items) {
    const { place } = item
    const at = formatPlace({ ...place, ...(place.name === '' && { offset: 0 }) })
    const listName = joined(name, at)
    switch (item.kind) {
      case 'masterList':
        takeMasterList(item.list, place, listName)
        break
      case 'deviationList':
        takeDeviationList(item.list, place, listName)
        break
      case 'documentSignerList':
        kinds.add('documentSigners')
        count.documentSigners += item.list.certificates.length
        failures.push(...item.list.failures.map(failure => inList(failure, place, 'certificate')))
        for (const certificate of item.list.certificates) collector.documentSigner(certificate)
        break
      case 'documentSigner':
        kinds.add('documentSigners')
        count.documentSigners++
        collector.documentSigner(item.certificate)
        break
      case 'crl':
        kinds.add('crls')
        count.crls++
        collector.crl(item.crl)
        break
      case 'certificate':
        kinds.add('certificates')
        count.certificates++
        if (trust !== 'asGiven' && !('pinned' in trust)) {
          bareRefused = true
          const message = 'a signature is asked for, and only a list has one'
          failures.push({ index, place, error: new EmrtdError('PKI_BAD_MASTER_LIST', message) })
        } else if (isTaken(item.certificate)) {
          collector.anchor(item.certificate, joined(name, place.name))
        }
        break
      case 'failure':
        if (item.of !== undefined) kinds.add(kindOfFailure(item.of))
        failures.push({ index, place, error: item.error })
    }
    index++
  }

  const [kind = 'certificates'] = kinds
  const verification = lists.length === 1 ? lists[0]?.verification : undefined
  return {
    name,
    kind: kinds.size > 1 ? 'mixed' : kind,
    trust: summary(source, lists, bareRefused, count.crls + count.documentSigners > 0),
    ...(verification && { verification }),
    ...count,
    lists,
    failures,
  }
}

/** A list is named by its source and its place in that; a source without a name lets the places speak. */
const joined = (...names: readonly string[]): string => names.filter(name => name !== '').join(': ')

function summary(
  { trust }: TrustSource,
  lists: readonly TrustListReport[],
  bareRefused: boolean,
  holdsOthers: boolean,
): TrustSourceReport['trust'] {
  if (trust === 'asGiven') return trust
  if ('pinned' in trust) return 'pinned'
  const verified = lists.some(list => list.trust === 'verified')
  const refused = bareRefused || lists.some(list => list.trust === 'refused')
  if (verified) return refused ? 'partly' : 'verified'
  return refused || !holdsOthers ? 'refused' : 'notNeeded'
}

function kindOfFailure(of: Exclude<TrustItem['kind'], 'failure'>): TrustSourceReport['kind'] {
  switch (of) {
    case 'certificate':
      return 'certificates'
    case 'documentSigner':
    case 'documentSignerList':
      return 'documentSigners'
    case 'crl':
      return 'crls'
    default:
      return of
  }
}

function pinFilter({ trust }: TrustSource, backend: CryptoBackend): (certificate: Certificate) => boolean {
  if (trust === 'asGiven' || !('pinned' in trust)) return () => true
  const { pinned } = trust
  if (pinned.some(digest => digest.length !== 32)) throw new TypeError('SHA-256 digests of 32 bytes expected')
  return ({ bytes }) => {
    const digest = backend.digest('SHA-256', bytes)
    return pinned.some(pin => equalBytes(pin, digest))
  }
}

function inList(
  { index, error }: { readonly index: number; readonly error: EmrtdError },
  place: TrustItemPlace,
  what: string,
): TrustSourceFailure {
  const name = [...(place.name === '' ? [] : [place.name]), `${what} ${index + 1}`].join(', ')
  return { index, place: { ...place, name }, error }
}

/** The signer of a list that is trusted as given: named, not verified. */
function namedSigner(signedData: SignedData | undefined): Certificate | undefined {
  const identifier = signedData?.signerInfos[0]?.identifier
  if (signedData === undefined || identifier === undefined) return undefined
  for (const bytes of signedData.certificates) {
    try {
      const certificate = parseCertificate(bytes, { leniencies: fieldLeniencies })
      if (findSigners(identifier, [certificate]).length > 0) return certificate
    } catch (error) {
      if (!(error instanceof EmrtdError)) throw error
    }
  }
  return undefined
}

function countryOf(certificate: Certificate): string | undefined {
  try {
    return certificate.country
  } catch (error) {
    if (error instanceof EmrtdError) return undefined
    throw error
  }
}
