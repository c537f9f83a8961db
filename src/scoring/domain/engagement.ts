import type { LeadId, PartnerId, Refusal } from "../../kernel/index.ts";
import { refuse } from "../../kernel/index.ts";

import type { EngagementKind } from "./signals.ts";

/** What a prospect did, as it was sent. */
export interface EngagementItem {
  readonly leadId: LeadId;
  readonly kind: EngagementKind;
  readonly occurredAt: Date;
  /** The sender's own name for it: sent twice, it is recorded once. */
  readonly reference: string;
  /** How long a visit took; null where that is not known, and of all else. */
  readonly seconds: number | null;
}

export interface EngagementFacts {
  /** The leads that there are, of those who were named, and whose they are. */
  readonly leads: ReadonlyMap<LeadId, PartnerId>;
  readonly known: readonly EngagementItem[];
}

export interface EngagementDecided extends EngagementItem {
  readonly partnerId: PartnerId;
  /** False where it had been recorded before. */
  readonly isNew: boolean;
}

/** Decides one after the other: one may repeat the reference of one before it. */
export function decideEngagement(
  items: readonly EngagementItem[],
  { leads, known }: EngagementFacts,
): readonly (EngagementDecided | Refusal)[] {
  const keyOf = ({ leadId, reference }: EngagementItem): string => `${leadId} ${reference}`;
  const told = new Map(known.map((each) => [keyOf(each), each]));
  return items.map((item) => {
    const partnerId = leads.get(item.leadId);
    if (partnerId === undefined) {
      const message = `There is no lead ${item.leadId}.`;
      return refuse("NOT_FOUND", message, { path: ["leadId"] });
    }
    const before = told.get(keyOf(item));
    if (before && !isSame(before, item))
      return refuse(
        "BUSINESS_RULE",
        "Something else that this lead's prospect did is recorded under this reference: send it under another one.",
        { path: ["reference"] },
      );
    told.set(keyOf(item), item);
    return { ...item, partnerId, isNew: before === undefined };
  });
}

const isSame = (before: EngagementItem, item: EngagementItem): boolean =>
  before.kind === item.kind &&
  before.seconds === item.seconds &&
  before.occurredAt.getTime() === item.occurredAt.getTime();
