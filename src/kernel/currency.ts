/**
 * The currencies of ISO 4217 in use, by the number of decimals of their minor unit. Codes without
 * a minor unit (metals, bond units, test and "no currency" codes) cannot be paid and are left out.
 */
const WITHOUT_DECIMALS = [
  "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
] as const;
const WITH_TWO = [
  "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD",
  "CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP",
  "GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT",
  "LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN",
  "NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD",
  "SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS",
  "VED VES WST XAD XCD XCG YER ZAR ZMW ZWG",
] as const;
const WITH_THREE = ["BHD IQD JOD KWD LYD OMR TND"] as const;
const WITH_FOUR = ["CLF UYW"] as const;

type WordsOf<Line extends string, Found = never> = Line extends `${infer Word} ${infer Rest}`
  ? WordsOf<Rest, Found | Word>
  : Found | Line;

/** An upper-case ISO 4217 code, such as "EUR". */
export type Currency = WordsOf<
  | (typeof WITHOUT_DECIMALS)[number]
  | (typeof WITH_TWO)[number]
  | (typeof WITH_THREE)[number]
  | (typeof WITH_FOUR)[number]
>;

const EXPONENTS: ReadonlyMap<string, number> = new Map([
  ...codes(WITHOUT_DECIMALS).map((code) => [code, 0] as const),
  ...codes(WITH_TWO).map((code) => [code, 2] as const),
  ...codes(WITH_THREE).map((code) => [code, 3] as const),
  ...codes(WITH_FOUR).map((code) => [code, 4] as const),
]);

/** Every code that `isCurrency` accepts, in the order of the alphabet. */
export const CURRENCIES: readonly Currency[] = [...EXPONENTS.keys()].filter(isCurrency).sort();

/** Upper case only: "usd" is not a currency, so stored codes compare as text. */
export function isCurrency(text: string): text is Currency {
  return EXPONENTS.has(text);
}

/** Decimals of the minor unit: 2 for USD, whose minor unit is the cent, 0 for JPY. */
export function exponentOf(currency: Currency): number {
  const exponent = EXPONENTS.get(currency);
  if (exponent === undefined) throw new RangeError(`no currency ${currency}`);
  return exponent;
}

function codes(lines: readonly string[]): string[] {
  return lines.join(" ").split(" ");
}
