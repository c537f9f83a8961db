import type { Refusal } from "../kernel/index.ts";
import { isRefusal, refuse } from "../kernel/index.ts";
import type { Database } from "../platform/database/index.ts";
import { authSession } from "../platform/database/index.ts";
import { auditRow } from "../platform/mutation/index.ts";

import type { LoginSessionId, Viewer } from "./domain/viewer.ts";
import { revokeSession } from "./store/session-store.ts";
import type { Standings } from "./store/standings.ts";
import { actorOf } from "./viewer.ts";

export interface LogoutDeps {
  readonly database: Database;
  readonly standings: Standings;
}

/** Ends the session of the viewer's token, with all its refresh tokens. Again is as good as once. */
export const logout =
  (deps: LogoutDeps) =>
  async (
    call: { readonly at: Date; readonly requestId: string },
    viewer: Viewer,
  ): Promise<{ readonly sessionId: LoginSessionId } | Refusal> => {
    const { sessionId } = viewer;
    if (sessionId === null) {
      return refuse("BUSINESS_RULE", "An API key is not logged in; revoke it to end it.");
    }
    const done = await deps.database.transaction(authSession(call.requestId), async (tx) => {
      tx.queue(revokeSession(sessionId, call.at));
      tx.queue(
        auditRow({
          mutation: "logout",
          at: call.at,
          actor: actorOf(viewer),
          requestId: call.requestId,
          subjects: [sessionId],
          outcome: "DONE",
          code: null,
        }),
      );
      return { sessionId };
    });
    if (!isRefusal(done)) deps.standings.forget(sessionId);
    return done;
  };
