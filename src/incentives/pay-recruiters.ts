import { isRefusal } from "../kernel/index.ts";
import type { CreditId, Refusal } from "../kernel/index.ts";
import type { Clock } from "../platform/clock.ts";
import { LostRace, SYSTEM_ACTOR, systemSession } from "../platform/database/index.ts";
import type { Session, Transaction } from "../platform/database/index.ts";
import { auditRow } from "../platform/mutation/index.ts";

import { changesOf } from "./domain/recruiter-pay.ts";
import type { FollowingChange } from "./domain/recruiter-pay.ts";
import type { AwardMilestoneDeps } from "./queue-award.ts";
import { queueRecruiterAward } from "./queue-recruiter-award.ts";
import type { Recruiting } from "./queue-recruiter-award.ts";
import {
  lockRecruiterDue,
  noteTried,
  queueSeenTo,
  readFollowedAwards,
  readRecruitersDue,
} from "./store/recruiter-pay-store.ts";
import type { RecruiterDue } from "./store/recruiter-pay-store.ts";
import { takeFromRecruiter } from "./take-from-recruiter.ts";

export interface PayRecruitersDeps extends AwardMilestoneDeps {
  readonly clock: Clock;
}

/** What is read in one go. */
const BATCH = 100;
/** Credits of a partner that are followed in one transaction. */
const MOST_AT_ONCE = 100;

/** What awards is the vendor's role; nobody asked for it. */
const sessionOf = (requestId: string): Session => ({ ...systemSession(requestId), role: "vendor" });

/**
 * Brings what recruiters have to the percent of what counts of the credit of those whom they recruited, wherever that came or changed
 * since: partner by partner, each in a transaction of its own, and held while it is. What is in a payout that is not booked waits for that, and keeps nothing
 * else waiting. Says how many credits were followed.
 */
export async function payRecruiters(
  deps: PayRecruitersDeps,
  requestId: string,
  stop?: AbortSignal,
): Promise<number> {
  const failures: unknown[] = [];
  const left = new Set<string>();
  let followed = 0;
  for (;;) {
    const most = BATCH + left.size;
    const all = await readRecruitersDue(deps.database, sessionOf(requestId), deps.clock(), most);
    const due = all.filter((each) => !left.has(nameOf(each)));
    if (due.length === 0) break;
    for (const each of due) {
      if (stop?.aborted) return followed;
      // one that fails keeps none of the others waiting
      const done = await seeTo(deps, each, requestId).catch((error: unknown) => {
        // whoever was quicker is seen the next time
        if (!(error instanceof LostRace)) failures.push(error);
        return null;
      });
      if (done === null || !done.isAll) left.add(nameOf(each));
      followed += done?.followed ?? 0;
    }
  }
  if (failures.length > 0) throw failures[0];
  return followed;
}

const nameOf = ({ partnerId, n, programId }: RecruiterDue): string =>
  [partnerId, n, programId].join(" ");

interface SeenTo {
  readonly followed: number;
  /** False where something is left for the next time. */
  readonly isAll: boolean;
}

/** All of a partner's credits that changed, so many at once; where one of them cannot be followed now, each by itself. */
async function seeTo(
  deps: PayRecruitersDeps,
  due: RecruiterDue,
  requestId: string,
): Promise<SeenTo> {
  let followed = 0;
  for (;;) {
    const tried: CreditId[] = [];
    const done = await follow(deps, due, requestId, { tried, only: null });
    if (done === null) return { followed, isAll: false };
    if (!isRefusal(done)) {
      followed += done.followed;
      if (done.isAll) return { followed, isAll: true };
      continue;
    }
    for (const only of tried) {
      const one = await follow(deps, due, requestId, { tried: [], only });
      if (one !== null && !isRefusal(one)) followed += one.followed;
    }
    await noteTried(deps.database, sessionOf(requestId), due, deps.clock());
    return { followed, isAll: false };
  }
}

/** Null where another instance is at it. */
const follow = (
  deps: PayRecruitersDeps,
  due: RecruiterDue,
  requestId: string,
  { tried, only }: { readonly tried: CreditId[]; readonly only: CreditId | null },
): Promise<SeenTo | Refusal | null> =>
  deps.database.transaction<SeenTo | null>(sessionOf(requestId), async (tx) => {
    const held = await lockRecruiterDue(tx, due);
    if (!held) return null;
    const at = deps.clock();
    const all = changesOf(held.followed).filter(({ of }) => only === null || of.creditId === only);
    const changes = all.slice(0, MOST_AT_ONCE);
    tried.push(...changes.map(({ of }) => of.creditId));
    const isAll = only === null && changes.length === all.length;
    if (isAll) queueSeenTo(tx, held.dueIds);
    await queueChanges(deps, tx, { due, held, at }, changes);
    if (changes.length > 0) {
      const actor = { kind: "SYSTEM", id: SYSTEM_ACTOR, partnerId: null } as const;
      const subjects = [due.partnerId, held.recruiterId, due.programId];
      const done = { outcome: "DONE", code: null } as const;
      tx.queue(auditRow({ mutation: "payRecruiters", at, actor, requestId, subjects, ...done }));
    }
    return { followed: changes.length, isAll };
  });

async function queueChanges(
  deps: PayRecruitersDeps,
  tx: Transaction,
  recruiting: Recruiting,
  changes: readonly FollowingChange[],
): Promise<void> {
  const less = changes.filter(({ minor }) => minor < 0n);
  const more = changes.filter(({ minor }) => minor > 0n);
  if (less.length > 0) await takeFromRecruiter(deps, tx, recruiting, less);
  if (more.length === 0) return;
  const followed = await readFollowedAwards(
    tx,
    more.map(({ of }) => of.creditId),
    recruiting.at,
  );
  for (const change of more) {
    const own = followed.get(change.of.creditId);
    if (!own) throw new Error(`there is no award of ${change.of.creditId}`);
    queueRecruiterAward(deps, tx, recruiting, change, own);
  }
}
