import type { PartnerId } from "../../kernel/index.ts";

import type { AwardEarned } from "./award.ts";
import type { AwardGate } from "./gates.ts";
import type { Milestone } from "./incentive-program.ts";

/** What was earned, and would have been, in the program's smallest unit. */
interface Compared {
  readonly beforeMinor: string;
  readonly afterMinor: string;
}

/** What came of a simulation. JSON values only, and each list in an order of its own: the same facts make the same text. */
export interface SimulationResult extends Compared {
  readonly leads: number;
  readonly milestones: number;
  /** Months behind a win that the version pays for; left out where there were none. */
  readonly months?: number;
  readonly forfeitedMinor: string;
  readonly byMilestone: readonly (Compared & {
    readonly milestone: Milestone;
    readonly count: number;
  })[];
  readonly byTier: readonly (Compared & { readonly tier: string | null })[];
  /** Those who win most first. */
  readonly byPartner: readonly (Compared & {
    readonly partnerId: PartnerId;
    readonly name: string;
  })[];
  readonly gates: readonly { readonly gate: AwardGate; readonly count: number }[];
}

interface Sum {
  before: bigint;
  after: bigint;
}

/** What was earned of a milestone, or of a month, and by whom it was shared. */
interface EarnedPast {
  readonly milestone: Milestone;
  readonly earned: ReadonlyMap<PartnerId, bigint>;
  readonly shares: readonly {
    readonly partnerId: PartnerId;
    readonly partnerName: string;
    readonly tier: string | null;
  }[];
}

/** What was earned beside what would have been, by milestone, tier and partner. */
export class SimulatedSums {
  #forfeited = 0n;
  readonly #total: Sum = { before: 0n, after: 0n };
  readonly #byMilestone = new Map<Milestone, Sum & { count: number }>();
  readonly #byTier = new Map<string | null, Sum>();
  readonly #byPartner = new Map<PartnerId, Sum & { name: string }>();
  readonly #gates = new Map<AwardGate, number>();

  /** That one more was reached. */
  count(milestone: Milestone): void {
    this.#ofMilestone(milestone).count += 1;
  }

  /** What an award forfeits, and by which gate it earned nothing. */
  take({ forfeited, gate }: AwardEarned): void {
    this.#forfeited += forfeited.minor;
    if (gate !== null) this.#gates.set(gate, (this.#gates.get(gate) ?? 0) + 1);
  }

  compare({ milestone, earned, shares }: EarnedPast, after: ReadonlyMap<PartnerId, bigint>): void {
    if (earned.size === 0 && after.size === 0) return;
    const ofMilestone = this.#ofMilestone(milestone);
    const known = new Map(shares.map((share) => [share.partnerId, share]));
    for (const partnerId of new Set([...earned.keys(), ...after.keys()])) {
      const share = known.get(partnerId);
      const tier = share?.tier ?? null;
      const name = share?.partnerName ?? "";
      const ofPartner = this.#byPartner.get(partnerId) ?? { before: 0n, after: 0n, name };
      if (ofPartner.name === "") ofPartner.name = name;
      const ofTier = this.#byTier.get(tier) ?? { before: 0n, after: 0n };
      this.#byPartner.set(partnerId, ofPartner);
      this.#byTier.set(tier, ofTier);
      for (const sum of [this.#total, ofMilestone, ofPartner, ofTier]) {
        sum.before += earned.get(partnerId) ?? 0n;
        sum.after += after.get(partnerId) ?? 0n;
      }
    }
  }

  result(counts: Pick<SimulationResult, "leads" | "milestones" | "months">): SimulationResult {
    const order: readonly Milestone[] = ["SQL", "OPPORTUNITY", "WON"];
    return {
      ...counts,
      ...told(this.#total),
      forfeitedMinor: this.#forfeited.toString(),
      byMilestone: [...this.#byMilestone]
        .toSorted(([one], [other]) => order.indexOf(one) - order.indexOf(other))
        .map(([milestone, sum]) => ({ milestone, count: sum.count, ...told(sum) })),
      byTier: [...this.#byTier]
        .toSorted(([one], [other]) => byText(one ?? "", other ?? ""))
        .map(([tier, sum]) => ({ tier, ...told(sum) })),
      byPartner: [...this.#byPartner]
        .toSorted(([oneId, one], [otherId, other]) => byGain(one, other) || byText(oneId, otherId))
        .map(([partnerId, { name, ...sum }]) => ({ partnerId, name, ...told(sum) })),
      gates: [...this.#gates]
        .toSorted(([one], [other]) => byText(one, other))
        .map(([gate, count]) => ({ gate, count })),
    };
  }

  #ofMilestone(milestone: Milestone): Sum & { count: number } {
    const sum = this.#byMilestone.get(milestone) ?? { before: 0n, after: 0n, count: 0 };
    this.#byMilestone.set(milestone, sum);
    return sum;
  }
}

const told = ({ before, after }: Sum): Compared => ({
  ...{ beforeMinor: before.toString(), afterMinor: after.toString() },
});

const byText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

function byGain(one: Sum, other: Sum): number {
  const [gain, others] = [one.after - one.before, other.after - other.before];
  return gain > others ? -1 : gain < others ? 1 : 0;
}
