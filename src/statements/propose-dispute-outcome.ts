import type {
  CreditId,
  JournalTransactionId,
  Refusal,
  StatementDisputeId,
} from "../kernel/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import type { StatementDisputeDeps, StatementDisputeTouched } from "./dispute-statement-line.ts";
import { noSuchDispute } from "./dispute-not-there.ts";
import { whyNotProposed } from "./domain/dispute.ts";
import type { DisputeOutcome } from "./domain/dispute.ts";
import { lockDispute, queueOutcome } from "./store/outcome-store.ts";

export interface ProposeDisputeOutcome {
  readonly statementDisputeId: StatementDisputeId;
  readonly outcome: DisputeOutcome;
  /** Told to the partner once another person has approved it. */
  readonly answer: string;
  /** Upheld: what came of it, as it was booked before by the verb that does so. */
  readonly correctingCreditId: CreditId | null;
  readonly correctingPostingId: JournalTransactionId | null;
}

/** Proposes what becomes of a dispute: another person decides. Upheld names what was booked for the partner since it was opened. */
export const proposeDisputeOutcome =
  (deps: StatementDisputeDeps) => (call: Call<ProposeDisputeOutcome>) =>
    once<ProposeDisputeOutcome, StatementDisputeTouched>(
      deps.database,
      call,
      async (tx): Promise<StatementDisputeTouched | Refusal> => {
        const { actor, command, at } = call;
        const { statementDisputeId: id } = command;
        if (actor.id === null) throw new Error("somebody proposes an outcome");
        const dispute = await lockDispute(tx, id, actor.id);
        if (!dispute) return noSuchDispute(id);
        const refusal = whyNotProposed(dispute);
        if (refusal) return refusal;
        const when = at < dispute.openedAt ? dispute.openedAt : at;
        queueOutcome(tx, { ...command, id: deps.newId("sdo"), at: when, by: actor.id });
        return { kind: "DisputeOutcomeProposed", statementDisputeId: id, subjects: [id] };
      },
    );
