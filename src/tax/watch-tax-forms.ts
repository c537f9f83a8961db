import { queueHold } from "../approval/index.ts";
import { idOf, localDate } from "../kernel/index.ts";
import type { PartnerId } from "../kernel/index.ts";
import type { Clock } from "../platform/clock.ts";
import type { Database, Session } from "../platform/database/index.ts";
import { LostRace, SYSTEM_ACTOR, systemSession } from "../platform/database/index.ts";
import type { NewId } from "../platform/ids.ts";
import { auditRow } from "../platform/mutation/index.ts";

import { reasonOf } from "./domain/tax-rule.ts";
import { lockTaxStanding, queueFormThere, readMistaken } from "./store/missing-forms.ts";

export interface WatchTaxFormsDeps {
  readonly database: Database;
  readonly newId: NewId;
  readonly clock: Clock;
}

/** Partners that are looked at each time. */
const AT_ONCE = 100;

const ACTOR = { kind: "SYSTEM", id: SYSTEM_ACTOR, partnerId: null } as const;

/** Holds the partners of whom a tax form is asked that is not there, and lets those go of whom none is missing any more. */
export async function watchTaxForms(
  deps: WatchTaxFormsDeps,
  requestId: string,
  stop?: AbortSignal,
): Promise<void> {
  const session = { ...systemSession(requestId), role: "vendor" } as const;
  const at = deps.clock();
  const mistaken = await readMistaken(deps.database, session, localDate(at, "UTC"), AT_ONCE);
  const failures: unknown[] = [];
  for (const partnerId of mistaken) {
    if (stop?.aborted) return;
    // one that fails keeps none of the others waiting, and whoever was quicker is seen the next time
    await watchOne(deps, session, partnerId, at).catch((error: unknown) => {
      if (!(error instanceof LostRace)) failures.push(error);
    });
  }
  if (failures.length > 0) throw failures[0];
}

async function watchOne(
  { database, newId }: WatchTaxFormsDeps,
  session: Session,
  partnerId: PartnerId,
  at: Date,
): Promise<void> {
  const { requestId } = session;
  await database.transaction(session, async (tx) => {
    const { missing, holdUuid } = await lockTaxStanding(tx, partnerId, localDate(at, "UTC"));
    const isHeld = holdUuid !== null;
    if ((missing !== null) === isHeld) return null;
    const id = isHeld ? idOf("hld", holdUuid) : newId("hld");
    if (isHeld) queueFormThere(tx, holdUuid, { at, by: SYSTEM_ACTOR });
    if (missing)
      queueHold(tx, {
        ...{ id, partnerId, creditId: null, kind: "TAX_FORM", reason: reasonOf(missing) },
        ...{ evidence: null, rule: null, taxRuleId: missing.ruleId, at, by: SYSTEM_ACTOR },
      });
    const done = { outcome: "DONE", code: null, actor: ACTOR, subjects: [id, partnerId] } as const;
    tx.queue(auditRow({ mutation: "watchTaxForms", at, requestId, ...done }));
    return null;
  });
}
