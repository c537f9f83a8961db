import type { Refusal, StatementDisputeId } from "../kernel/index.ts";
import { refuse } from "../kernel/index.ts";
import type { Database } from "../platform/database/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import type { StatementDisputeTouched } from "./dispute-statement-line.ts";
import { noSuchDispute } from "./dispute-not-there.ts";
import { whyNotOpen } from "./domain/dispute.ts";
import { lockOwnDispute, queueWithdrawn } from "./store/dispute-store.ts";

export interface WithdrawStatementDispute {
  readonly statementDisputeId: StatementDisputeId;
}

/** A partner takes its dispute back: what it held is let go, and what was proposed to answer lapses. */
export const withdrawStatementDispute =
  (deps: { readonly database: Database }) => (call: Call<WithdrawStatementDispute>) =>
    once<WithdrawStatementDispute, StatementDisputeTouched>(
      deps.database,
      call,
      async (tx): Promise<StatementDisputeTouched | Refusal> => {
        const { session, actor, command, at } = call;
        const { statementDisputeId: id } = command;
        if (actor.partnerId === null || actor.id === null)
          return refuse("FORBIDDEN", "A dispute is withdrawn by the partner whose it is.");
        const dispute = await lockOwnDispute(tx, session, id);
        if (!dispute) return noSuchDispute(id);
        const refusal = whyNotOpen(dispute.state);
        if (refusal) return refusal;
        const when = at < dispute.openedAt ? dispute.openedAt : at;
        queueWithdrawn(tx, id, { at: when, by: actor.id });
        return { kind: "StatementDisputeWithdrawn", statementDisputeId: id, subjects: [id] };
      },
    );
