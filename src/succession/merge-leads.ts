import type { LeadId, Refusal } from "../kernel/index.ts";
import { isRefusal, uuidOf } from "../kernel/index.ts";
import { keepAttribution, keepSettlement, settleAnew } from "../attribution/index.ts";
import type { LeadMoved, LockedLead, Movable, MoveLead, MoveLeadDeps } from "../leads/index.ts";
import { beginMove, completeMove, continuesIn, queueTermsAnew, readSaid } from "../leads/index.ts";
import { mergeParts, queueParts, readFoundByVendor, readParts } from "../protection/index.ts";
import type { MergedParts, ProspectPart, SplitAsked, StandingPart } from "../protection/index.ts";
import type { Transaction } from "../platform/database/index.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { decideMerge } from "./domain/merge.ts";
import type { MergeAsked, MergeDecided } from "./domain/merge.ts";
import type { MergeFacts } from "./store/merge-facts.ts";
import { readMergeFacts } from "./store/merge-facts.ts";
import {
  HELD_BY_ANOTHER,
  queueAccountOf,
  queueJoined,
  queueOwnClaims,
} from "./store/merge-store.ts";
import type { Joining } from "./store/merge-store.ts";
import { queueDealMoved, queueSuccession } from "./store/successor-store.ts";

export interface MergeLeads extends MergeAsked, SplitAsked {
  /** Two at least, each once. */
  readonly leadIds: readonly LeadId[];
  /** Why, for the vendor alone. */
  readonly reason: string;
  /** Told to the partners of all of them. */
  readonly comment: string | null;
}

export interface LeadsMerged extends Outcome, Pick<LeadMoved, "leadId"> {
  /** What happened to the leads, each by an event of its own. */
  readonly moved: readonly (Pick<LeadMoved, "leadId" | "eventId"> & {
    readonly verb: "mergeLeads";
  })[];
}

/** A lead with all that decides whether it is merged. */
interface Merging extends LockedLead, MergeFacts {
  readonly movable: Movable;
  readonly isFoundByVendor: boolean;
  readonly groupId: string | null;
  readonly sharesWith: readonly LeadId[];
}

interface Locked {
  readonly leads: readonly Merging[];
  /** All parts in what any of them shares already. */
  readonly sharing: readonly StandingPart[];
}

/**
 * Merges leads that name one prospect. One of them goes on: it claims from the earliest of their claims
 * and has reached what any of them had, so that nothing is earned twice. The others end, and stay as
 * they are for their partners. Nothing is posted: credit stays with the lead that earned it.
 */
export const mergeLeads = (deps: MoveLeadDeps) => (call: Call<MergeLeads>) =>
  once<MergeLeads, LeadsMerged>(deps.database, call, async (tx) => {
    const locked = await lockAll(deps, tx, call);
    if (isRefusal(locked)) return locked;
    const { leads } = locked;
    const decided = decideMerge(leads, call.command);
    if (isRefusal(decided)) return decided;
    const { survivor, merged, byClaim } = decided;
    const owed = mergeParts({ leads: byClaim, survivor, sharing: locked.sharing }, call.command);
    if (isRefusal(owed)) return owed;

    const joining: Joining = {
      ...{ survivor, merged, actor: call.actor, comment: call.command.comment },
      eventId: deps.newId("evt"),
      // none of their histories runs backwards
      at: new Date(Math.max(...leads.map(({ movable }) => movable.at.getTime()))),
      note: call.command.reason,
    };
    const ended = merged.map((lead) => endMerged(deps, tx, call, joining, lead));
    queueAccountOf(tx, joining);
    queueParts(tx, owed.groupId ?? uuidOf(survivor.id), owed.parts, HELD_BY_ANOTHER);
    await queueWhatIsOwn(deps, tx, call, joining, decided);
    // what touches brought stands, unless the merge says who has what, or others have a part in it already
    const isKept = call.command.split !== "SPLIT" && locked.sharing.length === 0;
    const weighing = allWeighing(decided, owed, locked.sharing);
    queueWhatIsOwed(deps, tx, joining, decided, { weighing, isKept });
    queueJoined(tx, joining);
    const moved = [...ended, { leadId: survivor.id, eventId: joining.eventId }].map((each) => ({
      ...{ leadId: each.leadId, eventId: each.eventId },
      verb: "mergeLeads" as const,
    }));
    return {
      kind: "LeadsMerged",
      leadId: survivor.id,
      moved,
      subjects: moved.flatMap(({ leadId, eventId }) => [leadId, eventId]),
    };
  });

/** Locks the leads, in one order for all, each of which must be one that can end so. */
async function lockAll(
  deps: MoveLeadDeps,
  tx: Transaction,
  call: Call<MergeLeads>,
): Promise<Locked | Refusal> {
  const leadIds = call.command.leadIds.toSorted();
  const locking = leadIds.map((leadId) =>
    beginMove(deps, tx, callFor(call, leadId), "mergeLeads", () => "MERGED"),
  );
  const [movables, facts, sharing, foundByVendor] = await Promise.all([
    Promise.all(locking),
    readMergeFacts(tx, leadIds),
    readParts(tx, leadIds),
    readFoundByVendor(tx, leadIds),
  ]);
  const leads: Merging[] = [];
  for (const movable of movables) {
    if (isRefusal(movable)) return movable;
    const known = facts.get(movable.lead.id);
    if (!known) throw new Error(`nothing is known of the lead ${movable.lead.id}`);
    const { lead } = movable;
    leads.push({
      ...{ ...lead, ...known, movable, isFoundByVendor: foundByVendor.has(lead.id) },
      ...sharesOf(lead.id, sharing, leadIds),
    });
  }
  return { leads, sharing };
}

/** With whom a lead shares its prospect, besides those that are merged with it. */
function sharesOf(id: LeadId, sharing: readonly StandingPart[], leadIds: readonly LeadId[]) {
  const own = sharing.find(({ leadId }) => leadId === id);
  const standing = sharing.filter(
    ({ groupId, leadId, rootId, isOver }) =>
      groupId === own?.groupId && !isOver && leadId === rootId && !leadIds.includes(leadId),
  );
  return { groupId: own?.groupId ?? null, sharesWith: standing.map(({ leadId }) => leadId) };
}

const callFor = (
  call: Call<MergeLeads>,
  leadId: LeadId,
): Pick<Call<MoveLead>, "command" | "session" | "actor" | "at"> => ({
  ...call,
  command: { leadId, expectedVersion: null, comment: call.command.comment },
});

function endMerged(
  deps: MoveLeadDeps,
  tx: Transaction,
  call: Call<MergeLeads>,
  { survivor, at, note }: Joining,
  lead: Merging,
): LeadMoved {
  const movable = { ...lead.movable, at };
  const moved = completeMove(deps, tx, callFor(call, lead.id), movable, "LeadMerged", {
    eventType: "MERGED",
    note,
    sets: lead.partnerId === survivor.partnerId ? [continuesIn(survivor.id)] : [],
  });
  queueSuccession(tx, lead, { ...survivor, kind: "MERGE", at });
  queueDealMoved(tx, lead, at);
  return moved;
}

/** Persons that a lead may have. */
const MOST_PERSONS = 10;

/** What the survivor's partner had in the others is claimed by the survivor from now on. */
async function queueWhatIsOwn(
  deps: MoveLeadDeps,
  tx: Transaction,
  call: Call<MergeLeads>,
  joining: Joining,
  { survivor, merged }: MergeDecided<Merging>,
): Promise<void> {
  const own = merged.filter(({ partnerId }) => partnerId === survivor.partnerId);
  if (own.length === 0) return;
  const known = new Set(survivor.persons.map(({ emailKey }) => emailKey));
  const others = own.flatMap(({ persons }) => persons);
  const joined = others
    .filter(({ emailKey }, index) => {
      const isFirst = others.findIndex((other) => other.emailKey === emailKey) === index;
      return isFirst && !known.has(emailKey);
    })
    .slice(0, MOST_PERSONS - survivor.persons.length);
  const said = await Promise.all(
    [survivor, ...own].map(({ id }) => readSaid(tx, call.session, id)),
  );
  const persons = said.slice(1).flatMap((each) => each?.persons ?? []);
  queueTermsAnew(tx, survivor, said[0] ?? null, (before) => [
    ...before,
    ...persons.filter(({ id }) => joined.some((person) => person.id === id)),
  ]);
  queueOwnClaims(
    tx,
    { ...joining, merged: own },
    joined.map(({ id }) => ({ from: id, id: deps.newId("cnt") })),
  );
}

/**
 * All that counts in the prospect from now on, the earliest claim first: also of those who share it, and
 * have no part in the merge. Nothing where nobody shares it.
 */
function allWeighing(
  { survivor, byClaim }: MergeDecided<Merging>,
  { parts }: MergedParts,
  sharing: readonly StandingPart[],
): readonly ProspectPart[] {
  const others = sharing.filter(
    ({ leadId, isOver }) => !isOver && !parts.some((part) => part.leadId === leadId),
  );
  const claims = new Map(
    [...sharing.map((part) => ({ ...part, id: part.leadId })), ...byClaim].map(
      ({ id, claimedAt }) => [id, claimedAt.getTime()],
    ),
  );
  claims.set(survivor.id, Math.min(...byClaim.map(({ claimedAt }) => claimedAt.getTime())));
  const claimOf = ({ leadId }: ProspectPart) => claims.get(leadId) ?? 0;
  return [...parts, ...others].toSorted((one, other) => claimOf(one) - claimOf(other));
}

/**
 * To whom the prospect is owed from now on, where that was settled already: as touches brought it, else by what
 * weighs in it, which the partners of those that ended, now or before, see under their own leads.
 */
function queueWhatIsOwed(
  deps: MoveLeadDeps,
  tx: Transaction,
  { at }: Joining,
  { survivor, merged }: MergeDecided<Merging>,
  { weighing, isKept }: { readonly weighing: readonly ProspectPart[]; readonly isKept: boolean },
): void {
  const settled = [survivor, ...merged].find(({ isSettled }) => isSettled);
  if (!settled) return;
  const ended = [
    ...merged.map(({ id }) => id),
    ...[survivor, ...merged].flatMap(({ mergedBefore }) => mergedBefore),
  ];
  if (weighing.length > 0 && isKept && settled.isSettledByTouches) {
    const helpers = weighing.filter(({ role }) => role !== "SOURCED");
    const partnerIds = [...new Set(helpers.map(({ partnerId }) => partnerId))];
    keepSettlement(tx, settled, [survivor.id, ...ended], { at, helpers: partnerIds });
  } else if (weighing.length > 0)
    settleAnew(deps.database, tx, {
      ...{ lead: survivor, sharing: weighing, isFoundByVendor: survivor.isFoundByVendor, at },
      ...{ policy: null, touches: [], acceptedAt: null, merged: ended },
    });
  else if (settled !== survivor) keepAttribution(tx, settled, survivor, at);
}
