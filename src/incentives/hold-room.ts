import { localDate } from "../kernel/index.ts";
import type { IncentiveProgramId, PartnerId } from "../kernel/index.ts";
import type { Transaction } from "../platform/database/index.ts";

import type { AwardEarned } from "./domain/award.ts";
import { windowStart } from "./domain/cap-terms.ts";
import type { PartnerCap } from "./domain/cap-terms.ts";
import type { Room } from "./domain/caps.ts";
import { holdBuckets, takeFromBuckets } from "./store/cap-store.ts";
import type { Bucket, BucketWanted } from "./store/cap-store.ts";
import type { RuleInForce } from "./store/rules-in-force.ts";

/** What is left of all that limits an award's rules, held until the transaction ends. */
export interface RoomHeld {
  readonly of: (rule: RuleInForce) => Room;
  /** Queues what awards take of it. */
  readonly take: (earned: readonly AwardEarned[]) => void;
}

/**
 * Holds what limits these rules for those who are paid. Where nothing is limited no statement is sent.
 * It is the last thing that a move waits for: whoever else takes from it waits until the commit.
 */
export async function holdRoom(
  tx: Transaction,
  rules: readonly RuleInForce[],
  paid: readonly PartnerId[],
  at: Date,
): Promise<RoomHeld> {
  const buckets = await holdBuckets(
    tx,
    rules.flatMap((rule) => wantedBy(rule, paid, at)),
  );
  const find = (programId: IncentiveProgramId, partnerId: PartnerId | null) =>
    buckets.find((bucket) => bucket.programId === programId && bucket.partnerId === partnerId) ??
    null;
  return {
    of: ({ programId, leadUsed, caps, timeZone }) => ({
      lead: caps.leadCap === null ? null : { limit: caps.leadCap, used: leadUsed },
      partners: new Map(
        buckets.flatMap((bucket) =>
          bucket.programId === programId && bucket.partnerId !== null && caps.partnerCap
            ? [
                [
                  bucket.partnerId,
                  { ...bucket, ...windowOf(caps.partnerCap, at, timeZone) },
                ] as const,
              ]
            : [],
        ),
      ),
      budget: find(programId, null),
    }),
    take: (earned) => {
      const taken = earned
        .flatMap((award) => takenBy(award, find))
        .filter(({ minor }) => minor > 0n);
      if (taken.length > 0) tx.queue(takeFromBuckets(taken));
    },
  };
}

function wantedBy(
  { programId, caps: { partnerCap, budget }, timeZone }: RuleInForce,
  paid: readonly PartnerId[],
  at: Date,
): readonly BucketWanted[] {
  const ofPartners = partnerCap
    ? paid.map((partnerId) => ({
        ...{ kind: "PARTNER" as const, programId, partnerId, limit: partnerCap.minor },
        ...windowOf(partnerCap, at, timeZone),
      }))
    : [];
  return budget ? [...ofPartners, { kind: "BUDGET", programId, limit: budget.minor }] : ofPartners;
}

const windowOf = ({ window }: PartnerCap, at: Date, timeZone: string) => ({
  window,
  startsOn: windowStart(localDate(at, timeZone), window),
});

/** Buckets are used up by what is paid in the end. */
function takenBy(
  { rule, gross, forfeited, credits }: AwardEarned,
  find: (programId: IncentiveProgramId, partnerId: PartnerId | null) => Bucket | null,
): readonly { readonly id: string; readonly minor: bigint }[] {
  const budget = find(rule.programId, null);
  const ofPartners = credits.flatMap(({ partnerId, amount }) => {
    const bucket = find(rule.programId, partnerId);
    return bucket ? [{ id: bucket.id, minor: amount.minor }] : [];
  });
  return budget
    ? [...ofPartners, { id: budget.id, minor: gross.minor - forfeited.minor }]
    : ofPartners;
}
