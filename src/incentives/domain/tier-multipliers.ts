import { excerpt } from "../../kernel/index.ts";
import type { PartnerTierId, ReadPart } from "../../kernel/index.ts";

/** How much of what a draft's rules pay a partner on a tier has. */
export interface TierMultiplierDrafted {
  readonly tierId: PartnerTierId;
  /** 1,000,000 is once. The database holds the same bounds in constraint incentive_tier_multiplier_ppm. */
  readonly multiplierPpm: bigint;
}

/** Tiers that a version may name. */
export const MOST_TIERS = 20;
const MOST_PPM = 100_000_000n;

/** A factor with up to six decimals, exactly, in parts per million. */
export function readMultiplier(given: string): ReadPart<bigint> {
  const [, whole = "", decimals = ""] = /^(\d{1,3})(?:\.(\d{1,6}))?$/.exec(given.trim()) ?? [];
  const ppm = BigInt(whole + decimals.padEnd(6, "0"));
  if (whole !== "" && ppm > 0n && ppm <= MOST_PPM) return { ok: true, value: ppm };
  return {
    ok: false,
    problem: `is no factor: "${excerpt(given)}"; expected more than 0, up to 100, with up to six decimals, such as 1.2`,
  };
}

/** A factor in words, from parts per million: without zeros that say nothing. */
export function multiplierOf(ppm: bigint): string {
  const digits = ppm.toString().padStart(7, "0");
  const decimals = digits.slice(-6).replace(/0+$/, "");
  return digits.slice(0, -6) + (decimals === "" ? "" : `.${decimals}`);
}
