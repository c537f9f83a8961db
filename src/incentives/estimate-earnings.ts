import type { LeadId, Money, ProgramId } from "../kernel/index.ts";
import { isRefusal, uuidOf } from "../kernel/index.ts";
import type { Database, Session } from "../platform/database/index.ts";
import { sql, systemSession } from "../platform/database/index.ts";
import type { NewId } from "../platform/ids.ts";

import { estimateEarnings } from "./domain/estimate.ts";
import type { Estimate } from "./domain/estimate.ts";
import { notRegistered, readEstimated } from "./store/estimate-facts.ts";
import { readRulesToEstimate } from "./store/estimate-rules.ts";

export interface EstimateDeps {
  readonly database: Database;
  readonly newId: NewId;
}

/**
 * What a lead's partner may earn by it yet; null where whoever asks has no such lead, or it may earn nothing any
 * more. Read as the system, since rules are read with what awards took; of that the partner's own alone. Nothing is written or held.
 */
export async function estimateLead(
  { database }: EstimateDeps,
  { partnerId, requestId }: Session,
  leadId: LeadId,
  at: Date,
): Promise<readonly Estimate[] | null> {
  const estimates = await database.transaction(systemSession(requestId), async (tx) => {
    const estimated = await readEstimated(tx, leadId, partnerId, at);
    if (!estimated) return null;
    return estimateEarnings(estimated.owner, await readRulesToEstimate(tx, estimated));
  });
  return isRefusal(estimates) ? null : estimates;
}

/** The same of a lead that is not registered yet, for a partner that sees its program. */
export async function estimateNew(
  { database, newId }: EstimateDeps,
  session: Session,
  draft: { readonly programId: ProgramId; readonly deal: Money | null },
  at: Date,
): Promise<readonly Estimate[] | null> {
  const { partnerId, requestId } = session;
  if (partnerId === null) return null;
  const program = await database.readOne(
    session,
    sql`select id from program where id = ${uuidOf(draft.programId)}::uuid`,
  );
  if (!program) return null;
  const estimated = notRegistered(newId("lead"), partnerId, draft, at);
  const rules = await database.transaction(systemSession(requestId), (tx) =>
    readRulesToEstimate(tx, estimated),
  );
  return isRefusal(rules) ? null : estimateEarnings(estimated.owner, rules);
}
