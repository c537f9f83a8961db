import type { ClawbackId, Money, RepaymentProposalId, Refusal } from "../kernel/index.ts";
import { localDate } from "../kernel/index.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { clawbackNotThere, whyNotEnded } from "./domain/clawback.ts";
import { repaidBefore, shownByEntry, whyNotReceived, whyNotRecorded } from "./domain/repayment.ts";
import type { PayoutDeps } from "./draft-payout-batch.ts";
import { lockClawback } from "./store/claim-store.ts";
import { isShownByEntry, queueRepaymentProposal, wasToldBefore } from "./store/repayment-store.ts";

export interface ProposeRepayment {
  readonly clawbackId: ClawbackId;
  readonly amount: Money;
  /** The day on which the bank booked it, YYYY-MM-DD. */
  readonly receivedOn: string;
  /** By which the bank's statement names it. */
  readonly bankReference: string;
  /** What shows it. */
  readonly evidence: string;
}

export interface RepaymentProposalTouched extends Outcome {
  readonly repaymentProposalId: RepaymentProposalId;
}

/** Says that a partner paid back some of what it owes, of which no entry of the bank was imported: another person decides. */
export const proposeRepayment = (deps: PayoutDeps) => (call: Call<ProposeRepayment>) =>
  once<ProposeRepayment, RepaymentProposalTouched>(
    deps.database,
    call,
    async (tx): Promise<RepaymentProposalTouched | Refusal> => {
      const { command, actor, at } = call;
      const { clawbackId, amount, receivedOn } = command;
      if (actor.id === null) throw new Error("somebody proposes a repayment");
      const claim = await lockClawback(tx, clawbackId, actor.id);
      if (!claim) return clawbackNotThere(clawbackId);
      const { partnerId, clawedOn, timeZone } = claim;
      const refusal =
        whyNotRecorded(claim) ??
        whyNotEnded(claim, amount) ??
        whyNotReceived(receivedOn, clawedOn, localDate(at, timeZone));
      if (refusal) return refusal;
      const [isTold, isShown] = await Promise.all([
        wasToldBefore(tx, command),
        isShownByEntry(tx, command),
      ]);
      if (isTold) return repaidBefore();
      if (isShown) return shownByEntry();
      const id = deps.newId("rpp");
      queueRepaymentProposal(tx, {
        ...{ ...command, id, partnerId, minor: amount.minor, at, by: actor.id },
      });
      return { kind: "RepaymentProposed", repaymentProposalId: id, subjects: [id, clawbackId] };
    },
  );
