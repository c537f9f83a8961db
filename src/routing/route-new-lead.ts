import type { LeadId, PartnerMemberId, Refusal } from "../kernel/index.ts";
import { isRefusal } from "../kernel/index.ts";
import type { LockedLead, MoveLeadDeps } from "../leads/index.ts";
import { isBeforeAcceptance, lockLead } from "../leads/index.ts";
import type { Clock } from "../platform/clock.ts";
import { SYSTEM_ACTOR, systemSession } from "../platform/database/index.ts";
import type { Transaction } from "../platform/database/index.ts";
import type { Actor } from "../platform/mutation/index.ts";
import { auditRow } from "../platform/mutation/index.ts";

import { giveLead, isHeldBy } from "./give-lead.ts";
import type { Giving, LeadGiven } from "./give-lead.ts";
import { askRules, routeLead } from "./route-lead.ts";
import type { Holding } from "./store/assignment-store.ts";
import { queueTurn, readHeldBy, readHolding } from "./store/assignment-store.ts";

export interface RouteByItselfDeps extends MoveLeadDeps {
  readonly clock: Clock;
}

const SYSTEM: Actor = { kind: "SYSTEM", id: SYSTEM_ACTOR, partnerId: null };

/** Routes a lead in review that has no holder: once it was matched, and when it comes back. */
export const routeNewLead =
  (deps: RouteByItselfDeps) =>
  async ({ leadId }: { readonly leadId: LeadId }, requestId: string): Promise<void> => {
    await routeByItself(deps, leadId, requestId, async (tx, lead, giving) => {
      const { holding } = giving;
      const isHeld = holding.memberId !== null || holding.queueId !== null;
      if (isHeld || !isBeforeAcceptance(lead.stage)) return null;
      return routeLead(deps, tx, lead, { cause: "ROUTED", note: null }, giving);
    });
  };

/**
 * Hands a lead that became an SQL to whom the rules for SQLs say. Where none of them finds anybody its
 * owner keeps it, and so where one finds its owner, whose turn it was then. Whoever had it stays in its chain,
 * and has it again where it is sent back.
 */
export const handOverSql =
  (deps: RouteByItselfDeps) =>
  async ({ leadId }: { readonly leadId: LeadId }, requestId: string): Promise<void> => {
    await routeByItself(deps, leadId, requestId, async (tx, lead, giving) => {
      const { holding } = giving;
      const cameBefore = holding.since !== null && holding.since <= lead.stageEnteredAt;
      if (lead.stage !== "SQL" || !cameBefore) return null;
      const anybody = { ...holding, memberId: null };
      const found = await askRules(tx, lead, anybody, giving, "AS_SQL");
      if (found === null || found === "NO_RULES") return null;
      if (!isHeldBy(holding, found))
        return giveLead(deps, tx, lead, { cause: "HANDED_OVER", note: null, ...found }, giving);
      queueTurn(tx, found.holder);
      return null;
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
        await routeByItself(deps, leadId, requestId, async (tx, lead, giving) =>
          giving.holding.memberId === memberId
            ? routeLead(deps, tx, lead, { cause: "LEFT", note: null }, giving)
            : null,
        );
      }
      after = held.at(-1) ?? null;
      if (after === null) return;
    }
  };

/** Gives a locked lead to somebody; null where it is not as it was found any more, or stays. */
type Give = (
  tx: Transaction,
  lead: LockedLead,
  giving: Giving & { readonly holding: Holding },
) => Promise<LeadGiven | Refusal | null>;

/** In a transaction of its own. Where no rule is published the lead stays. */
async function routeByItself(
  deps: RouteByItselfDeps,
  leadId: LeadId,
  requestId: string,
  give: Give,
): Promise<void> {
  const session = systemSession(requestId);
  const at = deps.clock();
  const giving = { actor: SYSTEM, session, at };
  await deps.database.transaction(session, async (tx) => {
    const [lead, holding] = await Promise.all([
      lockLead(tx, session, leadId),
      readHolding(tx, leadId, null),
    ]);
    const given = lead && (await give(tx, lead, { ...giving, holding }));
    if (given === null || isRefusal(given)) return null;
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
