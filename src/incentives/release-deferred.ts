import type { Clock } from "../platform/clock.ts";
import { SYSTEM_ACTOR, systemSession } from "../platform/database/index.ts";
import type { Session, Transaction } from "../platform/database/index.ts";
import { auditRow } from "../platform/mutation/index.ts";

import { ENGINE_VERSION } from "./domain/award.ts";
import { releaseIn } from "./domain/deferral.ts";
import { NOTHING_HELD } from "./domain/holdback.ts";
import type { ReleaseAccount, ReleaseKept } from "./domain/release.ts";
import { endApprovals } from "./end-approvals.ts";
import { holdRoom } from "./hold-room.ts";
import type { AwardMilestoneDeps } from "./queue-award.ts";
import { queueChange } from "./queue-change.ts";
import { readAwardToChange } from "./store/adjustable-awards.ts";
import type { AwardOfDeal } from "./store/adjustable-awards.ts";
import { lockDeferral, queueTried, readDueDeferrals } from "./store/deferral-store.ts";
import type { DeferralHeld, DueDeferral } from "./store/deferral-store.ts";
import { readRuleOf } from "./store/rules-in-force.ts";

export interface ReleaseDeferredDeps extends AwardMilestoneDeps {
  readonly clock: Clock;
}

/** What is read in one go; what is left comes right behind. */
const BATCH = 100;

/** What awards is the vendor's role; nobody asked for it. */
const sessionOf = (requestId: string): Session => ({ ...systemSession(requestId), role: "vendor" });

/**
 * Earns what was over partners' caps in the windows that have begun since, each part in a transaction of its own and as of the first day of
 * its window, what was earned first before the others. What the last of its windows has no room for is paid to nobody. What somebody else is
 * at work on is left for the next time. Says how many parts were tried.
 */
export async function releaseDeferred(
  deps: ReleaseDeferredDeps,
  requestId: string,
  stop?: AbortSignal,
): Promise<number> {
  const now = deps.clock();
  const left = new Set<string>();
  const failures: unknown[] = [];
  let tried = 0;
  for (;;) {
    const most = BATCH + left.size;
    const due = await readDueDeferrals(deps.database, sessionOf(requestId), now, most);
    const coming = due.filter(({ creditId }) => !left.has(creditId));
    // a later window waits until the one before was tried by all: who came first is first there too
    const first = coming.filter(({ at }) => at.getTime() === coming[0]?.at.getTime());
    if (first.length === 0) break;
    for (const each of first) {
      if (stop?.aborted) return tried;
      // one that fails keeps none of the others waiting
      const isTried = await release(deps, each, requestId).catch((error: unknown) => {
        failures.push(error);
        return false;
      });
      if (isTried) tried += 1;
      else left.add(each.creditId);
    }
  }
  if (failures.length > 0) throw failures[0];
  return tried;
}

/** Whoever was quicker (another instance, or who took the award back) is not undone. */
async function release(
  deps: ReleaseDeferredDeps,
  due: DueDeferral,
  requestId: string,
): Promise<boolean> {
  const tried = await deps.database.transaction(sessionOf(requestId), async (tx) => {
    const waiting = await lockDeferral(tx, due);
    if (!waiting) return null;
    const subjects = await queueRelease(deps, tx, due, waiting);
    const actor = { kind: "SYSTEM", id: SYSTEM_ACTOR, partnerId: null } as const;
    const done = { outcome: "DONE", code: null } as const;
    const at = deps.clock();
    tx.queue(auditRow({ mutation: "releaseDeferred", at, actor, requestId, subjects, ...done }));
    return subjects;
  });
  return tried !== null;
}

async function queueRelease(
  deps: ReleaseDeferredDeps,
  tx: Transaction,
  { creditId, leadId, at }: DueDeferral,
  waiting: DeferralHeld,
): Promise<readonly string[]> {
  const { awardId, partnerId, startsOn } = waiting;
  const award = await readAwardToChange(tx, awardId, leadId);
  const { versionId, ruleKey } = award.row;
  const rule = await readRuleOf(tx, { versionId, ruleKey, leadId }, at);
  const held = await holdRoom(tx, [rule], [partnerId], () => startsOn);
  const room = held.of(rule).partners.get(partnerId) ?? null;
  const { earnedMinor, forfeitedMinor } = releaseIn(waiting, room);
  if (earnedMinor > 0n) await endApprovals(deps, tx, [award], deps.clock(), creditId);
  queueTried(tx, creditId, waiting, award.timeZone);
  if (earnedMinor + forfeitedMinor === 0n) return [awardId, leadId];

  const ofPartner = (minor: bigint): readonly bigint[] =>
    award.credits.map((credit) => (credit.id === creditId ? minor : 0n));
  const account = accountOf(award, waiting, { earnedMinor, forfeitedMinor, room });
  const kept: ReleaseKept = {
    ...{ engineVersion: ENGINE_VERSION, adjusts: awardId, partnerId },
    ...{ account, released: true },
  };
  const changeId = queueChange(deps, tx, award, {
    ...{ grossMinor: 0n, forfeitedMinor, calculation: kept, account, at, takenBack: null },
    parts: ofPartner(earnedMinor),
    waitedMinor: ofPartner(earnedMinor + forfeitedMinor),
    held: award.credits.map(() => NOTHING_HELD),
  });
  held.takeParts(rule.programId, [{ partnerId, minor: earnedMinor }]);
  return [changeId, awardId, leadId];
}

function accountOf(
  award: AwardOfDeal,
  { partnerId, window, startsOn, leftMinor, tried, windows }: DeferralHeld,
  {
    earnedMinor,
    forfeitedMinor,
    room,
  }: {
    readonly earnedMinor: bigint;
    readonly forfeitedMinor: bigint;
    readonly room: { readonly limit: bigint; readonly used: bigint } | null;
  },
): ReleaseAccount {
  const own = award.credits.find((credit) => credit.partnerId === partnerId);
  return {
    ...{ currency: award.currency, minor: earnedMinor.toString(), gate: null },
    ppm: (own?.weightPpm ?? 0n).toString(),
    released: {
      ...{ window, startsOn, windows, attempt: tried + 1 },
      limitMinor: (room?.limit ?? 0n).toString(),
      usedMinor: (room?.used ?? 0n).toString(),
      waitedMinor: leftMinor.toString(),
      forfeitedMinor: forfeitedMinor.toString(),
    },
  };
}
