import type { PartnerId } from "../../kernel/index.ts";

import type { AcceleratorKind } from "./accelerator.ts";
import type { AmountPace } from "./amount-pace.ts";
import type { CapWindow } from "./cap-terms.ts";

/** By what a partner's own part of an award is multiplied, and why. */
export type Pace = LeadPace | AmountPace;

/** The same where leads are counted. */
export interface LeadPace {
  readonly partnerId: PartnerId;
  readonly kind: AcceleratorKind;
  readonly period: CapWindow;
  /** YYYY-MM-DD. */
  readonly startsOn: string;
  /** Which of the partner's leads of the period it is: 1 is the first. */
  readonly place: number;
  /** How many there are with it. */
  readonly units: number;
  readonly fromUnit: number;
  readonly multiplierPpm: bigint;
}
