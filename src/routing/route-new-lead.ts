import type { LeadId, PartnerMemberId } from "../kernel/index.ts";
import { isRefusal } from "../kernel/index.ts";
import type { MoveLeadDeps, Stage } from "../leads/index.ts";
import { isBeforeAcceptance, lockLead } from "../leads/index.ts";
import type { Clock } from "../platform/clock.ts";
import { SYSTEM_ACTOR, systemSession } from "../platform/database/index.ts";
import type { Actor } from "../platform/mutation/index.ts";
import { auditRow } from "../platform/mutation/index.ts";

import type { AssignmentCause } from "./domain/assignment.ts";
import { routeLead } from "./route-lead.ts";
import type { Holding } from "./store/assignment-store.ts";
import { readHeldBy, readHolding } from "./store/assignment-store.ts";

export interface RouteByItselfDeps extends MoveLeadDeps {
  readonly clock: Clock;
}

const SYSTEM: Actor = { kind: "SYSTEM", id: SYSTEM_ACTOR, partnerId: null };

/** Routes a lead in review that has no holder: once it was matched, and when it comes back. */
export const routeNewLead =
  (deps: RouteByItselfDeps) =>
  async ({ leadId }: { readonly leadId: LeadId }, requestId: string): Promise<void> => {
    await routeByItself(deps, leadId, requestId, "ROUTED", (holding, stage) => {
      const isHeld = holding.memberId !== null || holding.queueId !== null;
      return !isHeld && isBeforeAcceptance(stage);
    });
  };

/** Leads of one person that are looked at in one go. */
const AT_ONCE = 100;

/** Routes all that somebody holds who left: each lead by itself, so that none waits for another. */
export const handLeadsOn =
  (deps: RouteByItselfDeps) =>
  async (
    { memberId }: { readonly memberId: PartnerMemberId },
    requestId: string,
  ): Promise<void> => {
    const session = systemSession(requestId);
    for (let after: LeadId | null = null; ;) {
      const held: readonly LeadId[] = await readHeldBy(deps.database, session, memberId, {
        after,
        most: AT_ONCE,
      });
      for (const leadId of held) {
        await routeByItself(
          deps,
          leadId,
          requestId,
          "LEFT",
          (holding) => holding.memberId === memberId,
        );
      }
      after = held.at(-1) ?? null;
      if (after === null) return;
    }
  };

/** In a transaction of its own, if the lead is still as it was found. Where no rule is published it stays. */
async function routeByItself(
  deps: RouteByItselfDeps,
  leadId: LeadId,
  requestId: string,
  cause: AssignmentCause,
  isStillSo: (holding: Holding, stage: Stage) => boolean,
): Promise<void> {
  const session = systemSession(requestId);
  const at = deps.clock();
  const giving = { actor: SYSTEM, session, at };
  await deps.database.transaction(session, async (tx) => {
    const [lead, holding] = await Promise.all([
      lockLead(tx, session, leadId),
      readHolding(tx, leadId, null),
    ]);
    if (!lead || !isStillSo(holding, lead.stage)) return null;
    const given = await routeLead(deps, tx, lead, { cause, note: null }, { ...giving, holding });
    if (isRefusal(given)) return null;
    const { subjects } = given;
    tx.queue(
      auditRow({
        mutation: "routeLead",
        at,
        actor: SYSTEM,
        requestId,
        subjects,
        outcome: "DONE",
        code: null,
      }),
    );
    return null;
  });
}
