import { rational, WHOLE_PPM } from "../../kernel/index.ts";
import type { Money } from "../../kernel/index.ts";

import { basisAfter } from "./adjustment.ts";
import type { AdjustableAward } from "./adjustment.ts";
import { paceOfAmount } from "./amount-pace.ts";
import { partAt, worthIn } from "./basis.ts";
import type { Counted } from "./counted.ts";
import type { Exchange } from "./exchange.ts";
import type { Pace } from "./lead-pace.ts";

/** An award that counts for its partner's volume, once its deal is corrected. */
export interface Corrected {
  /** As it lay when its milestone was reached, of what it is worth now: what others brought since is a true-up's. */
  readonly pace: Pace;
  readonly counted: Counted;
}

/**
 * For what an award counts once its deal is worth something else; null of one that earned nothing.
 *
 *     above 50,000.00 1.2 times, all of them; 40,000.00 before a deal of 20,000.00 that is worth 5,000.00
 *     →  it counts for 5,000.00, and once: 45,000.00 would not have come to the bracket
 */
export function correctedBy(
  award: AdjustableAward,
  {
    counted,
    multipliersPpm,
  }: { readonly counted: Counted; readonly multipliersPpm: readonly bigint[] },
  deal: Money,
  exchange: Exchange | null,
): Corrected | null {
  const { accelerator: kept, base } = award.calculation;
  if (!kept || base.kind !== "PERCENT_OF_DEAL") return null;
  const basis = basisAfter(award, deal, exchange, kept.partnerId);
  if (!basis) return null;
  if ("parts" in counted) {
    if ("cut" in kept) return null;
    const parts = multipliersPpm.map((ppm) => partAt(basis, rational(ppm, WHOLE_PPM)));
    const pace = { ...kept, multiplierPpm: BigInt(kept.multiplierPpm) };
    return { pace, counted: { ...counted, parts } };
  }
  const worthMinor = worthIn(base, deal, exchange);
  if (!("cut" in kept) || worthMinor === null) return null;
  const { kind, brackets } = counted;
  const { partnerId, period, startsOn } = kept;
  const at = { partnerId, startsOn, beforeMinor: BigInt(kept.beforeMinor), worthMinor };
  const pace = paceOfAmount({ measure: "AMOUNT", kind, period, brackets }, at);
  return { pace, counted: { ...counted, worthMinor, basis } };
}
