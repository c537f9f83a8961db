import { excerpt, WHOLE_PPM } from "../../kernel/index.ts";
import type { ReadPart } from "../../kernel/index.ts";

/** A percent with up to four decimals, exactly, in parts per million. */
export function readPercent(given: string): ReadPart<bigint> {
  const [, whole = "", decimals = ""] = /^(\d{1,3})(?:\.(\d{1,4}))?$/.exec(given.trim()) ?? [];
  const ppm = BigInt(whole + decimals.padEnd(4, "0"));
  if (whole !== "" && ppm <= WHOLE_PPM) return { ok: true, value: ppm };
  return {
    ok: false,
    problem: `is no percent: "${excerpt(given)}"; expected 0 to 100 with up to four decimals, such as 7.5`,
  };
}
