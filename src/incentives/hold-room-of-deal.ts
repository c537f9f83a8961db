import { idOf } from "../kernel/index.ts";
import type { Transaction } from "../platform/database/index.ts";

import type { Limits } from "./domain/capped-change.ts";
import type { PartnerLimit } from "./domain/caps.ts";
import { wantedBy, windowOf } from "./hold-room.ts";
import type { AwardOfDeal } from "./store/adjustable-awards.ts";
import { holdBuckets, takeFromBuckets } from "./store/cap-store.ts";
import type { Bucket, BucketWanted } from "./store/cap-store.ts";
import { readRuleOf } from "./store/rules-in-force.ts";
import type { RuleInForce } from "./store/rules-in-force.ts";

/** What limits the awards of a deal, held until the transaction ends. */
export interface RoomOfDeal {
  /** What is left for a change of this award; null where nothing limits it. */
  readonly of: (award: AwardOfDeal) => Limits | null;
  /** By how much its credits change, in their order. */
  readonly take: (award: AwardOfDeal, parts: readonly bigint[]) => void;
  /** Queues all that was taken and given back. */
  readonly queueTaken: () => void;
}

/**
 * Holds what limits the awards of a deal, in one statement and in the order in which whoever awards holds it: partners'
 * by their ids, in the windows of the days of their awards, and budgets last. Where nothing is limited none is sent.
 */
export async function holdRoomOfDeal(
  tx: Transaction,
  awards: readonly AwardOfDeal[],
  at: Date,
): Promise<RoomOfDeal> {
  const limited = awards.filter(({ isLimited }) => isLimited);
  const rules = await Promise.all(
    limited.map(({ row: { leadId, ...row } }) => {
      if (leadId === null) throw new Error("what a recruiter has is taken of no cap");
      return readRuleOf(tx, { ...row, leadId: idOf("lead", leadId) }, at);
    }),
  );
  const wanted = limited.flatMap((award, index) => bucketsOf(award, rules[index]));
  const buckets = await holdBuckets(tx, once(wanted));
  const taken = new Map<string, bigint>();
  const heldBy = (award: AwardOfDeal): readonly Bucket[] =>
    bucketsOf(award, rules[limited.indexOf(award)]).flatMap(
      (each) => buckets.find((bucket) => keyOf(bucket) === keyOf(wantedKey(each))) ?? [],
    );
  const asTaken = (bucket: Bucket): Bucket => ({
    ...bucket,
    used: bucket.used + (taken.get(bucket.id) ?? 0n),
  });
  const take = (bucket: Bucket | undefined, minor: bigint): void => {
    if (bucket && minor !== 0n) taken.set(bucket.id, (taken.get(bucket.id) ?? 0n) + minor);
  };

  return {
    of: (award) => {
      const rule = rules[limited.indexOf(award)];
      if (!rule) return null;
      const { caps: terms } = rule;
      const held = heldBy(award).map(asTaken);
      const partners = new Map(
        held.flatMap(
          (bucket): readonly (readonly [Bucket["partnerId"] & string, PartnerLimit])[] =>
            bucket.partnerId !== null && terms.partnerCap
              ? [
                  [
                    bucket.partnerId,
                    { ...bucket, ...windowOf(terms.partnerCap, award.effectiveOn) },
                  ],
                ]
              : [],
        ),
      );
      const budget = held.find(({ partnerId }) => partnerId === null) ?? null;
      return { terms, room: { lead: null, partners, budget }, changed: award.changed };
    },
    take: (award, parts) => {
      const held = heldBy(award);
      for (const [index, { partnerId }] of award.credits.entries())
        take(
          held.find((bucket) => bucket.partnerId === partnerId),
          parts[index] ?? 0n,
        );
      take(
        held.find(({ partnerId }) => partnerId === null),
        parts.reduce((sum, minor) => sum + minor, 0n),
      );
    },
    queueTaken: () => {
      const all = [...taken].map(([id, minor]) => ({ id, minor }));
      if (all.length > 0) tx.queue(takeFromBuckets(all));
    },
  };
}

function bucketsOf(award: AwardOfDeal, rule: RuleInForce | undefined): readonly BucketWanted[] {
  const paid = award.credits.map(({ partnerId }) => partnerId);
  return rule ? wantedBy(rule, paid, award.effectiveOn) : [];
}

type Key = Pick<Bucket, "programId" | "partnerId" | "window" | "startsOn">;

const wantedKey = (wanted: BucketWanted): Key =>
  wanted.kind === "PARTNER"
    ? wanted
    : { programId: wanted.programId, partnerId: null, window: null, startsOn: null };

const keyOf = ({ programId, partnerId, window, startsOn }: Key): string =>
  [programId, partnerId, window, startsOn].join(" ");

/** Two awards may take from one bucket: it is held once, with the higher limit. */
function once(wanted: readonly BucketWanted[]): readonly BucketWanted[] {
  const byKey = new Map<string, BucketWanted>();
  for (const each of wanted) {
    const key = keyOf(wantedKey(each));
    const before = byKey.get(key);
    if (!before || before.limit < each.limit) byKey.set(key, each);
  }
  return [...byKey.values()];
}
