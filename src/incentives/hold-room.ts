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
  /** Queues what partners take of a program's. */
  readonly takeParts: (programId: IncentiveProgramId, parts: readonly Taken[]) => void;
}

/**
 * Holds what limits these rules for those who are paid, in the windows of the days of their awards. Where nothing is limited no statement is sent.
 * It is the last thing that a move waits for: whoever else takes from it waits until the commit.
 */
export async function holdRoom(
  tx: Transaction,
  rules: readonly RuleInForce[],
  paid: readonly PartnerId[],
  dayOf: (rule: RuleInForce) => string,
): Promise<RoomHeld> {
  const buckets = await holdBuckets(
    tx,
    onePerProgram(rules).flatMap((rule) => wantedBy(rule, paid, dayOf(rule))),
  );
  const find = (programId: IncentiveProgramId, partnerId: PartnerId | null) =>
    buckets.find((bucket) => bucket.programId === programId && bucket.partnerId === partnerId) ??
    null;
  const queueTaken = (all: readonly { readonly id: string; readonly minor: bigint }[]): void => {
    const taken = eachOnce(all).filter(({ minor }) => minor > 0n);
    if (taken.length > 0) tx.queue(takeFromBuckets(taken));
  };
  return {
    of: ({ programId, leadUsed, caps, ...rule }) => ({
      lead: caps.leadCap === null ? null : { limit: caps.leadCap, used: leadUsed },
      partners: new Map(
        buckets.flatMap((bucket) =>
          bucket.programId === programId && bucket.partnerId !== null && caps.partnerCap
            ? [
                [
                  bucket.partnerId,
                  {
                    ...bucket,
                    ...windowOf(caps.partnerCap, dayOf({ programId, leadUsed, caps, ...rule })),
                  },
                ] as const,
              ]
            : [],
        ),
      ),
      budget: find(programId, null),
    }),
    take: (earned) => {
      queueTaken(earned.flatMap((award) => takenBy(award, find)));
    },
    takeParts: (programId, parts) => {
      queueTaken(takenOf(programId, parts, find));
    },
  };
}

/** Rules of one program at one milestone are of one version, and take from the same. */
const onePerProgram = (rules: readonly RuleInForce[]): readonly RuleInForce[] =>
  rules.filter(
    ({ programId }, index) => rules.findIndex((rule) => rule.programId === programId) === index,
  );

/** What a rule limits for those who are paid, in the window of a day. */
export function wantedBy(
  { programId, caps: { partnerCap, budget } }: RuleInForce,
  paid: readonly PartnerId[],
  day: string,
): readonly BucketWanted[] {
  const ofPartners = partnerCap
    ? paid.map((partnerId) => ({
        ...{ kind: "PARTNER" as const, programId, partnerId, limit: partnerCap.minor },
        ...windowOf(partnerCap, day),
      }))
    : [];
  return budget ? [...ofPartners, { kind: "BUDGET", programId, limit: budget.minor }] : ofPartners;
}

export const windowOf = ({ window }: PartnerCap, day: string) => ({
  window,
  startsOn: windowStart(day, window),
});

/** Several awards may take from one bucket, which is written once. */
function eachOnce(all: readonly { readonly id: string; readonly minor: bigint }[]) {
  const sums = new Map<string, bigint>();
  for (const { id, minor } of all) sums.set(id, (sums.get(id) ?? 0n) + minor);
  return [...sums].map(([id, minor]) => ({ id, minor }));
}

type Find = (programId: IncentiveProgramId, partnerId: PartnerId | null) => Bucket | null;

/** What a partner has of an award in the end. */
interface Taken {
  readonly partnerId: PartnerId;
  readonly minor: bigint;
}

/** Buckets are used up by what is paid in the end. */
const takenBy = ({ rule, credits }: AwardEarned, find: Find) =>
  takenOf(
    rule.programId,
    credits.map(({ partnerId, amount }) => ({ partnerId, minor: amount.minor })),
    find,
  );

function takenOf(
  programId: IncentiveProgramId,
  parts: readonly Taken[],
  find: Find,
): readonly { readonly id: string; readonly minor: bigint }[] {
  const budget = find(programId, null);
  const ofPartners = parts.flatMap(({ partnerId, minor }) => {
    const bucket = find(programId, partnerId);
    return bucket ? [{ id: bucket.id, minor }] : [];
  });
  const all = parts.reduce((sum, { minor }) => sum + minor, 0n);
  return budget ? [...ofPartners, { id: budget.id, minor: all }] : ofPartners;
}
