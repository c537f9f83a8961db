import type { PartnerId } from "../../kernel/index.ts";

import { bracketAt } from "./accelerator.ts";
import type { Accelerator } from "./accelerator.ts";
import type { AwardEarned, AwardToEarn, RuleToApply } from "./award.ts";
import { windowStart } from "./cap-terms.ts";
import { partsByBracket } from "./parts-by-bracket.ts";
import { paceAt } from "./volume.ts";
import type { Pace } from "./volume.ts";

/** A rule as a simulation goes by it. */
type Accelerating = Pick<RuleToApply, "ruleKey"> & { readonly accelerator: Accelerator | null };

/** What counts of a partner in one window so far. */
interface Counted {
  units: number;
  /** What all of them come to, in each bracket. */
  readonly worth: bigint[];
  /** With all true-ups. */
  credited: bigint;
}

/**
 * Partners' leads under rules that accelerate, counted in memory in the order in which they came: each is the last of
 * its window, so that a sum per bracket stands for all leads before it.
 */
export class SimulatedVolumes {
  readonly #windows = new Map<string, Counted>();

  /** The pace of the next lead; null where it counts for nobody's volume. */
  paceOf(rule: Accelerating, partnerId: PartnerId | null, day: string): Pace | null {
    const { accelerator } = rule;
    if (!accelerator || partnerId === null) return null;
    const startsOn = windowStart(day, accelerator.period);
    const units = 1 + this.#window(rule, { partnerId, startsOn }).units;
    return paceAt(accelerator, { partnerId, startsOn, place: units, units });
  }

  /** Counts a lead that was earned; by how much that raises what its partner's others came to. */
  count(rule: Accelerating, facts: AwardToEarn, earned: AwardEarned): bigint {
    const { accelerator } = rule;
    const { pace } = facts;
    if (!accelerator || !pace || earned.gate !== null) return 0n;
    const window = this.#window(rule, pace);
    const own = earned.credits.find(({ partnerId }) => partnerId === pace.partnerId);
    const ownMinor = own?.amount.minor ?? 0n;
    window.units += 1;
    window.credited += ownMinor;
    // a bracket that counts for those alone that lie in it raises no other
    if (accelerator.kind === "MARGINAL") return 0n;
    for (const [index, part] of partsByBracket(facts, pace, accelerator).entries())
      window.worth[index] = (window.worth[index] ?? 0n) + part;
    const fromUnits = accelerator.brackets.map(({ fromUnit }) => fromUnit);
    const trueUp = (window.worth[bracketAt(fromUnits, window.units)] ?? 0n) - window.credited;
    window.credited += trueUp;
    return trueUp;
  }

  #window(
    { ruleKey }: Accelerating,
    { partnerId, startsOn }: Pick<Pace, "partnerId" | "startsOn">,
  ): Counted {
    const key = `${ruleKey} ${partnerId} ${startsOn}`;
    const window = this.#windows.get(key) ?? { units: 0, worth: [], credited: 0n };
    this.#windows.set(key, window);
    return window;
  }
}
