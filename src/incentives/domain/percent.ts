import { excerpt, WHOLE_PPM } from "../../kernel/index.ts";
import type { ReadPart } from "../../kernel/index.ts";

/** A percent in words: without zeros that say nothing, from parts per million. */
export function percentOf(ppm: bigint): string {
  const digits = ppm.toString().padStart(5, "0");
  const decimals = digits.slice(-4).replace(/0+$/, "");
  return digits.slice(0, -4) + (decimals === "" ? "" : `.${decimals}`);
}

/** A percent with up to four decimals, exactly, in parts per million. */
export function readRate(given: string): ReadPart<bigint> {
  const [, whole = "", decimals = ""] = /^(\d{1,3})(?:\.(\d{1,4}))?$/.exec(given.trim()) ?? [];
  const ppm = BigInt(whole + decimals.padEnd(4, "0"));
  if (whole !== "" && ppm <= WHOLE_PPM) return { ok: true, value: ppm };
  return {
    ok: false,
    problem: `is no percent: "${excerpt(given)}"; expected 0 to 100 with up to four decimals, such as 7.5`,
  };
}
