import { localDate, uuidOf } from "../kernel/index.ts";
import type { LeadId, Money, PartnerId } from "../kernel/index.ts";
import { accrue, postJournal } from "../ledger/index.ts";
import { VENDOR_PARTNER_ID } from "../partners/index.ts";
import type { Database, Transaction } from "../platform/database/index.ts";
import type { NewId } from "../platform/ids.ts";

import { ENGINE_VERSION, earnAward } from "./domain/award.ts";
import type { AwardEarned } from "./domain/award.ts";
import type { AwardFacts } from "./store/award-facts.ts";
import { AwardRow } from "./store/award.row.ts";
import { CreditRow } from "./store/credit.row.ts";

export interface AwardMilestoneDeps {
  readonly database: Database;
  readonly newId: NewId;
}

/** The lead that reached the milestone, and to whom it is owed. */
export interface MilestoneReached {
  readonly leadId: LeadId;
  readonly at: Date;
  /** What the deal was worth, where that is known: it is when it is won. */
  readonly deal?: Money;
  readonly shares: readonly {
    readonly partnerId: PartnerId;
    readonly sharePpm: bigint;
    readonly touchRank: number;
  }[];
}

/**
 * Awards a milestone, in the transaction in which it is reached: per rule in force an award, a
 * credit for each beneficiary, and the posting that accrues them. A milestone whose award is live
 * earns nothing again; an award of zero is kept with the gate that closed.
 */
export function awardMilestone(
  deps: AwardMilestoneDeps,
  tx: Transaction,
  reached: MilestoneReached,
  facts: AwardFacts,
): readonly AwardEarned[] {
  return facts.rules.map((rule) => {
    const earned = earnAward({
      awardId: deps.newId("awd"),
      leadId: reached.leadId,
      rule,
      beneficiaries: reached.shares.map((share) => ({
        ...share,
        creditId: deps.newId("crd"),
        isPaid: share.partnerId !== VENDOR_PARTNER_ID,
        partnerName: facts.partnerNames.get(share.partnerId) ?? "",
      })),
      deal: reached.deal ?? null,
      hasLiveCreditInCycle: facts.hasLiveCreditInCycle,
      isEarned: facts.earnedUnder.has(rule.programId),
      tender: facts.tender,
      eventAt: reached.at,
      effectiveOn: localDate(reached.at, rule.timeZone),
    });
    queueAward(deps, tx, earned, facts);
    return earned;
  });
}

function queueAward(
  deps: AwardMilestoneDeps,
  tx: Transaction,
  earned: AwardEarned,
  { generation, productLineIds }: AwardFacts,
): void {
  const { rule, credits } = earned;
  tx.queue(
    deps.database.insert(AwardRow, {
      id: uuidOf(earned.awardId),
      incentiveProgramId: uuidOf(rule.programId),
      versionId: uuidOf(rule.versionId),
      leadId: uuidOf(earned.leadId),
      productLineIds: [...productLineIds],
      ruleKey: rule.ruleKey,
      milestone: rule.milestone,
      generation,
      kind: "AWARD",
      n: 1,
      grossMinor: earned.gross.minor,
      forfeitedMinor: earned.forfeited.minor,
      currency: earned.gross.currency,
      gate: earned.gate,
      eventAt: earned.eventAt,
      effectiveOn: earned.effectiveOn,
      calculation: earned.calculation,
      engineVersion: ENGINE_VERSION,
    }),
  );
  if (credits.length === 0) return;
  tx.queue(
    deps.database.insert(
      CreditRow,
      ...credits.map((credit) => ({
        id: uuidOf(credit.creditId),
        awardId: uuidOf(earned.awardId),
        partnerId: uuidOf(credit.partnerId),
        leadId: uuidOf(earned.leadId),
        kind: "AWARD",
        shareMinor: credit.amount.minor,
        currency: credit.amount.currency,
        weightPpm: credit.weightPpm,
        touchRank: credit.touchRank,
        awardGrossMinor: earned.gross.minor,
        milestone: rule.milestone,
        programName: rule.programName,
        programVersion: rule.versionNumber,
        partnerName: credit.partnerName,
        state: "ACCRUED",
        earnedAt: earned.eventAt,
        effectiveOn: earned.effectiveOn,
      })),
    ),
  );
  const posting = accrue({
    id: deps.newId("jrn"),
    awardId: earned.awardId,
    programId: rule.programId,
    effectiveOn: earned.effectiveOn,
    shares: credits,
  });
  if (posting) postJournal(tx, posting);
}
