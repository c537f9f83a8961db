import type { RefusalCode } from "../kernel/index.ts";
import type { Database } from "../platform/database/index.ts";
import { authSession } from "../platform/database/index.ts";
import { recordAudit } from "../platform/mutation/index.ts";

import type { AnonymousCall } from "./viewer.ts";
import { ANONYMOUS } from "./viewer.ts";

export interface RefusedCall {
  readonly mutation: string;
  readonly code: RefusalCode;
  readonly subjects: readonly string[];
}

/**
 * Records that somebody without a token was refused. Not for what is throttled: a flood that is
 * turned away at the door must not fill the audit.
 */
export async function noteRefusal(
  database: Database,
  call: Pick<AnonymousCall<unknown>, "at" | "requestId">,
  refused: RefusedCall,
): Promise<void> {
  await recordAudit(database, authSession(call.requestId), {
    ...refused,
    at: call.at,
    actor: ANONYMOUS,
    requestId: call.requestId,
    outcome: "REFUSED",
  });
}
