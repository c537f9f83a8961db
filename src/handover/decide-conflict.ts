import type { ConflictId, Refusal } from "../kernel/index.ts";
import { isRefusal, refuse, uuidOf } from "../kernel/index.ts";
import { queueClaimTouch } from "../attribution/index.ts";
import type { LeadMoved, MoveLeadDeps, MovingVerb } from "../leads/index.ts";
import { beginMove, completeMove, readRegistrants, refuseOwnRegistration } from "../leads/index.ts";
import { VENDOR_PARTNER_ID } from "../partners/index.ts";
import type { Transaction } from "../platform/database/index.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";
import type {
  ConflictDecided,
  ConflictOutcome,
  ConflictSide,
  DecidableConflict,
  DecisionRule,
  Fate,
  PartHolder,
  ProspectShared,
} from "../protection/index.ts";
import {
  decideConflict as decide,
  lockConflict,
  queueDecision,
  queueParts,
  queueToldDecision,
  readDirectClaimants,
  readFoundByVendor,
  readParts,
  shareProspect,
} from "../protection/index.ts";

import { callFor, endLosingLead, prolong } from "./end-losing-lead.ts";

export interface DecideConflict {
  readonly conflictId: ConflictId;
  readonly expectedVersion: number;
  readonly outcome: ConflictOutcome;
  readonly rule: DecisionRule;
  readonly incumbentSharePpm: number | null;
  /** What the decision rests on; for the vendor alone, as the note is. */
  readonly evidence: string;
  readonly note: string | null;
  /** Told to the partners whose leads it touches. */
  readonly statement: string | null;
}

export interface ConflictDecidedOutcome extends Outcome {
  readonly kind: "ConflictDecided";
  readonly conflictId: ConflictId;
  /** What happened to the leads, each by an event of its own. */
  readonly moved: readonly (Pick<LeadMoved, "leadId" | "eventId"> & {
    readonly verb: MovingVerb;
  })[];
}

/**
 * Decides whose a prospect is that two leads claim. The decision goes on record, the lead that loses
 * is told no more than that the prospect is not available and by which rule, and one that is
 * protected already gets the time that the conflict took. Leads that share both go on.
 */
export const decideConflict = (deps: MoveLeadDeps) => (call: Call<DecideConflict>) =>
  once<DecideConflict, ConflictDecidedOutcome>(deps.database, call, async (tx) => {
    const { command, actor } = call;
    if (actor.id === null) throw new Error("somebody decides a conflict");
    const conflict = await lockConflict(tx, command.conflictId);
    if (!conflict) return noSuchConflict(command.conflictId);
    const leads = [conflict.incumbent.leadId, conflict.challenger.leadId];
    const [directClaimants, registrants] = await Promise.all([
      readDirectClaimants(tx, leads),
      readRegistrants(tx, leads),
    ]);
    const own = refuseOwnRegistration(registrants, actor.id, "decideConflict");
    if (own) return own;
    const fates = decide(conflict, { ...command, decider: actor.id, directClaimants });
    if (isRefusal(fates)) return fates;
    const shared = await share(tx, conflict, fates, command.outcome);
    if (isRefusal(shared)) return shared;

    const [incumbent, challenger] = await Promise.all([
      tellLead(deps, tx, call, conflict.incumbent, toldFate(fates.incumbent, shared?.incumbentPpm)),
      tellLead(
        ...([deps, tx, call, conflict.challenger] as const),
        toldFate(fates.challenger, shared?.challengerPpm),
      ),
    ]);
    if (isRefusal(incumbent)) return incumbent;
    if (isRefusal(challenger)) return challenger;
    const decisionId = uuidOf(deps.newId("dec"));
    queueDecision(tx, {
      ...command,
      id: decisionId,
      fates,
      incumbentEventId: incumbent?.eventId ?? null,
      challengerEventId: challenger?.eventId ?? null,
      at: call.at,
      by: actor.id,
    });
    const lost = lostTo(conflict, fates);
    if (lost)
      queueClaimTouch(tx, { id: deps.newId("tch"), ...lost }, { at: call.at, by: actor.id });
    if (shared) queueParts(tx, shared.groupId ?? uuidOf(conflict.id), shared.parts);
    const verb = shared ? "shareProspect" : "decideConflict";
    const moved = [incumbent, challenger]
      .filter((each) => each !== null)
      .map(({ leadId, eventId }) => ({ leadId, eventId, verb }) as const);
    const subjects = moved.flatMap(({ leadId, eventId }) => [leadId, eventId]);
    return {
      kind: "ConflictDecided",
      conflictId: conflict.id,
      moved,
      subjects: [conflict.id, ...subjects],
    };
  });

/** Which lead lost the prospect to which; null where neither has it alone. */
function lostTo({ incumbent, challenger }: DecidableConflict, fates: ConflictDecided) {
  if (fates.incumbent.kind === "WINS")
    return { winner: incumbent.leadId, loser: challenger.leadId };
  if (fates.challenger.kind === "WINS")
    return { winner: challenger.leadId, loser: incumbent.leadId };
  return null;
}

/** What the two leads have from now on where they share their prospect; null where they do not. */
async function share(
  tx: Transaction,
  conflict: DecidableConflict,
  fates: ConflictDecided,
  outcome: ConflictOutcome,
): Promise<ProspectShared | Refusal | null> {
  if (fates.incumbent.kind !== "SHARES") return null;
  const leads = [conflict.incumbent.leadId, conflict.challenger.leadId];
  const [sharing, foundByVendor] = await Promise.all([
    readParts(tx, leads),
    readFoundByVendor(tx, leads),
  ]);
  const holderOf = ({ leadId: id, partnerId }: ConflictSide): PartHolder => ({
    ...{ id, partnerId, isVendors: partnerId === VENDOR_PARTNER_ID },
    isFoundByVendor: foundByVendor.has(id),
  });
  const [incumbent, challenger] = [holderOf(conflict.incumbent), holderOf(conflict.challenger)];
  return shareProspect({ incumbent, challenger, sharing }, fates, outcome === "SPLIT");
}

/** A part as its partner is told of it: of all that the prospect earns, whoever else shares that. */
const toldFate = (fate: Fate, weightPpm = 0): Fate =>
  fate.kind === "SHARES" ? { ...fate, weightPpm } : fate;

/** What happens to one of the two leads; null where nothing shows. */
async function tellLead(
  deps: MoveLeadDeps,
  tx: Transaction,
  call: Call<DecideConflict>,
  side: ConflictSide,
  fate: Fate,
): Promise<LeadMoved | Refusal | null> {
  switch (fate.kind) {
    case "LOSES":
      return endLosingLead(deps, tx, call, side.leadId, reasonIn(call));
    case "WINS":
      return prolong(deps, tx, call, side.leadId);
    case "SHARES":
      return tellOfPart(deps, tx, call, side, fate);
  }
}

const reasonIn = ({ command }: Call<DecideConflict>) =>
  command.outcome === "VENDOR_RETAINS" ? "DIRECT_ENGAGED" : "DUPLICATE_REGISTRATION";

async function tellOfPart(
  deps: MoveLeadDeps,
  tx: Transaction,
  call: Call<DecideConflict>,
  side: ConflictSide,
  fate: Fate,
): Promise<LeadMoved | Refusal> {
  const own = callFor(call, side.leadId);
  const movable = await beginMove(deps, tx, own, "shareProspect");
  if (isRefusal(movable)) return movable;
  const moved = completeMove(deps, tx, own, movable, "ProspectShared", {
    eventType: "PROSPECT_SHARED",
  });
  told(deps, tx, call, { eventId: moved.eventId, lead: movable.lead, fate, at: movable.at });
  return moved;
}

function told(
  deps: MoveLeadDeps,
  tx: Transaction,
  { command }: Call<DecideConflict>,
  what: Omit<Parameters<typeof queueToldDecision>[2], "rule" | "statement">,
): void {
  const { rule, statement } = command;
  queueToldDecision(deps.database, tx, { ...what, rule, statement });
}

function noSuchConflict(conflictId: ConflictId): Refusal {
  return refuse("NOT_FOUND", `There is no conflict ${conflictId}.`, { path: ["conflictId"] });
}
