import { isRefusal, unreachable, uuidOf } from "../kernel/index.ts";
import type { LockedLead, MoveLeadDeps, MovingVerb } from "../leads/index.ts";
import { beginMove, completeMove } from "../leads/index.ts";
import type { Transaction } from "../platform/database/index.ts";
import { SYSTEM_ACTOR, systemSession } from "../platform/database/index.ts";
import type { Actor } from "../platform/mutation/index.ts";
import { auditRow } from "../platform/mutation/index.ts";
import {
  acceptProspect,
  readAcceptanceFacts,
  readProtection,
  refuseUnlessCustomer,
  refuseUnlessFree,
} from "../protection/index.ts";
import { findOwner, giveToAnother } from "../routing/index.ts";
import type { Giving, Owner } from "../routing/index.ts";

import type { ChecklistPoint } from "./domain/checklist.ts";
import type { ClockOutcome, Consequence } from "./domain/sla-policy.ts";
import { queueChecklist, readChecklist } from "./store/checklist-store.ts";
import type { StepDone } from "./store/clock-store.ts";
import { readLeaders } from "./store/staff-queries.ts";

/** A lead of which a clock has run out, locked. */
export interface RunOut {
  readonly lead: LockedLead;
  readonly at: Date;
  readonly requestId: string;
  /** Whether it is among those that wait for a person before they are accepted. */
  readonly isDrawn: boolean;
}

const SYSTEM: Actor = { kind: "SYSTEM", id: SYSTEM_ACTOR, partnerId: null };

const givingOf = ({ at, requestId }: RunOut): Giving => ({
  actor: SYSTEM,
  session: systemSession(requestId),
  at,
});

/** Why a consequence could not be; null where whoever leads is to be told anyway. */
interface HeldBack {
  readonly heldBackBy: string | null;
}

/**
 * Brings about what follows; where something stands in the way, whoever leads is told instead. NOT_YET
 * where it is about to be known.
 */
export async function consequenceOf(
  deps: MoveLeadDeps,
  tx: Transaction,
  consequence: Consequence,
  runOut: RunOut,
): Promise<StepDone | "NOT_YET"> {
  const done = await bringAbout(deps, tx, consequence, runOut);
  if (done === "NOT_YET" || "outcome" in done) return done;
  const { heldBackBy } = done;
  return {
    outcome: "ESCALATED",
    members: await readLeaders(tx, runOut.lead.id),
    heldBackBy,
    eventId: null,
  };
}

async function bringAbout(
  deps: MoveLeadDeps,
  tx: Transaction,
  consequence: Consequence,
  runOut: RunOut,
): Promise<StepDone | HeldBack | "NOT_YET"> {
  switch (consequence) {
    case "ESCALATE":
      return { heldBackBy: null };
    case "REASSIGN":
      return reassign(deps, tx, runOut);
    case "AUTO_ACCEPT":
      return accept(deps, tx, runOut);
    case "EXTEND_PROTECTION":
      return holdProtection(deps, tx, runOut);
    case "EXPIRE":
      return move(deps, tx, runOut, { verb: "expireLead", event: "EXPIRED", outcome: "EXPIRED" });
    default:
      return unreachable(consequence);
  }
}

async function reassign(
  deps: MoveLeadDeps,
  tx: Transaction,
  runOut: RunOut,
): Promise<StepDone | HeldBack> {
  const { lead, at, requestId } = runOut;
  const given = await giveToAnother(deps, tx, lead, givingOf(runOut));
  if (!given) return { heldBackBy: "NO_OWNER" };
  const { memberId, eventId, subjects } = given;
  tx.queue(auditOf("routeLead", { at, requestId, subjects }));
  const members = memberId === null ? [] : [uuidOf(memberId)];
  return { outcome: "REASSIGNED", members, heldBackBy: null, eventId };
}

/**
 * As sales accept it, and with all that keeps sales from it. A share of those that nothing keeps back
 * waits for a person in the same way, drawn without regard to other claims: that a lead was not accepted
 * tells its partner of none. What the program asks whoever accepts to confirm is waived.
 */
async function accept(
  deps: MoveLeadDeps,
  tx: Transaction,
  runOut: RunOut,
): Promise<StepDone | HeldBack | "NOT_YET"> {
  const { lead, at } = runOut;
  const facts = await readAcceptanceFacts(tx, lead.id, at);
  const unfree = refuseUnlessFree(facts) ?? refuseUnlessCustomer(facts);
  // that takes seconds, and tells nobody anything
  if (unfree?.code === "MATCHING_PENDING") return "NOT_YET";
  if (unfree) return { heldBackBy: unfree.code };
  if (runOut.isDrawn) return { heldBackBy: "DRAWN_FOR_REVIEW" };
  const owner = await findOwner(deps, tx, lead, givingOf(runOut));
  if (!owner) return { heldBackBy: "NO_OWNER" };
  const waived = await readChecklist(tx, lead.id);
  acceptProspect(deps, tx, lead, facts, at);
  return move(deps, tx, runOut, {
    verb: "acceptOverdue",
    event: "ACCEPTED",
    outcome: "ACCEPTED",
    owner,
    waived,
  });
}

async function holdProtection(
  deps: MoveLeadDeps,
  tx: Transaction,
  runOut: RunOut,
): Promise<StepDone | HeldBack> {
  const standing = await readProtection(tx, systemSession(runOut.requestId), runOut.lead.id);
  if (!standing) return { heldBackBy: "NOT_PROTECTED" };
  return move(deps, tx, runOut, {
    verb: "holdProtection",
    event: "PROTECTION_HELD",
    outcome: "PROTECTION_HELD",
  });
}

interface MoveByClock {
  readonly verb: MovingVerb;
  readonly event: string;
  readonly outcome: ClockOutcome;
  readonly owner?: Owner;
  /** What nobody confirms with it. */
  readonly waived?: readonly ChecklistPoint[];
}

/** The system's own move, with its audit row as any other. */
async function move(
  deps: MoveLeadDeps,
  tx: Transaction,
  { lead, at, requestId }: RunOut,
  { verb, event, outcome, owner, waived: points = [] }: MoveByClock,
): Promise<StepDone> {
  const session = systemSession(requestId);
  const command = { leadId: lead.id, expectedVersion: null, comment: null };
  const call = { command, actor: SYSTEM, session, at };
  const movable = await beginMove(deps, tx, call, verb);
  // its lead stands where the clock measures, and is locked
  if (isRefusal(movable)) throw new Error(`${verb} of ${lead.id}: ${movable.message}`);
  const { eventId, subjects } = completeMove(deps, tx, call, movable, outcome, {
    eventType: event,
    ...(owner ? { owner } : {}),
  });
  queueChecklist(deps.database, tx, { lead: movable.lead, eventId, points, waived: true });
  tx.queue(auditOf(verb, { at, requestId, subjects }));
  return { outcome, members: owner ? [uuidOf(owner.id)] : [], heldBackBy: null, eventId };
}

const auditOf = (
  mutation: string,
  done: Pick<Parameters<typeof auditRow>[0], "at" | "requestId" | "subjects">,
) => auditRow({ ...done, mutation, actor: SYSTEM, outcome: "DONE", code: null });
