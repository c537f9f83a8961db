import { rational, roundRational, times, WHOLE_PPM } from "../../kernel/index.ts";
import type { Currency } from "../../kernel/index.ts";

import { unmetOf } from "./conditions.ts";
import type { ConditionTrace } from "./conditions.ts";
import type { QualityTrace } from "./quality.ts";
import type { SpiffTrace } from "./spiffs.ts";
import type {
  AmountPaceTrace,
  BaseTrace,
  Calculation,
  LeadPaceTrace,
  PaceTrace,
} from "./calculation.ts";
import type { CapWindow } from "./cap-terms.ts";
import { deferredBy } from "./deferral.ts";
import type { AwardGate } from "./gates.ts";
import type { Held, HoldbackTerms } from "./holdback.ts";
import { timesOfTrace } from "./pace.ts";

/**
 * How one partner's credit came about: what of its award's calculation is its own to know. Each figure is the
 * program's promise or the partner's own: what the lead earned in all, and what others took of a cap, would tell
 * their tiers to whoever knows their shares. JSON values only.
 */
export interface CreditAccount {
  readonly currency: Currency;
  readonly base: BaseTrace;
  readonly gate: AwardGate | null;
  /** Where it was paid on top of other rules. */
  readonly spiff?: SpiffTrace;
  /** What the rule asks that did not hold; left out where all did. */
  readonly unmet?: readonly ConditionTrace[];
  readonly isTender: boolean;
  /** There where its partner was terminated long before. */
  readonly isEnded?: true;
  readonly ppm: string;
  readonly factor?: { readonly tier: string; readonly multiplierPpm: string };
  readonly quality?: Omit<QualityTrace, "partnerId">;
  /** Which of its leads of a period it is, or behind how much its deal is, and how much more that makes it count. */
  readonly accelerator?: PaceTold;
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
    /** What was over it and waits for room, in so many later windows; left out where nothing does. */
    readonly deferredMinor?: string;
    readonly deferWindows?: number;
  };
  /** Whether there was less left of the program's budget than all were to have. */
  readonly isCutByBudget: boolean;
  readonly minor: string;
  /** What of that is held back, in so many instalments between two days. */
  readonly holdback?: {
    readonly ppm: string;
    readonly minor: string;
    readonly instalments: number;
    readonly firstOn: string;
    readonly lastOn: string;
  };
}

/** What a partner is told of its pace. */
type PaceTold = Omit<LeadPaceTrace, "partnerId" | "fromUnit"> | Omit<AmountPaceTrace, "partnerId">;

/** What a partner is told of what is held back; nothing where nothing is. */
export function accountOfHeld(
  { minor, instalments }: Held,
  terms: HoldbackTerms | null | undefined,
): Pick<CreditAccount, "holdback"> {
  const [first, last] = [instalments.at(0), instalments.at(-1)];
  if (!terms || !first || !last) return {};
  const [firstOn, lastOn] = [first.dueOn, last.dueOn];
  return {
    holdback: {
      ...{ ppm: terms.ppm.toString(), minor: minor.toString() },
      ...{ instalments: instalments.length, firstOn, lastOn },
    },
  };
}

/** A partner's part of a calculation. */
export function creditAccount(
  calculation: Calculation,
  { partnerId, ppm, minor }: Calculation["shares"][number],
): CreditAccount {
  const { base, gate, tender, caps = [], factors = [] } = calculation;
  const { accelerator, quality = [] } = calculation;
  const fared = quality.find((each) => each.partnerId === partnerId);
  const factor = factors.find((each) => each.partnerId === partnerId);
  const lead = caps.find(({ kind }) => kind === "LEAD");
  const own = caps.find((cap) => cap.kind === "PARTNER" && cap.partnerId === partnerId);
  const budget = caps.find(({ kind }) => kind === "BUDGET");
  const unmet = unmetOf(calculation.conditions);
  return {
    ...(calculation.spiff && { spiff: calculation.spiff }),
    ...(unmet.length > 0 && { unmet }),
    ...{ currency: base.currency, base, gate, isTender: tender !== undefined, ppm },
    ...(calculation.ended?.some((each) => each.partnerId === partnerId) && { isEnded: true }),
    ...(factor && { factor: { tier: factor.tier, multiplierPpm: factor.multiplierPpm } }),
    ...(fared && { quality: ownQuality(fared) }),
    ...(accelerator?.partnerId === partnerId && { accelerator: paceTold(accelerator) }),
    ...(lead && isCut(lead) && { leadCap: { limitMinor: lead.limitMinor } }),
    ...(own?.window &&
      own.startsOn !== undefined && {
        partnerCap: {
          ...{ limitMinor: own.limitMinor, usedMinor: own.usedMinor },
          ...{ window: own.window, startsOn: own.startsOn },
          ...(own.deferWindows !== undefined && {
            deferredMinor: deferredBy(own).toString(),
            deferWindows: own.deferWindows,
          }),
        },
      }),
    isCutByBudget: budget !== undefined && isCut(budget),
    minor,
  };
}

function paceTold(pace: PaceTrace): PaceTold {
  const { kind, period, startsOn } = pace;
  if ("cut" in pace) {
    const { beforeMinor, worthMinor, cut } = pace;
    return { kind, period, startsOn, beforeMinor, worthMinor, cut };
  }
  const { place, units, multiplierPpm } = pace;
  return { kind, period, startsOn, place, units, multiplierPpm };
}

function ownQuality({ won, closed, windowDays, factorPpm }: QualityTrace) {
  return { won, closed, windowDays, factorPpm };
}

const isCut = (cap: { readonly beforeMinor: string; readonly afterMinor: string }): boolean =>
  cap.beforeMinor !== cap.afterMinor;

/**
 * What the rule comes to for the partner's own part, times its own factors, before anything limits it; null of a
 * tender, of which others' earnings decide what is left. The odd unit of a split may lie with somebody else.
 */
export function ownPart(account: CreditAccount): bigint | null {
  const { base, isTender, ppm } = account;
  if (isTender) return null;
  const factors = [account.factor?.multiplierPpm, account.quality?.factorPpm];
  const own = factors.reduce(
    (part, factor) => times(part, rational(BigInt(factor ?? WHOLE_PPM), WHOLE_PPM)),
    rational(BigInt(base.minor) * BigInt(ppm), WHOLE_PPM),
  );
  const { accelerator } = account;
  return roundRational(accelerator ? times(own, timesOfTrace(accelerator)) : own, "half_even");
}
