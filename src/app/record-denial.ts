import type { Database } from "../platform/database/index.ts";
import { callerOf } from "../platform/graphql/index.ts";
import type { RequestContext } from "../platform/graphql/index.ts";
import { recordAudit } from "../platform/mutation/index.ts";

/** Keeps an audit row of a mutation that its caller lacked a scope for; nothing of it ran. */
export const recordDenial =
  (database: Database) =>
  async (context: RequestContext, mutation: string): Promise<void> => {
    const { actor, session } = callerOf(context);
    const { requestId, at } = context;
    await recordAudit(database, session, {
      mutation,
      at,
      actor,
      requestId,
      subjects: [],
      outcome: "DENIED",
      code: "FORBIDDEN",
    });
  };
