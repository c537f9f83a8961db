import type { Refusal, StatementDisputeId } from "../kernel/index.ts";
import { refuse } from "../kernel/index.ts";

export const noSuchDispute = (id: StatementDisputeId): Refusal =>
  refuse("NOT_FOUND", `There is no dispute ${id} of a statement that you can see.`, {
    path: ["statementDisputeId"],
  });
