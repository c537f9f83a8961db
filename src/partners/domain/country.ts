import { isSupportedCountry } from "libphonenumber-js";

import type { ReadPart } from "../../kernel/index.ts";
import { excerpt } from "../../kernel/index.ts";

/** Reads the code of a country where a firm can be based. */
export function readCountryCode(given: string): ReadPart<string> {
  const code = given.trim().toUpperCase();
  if (/^[A-Z]{2}$/.test(code) && isSupportedCountry(code)) return { ok: true, value: code };
  return {
    ok: false,
    problem: `is not a country code: "${excerpt(given)}"; expected two letters of ISO 3166-1 such as DE`,
  };
}
