import { allocate, refuse, toPpm } from "../../kernel/index.ts";
import type { LeadId, Refusal } from "../../kernel/index.ts";

import type { ConflictDecided, Fate } from "./conflict-decision.ts";
import {
  divideUnder,
  owedToFinder,
  partsUnder,
  roleOf,
  sumOf,
  takersOf,
  WHOLE,
} from "./prospect-part.ts";
import type { PartHolder, PartRole, ProspectPart, StandingPart } from "./prospect-part.ts";

/** The two leads of a conflict, and all parts in what either of them shares already. */
export interface SharingSides {
  readonly incumbent: PartHolder;
  readonly challenger: PartHolder;
  readonly sharing: readonly StandingPart[];
}

/** What two leads have of their prospect from now on. */
export interface ProspectShared {
  /** The group that they are in already; null where neither shares its prospect so far. */
  readonly groupId: string | null;
  readonly parts: readonly ProspectPart[];
  /** What each lead's own part comes to of all that the prospect earns, in parts per million. */
  readonly incumbentPpm: number;
  readonly challengerPpm: number;
}

/**
 * What follows where leads share their prospect by a decision. It is over what the two have: a third
 * lead that shares with one of them keeps its part, and they divide the rest.
 */
export function shareProspect(
  { incumbent, challenger, sharing }: SharingSides,
  fates: ConflictDecided,
  isSplit: boolean,
): ProspectShared | Refusal {
  const groups = [...new Set(sharing.map(({ groupId }) => groupId))];
  if (groups.length > 1)
    return refuse(
      "BUSINESS_RULE",
      "Each of the two shares its prospect with others already: decide for one of them, or merge the leads of one of the two first.",
    );
  const takers = takersOf([incumbent, challenger], sharing);
  const offered = [incumbent, challenger].find(({ partnerId }) => takers.has(partnerId));
  if (offered && isSplit)
    return refuse(
      "BUSINESS_RULE",
      `The partner of ${offered.id} took the prospect as an offer: the vendor found it, and that partner has no part to split. CO_SELL lets both go on.`,
    );
  const sides = [
    { lead: incumbent, fate: fates.incumbent },
    { lead: challenger, fate: fates.challenger },
  ];
  const under = sides.map(({ lead }) => partsUnder(lead, sharing));
  const isTheirs = (rootId: LeadId) => rootId === incumbent.id || rootId === challenger.id;
  const others = sharing.filter(({ rootId, isOver }) => !isOver && !isTheirs(rootId));
  const theirs = others.length === 0 ? WHOLE : sumOf(under.flat());
  if (isSplit && theirs === 0)
    return refuse(
      "BUSINESS_RULE",
      "Others have all of what the prospect earns: nothing is left for the two to split. CO_SELL lets both go on.",
    );

  const given = allocate(
    BigInt(theirs),
    sides.map(({ fate }) => BigInt(weightOf(fate))),
  );
  const divided = sides.flatMap(({ lead }, index) =>
    divideUnder(lead, under[index] ?? [], Number(given[index] ?? 0n)),
  );
  const helping = new Map(
    sides.flatMap(({ fate }, index) =>
      (under[index] ?? []).map(({ leadId }) => [leadId, helpingRole(fate)]),
    ),
  );
  const parts = owedToFinder(divided, takers).map((part) => ({
    ...part,
    role: roleOf(part, helping.get(part.leadId) ?? "SOURCED"),
  }));
  const told = toldPpm([...parts, ...others]);
  return {
    groupId: groups[0] ?? null,
    parts,
    incumbentPpm: told.get(incumbent.id) ?? 0,
    challengerPpm: told.get(challenger.id) ?? 0,
  };
}

const weightOf = (fate: Fate): number => (fate.kind === "SHARES" ? fate.weightPpm : 0);
const helpingRole = (fate: Fate): PartRole => (fate.kind === "SHARES" ? fate.role : "SOURCED");

/** What each of the parts that count comes to, of the whole. */
function toldPpm(counting: readonly ProspectPart[]): ReadonlyMap<LeadId, number> {
  if (sumOf(counting) === 0) return new Map();
  const ppm = toPpm(counting.map(({ weightPpm }) => BigInt(weightPpm)));
  return new Map(counting.map(({ leadId }, index) => [leadId, Number(ppm[index] ?? 0n)]));
}
