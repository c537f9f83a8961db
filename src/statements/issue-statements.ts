import type { AccountingPeriodId, Refusal } from "../kernel/index.ts";
import { refuse } from "../kernel/index.ts";
import type { Database } from "../platform/database/index.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { whyNotIssued } from "./domain/issue.ts";
import { queueIssue, readMonth } from "./store/issue-store.ts";

export interface IssueStatementsDeps {
  readonly database: Database;
}

export interface IssueStatements {
  readonly accountingPeriodId: AccountingPeriodId;
}

export interface StatementsIssued extends Outcome {
  readonly accountingPeriodId: AccountingPeriodId;
}

/**
 * Issues the statements of a closed month, once. They are written a moment later, each in a transaction of its own, and
 * count up to the seal with which the month is closed now, whatever is booked meanwhile.
 */
export const issueStatements =
  ({ database }: IssueStatementsDeps) =>
  (call: Call<IssueStatements>) =>
    once<IssueStatements, StatementsIssued>(
      database,
      call,
      async (tx): Promise<StatementsIssued | Refusal> => {
        const { accountingPeriodId } = call.command;
        const by = call.actor.id;
        if (by === null) throw new Error("somebody issues statements");
        const month = await readMonth(tx, accountingPeriodId);
        if (!month)
          return refuse("NOT_FOUND", `There is no accounting period ${accountingPeriodId}.`, {
            path: ["accountingPeriodId"],
          });
        const refusal = whyNotIssued(month);
        if (refusal) return refusal;
        queueIssue(tx, accountingPeriodId, { at: call.at, by });
        return { kind: "StatementsIssued", accountingPeriodId, subjects: [accountingPeriodId] };
      },
    );
