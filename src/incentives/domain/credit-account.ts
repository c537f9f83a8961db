import { roundRational, rational, WHOLE_PPM } from "../../kernel/index.ts";
import type { Currency } from "../../kernel/index.ts";

import type { BaseTrace, Calculation } from "./calculation.ts";
import type { CapWindow } from "./cap-terms.ts";
import type { AwardGate } from "./gates.ts";

/**
 * How one partner's credit came about: what of its award's calculation is its own to know. Each figure is the
 * program's promise or the partner's own: what the lead earned in all, and what others took of a cap, would tell
 * their tiers to whoever knows their shares. JSON values only.
 */
export interface CreditAccount {
  readonly currency: Currency;
  readonly base: BaseTrace;
  readonly gate: AwardGate | null;
  readonly isTender: boolean;
  readonly ppm: string;
  readonly factor?: { readonly tier: string; readonly multiplierPpm: string };
  /** There where the lead's cap left less than all were to have; once with what it had let through, also all. */
  readonly leadCap?: {
    readonly limitMinor: string;
    readonly beforeMinor?: string;
    readonly afterMinor?: string;
  };
  /** The partner's own, with what it had earned itself in the window. */
  readonly partnerCap?: {
    readonly limitMinor: string;
    readonly usedMinor: string;
    readonly window: CapWindow;
    readonly startsOn: string;
  };
  /** Whether there was less left of the program's budget than all were to have. */
  readonly isCutByBudget: boolean;
  readonly minor: string;
}

/** A partner's part of a calculation. */
export function creditAccount(
  calculation: Calculation,
  { partnerId, ppm, minor }: Calculation["shares"][number],
): CreditAccount {
  const { base, gate, tender, caps = [], factors = [] } = calculation;
  const factor = factors.find((each) => each.partnerId === partnerId);
  const lead = caps.find(({ kind }) => kind === "LEAD");
  const own = caps.find((cap) => cap.kind === "PARTNER" && cap.partnerId === partnerId);
  const budget = caps.find(({ kind }) => kind === "BUDGET");
  return {
    ...{ currency: base.currency, base, gate, isTender: tender !== undefined, ppm },
    ...(factor && { factor: { tier: factor.tier, multiplierPpm: factor.multiplierPpm } }),
    ...(lead && isCut(lead) && { leadCap: { limitMinor: lead.limitMinor } }),
    ...(own?.window &&
      own.startsOn !== undefined && {
        partnerCap: {
          ...{ limitMinor: own.limitMinor, usedMinor: own.usedMinor },
          ...{ window: own.window, startsOn: own.startsOn },
        },
      }),
    isCutByBudget: budget !== undefined && isCut(budget),
    minor,
  };
}

const isCut = (cap: { readonly beforeMinor: string; readonly afterMinor: string }): boolean =>
  cap.beforeMinor !== cap.afterMinor;

/**
 * What the rule comes to for the partner's own part, times its own factor, before anything limits it; null of a
 * tender, of which others' earnings decide what is left. The odd unit of a split may lie with somebody else.
 */
export function ownPart({ base, isTender, ppm, factor }: CreditAccount): bigint | null {
  if (isTender) return null;
  const weight = BigInt(ppm) * BigInt(factor?.multiplierPpm ?? WHOLE_PPM);
  return roundRational(rational(BigInt(base.minor) * weight, WHOLE_PPM * WHOLE_PPM), "half_even");
}
