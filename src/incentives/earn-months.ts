import { readSettledShares } from "../attribution/index.ts";
import { readCrossings } from "../exchange/index.ts";
import { uuidOf } from "../kernel/index.ts";
import type { Clock } from "../platform/clock.ts";
import { SYSTEM_ACTOR, sql, systemSession } from "../platform/database/index.ts";
import type { Session, Transaction } from "../platform/database/index.ts";
import { auditRow } from "../platform/mutation/index.ts";

import { isPaid, NO_FACTORS, qualityOf } from "./award-milestone.ts";
import { earnAward } from "./domain/award.ts";
import type { AwardToEarn } from "./domain/award.ts";
import { isBehindTermination } from "./domain/recurring.ts";
import { foundBy } from "./found-by.ts";
import { holdRoom } from "./hold-room.ts";
import { queueAward } from "./queue-award.ts";
import type { AwardMilestoneDeps } from "./queue-award.ts";
import { readQuality } from "./store/quality-store.ts";
import { lockMonth, readDueMonths } from "./store/recurrence-store.ts";
import type { DueMonth, MonthToEarn } from "./store/recurrence-store.ts";
import { readPartnerNames, readTerminated } from "./store/standing-awards.ts";
import { readRuleOf } from "./store/rules-in-force.ts";
import type { RuleInForce } from "./store/rules-in-force.ts";
import { readFactors } from "./store/tier-factors.ts";

export interface EarnMonthsDeps extends AwardMilestoneDeps {
  readonly clock: Clock;
}

/** Months that are read in one go; those that are left come right behind. */
const BATCH = 100;
/** With an hour less, since a clock may be put forward in it. */
const SHORTEST_MONTH_MS = (28 * 24 - 1) * 3_600_000;

/** What awards is the vendor's role; nobody asked for it. */
const sessionOf = (requestId: string): Session => ({ ...systemSession(requestId), role: "vendor" });

/**
 * Earns each month of a won deal that has come, each in a transaction of its own and as of its own day, the earliest
 * first, also where many have come since anybody looked: by the version and the shares of the deal, what it was worth on that day, and
 * the rates, tiers, caps and budget of that day. Says how many were earned.
 */
export async function earnMonths(
  deps: EarnMonthsDeps,
  requestId: string,
  stop?: AbortSignal,
): Promise<number> {
  const at = deps.clock();
  const failed = new Set<string>();
  const failures: unknown[] = [];
  let earned = 0;
  for (;;) {
    const most = BATCH + failed.size;
    const due = await readDueMonths(deps.database, sessionOf(requestId), at, most);
    const coming = ofOneMonth(due.filter((month) => !failed.has(nameOf(month))));
    if (coming.length === 0) break;
    for (const month of coming) {
      if (stop?.aborted) return earned;
      // one that fails keeps none of the others waiting
      const isEarned = await earnMonth(deps, month, requestId).catch((error: unknown) => {
        failures.push(error);
        return false;
      });
      if (isEarned) earned += 1;
      else failed.add(nameOf(month));
    }
  }
  if (failures.length > 0) throw failures[0];
  return earned;
}

/** None twice: what is behind these comes with the next, so that each is earned behind all that came before it. */
function ofOneMonth(due: readonly DueMonth[]): readonly DueMonth[] {
  const until = (due[0]?.at.getTime() ?? 0) + SHORTEST_MONTH_MS;
  return due.filter(({ at }) => at.getTime() < until);
}

const nameOf = ({ programId, leadId, ruleKey }: DueMonth): string =>
  [programId, leadId, ruleKey].join(" ");

/** Whoever was quicker (another instance, or who took the deal back) is not undone. */
async function earnMonth(deps: EarnMonthsDeps, due: DueMonth, requestId: string): Promise<boolean> {
  const earned = await deps.database.transaction(sessionOf(requestId), async (tx) => {
    const month = await lockMonth(tx, due);
    if (!month) return null;
    const subjects = await queueMonth(deps, tx, due, month);
    const actor = { kind: "SYSTEM", id: SYSTEM_ACTOR, partnerId: null } as const;
    const done = { outcome: "DONE", code: null } as const;
    const at = deps.clock();
    tx.queue(auditRow({ mutation: "earnMonth", at, actor, requestId, subjects, ...done }));
    return subjects;
  });
  return earned !== null;
}

async function queueMonth(
  deps: AwardMilestoneDeps,
  tx: Transaction,
  { leadId, ruleKey, at: eventAt }: DueMonth,
  month: MonthToEarn,
): Promise<readonly string[]> {
  const { versionId, occurrence, effectiveOn, calculation, deal } = month;
  const [rule, shares] = await Promise.all([
    readRuleOf(tx, { versionId, ruleKey, leadId }, eventAt),
    readSettledShares(tx, leadId),
  ]);
  const paid = shares.map(({ partnerId }) => partnerId).filter(isPaid);
  const [names, terminated, exchange, factors, room, quality] = await Promise.all([
    readPartnerNames(tx, paid),
    readTerminated(tx, paid),
    readExchange(tx, rule, month, eventAt),
    readFactors(tx, [rule], paid, eventAt),
    holdRoom(tx, [rule], paid, () => effectiveOn),
    readQuality(tx, [rule], paid, eventAt),
  ]);
  const earning: AwardToEarn = {
    ...{ awardId: deps.newId("awd"), leadId, rule, eventAt, effectiveOn, occurrence },
    ...foundBy(calculation, rule, deal.minor),
    exchange,
    beneficiaries: shares.map(({ partnerId, sharePpm, touchRank }) => ({
      ...{ partnerId, sharePpm, touchRank, creditId: deps.newId("crd") },
      isPaid: isPaid(partnerId),
      partnerName: names.get(partnerId) ?? "",
    })),
    ...{ hasLiveCreditInCycle: false, isEarned: false },
    factors: factors.get(rule.versionId) ?? NO_FACTORS,
    ...qualityOf(quality, rule),
    room: room.of(rule),
    ended: paid.filter((partnerId) => {
      const terminatedAt = terminated.get(partnerId);
      return terminatedAt && isBehindTermination(effectiveOn, terminatedAt, rule.timeZone);
    }),
  };
  const earned = earnAward(earning);
  const settledAt = shares[0]?.settledAt ?? eventAt;
  const { generation, productLineIds } = month;
  // what was never awarded anew is the first of its kind, whenever its shares were settled
  const allocatedAt = generation > 1 && settledAt > eventAt ? settledAt : null;
  queueAward(deps, tx, earned, { generation, productLineIds, allocatedAt, postedOn: effectiveOn });
  room.take([earned]);
  return [earned.awardId, leadId];
}

/** Each month is converted at the last rate that was published before its day. */
async function readExchange(
  tx: Transaction,
  { programId, currency, timeZone }: RuleInForce,
  { deal }: MonthToEarn,
  at: Date,
): Promise<AwardToEarn["exchange"]> {
  const key = uuidOf(programId);
  const target = sql`
    select ${key}::text as key, ${currency}::text as currency, (${at}::timestamptz at time zone ${timeZone}::text)::date as day`;
  return (await readCrossings(tx, deal.currency, at, target)).get(key) ?? null;
}
