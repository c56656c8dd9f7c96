/** Doc 9303-3 §5: the codes of states, organizations and persons without a nationality, and who signs for them. */

/** The part of Doc 9303-3 §5 that a code stands in, by what it is for. */
export type StateKind =
  /** Part A: ISO 3166-1 alpha-3. */
  | 'iso3166'
  /** Part A: codes beside ISO 3166-1 (Germany's `D`, Kosovo's `RKS`, the kinds of British nationals). */
  | 'extension'
  /** Part B: reserved by the ISO 3166 maintenance agency (`EUE`). */
  | 'reserved'
  /** Part C: United Nations travel documents. */
  | 'unitedNations'
  /** Part D: other issuing authorities. */
  | 'organization'
  /** Part E: persons without a defined nationality. Never an issuer. */
  | 'person'
  /** Part F: no longer in ISO 3166, kept for old documents. */
  | 'deprecated'
  /** Part G: specimens (`UTO`). */
  | 'specimen'
  /** Part H: ICAO itself. */
  | 'icao'

/** One code of Doc 9303-3 §5. */
export interface State {
  /** The code as the MRZ has it, without fillers: `FRA`, `D`. */
  readonly code: string
  /** English short name. */
  readonly name: string
  readonly kind: StateKind
  /** The two-letter code that Doc 9303-3 §5 or ISO 3166-1 pairs with it. Some have none. */
  readonly alpha2?: string
  /**
   * The countries that certificates of its document signers and CSCAs carry, in upper case. Without it, no published
   * code says who signs for it.
   */
  readonly certificateCountries?: readonly string[]
}

/** ISO 3166-1: alpha-3, alpha-2, English short name in its natural order. */
const iso3166: readonly (readonly [string, string, string])[] = [
  ['ABW', 'AW', 'Aruba'],
  ['AFG', 'AF', 'Afghanistan'],
  ['AGO', 'AO', 'Angola'],
  ['AIA', 'AI', 'Anguilla'],
  ['ALA', 'AX', 'Åland Islands'],
  ['ALB', 'AL', 'Albania'],
  ['AND', 'AD', 'Andorra'],
  ['ARE', 'AE', 'United Arab Emirates'],
  ['ARG', 'AR', 'Argentina'],
  ['ARM', 'AM', 'Armenia'],
  ['ASM', 'AS', 'American Samoa'],
  ['ATA', 'AQ', 'Antarctica'],
  ['ATF', 'TF', 'French Southern Territories'],
  ['ATG', 'AG', 'Antigua and Barbuda'],
  ['AUS', 'AU', 'Australia'],
  ['AUT', 'AT', 'Austria'],
  ['AZE', 'AZ', 'Azerbaijan'],
  ['BDI', 'BI', 'Burundi'],
  ['BEL', 'BE', 'Belgium'],
  ['BEN', 'BJ', 'Benin'],
  ['BES', 'BQ', 'Bonaire, Sint Eustatius and Saba'],
  ['BFA', 'BF', 'Burkina Faso'],
  ['BGD', 'BD', 'Bangladesh'],
  ['BGR', 'BG', 'Bulgaria'],
  ['BHR', 'BH', 'Bahrain'],
  ['BHS', 'BS', 'Bahamas'],
  ['BIH', 'BA', 'Bosnia and Herzegovina'],
  ['BLM', 'BL', 'Saint Barthélemy'],
  ['BLR', 'BY', 'Belarus'],
  ['BLZ', 'BZ', 'Belize'],
  ['BMU', 'BM', 'Bermuda'],
  ['BOL', 'BO', 'Bolivia'],
  ['BRA', 'BR', 'Brazil'],
  ['BRB', 'BB', 'Barbados'],
  ['BRN', 'BN', 'Brunei Darussalam'],
  ['BTN', 'BT', 'Bhutan'],
  ['BVT', 'BV', 'Bouvet Island'],
  ['BWA', 'BW', 'Botswana'],
  ['CAF', 'CF', 'Central African Republic'],
  ['CAN', 'CA', 'Canada'],
  ['CCK', 'CC', 'Cocos (Keeling) Islands'],
  ['CHE', 'CH', 'Switzerland'],
  ['CHL', 'CL', 'Chile'],
  ['CHN', 'CN', 'China'],
  ['CIV', 'CI', "Côte d'Ivoire"],
  ['CMR', 'CM', 'Cameroon'],
  ['COD', 'CD', 'Democratic Republic of the Congo'],
  ['COG', 'CG', 'Congo'],
  ['COK', 'CK', 'Cook Islands'],
  ['COL', 'CO', 'Colombia'],
  ['COM', 'KM', 'Comoros'],
  ['CPV', 'CV', 'Cabo Verde'],
  ['CRI', 'CR', 'Costa Rica'],
  ['CUB', 'CU', 'Cuba'],
  ['CUW', 'CW', 'Curaçao'],
  ['CXR', 'CX', 'Christmas Island'],
  ['CYM', 'KY', 'Cayman Islands'],
  ['CYP', 'CY', 'Cyprus'],
  ['CZE', 'CZ', 'Czechia'],
  ['DEU', 'DE', 'Germany'],
  ['DJI', 'DJ', 'Djibouti'],
  ['DMA', 'DM', 'Dominica'],
  ['DNK', 'DK', 'Denmark'],
  ['DOM', 'DO', 'Dominican Republic'],
  ['DZA', 'DZ', 'Algeria'],
  ['ECU', 'EC', 'Ecuador'],
  ['EGY', 'EG', 'Egypt'],
  ['ERI', 'ER', 'Eritrea'],
  ['ESH', 'EH', 'Western Sahara'],
  ['ESP', 'ES', 'Spain'],
  ['EST', 'EE', 'Estonia'],
  ['ETH', 'ET', 'Ethiopia'],
  ['FIN', 'FI', 'Finland'],
  ['FJI', 'FJ', 'Fiji'],
  ['FLK', 'FK', 'Falkland Islands (Malvinas)'],
  ['FRA', 'FR', 'France'],
  ['FRO', 'FO', 'Faroe Islands'],
  ['FSM', 'FM', 'Micronesia'],
  ['GAB', 'GA', 'Gabon'],
  ['GBR', 'GB', 'United Kingdom'],
  ['GEO', 'GE', 'Georgia'],
  ['GGY', 'GG', 'Guernsey'],
  ['GHA', 'GH', 'Ghana'],
  ['GIB', 'GI', 'Gibraltar'],
  ['GIN', 'GN', 'Guinea'],
  ['GLP', 'GP', 'Guadeloupe'],
  ['GMB', 'GM', 'Gambia'],
  ['GNB', 'GW', 'Guinea-Bissau'],
  ['GNQ', 'GQ', 'Equatorial Guinea'],
  ['GRC', 'GR', 'Greece'],
  ['GRD', 'GD', 'Grenada'],
  ['GRL', 'GL', 'Greenland'],
  ['GTM', 'GT', 'Guatemala'],
  ['GUF', 'GF', 'French Guiana'],
  ['GUM', 'GU', 'Guam'],
  ['GUY', 'GY', 'Guyana'],
  ['HKG', 'HK', 'Hong Kong'],
  ['HMD', 'HM', 'Heard Island and McDonald Islands'],
  ['HND', 'HN', 'Honduras'],
  ['HRV', 'HR', 'Croatia'],
  ['HTI', 'HT', 'Haiti'],
  ['HUN', 'HU', 'Hungary'],
  ['IDN', 'ID', 'Indonesia'],
  ['IMN', 'IM', 'Isle of Man'],
  ['IND', 'IN', 'India'],
  ['IOT', 'IO', 'British Indian Ocean Territory'],
  ['IRL', 'IE', 'Ireland'],
  ['IRN', 'IR', 'Iran'],
  ['IRQ', 'IQ', 'Iraq'],
  ['ISL', 'IS', 'Iceland'],
  ['ISR', 'IL', 'Israel'],
  ['ITA', 'IT', 'Italy'],
  ['JAM', 'JM', 'Jamaica'],
  ['JEY', 'JE', 'Jersey'],
  ['JOR', 'JO', 'Jordan'],
  ['JPN', 'JP', 'Japan'],
  ['KAZ', 'KZ', 'Kazakhstan'],
  ['KEN', 'KE', 'Kenya'],
  ['KGZ', 'KG', 'Kyrgyzstan'],
  ['KHM', 'KH', 'Cambodia'],
  ['KIR', 'KI', 'Kiribati'],
  ['KNA', 'KN', 'Saint Kitts and Nevis'],
  ['KOR', 'KR', 'Republic of Korea'],
  ['KWT', 'KW', 'Kuwait'],
  ['LAO', 'LA', 'Laos'],
  ['LBN', 'LB', 'Lebanon'],
  ['LBR', 'LR', 'Liberia'],
  ['LBY', 'LY', 'Libya'],
  ['LCA', 'LC', 'Saint Lucia'],
  ['LIE', 'LI', 'Liechtenstein'],
  ['LKA', 'LK', 'Sri Lanka'],
  ['LSO', 'LS', 'Lesotho'],
  ['LTU', 'LT', 'Lithuania'],
  ['LUX', 'LU', 'Luxembourg'],
  ['LVA', 'LV', 'Latvia'],
  ['MAC', 'MO', 'Macao'],
  ['MAF', 'MF', 'Saint Martin (French part)'],
  ['MAR', 'MA', 'Morocco'],
  ['MCO', 'MC', 'Monaco'],
  ['MDA', 'MD', 'Moldova'],
  ['MDG', 'MG', 'Madagascar'],
  ['MDV', 'MV', 'Maldives'],
  ['MEX', 'MX', 'Mexico'],
  ['MHL', 'MH', 'Marshall Islands'],
  ['MKD', 'MK', 'North Macedonia'],
  ['MLI', 'ML', 'Mali'],
  ['MLT', 'MT', 'Malta'],
  ['MMR', 'MM', 'Myanmar'],
  ['MNE', 'ME', 'Montenegro'],
  ['MNG', 'MN', 'Mongolia'],
  ['MNP', 'MP', 'Northern Mariana Islands'],
  ['MOZ', 'MZ', 'Mozambique'],
  ['MRT', 'MR', 'Mauritania'],
  ['MSR', 'MS', 'Montserrat'],
  ['MTQ', 'MQ', 'Martinique'],
  ['MUS', 'MU', 'Mauritius'],
  ['MWI', 'MW', 'Malawi'],
  ['MYS', 'MY', 'Malaysia'],
  ['MYT', 'YT', 'Mayotte'],
  ['NAM', 'NA', 'Namibia'],
  ['NCL', 'NC', 'New Caledonia'],
  ['NER', 'NE', 'Niger'],
  ['NFK', 'NF', 'Norfolk Island'],
  ['NGA', 'NG', 'Nigeria'],
  ['NIC', 'NI', 'Nicaragua'],
  ['NIU', 'NU', 'Niue'],
  ['NLD', 'NL', 'Netherlands'],
  ['NOR', 'NO', 'Norway'],
  ['NPL', 'NP', 'Nepal'],
  ['NRU', 'NR', 'Nauru'],
  ['NZL', 'NZ', 'New Zealand'],
  ['OMN', 'OM', 'Oman'],
  ['PAK', 'PK', 'Pakistan'],
  ['PAN', 'PA', 'Panama'],
  ['PCN', 'PN', 'Pitcairn'],
  ['PER', 'PE', 'Peru'],
  ['PHL', 'PH', 'Philippines'],
  ['PLW', 'PW', 'Palau'],
  ['PNG', 'PG', 'Papua New Guinea'],
  ['POL', 'PL', 'Poland'],
  ['PRI', 'PR', 'Puerto Rico'],
  ['PRK', 'KP', "Democratic People's Republic of Korea"],
  ['PRT', 'PT', 'Portugal'],
  ['PRY', 'PY', 'Paraguay'],
  ['PSE', 'PS', 'Palestine'],
  ['PYF', 'PF', 'French Polynesia'],
  ['QAT', 'QA', 'Qatar'],
  ['REU', 'RE', 'Réunion'],
  ['ROU', 'RO', 'Romania'],
  ['RUS', 'RU', 'Russian Federation'],
  ['RWA', 'RW', 'Rwanda'],
  ['SAU', 'SA', 'Saudi Arabia'],
  ['SDN', 'SD', 'Sudan'],
  ['SEN', 'SN', 'Senegal'],
  ['SGP', 'SG', 'Singapore'],
  ['SGS', 'GS', 'South Georgia and the South Sandwich Islands'],
  ['SHN', 'SH', 'Saint Helena, Ascension and Tristan da Cunha'],
  ['SJM', 'SJ', 'Svalbard and Jan Mayen'],
  ['SLB', 'SB', 'Solomon Islands'],
  ['SLE', 'SL', 'Sierra Leone'],
  ['SLV', 'SV', 'El Salvador'],
  ['SMR', 'SM', 'San Marino'],
  ['SOM', 'SO', 'Somalia'],
  ['SPM', 'PM', 'Saint Pierre and Miquelon'],
  ['SRB', 'RS', 'Serbia'],
  ['SSD', 'SS', 'South Sudan'],
  ['STP', 'ST', 'Sao Tome and Principe'],
  ['SUR', 'SR', 'Suriname'],
  ['SVK', 'SK', 'Slovakia'],
  ['SVN', 'SI', 'Slovenia'],
  ['SWE', 'SE', 'Sweden'],
  ['SWZ', 'SZ', 'Eswatini'],
  ['SXM', 'SX', 'Sint Maarten (Dutch part)'],
  ['SYC', 'SC', 'Seychelles'],
  ['SYR', 'SY', 'Syria'],
  ['TCA', 'TC', 'Turks and Caicos Islands'],
  ['TCD', 'TD', 'Chad'],
  ['TGO', 'TG', 'Togo'],
  ['THA', 'TH', 'Thailand'],
  ['TJK', 'TJ', 'Tajikistan'],
  ['TKL', 'TK', 'Tokelau'],
  ['TKM', 'TM', 'Turkmenistan'],
  ['TLS', 'TL', 'Timor-Leste'],
  ['TON', 'TO', 'Tonga'],
  ['TTO', 'TT', 'Trinidad and Tobago'],
  ['TUN', 'TN', 'Tunisia'],
  ['TUR', 'TR', 'Türkiye'],
  ['TUV', 'TV', 'Tuvalu'],
  ['TWN', 'TW', 'Taiwan'],
  ['TZA', 'TZ', 'Tanzania'],
  ['UGA', 'UG', 'Uganda'],
  ['UKR', 'UA', 'Ukraine'],
  ['UMI', 'UM', 'United States Minor Outlying Islands'],
  ['URY', 'UY', 'Uruguay'],
  ['USA', 'US', 'United States of America'],
  ['UZB', 'UZ', 'Uzbekistan'],
  ['VAT', 'VA', 'Holy See'],
  ['VCT', 'VC', 'Saint Vincent and the Grenadines'],
  ['VEN', 'VE', 'Venezuela'],
  ['VGB', 'VG', 'British Virgin Islands'],
  ['VIR', 'VI', 'United States Virgin Islands'],
  ['VNM', 'VN', 'Viet Nam'],
  ['VUT', 'VU', 'Vanuatu'],
  ['WLF', 'WF', 'Wallis and Futuna'],
  ['WSM', 'WS', 'Samoa'],
  ['YEM', 'YE', 'Yemen'],
  ['ZAF', 'ZA', 'South Africa'],
  ['ZMB', 'ZM', 'Zambia'],
  ['ZWE', 'ZW', 'Zimbabwe'],
]

/** Code, kind, English name, two-letter code. */
const special: readonly (readonly [string, StateKind, string, string?])[] = [
  ['D', 'extension', 'Germany', 'DE'],
  ['RKS', 'extension', 'Kosovo', 'KS'],
  ['GBD', 'extension', 'British Overseas Territories Citizen'],
  ['GBN', 'extension', 'British National (Overseas)'],
  ['GBO', 'extension', 'British Overseas Citizen'],
  ['GBP', 'extension', 'British Protected Person'],
  ['GBS', 'extension', 'British Subject'],
  ['EUE', 'reserved', 'European Union', 'EU'],
  ['UNO', 'unitedNations', 'United Nations Organization', 'UN'],
  ['UNA', 'unitedNations', 'United Nations specialized agency', 'UN'],
  ['UNK', 'unitedNations', 'United Nations Interim Administration Mission in Kosovo'],
  ['XBA', 'organization', 'African Development Bank'],
  ['XIM', 'organization', 'African Export-Import Bank'],
  ['XCC', 'organization', 'Caribbean Community'],
  ['XCE', 'organization', 'Council of Europe'],
  ['XCO', 'organization', 'Common Market for Eastern and Southern Africa'],
  ['XEC', 'organization', 'Economic Community of West African States'],
  ['XPO', 'organization', 'International Criminal Police Organization'],
  ['XES', 'organization', 'Organization of Eastern Caribbean States'],
  ['XMP', 'organization', 'Parliamentary Assembly of the Mediterranean'],
  ['XOM', 'organization', 'Sovereign Military Order of Malta'],
  ['XDC', 'organization', 'Southern African Development Community'],
  ['XXA', 'person', 'Stateless person'],
  ['XXB', 'person', 'Refugee (1951 Convention)'],
  ['XXC', 'person', 'Refugee, other'],
  ['XXX', 'person', 'Unspecified nationality'],
  ['ANT', 'deprecated', 'Netherlands Antilles', 'AN'],
  ['NTZ', 'deprecated', 'Neutral Zone', 'NT'],
  ['UTO', 'specimen', 'Utopia', 'UT'],
  ['IAO', 'icao', 'International Civil Aviation Organization', 'IA'],
]

/**
 * Where certificates do not carry the code's own two letters, or not only those. Seen in published lists: the United
 * Nations' CSCA stands there as `UN` and as `ZZ`; those of Hong Kong and Macao carry `CN` and name HKG and MAC in the
 * alternative name only. British documents of every kind of national are signed under `GB`.
 */
const signers: Readonly<Record<string, readonly string[]>> = {
  GBD: ['GB'],
  GBN: ['GB'],
  GBO: ['GB'],
  GBP: ['GB'],
  GBS: ['GB'],
  UNO: ['UN', 'ZZ'],
  UNA: ['UN', 'ZZ'],
  UNK: ['UN', 'ZZ'],
  HKG: ['HK', 'CN'],
  MAC: ['MO', 'CN'],
}

function toState(code: string, kind: StateKind, name: string, alpha2: string | undefined): State {
  const certificateCountries = signers[code] ?? (alpha2 === undefined ? undefined : [alpha2])
  return Object.freeze({
    code,
    name,
    kind,
    ...(alpha2 === undefined ? {} : { alpha2 }),
    ...(certificateCountries === undefined
      ? {}
      : { certificateCountries: Object.freeze([...certificateCountries]) }),
  })
}

/**
 * Every code of Doc 9303-3 §5, ISO 3166-1 first, each group in the order of the source.
 *
 * @example
 * ```ts
 * import { states } from 'emrtd'
 *
 * states.filter(state => state.kind === 'unitedNations').map(state => state.code) // ['UNO', 'UNA', 'UNK']
 * ```
 */
export const states: readonly State[] = /* @__PURE__ */ Object.freeze([
  ...iso3166.map(([code, alpha2, name]) => toState(code, 'iso3166', name, alpha2)),
  ...special.map(([code, kind, name, alpha2]) => toState(code, kind, name, alpha2)),
])

/** By the three characters that an MRZ holds, `D` as `D<<`, packed into one small number: found faster than by text. */
const byKey: ReadonlyMap<number, State> = /* @__PURE__ */ new Map(
  states.map(state => [keyOf(state.code), state] as const),
)

/** Seven bits for each of three characters; -1 for what no MRZ holds. */
function keyOf(code: string): number {
  if (code.length > 3 || code.length === 0) return -1
  const second = code.length > 1 ? code.charCodeAt(1) : 0x3c
  const third = code.length > 2 ? code.charCodeAt(2) : 0x3c
  return pack(code.charCodeAt(0), second, third)
}

function pack(first: number, second: number, third: number): number {
  return (first | second | third) > 127 ? -1 : (first << 14) | (second << 7) | third
}

/** The entry for the three characters of `line` that begin at `start`: {@link stateByCode} without cutting them out. */
export function stateAt(line: string, start: number): State | undefined {
  return byKey.get(pack(line.charCodeAt(start), line.charCodeAt(start + 1), line.charCodeAt(start + 2)))
}

/**
 * The entry of Doc 9303-3 §5 for `code`, which is three characters as an MRZ holds them (`D<<`) or the same without
 * fillers (`D`). Upper case only. `undefined` for a code that is not assigned.
 *
 * @example
 * ```ts
 * import { stateByCode } from 'emrtd'
 *
 * stateByCode('D<<')?.name // 'Germany'
 * stateByCode('QQQ') // undefined
 * ```
 */
export function stateByCode(code: string): State | undefined {
  return byKey.get(keyOf(code))
}

/**
 * The countries, two upper-case letters each, that the certificates of `issuingState` (three characters of an MRZ, with
 * or without fillers) may carry as countryName (Doc 9303-3 §5, Doc 9303-12 §7.1.1.1.1). Compare them with a certificate's
 * country in upper case: some real certificates have it in lower case. `undefined` for a code that is not assigned, for
 * persons without nationality, which issue nothing, and for organizations that have no two-letter code: of those nobody
 * can say from the country alone that a signer is theirs.
 *
 * @example
 * ```ts
 * import { certificateCountriesOf } from 'emrtd'
 *
 * certificateCountriesOf('D<<') // ['DE']
 * certificateCountriesOf('UNO') // ['UN', 'ZZ']
 * certificateCountriesOf('XOM') // undefined
 * ```
 */
export function certificateCountriesOf(issuingState: string): readonly string[] | undefined {
  return byKey.get(keyOf(issuingState))?.certificateCountries
}
