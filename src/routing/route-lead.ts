import type { PartnerMemberId, Refusal, TeamId } from "../kernel/index.ts";
import { refuse } from "../kernel/index.ts";
import type { LockedLead, MoveLeadDeps } from "../leads/index.ts";
import type { Transaction } from "../platform/database/index.ts";

import type { AssignmentCause } from "./domain/assignment.ts";
import type { Chosen, Considered } from "./domain/choose-holder.ts";
import { chooseHolder, consider } from "./domain/choose-holder.ts";
import { rulesToAsk } from "./domain/routing-rule.ts";
import type { Asking } from "./domain/routing-rule.ts";
import { giveLead, isHeldBy, refuseUnlessHeld } from "./give-lead.ts";
import type { Gift, Giving, LeadGiven } from "./give-lead.ts";
import { noRouting } from "./publish-routing.ts";
import type { Holding } from "./store/assignment-store.ts";
import { readRouting } from "./store/routing-store.ts";
import { readRoutedLead } from "./store/subject-store.ts";
import type { RoutedLead } from "./store/subject-store.ts";
import { readStaffInTurn } from "./store/worker-store.ts";

/** Why a lead is routed. */
export interface RouteLead {
  readonly cause: AssignmentCause;
  /** For the vendor alone. */
  readonly note: string | null;
}

/**
 * Gives a locked lead to whom the rules in force say, as they find it now. Whoever passed it on
 * before is left out, and so is who holds it, unless it is routed for the first time. Refused where no
 * rules are published, where the lead is closed, and where it would stay where it is.
 */
export async function routeLead(
  deps: MoveLeadDeps,
  tx: Transaction,
  lead: LockedLead,
  how: RouteLead,
  { holding, ...giving }: Giving & { readonly holding: Holding },
): Promise<LeadGiven | Refusal> {
  const closed = refuseUnlessHeld(lead);
  if (closed) return closed;
  const found = await askRules(tx, lead, holding, giving);
  if (found === "NO_RULES") return noRouting();
  if (!found || isHeldBy(holding, found))
    return refuse("ALREADY_DONE", "The rules leave the lead where it is.");
  return giveLead(deps, tx, lead, { ...how, ...found }, giving);
}

/** Whom the rules in force name; null where they come to no end. */
export async function askRules(
  tx: Transaction,
  lead: LockedLead,
  holding: Holding,
  giving: Giving,
  asking: Asking = "BY_STAGE",
): Promise<Pick<Gift, "holder" | "chosen"> | "NO_RULES" | null> {
  const [routing, routed] = await Promise.all([readRouting(tx), readRoutedLead(tx, lead)]);
  if (!routing) return "NO_RULES";
  const asked = rulesToAsk(routing.rules, lead.stage, asking);
  const considered = consider(asked, routed.facts);
  const found = await choose(tx, considered, { routed, holding, giving });
  return found && { holder: found.holder, chosen: { ...found, routingNumber: routing.number } };
}

/** Asks for everybody whom one of the rules that hold could name, as things stand behind the lock. */
export async function choose(
  tx: Transaction,
  considered: readonly Considered[],
  {
    routed,
    holding,
    giving,
  }: { readonly routed: RoutedLead; readonly holding: Holding; readonly giving: Giving },
): Promise<Chosen | null> {
  const targets = considered.filter(({ holds }) => holds === true).map(({ rule }) => rule.target);
  const teamIds = targets.flatMap((target): TeamId[] =>
    "teamId" in target ? [target.teamId] : [],
  );
  const memberIds = targets.flatMap((target): PartnerMemberId[] =>
    target.kind === "PERSON" ? [target.memberId] : [],
  );
  // a queue waits for nobody's turn
  const isOfQueues = teamIds.length + memberIds.length === 0;
  const staff = isOfQueues
    ? { workers: [], turns: [] }
    : await readStaffInTurn(tx, { teamIds, memberIds }, giving.at);
  return chooseHolder(considered, staff, {
    territoryIds: routed.territories.map(({ id }) => id),
    passedOnBy: whoDoesNotGetIt(holding),
  });
}

/** Whoever passed the lead on, and whoever holds it now. */
export const whoDoesNotGetIt = ({ passedOnBy, memberId }: Holding): readonly PartnerMemberId[] =>
  memberId === null ? passedOnBy : [...passedOnBy, memberId];
