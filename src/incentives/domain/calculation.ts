import type { Currency, PartnerId } from "../../kernel/index.ts";

import type { CapWindow } from "./cap-terms.ts";
import type { ConditionsAsked } from "./conditions.ts";
import type { RateApplied } from "./exchange.ts";
import type { AwardGate } from "./gates.ts";
import type { Rounding } from "./incentive-program.ts";
import type { Month } from "./recurring.ts";
import type { AmountPace } from "./amount-pace.ts";
import type { LeadPace } from "./lead-pace.ts";
import type { QualityTrace } from "./quality.ts";
import type { SpiffTrace } from "./spiffs.ts";

/** From what an award was found, and what that came to. */
export type BaseTrace =
  | {
      readonly kind: "FIXED_BOUNTY";
      readonly minor: string;
      readonly currency: Currency;
    }
  | {
      readonly kind: "PERCENT_OF_DEAL";
      /** What it comes to in the program's currency, rounded once; 0 where that cannot be told. */
      readonly minor: string;
      readonly currency: Currency;
      readonly dealMinor: string;
      readonly dealCurrency: Currency;
      readonly ratePpm: string;
      readonly rounding: Rounding;
      /** Where the rule pays by the month: which one this is. */
      readonly month?: Month;
      /** Where the deal is in another currency: the rates by which it was converted, as published. */
      readonly rates?: readonly RateApplied[];
    };

/** By what a partner's own part was multiplied. */
export interface FactorTrace {
  readonly partnerId: PartnerId;
  readonly kind: "TIER";
  /** Its name then. */
  readonly tier: string;
  readonly multiplierPpm: string;
}

/** By what the part of the partner whose lead it is was multiplied, for its volume. */
export type PaceTrace = LeadPaceTrace | AmountPaceTrace;

export interface LeadPaceTrace extends Omit<LeadPace, "multiplierPpm"> {
  readonly multiplierPpm: string;
}

/** The same for what its deals are worth together. */
export interface AmountPaceTrace extends Omit<AmountPace, "beforeMinor" | "worthMinor" | "cut"> {
  readonly beforeMinor: string;
  readonly worthMinor: string;
  readonly cut: readonly { readonly minor: string; readonly multiplierPpm: string }[];
}

/** What a limit let through: of what came to it, what went on. */
export interface CapTrace {
  readonly kind: "LEAD" | "PARTNER" | "BUDGET";
  /** Of a partner's cap: whose, in which window. */
  readonly partnerId?: PartnerId;
  readonly window?: CapWindow;
  readonly startsOn?: string;
  readonly limitMinor: string;
  /** Of that, by awards before this one. */
  readonly usedMinor: string;
  readonly beforeMinor: string;
  readonly afterMinor: string;
  /** Of a partner's cap that defers: in how many later windows what was over may be earned; left out where nothing was. */
  readonly deferWindows?: number;
}

/** What would be somebody's who was terminated long before, and so is nobody's. */
export interface EndedTrace {
  readonly partnerId: PartnerId;
  readonly minor: string;
}

/**
 * How an award came about, step by step in the order in which they are taken; JSON values only. What
 * did not count is left out.
 */
export interface Calculation {
  readonly engineVersion: string;
  readonly base: BaseTrace;
  readonly gate: AwardGate | null;
  /** Where a move passed over the milestone. */
  readonly isPassedOver?: true;
  /** Where the rule pays on top of the others for a time. */
  readonly spiff?: SpiffTrace;
  /** Where the rule asks something of its leads. */
  readonly conditions?: ConditionsAsked;
  /** Where the lead is for a tender: what that had left to earn, and for how many partners. */
  readonly tender?: { readonly leftMinor: string; readonly partners: number };
  /** Left out where nobody stood on a tier that the version names. */
  readonly factors?: readonly FactorTrace[];
  /** Left out where the rule does not accelerate, or the lead counts for nobody's volume. */
  readonly accelerator?: PaceTrace;
  /** Left out where the version does not go by how leads fare. */
  readonly quality?: readonly QualityTrace[];
  readonly grossMinor: string;
  /** Left out where nobody is. */
  readonly ended?: readonly EndedTrace[];
  /** What is limited, in the order in which it was applied; also where there was room for all. */
  readonly caps?: readonly CapTrace[];
  /** Left out where nothing was. */
  readonly forfeitedMinor?: string;
  /** What is over partners' caps and waits for room; left out where nothing does. */
  readonly deferredMinor?: string;
  readonly shares: readonly {
    readonly partnerId: PartnerId;
    readonly ppm: string;
    readonly minor: string;
  }[];
}
