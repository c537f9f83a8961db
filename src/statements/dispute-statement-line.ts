import type { Refusal, StatementDisputeId, StatementId } from "../kernel/index.ts";
import { isRefusal, refuse } from "../kernel/index.ts";
import type { Database } from "../platform/database/index.ts";
import type { NewId } from "../platform/ids.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { decideDispute } from "./domain/dispute.ts";
import type { DisputeReason, Subject } from "./domain/dispute.ts";
import { queueDispute, readDisputable } from "./store/dispute-store.ts";

export interface StatementDisputeDeps {
  readonly database: Database;
  readonly newId: NewId;
}

export interface DisputeStatementLine {
  readonly statementId: StatementId;
  readonly subject: Subject;
  readonly reason: DisputeReason;
  readonly grounds: string;
  readonly evidence: string | null;
}

export interface StatementDisputeTouched extends Outcome {
  readonly statementDisputeId: StatementDisputeId;
}

/**
 * A partner disputes a line of its statement, or misses a credit or a lead there. What is not paid of the line's credit is
 * held until the dispute ends.
 */
export const disputeStatementLine =
  (deps: StatementDisputeDeps) => (call: Call<DisputeStatementLine>) =>
    once<DisputeStatementLine, StatementDisputeTouched>(
      deps.database,
      call,
      async (tx): Promise<StatementDisputeTouched | Refusal> => {
        const { session, actor, command, at } = call;
        const { partnerId, id: by } = actor;
        if (partnerId === null || by === null)
          return refuse("FORBIDDEN", "A statement is disputed by the partner whose it is.");
        const statement = await readDisputable(tx, session, command);
        const dueAt = decideDispute(statement, command, at);
        if (isRefusal(dueAt)) return dueAt;
        if (!statement) throw new Error("nothing is disputed");
        const [id, holdId] = [deps.newId("sdp"), deps.newId("hld")];
        queueDispute(tx, { ...command, id, holdId, partnerId, statement, at, by, dueAt });
        return {
          kind: "StatementLineDisputed",
          statementDisputeId: id,
          subjects: [id, command.statementId],
        };
      },
    );
