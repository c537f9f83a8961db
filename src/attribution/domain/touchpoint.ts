import type { LeadId, Money, PartnerId, Refusal, TouchpointId } from "../../kernel/index.ts";
import { refuse } from "../../kernel/index.ts";

import type { TouchRole } from "./models.ts";

/** What somebody did for a lead. */
export const ROLES_OF_TOUCHES: Readonly<Record<TouchRole, string>> = {
  SOURCED: "Brought the prospect, or brought it further.",
  INFLUENCED: "Spoke with the prospect; stands beside those who brought it.",
  CO_SELL: "Helped to sell.",
  DELIVERED: "Delivers what is sold.",
  RESOLD: "Sells it in its own name.",
};

/** By which way somebody was in touch with the prospect. */
export const CHANNELS = {
  MEETING: "A meeting with the prospect.",
  CALL: "A call.",
  EMAIL: "A mail that was written to it or came from it.",
  EVENT: "A fair, a conference, an evening.",
  WEBINAR: "A webinar.",
  DEMO: "A demonstration or a trial.",
  CONTENT: "A paper, a video or a page that it read.",
  ADVERTISING: "An advertisement that it answered.",
  SOCIAL: "A social network.",
  INTRODUCTION: "Somebody introduced it.",
  MARKETPLACE: "A marketplace.",
  OTHER: "Any other.",
} as const;
export type Channel = keyof typeof CHANNELS;

/** From where a touch is known. */
export const TOUCH_SOURCES = {
  PARTNER: "The lead's partner recorded it.",
  SALES: "The vendor's people recorded it.",
  IMPORT: "It comes from another system of the vendor's.",
  CONFLICT: "It claimed the prospect as well, and a decision gave it to another.",
} as const;
export type TouchSource = keyof typeof TOUCH_SOURCES;

/** A touch as it was sent. */
export interface TouchItem {
  readonly leadId: LeadId;
  /** Whose touch it is; null where it is the caller's own. */
  readonly partnerId: PartnerId | null;
  readonly role: TouchRole;
  readonly channel: Channel;
  readonly campaign: string | null;
  readonly cost: Money | null;
  readonly occurredAt: Date;
  /** The sender's own name for it: sent twice, it is recorded once. */
  readonly reference: string | null;
}

/** A touch that is recorded already, under a reference that was sent again. */
export interface KnownTouch extends Omit<TouchItem, "partnerId" | "reference"> {
  readonly id: TouchpointId;
  readonly partnerId: PartnerId;
  readonly reference: string;
}

export interface TouchedLead {
  readonly partnerId: PartnerId;
  /** Those that stand. */
  readonly touches: number;
}

/** So many touches of one lead each side records at most: all of them are weighed when it is settled. */
const MOST_TOUCHES_OF_LEAD = 1000;

export interface TouchFacts {
  /** The partner that asks; null for the vendor. */
  readonly asking: PartnerId | null;
  /** The leads that the caller may see, whose they are, and how many touches its side has recorded of each. */
  readonly leads: ReadonlyMap<LeadId, TouchedLead>;
  /** The partners that there are, of those who were named. */
  readonly partners: ReadonlySet<PartnerId>;
  readonly known: readonly KnownTouch[];
  readonly newId: () => TouchpointId;
}

export interface TouchRecorded extends TouchItem {
  readonly id: TouchpointId;
  readonly partnerId: PartnerId;
  readonly leadPartnerId: PartnerId;
  /** False where it had been recorded before. */
  readonly isNew: boolean;
}

/** Decides touches one after the other: one may repeat the reference of one before it. */
export function decideTouches(
  items: readonly TouchItem[],
  facts: TouchFacts,
): readonly (TouchRecorded | Refusal)[] {
  const known = [...facts.known];
  const fresh = new Map<LeadId, number>();
  return items.map((item) => {
    const lead = facts.leads.get(item.leadId);
    if (!lead) {
      const message = `There is no lead ${item.leadId} that you can see.`;
      return refuse("NOT_FOUND", message, { path: ["leadId"] });
    }
    const leadPartnerId = lead.partnerId;
    const partnerId = item.partnerId ?? facts.asking;
    if (partnerId === null) {
      const message = "partnerId is missing: say whose touch it is.";
      return refuse("VALIDATION_FAILED", message, { path: ["partnerId"] });
    }
    const isOfAnother = facts.asking !== null && partnerId !== facts.asking;
    if (isOfAnother || !facts.partners.has(partnerId)) {
      const message = `There is no partner ${partnerId} whose touches you can record.`;
      return refuse("NOT_FOUND", message, { path: ["partnerId"] });
    }
    const before = known.find(
      (each) =>
        item.reference !== null &&
        each.reference === item.reference &&
        each.leadId === item.leadId &&
        each.partnerId === partnerId,
    );
    if (before) {
      if (!isSame(before, item)) return referenceInUse(item.reference);
      return { ...item, id: before.id, partnerId, leadPartnerId, isNew: false };
    }
    const added = fresh.get(item.leadId) ?? 0;
    if (lead.touches + added >= MOST_TOUCHES_OF_LEAD) return tooMany(item.leadId);
    fresh.set(item.leadId, added + 1);
    const recorded = { ...item, id: facts.newId(), partnerId, leadPartnerId, isNew: true };
    const { reference } = item;
    if (reference !== null) known.push({ ...recorded, reference });
    return recorded;
  });
}

function isSame(known: KnownTouch, item: TouchItem): boolean {
  return (
    known.role === item.role &&
    known.channel === item.channel &&
    known.campaign === item.campaign &&
    known.cost?.minor === item.cost?.minor &&
    known.cost?.currency === item.cost?.currency &&
    known.occurredAt.getTime() === item.occurredAt.getTime()
  );
}

function tooMany(leadId: LeadId): Refusal {
  return refuse(
    "LIMIT_EXCEEDED",
    `Your side has recorded ${MOST_TOUCHES_OF_LEAD} touches of ${leadId}, as many as it may: take back those that say nothing more.`,
    { path: ["leadId"], details: { counted: "touches", limit: MOST_TOUCHES_OF_LEAD } },
  );
}

function referenceInUse(reference: string | null): Refusal {
  return refuse(
    "BUSINESS_RULE",
    `Another touch of this lead is recorded as ${reference}: take that one back first, or send this one under another reference.`,
    { path: ["reference"] },
  );
}
