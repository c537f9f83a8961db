import { localDate, money, uuidOf, WHOLE_PPM } from "../kernel/index.ts";
import { accrue, postJournal } from "../ledger/index.ts";
import type { Transaction } from "../platform/database/index.ts";

import { ENGINE_VERSION } from "./domain/award.ts";
import { costAccountOf } from "./domain/gl-treatment.ts";
import type { FollowingChange, RecruiterAccount, RecruiterKept } from "./domain/recruiter-pay.ts";
import type { AwardMilestoneDeps } from "./queue-award.ts";
import { AwardRow } from "./store/award.row.ts";
import { CreditRow } from "./store/credit.row.ts";
import type { FollowedAward, RecruiterDue, RecruiterHeld } from "./store/recruiter-pay-store.ts";
import { readGlTreatment } from "./store/rules-in-force.ts";

/** Whose recruiter has more, of what. */
export interface Recruiting {
  readonly due: RecruiterDue;
  readonly held: RecruiterHeld;
  readonly at: Date;
}

/** What a recruiter sees of a change of what it has. */
export const accountOf = (
  { held }: Pick<Recruiting, "held">,
  { of, minor, wantedMinor, capUsedMinor }: FollowingChange,
  isChange: boolean,
): RecruiterAccount => ({
  ...{ currency: held.currency, gate: null, ppm: WHOLE_PPM.toString(), minor: minor.toString() },
  recruiter: {
    ratePpm: of.ratePpm.toString(),
    isChange,
    capMinor: of.capMinor?.toString() ?? null,
    capUsedMinor: capUsedMinor?.toString() ?? null,
    isCapped: capUsedMinor !== null && minor < wantedMinor - of.hasMinor,
  },
});

/** What the vendor sees of the same. */
export const keptOf = (
  { due, held }: Pick<Recruiting, "due" | "held">,
  { of, minor, wantedMinor, capUsedMinor }: FollowingChange,
): RecruiterKept => ({
  ...{ engineVersion: ENGINE_VERSION, recruiterId: held.recruiterId, grossMinor: minor.toString() },
  followed: {
    ...{ creditId: of.creditId, partnerId: due.partnerId, partnerName: held.partnerName },
    ...{ ratePpm: of.ratePpm.toString(), rounding: of.rounding },
    countsMinor: of.countsMinor.toString(),
    wantedMinor: wantedMinor.toString(),
    hadMinor: of.hasMinor.toString(),
    capMinor: of.capMinor?.toString() ?? null,
    capUsedMinor: capUsedMinor?.toString() ?? null,
  },
});

/**
 * Queues what a recruiter has more of a credit: an award of its own of kind RECRUITER, with one credit that names no lead, and its posting.
 * The first one of a credit is of the same day; what comes later, since the credit changed, is of the day on which it does. Each is earned as
 * its day starts: the instant would tell when the other's lead reached its milestone.
 */
export function queueRecruiterAward(
  { database, newId }: AwardMilestoneDeps,
  tx: Transaction,
  recruiting: Recruiting,
  change: FollowingChange,
  followed: FollowedAward,
): void {
  const [awardId, creditId] = [newId("awd"), newId("crd")];
  const { due, held, at } = recruiting;
  const { currency, recruiterId } = held;
  const isFirst = followed.awards === 0;
  const eventAt = isFirst ? followed.dayStartsAt : followed.todayStartsAt;
  const today = localDate(at, held.timeZone);
  const effectiveOn = isFirst ? followed.effectiveOn : today;
  tx.queue(
    database.insert(AwardRow, {
      ...{ id: uuidOf(awardId), kind: "RECRUITER", n: followed.awards + 1 },
      incentiveProgramId: uuidOf(due.programId),
      versionId: followed.versionId,
      ...{ leadId: null, recruitedCreditId: uuidOf(followed.creditId) },
      productLineIds: [...followed.productLineIds],
      ...{ ruleKey: followed.ruleKey, milestone: followed.milestone },
      ...{ occurrence: followed.occurrence, generation: followed.generation },
      ...{ grossMinor: change.minor, forfeitedMinor: 0n, currency, gate: null },
      ...{ eventAt, effectiveOn, engineVersion: ENGINE_VERSION },
      calculation: keptOf(recruiting, change),
    }),
    { award_is_recruiters_percent: "TRY_AGAIN", award_within_recruiters_cap: "TRY_AGAIN" },
  );
  tx.queue(
    database.insert(CreditRow, {
      ...{ id: uuidOf(creditId), awardId: uuidOf(awardId), kind: "RECRUITER" },
      partnerId: uuidOf(recruiterId),
      ...{ leadId: null, milestone: null },
      ...{ shareMinor: change.minor, awardGrossMinor: change.minor, currency },
      ...{ weightPpm: WHOLE_PPM, touchRank: 1 },
      programName: held.programName,
      programVersion: followed.versionNumber,
      partnerName: held.recruiterName,
      state: "ACCRUED",
      account: accountOf(recruiting, change, !isFirst),
      ...{ earnedAt: eventAt, effectiveOn },
    }),
  );
  const posting = accrue({
    ...{ id: newId("jrn"), awardId, programId: due.programId },
    effectiveOn: isFirst ? followed.postedOn : today,
    shares: [{ creditId, partnerId: recruiterId, amount: money(change.minor, currency) }],
    cost: costAccountOf(readGlTreatment(followed.glTreatment)),
  });
  if (posting) postJournal(tx, posting);
}
