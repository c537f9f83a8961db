import type { LeadId, PartnerId, Refusal } from "../../kernel/index.ts";
import { refuse } from "../../kernel/index.ts";

/** What a settlement by hand gives a partner. */
export interface Part {
  readonly partnerId: PartnerId;
  readonly sharePpm: number;
}

const WHOLE = 1_000_000;
const PATH = ["leadId"];

/** A lead, as far as it decides whether it can be settled again. */
export interface Settleable {
  readonly id: LeadId;
  readonly milestoneAt: Date | null;
  readonly locksAt: Date | null;
  readonly survivorId: LeadId | null;
}

/** Why nothing of a lead can be settled again, or null. */
export function whyNotSettled({ id, milestoneAt, survivorId }: Settleable): Refusal | null {
  if (survivorId !== null)
    return refuse("LEAD_MERGED", `${id} has ended and goes on in ${survivorId}: settle that one.`, {
      path: PATH,
      details: { survivorLeadId: survivorId },
    });
  if (milestoneAt !== null) return null;
  return refuse("BUSINESS_RULE", `${id} is no SQL: it is settled when it becomes one.`, {
    path: PATH,
  });
}

/** Why a lead cannot be settled again without a dispute, or null. */
export function whyLocked(lead: Settleable, at: Date): Refusal | null {
  const why = whyNotSettled(lead);
  if (why) return why;
  const { locksAt } = lead;
  if (locksAt !== null && at < locksAt) return null;
  return refuse(
    "BUSINESS_RULE",
    `What ${lead.id} is owed has been locked since ${locksAt?.toISOString() ?? "it was settled"}: open a dispute with disputeAttribution.`,
    { path: PATH },
  );
}

/** Who may have a part of the lead, and who must. */
export interface PartsAllowed {
  /** The partners that there are, of those who are named. */
  readonly known: ReadonlySet<PartnerId>;
  /** Who weighs in its prospect by a decision: that stands. */
  readonly weighing: ReadonlySet<PartnerId>;
  /** Whose lead it is where the vendor found it: it took it as an offer. */
  readonly taker: PartnerId | null;
}

/** Why a lead cannot be settled by hand so, or null. */
export function whyNotByHand(
  parts: readonly Part[],
  { known, weighing, taker }: PartsAllowed,
): Refusal | null {
  const sum = parts.reduce((all, { sharePpm }) => all + sharePpm, 0);
  const named = new Set(parts.map(({ partnerId }) => partnerId));
  if (sum !== WHOLE || named.size !== parts.length || parts.some(({ sharePpm }) => sharePpm < 1))
    return byHand(
      `shares must name each partner once, with 1 at least, and come to 1,000,000 parts per million; these come to ${sum}.`,
    );
  const stranger = parts.find(({ partnerId }) => !known.has(partnerId));
  if (stranger)
    return refuse("NOT_FOUND", `There is no partner ${stranger.partnerId}.`, { path: ["shares"] });
  if (taker !== null && named.has(taker))
    return byHand(
      `${taker} took the prospect as an offer: the vendor found it, and that partner earns no part of it.`,
    );
  const left = [...weighing].find((partnerId) => !named.has(partnerId));
  if (left === undefined) return null;
  return byHand(
    `${left} has a part in the prospect by a decision: give it one, for that decision stands.`,
  );
}

const byHand = (message: string): Refusal => refuse("BUSINESS_RULE", message, { path: ["shares"] });

/** When it is settled: never before, nor at the instant, of what it follows. */
export const instantAfter = (at: Date, settledAt: Date | null): Date =>
  settledAt === null || settledAt < at ? at : new Date(settledAt.getTime() + 1);
