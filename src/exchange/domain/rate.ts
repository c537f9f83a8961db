import { rational } from "../../kernel/index.ts";
import type { Rational } from "../../kernel/index.ts";

/** What the database holds: numeric(20, 10). */
const RATE = /^(\d{1,10})(?:\.(\d{1,10}))?$/;

/** A rate that somebody typed, as it is kept: "1.08370" is "1.0837". Null where it is none, or nothing. */
export function readRate(text: string): string | null {
  const [, whole = "", decimals = ""] = RATE.exec(text) ?? [];
  const kept = `${whole.replace(/^0+(?=\d)/, "")}.${decimals}`.replace(/\.?0*$/, "");
  return whole === "" || /^0?$/.test(kept) ? null : kept;
}

/** A rate as the exact fraction that it is. Throws a RangeError on what is no rate. */
export function exactRate(text: string): Rational {
  const [, whole, decimals = ""] = RATE.exec(text) ?? [];
  if (whole === undefined) throw new RangeError(`no rate: ${text.slice(0, 40)}`);
  return rational(BigInt(whole + decimals), 10n ** BigInt(decimals.length));
}
