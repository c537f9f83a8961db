import type { Accelerator } from "./accelerator.ts";
import type { AwardToEarn } from "./award.ts";
import { basisOf } from "./basis.ts";
import { partsByBracket } from "./parts-by-bracket.ts";
import type { Pace } from "./lead-pace.ts";
import type { AmountUnit, LeadUnit } from "./volume.ts";

/** For what an award counts, whichever it is. */
export type Counted =
  | Pick<LeadUnit, "kind" | "fromUnits" | "parts">
  | Pick<AmountUnit, "kind" | "brackets" | "worthMinor" | "basis">;

/** For what an award counts that is earned at a pace. */
export function countedOf(accelerator: Accelerator, facts: AwardToEarn, pace: Pace): Counted {
  const { kind } = accelerator;
  if (accelerator.measure === "AMOUNT") {
    const basis = basisOf(facts, pace.partnerId);
    if (!("cut" in pace) || !basis) throw new Error("a deal counts for what it is worth");
    return { kind, brackets: accelerator.brackets, worthMinor: pace.worthMinor, basis };
  }
  if ("cut" in pace) throw new Error("a lead counts as one");
  return {
    kind,
    fromUnits: accelerator.brackets.map(({ fromUnit }) => fromUnit),
    parts: partsByBracket(facts, pace, accelerator),
  };
}
