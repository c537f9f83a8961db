import type { Money, PartnerId } from "../../kernel/index.ts";

import type { Accelerator } from "./accelerator.ts";
import type { RuleToApply } from "./award.ts";
import type { PartnerLimit } from "./caps.ts";
import type { ConditionsAsked } from "./conditions.ts";
import type { Exchange } from "./exchange.ts";
import type { TierFactor } from "./factors.ts";
import type { EarnedBy } from "./gates.ts";
import type { QualityFactor } from "./quality.ts";
import type { Pace } from "./lead-pace.ts";
import type { Volume } from "./volume.ts";

/** From where it is known what the deal is worth. */
export const DEAL_VALUES = {
  OPPORTUNITY: "What the deal was opened with.",
  ESTIMATE: "What the registration says that it is worth.",
  UNKNOWN: "Nothing says what it is worth.",
} as const;
export type DealValue = keyof typeof DEAL_VALUES;

/** What the partner itself knows of its lead, or could: nothing of what others do, have or earn. */
export interface EstimatedFor {
  readonly partnerId: PartnerId;
  /** Its part as it was settled or decided; all where neither was. */
  readonly sharePpm: bigint;
  /** By what its part is known. */
  readonly part: "SETTLED" | "DECIDED" | "OFFERED" | "ASSUMED";
  readonly isTender: boolean;
  /** By which kind of rule another lead of its own earned the SQL of this company within a year; null where none did. */
  readonly liveCreditInCycle: EarnedBy | null;
  readonly deal: Money | null;
  readonly dealFrom: DealValue;
  readonly at: Date;
}

/** What of a partner's own counts for the brackets of a rule, and where in it the lead would be. */
export interface VolumeToEstimate extends Volume {
  readonly accelerator: Accelerator;
  readonly pace: Pace;
}

/** A rule that may be earned yet, with what is the partner's own of what it asks. */
export interface RuleToEstimate {
  readonly rule: RuleToApply;
  /** Today in its program's zone, YYYY-MM-DD. */
  readonly day: string;
  readonly exchange: Exchange | null;
  readonly factor: TierFactor | null;
  /** How the partner's leads fare, where the version goes by that. */
  readonly quality: QualityFactor | null;
  /** Null where the rule does not accelerate, or the lead counts for nobody's volume. */
  readonly volume: VolumeToEstimate | null;
  /** What it asks of the lead as it is now; null where it asks nothing, or nothing is known of the lead yet. */
  readonly conditions: ConditionsAsked | null;
  /** What it asks, in its author's words. */
  readonly asks: readonly string[];
  /** What the partner itself has of this lead under the program by now. */
  readonly leadUsed: bigint;
  readonly window: PartnerLimit | null;
}
