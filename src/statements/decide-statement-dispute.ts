import type { Refusal, StatementDisputeId } from "../kernel/index.ts";
import type { Database } from "../platform/database/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import type { StatementDisputeTouched } from "./dispute-statement-line.ts";
import { noSuchDispute } from "./dispute-not-there.ts";
import { whyNotDecided } from "./domain/dispute.ts";
import { lockDispute, queueDecided } from "./store/outcome-store.ts";

export interface DecideStatementDispute {
  readonly statementDisputeId: StatementDisputeId;
  /** Whether the dispute ends as another person proposed. */
  readonly isApproved: boolean;
  /** Why; always said where it is to be answered otherwise. */
  readonly note: string | null;
}

/** Ends a dispute as another person has proposed, with what it held, or says why it is to be answered otherwise. */
export const decideStatementDispute =
  (deps: { readonly database: Database }) => (call: Call<DecideStatementDispute>) =>
    once<DecideStatementDispute, StatementDisputeTouched>(
      deps.database,
      call,
      async (tx): Promise<StatementDisputeTouched | Refusal> => {
        const { actor, command, at } = call;
        const { statementDisputeId: id, isApproved, note } = command;
        if (actor.id === null) throw new Error("somebody decides a dispute");
        const dispute = await lockDispute(tx, id, actor.id);
        if (!dispute) return noSuchDispute(id);
        const refusal = whyNotDecided(dispute);
        if (refusal) return refusal;
        const { proposal } = dispute;
        if (!proposal) throw new Error("an outcome that nobody proposed is refused");
        const when = at < proposal.proposedAt ? proposal.proposedAt : at;
        queueDecided(tx, { id, proposal, isApproved, note, at: when, by: actor.id });
        const ended =
          proposal.outcome === "UPHELD" ? "StatementDisputeUpheld" : "StatementDisputeDismissed";
        const kind = isApproved ? ended : "DisputeOutcomeDeclined";
        return { kind, statementDisputeId: id, subjects: [id] };
      },
    );
