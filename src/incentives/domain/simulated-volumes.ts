import { rational, WHOLE_PPM } from "../../kernel/index.ts";
import type { PartnerId } from "../../kernel/index.ts";

import { amountBracketAt, bracketAt } from "./accelerator.ts";
import type { Accelerator } from "./accelerator.ts";
import { paceOfAmount } from "./amount-pace.ts";
import type { AwardEarned, AwardToEarn, RuleToApply } from "./award.ts";
import { partAt } from "./basis.ts";
import { windowStart } from "./cap-terms.ts";
import { countedOf } from "./counted.ts";
import type { Counted } from "./counted.ts";
import { paceAt } from "./volume.ts";
import type { Pace } from "./lead-pace.ts";

/** A rule as a simulation goes by it. */
type Accelerating = Pick<RuleToApply, "ruleKey"> & { readonly accelerator: Accelerator | null };

/** What counts of a partner in one window so far. */
interface CountedSoFar {
  units: number;
  /** What the deals are worth together, where they count for that. */
  dealsMinor: bigint;
  /** What all of them come to, in each bracket. */
  readonly worth: bigint[];
  /** With all true-ups. */
  credited: bigint;
}

/** Whose lead comes next, when, and for how much its deal would count. */
interface Next {
  /** Null where it counts for nobody's volume. */
  readonly partnerId: PartnerId | null;
  readonly day: string;
  /** Null where nothing tells it. */
  readonly worthMinor: bigint | null;
}

/**
 * Partners' leads under rules that accelerate, counted in memory in the order in which they came: each is the last of
 * its window, so that a sum per bracket stands for all leads before it.
 */
export class SimulatedVolumes {
  readonly #windows = new Map<string, CountedSoFar>();

  /** The pace of the next lead; null where it counts for nobody's volume. */
  paceOf(rule: Accelerating, { partnerId, day, worthMinor }: Next): Pace | null {
    const { accelerator } = rule;
    if (!accelerator || partnerId === null) return null;
    const startsOn = windowStart(day, accelerator.period);
    const window = this.#window(rule, { partnerId, startsOn });
    if (accelerator.measure === "AMOUNT") {
      const beforeMinor = window.dealsMinor;
      return worthMinor === null
        ? null
        : paceOfAmount(accelerator, { partnerId, startsOn, beforeMinor, worthMinor });
    }
    const units = 1 + window.units;
    return paceAt(accelerator, { partnerId, startsOn, place: units, units });
  }

  /** Counts a lead that was earned; by how much that raises what its partner's others came to. */
  count(rule: Accelerating, facts: AwardToEarn, earned: AwardEarned): bigint {
    const { accelerator } = rule;
    const { pace } = facts;
    if (!accelerator || !pace || earned.calculation.accelerator === undefined) return 0n;
    const window = this.#window(rule, pace);
    const own = earned.credits.find(({ partnerId }) => partnerId === pace.partnerId);
    const ownMinor = own?.amount.minor ?? 0n;
    window.units += 1;
    window.dealsMinor += "cut" in pace ? pace.worthMinor : 0n;
    window.credited += ownMinor;
    // a bracket that counts for those alone that lie in it raises no other
    if (accelerator.kind === "MARGINAL") return 0n;
    for (const [index, part] of partsOf(accelerator, countedOf(accelerator, facts, pace)).entries())
      window.worth[index] = (window.worth[index] ?? 0n) + part;
    const trueUp = (window.worth[bracketOf(accelerator, window)] ?? 0n) - window.credited;
    window.credited += trueUp;
    return trueUp;
  }

  #window(
    { ruleKey }: Accelerating,
    { partnerId, startsOn }: Pick<Pace, "partnerId" | "startsOn">,
  ): CountedSoFar {
    const key = `${ruleKey} ${partnerId} ${startsOn}`;
    const window = this.#windows.get(key) ?? { units: 0, dealsMinor: 0n, worth: [], credited: 0n };
    this.#windows.set(key, window);
    return window;
  }
}

/** What an award comes to in each bracket. */
const partsOf = ({ brackets }: Accelerator, counted: Counted): readonly bigint[] =>
  "parts" in counted
    ? counted.parts
    : brackets.map(({ multiplierPpm }) =>
        partAt(counted.basis, rational(multiplierPpm, WHOLE_PPM)),
      );

const bracketOf = (accelerator: Accelerator, { units, dealsMinor }: CountedSoFar): number =>
  accelerator.measure === "AMOUNT"
    ? amountBracketAt(accelerator.brackets, dealsMinor)
    : bracketAt(
        accelerator.brackets.map(({ fromUnit }) => fromUnit),
        units,
      );
