import type { CreditId, CreditReversalId, Refusal } from "../kernel/index.ts";
import { isRefusal, refuse } from "../kernel/index.ts";
import { readIsManager } from "../leads/index.ts";
import type { Database } from "../platform/database/index.ts";
import type { NewId } from "../platform/ids.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { clawBackWhole } from "./claw-back-paid.ts";
import { partFor, refuseReversal, toldReason } from "./domain/reversal.ts";
import type { ReversalAsked } from "./domain/reversal.ts";
import { endApprovals } from "./end-approvals.ts";
import { reverseAwards } from "./reverse-awards.ts";
import {
  lockLaterMonths,
  ofCredit,
  refuseLaterMonths,
  reverseLaterMonths,
} from "./reverse-later-months.ts";
import { readAwardOfCredit } from "./store/live-awards.ts";
import { lockReversible, queueReversal, readIsRecruiters } from "./store/reversal-store.ts";
import { takeBackPart } from "./take-back-part.ts";

export interface ReverseCredit extends ReversalAsked {
  /** Of any of those who share the award: it is taken back as a whole. */
  readonly creditId: CreditId;
  /** What shows it, for the vendor alone. */
  readonly evidence: string;
  /** What the partners are told besides the reason. */
  readonly statement: string | null;
}

export interface ReverseCreditDeps {
  readonly database: Database;
  readonly newId: NewId;
}

export interface CreditReversed extends Outcome {
  readonly reversalId: CreditReversalId;
}

/**
 * What an award credited is taken back, with all of its credits and the mirror of its posting: for one of
 * six reasons, and in time. Where its version has a schedule, and it was wrong when the lead was claimed, a part of each
 * credit is, and the rest counts. Never since a deal was lost. Fraud is reported, and taken back once another
 * person confirms it. Of what is paid by the month all later months go with it.
 */
export const reverseCredit = (deps: ReverseCreditDeps) => (call: Call<ReverseCredit>) =>
  once<ReverseCredit, CreditReversed>(
    deps.database,
    call,
    async (tx): Promise<CreditReversed | Refusal> => {
      const { creditId, reason, evidence, trueOn, statement } = call.command;
      const by = call.actor.id;
      if (by === null) throw new Error("somebody reverses a credit");
      const [award, awards, later, isManager, isRecruiters] = await Promise.all([
        lockReversible(tx, creditId),
        readAwardOfCredit(tx, creditId),
        lockLaterMonths(tx, ofCredit(creditId)),
        readIsManager(tx, by),
        readIsRecruiters(tx, creditId),
      ]);
      if (isRecruiters) return followsAnother();
      if (!award) return noSuchCredit(creditId);
      const at = call.at < award.changedAt ? award.changedAt : call.at;
      const refusal =
        refuseReversal(award, call.command, { isManager }, at) ?? refuseLaterMonths(later);
      if (refusal) return refusal;
      const isDone = reason !== "FRAUD";
      const reversalId = deps.newId("rvs");
      const { id: awardId, leadId } = award;
      const told = { reason: toldReason(reason), statement };
      const ppm = partFor(award, reason, at);
      if (isDone && ppm === null) {
        await clawBackWhole(deps, tx, awards, at);
        await endApprovals(deps, tx, awards, at);
      }
      const changeId =
        ppm === null ? null : await takeBackPart(deps, tx, award, { ...told, ppm, at });
      if (isRefusal(changeId)) return changeId;
      queueReversal(deps.database, tx, {
        ...{ id: reversalId, awardId, leadId, reason, evidence, trueOn, statement, by, at, isDone },
        part: ppm !== null && changeId !== null ? { ppm, changeId } : null,
      });
      if (isDone && ppm === null)
        await reverseAwards(deps, tx, awards, { event: "reversal", at, told });
      if (isDone)
        await reverseLaterMonths(deps, tx, later, {
          ...{ reason, evidence, trueOn, statement, by, requestedAt: at, at },
          decision: null,
        });
      const kind = isDone ? "CreditReversed" : "FraudReported";
      return { kind, reversalId, subjects: [reversalId, awardId, leadId] };
    },
  );

/** By itself it would come back with the next change of what it is of. */
function followsAnother(): Refusal {
  return refuse(
    "BUSINESS_RULE",
    "The credit is what a recruiter has of another one's credit: it follows that, and goes with it. Reverse the credit of which it is a percent (Credit.recruitedCreditId), or keep this one from being paid with placeCreditHold.",
    { path: ["creditId"] },
  );
}

function noSuchCredit(creditId: CreditId) {
  return refuse("NOT_FOUND", `There is no credit ${creditId}.`, { path: ["creditId"] });
}
