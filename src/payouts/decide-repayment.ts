import type { RepaymentProposalId, Refusal } from "../kernel/index.ts";
import { postJournal, repayClaim } from "../ledger/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { clawbackNotThere, whyNotEnded } from "./domain/clawback.ts";
import { repaymentProposalNotThere, whyRepaymentNotDecided } from "./domain/repayment.ts";
import type { PayoutDeps } from "./draft-payout-batch.ts";
import type { RepaymentProposalTouched } from "./propose-repayment.ts";
import { lockClawback } from "./store/claim-store.ts";
import {
  lockRepaymentProposal,
  queueRepayment,
  queueRepaymentDecided,
} from "./store/repayment-store.ts";

export interface DecideRepayment {
  readonly repaymentProposalId: RepaymentProposalId;
  readonly isApproved: boolean;
  /** Why; always said where it is declined. */
  readonly note: string | null;
}

/** Books what another person said was paid back, if as much is still owed, or says why it goes on being owed. */
export const decideRepayment = (deps: PayoutDeps) => (call: Call<DecideRepayment>) =>
  once<DecideRepayment, RepaymentProposalTouched>(
    deps.database,
    call,
    async (tx): Promise<RepaymentProposalTouched | Refusal> => {
      const { command, actor } = call;
      const { repaymentProposalId: id, isApproved, note } = command;
      if (actor.id === null) throw new Error("somebody decides over a repayment");
      const proposed = await lockRepaymentProposal(tx, id, actor.id);
      if (!proposed) return repaymentProposalNotThere(id);
      const refusal = whyRepaymentNotDecided(proposed, isApproved);
      if (refusal) return refusal;
      const { clawbackId, amount, receivedOn, bankReference, proposedAt } = proposed;
      const at = call.at < proposedAt ? proposedAt : call.at;
      const decided = { id, note, at, by: actor.id };
      const touched = { repaymentProposalId: id };
      if (!isApproved) {
        queueRepaymentDecided(tx, { ...decided, postingId: null });
        return { kind: "RepaymentDeclined", ...touched, subjects: [id, clawbackId] };
      }
      const claim = await lockClawback(tx, clawbackId, actor.id);
      if (!claim) return clawbackNotThere(clawbackId);
      const lessOwed = whyNotEnded(claim, amount, ["repaymentProposalId"]);
      if (lessOwed) return lessOwed;
      const { creditId, partnerId, programId } = claim;
      const postingId = deps.newId("jrn");
      const repaid = { clawbackId, partnerId, minor: amount.minor, receivedOn, bankReference };
      queueRepaymentDecided(tx, { ...decided, postingId });
      queueRepayment(tx, { ...repaid, id: postingId, at, by: actor.id, shownBy: id });
      postJournal(
        tx,
        repayClaim({
          ...{ id: postingId, creditId, partnerId, programId, amount },
          ...{ effectiveOn: receivedOn, source: clawbackId },
        }),
      );
      const subjects = [id, clawbackId, creditId, partnerId];
      return { kind: "ClawbackRepaid", ...touched, subjects };
    },
  );
