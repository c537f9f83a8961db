import { idOf, uuidOf } from "../kernel/index.ts";
import type { LockedLead, MoveLeadDeps } from "../leads/index.ts";
import type { Transaction } from "../platform/database/index.ts";

import { chooseHolder } from "./domain/choose-holder.ts";
import { giveLead, isHeldBy, refuseUnlessHeld } from "./give-lead.ts";
import type { Gift, Giving, LeadGiven } from "./give-lead.ts";
import { askRules, whoDoesNotGetIt } from "./route-lead.ts";
import type { Holding } from "./store/assignment-store.ts";
import { readHolding } from "./store/assignment-store.ts";
import { readOwner } from "./store/owner-queries.ts";
import type { Owner } from "./store/owner-queries.ts";
import { readReps, readStaffInTurn } from "./store/worker-store.ts";

const OVERDUE = { cause: "OVERDUE", note: null } as const;

/**
 * Gives a locked lead that waited too long to somebody else than its holder, or to a queue. Null where
 * it stays: what the rules leave in its queue nobody is pulled in for.
 */
export async function giveToAnother(
  deps: MoveLeadDeps,
  tx: Transaction,
  lead: LockedLead,
  giving: Giving,
): Promise<LeadGiven | null> {
  const holding = await readHolding(tx, lead.id, null);
  if (refuseUnlessHeld(lead) !== null) return null;
  const found = await findHolder(tx, lead, holding, giving);
  if (!found || isHeldBy(holding, found)) return null;
  return giveLead(deps, tx, lead, { ...OVERDUE, ...found }, giving);
}

/**
 * Whose a locked lead is that is accepted without anybody's saying so: of whoever holds it and still
 * works on leads, else of whoever is found for it. Null where that is nobody, or a queue.
 */
export async function findOwner(
  deps: MoveLeadDeps,
  tx: Transaction,
  lead: LockedLead,
  giving: Giving,
): Promise<Owner | null> {
  const holding = await readHolding(tx, lead.id, null);
  if (holding.queueId !== null) return null;
  const holder = holding.memberId && (await readOwner(tx, uuidOf(holding.memberId)));
  if (holder) return holder;
  const found = await findHolder(tx, lead, holding, giving);
  if (found?.holder.kind !== "MEMBER") return null;
  giveLead(deps, tx, lead, { ...OVERDUE, ...found }, giving);
  return { id: found.holder.memberId, displayName: found.holder.displayName };
}

/** By the rules in force; where none are published, the least busy of all reps. */
async function findHolder(
  tx: Transaction,
  lead: LockedLead,
  holding: Holding,
  giving: Giving,
): Promise<Pick<Gift, "holder" | "chosen"> | null> {
  const found = await askRules(tx, lead, holding, giving);
  return found === "NO_RULES" ? chooseOfAll(tx, holding, giving) : found;
}

/** All reps as one team, which is none of those that there are: nobody's turn is counted. */
const ALL_REPS = idOf("tem", "00000000-0000-0000-0000-000000000000");
const OF_ALL = {
  name: "Of all reps",
  condition: null,
  target: { kind: "LEAST_BUSY", teamId: ALL_REPS, skillIds: [], inTerritory: false },
} as const;

async function chooseOfAll(
  tx: Transaction,
  holding: Holding,
  { at }: Giving,
): Promise<Pick<Gift, "holder" | "chosen"> | null> {
  const reps = await readReps(tx);
  const { workers } = await readStaffInTurn(tx, { teamIds: [], memberIds: reps }, at);
  const turns = reps.map((memberId) => ({ teamId: ALL_REPS, memberId, lastTurn: 0 }));
  const considered = [{ position: 1, rule: OF_ALL, holds: true }];
  const subject = { territoryIds: [], passedOnBy: whoDoesNotGetIt(holding) };
  const chosen = chooseHolder(considered, { workers, turns }, subject);
  if (chosen?.holder.kind !== "MEMBER") return null;
  return { holder: { ...chosen.holder, turn: null }, chosen: { ...chosen, routingNumber: null } };
}
