import type { CreditId, PartnerId, Refusal } from "../../kernel/index.ts";
import { refuse } from "../../kernel/index.ts";

export const HOLD_KINDS = {
  FRAUD: "Something speaks for fraud.",
  DISPUTE: "It is disputed.",
  TAX_FORM: "A tax form is missing, or has run out.",
  BANK_CHANGE: "Where the money goes was changed, or came back.",
  SANCTIONS: "The partner may be on a list of sanctions.",
  MANUAL: "Another reason, as `reason` says.",
} as const;
export type HoldKind = keyof typeof HOLD_KINDS;

/** What a partner is told of it: whoever is suspected does not learn of it here. */
export const TOLD_HOLD_KINDS = {
  DISPUTE: HOLD_KINDS.DISPUTE,
  TAX_FORM: HOLD_KINDS.TAX_FORM,
  BANK_CHANGE: HOLD_KINDS.BANK_CHANGE,
  REVIEW: "The vendor looks at it.",
} as const;

/** What is said to a partner of a kind. */
export const toldOf = (kind: HoldKind): keyof typeof TOLD_HOLD_KINDS =>
  kind === "DISPUTE" || kind === "TAX_FORM" || kind === "BANK_CHANGE" ? kind : "REVIEW";

export const HOLD_RELEASE_STATES = {
  WAITING: "Another person has to decide.",
  RELEASED: "It was let go.",
  DECLINED: "It goes on to hold.",
} as const;

/** What is to be held: a credit, or all of a partner. */
export type Held = { readonly creditId: CreditId } | { readonly partnerId: PartnerId };

/** A hold as it stands, locked. */
export interface StandingHold {
  readonly isReleased: boolean;
  /** Whether a dispute of a statement's line placed it: it ends with that. */
  readonly isByDispute: boolean;
  /** Whether a tax form that is missing placed it: it ends once that is there. */
  readonly isByForm: boolean;
  /** The request to let it go that waits; null where none does. */
  readonly request: {
    readonly id: string;
    readonly requestedAt: Date;
    /** Whether who acts asked for it, under whichever membership, and no waiver of the second person stands. */
    readonly isOwn: boolean;
  } | null;
  readonly placedAt: Date;
  /** Whether who acts is, or was, a member of its partner. */
  readonly isOfOwnPartner: boolean;
}

const path = ["creditHoldId"];

const released = (): Refusal =>
  refuse("ALREADY_DONE", "The hold was let go before: it holds nothing.", { path });

/** Why nobody can ask to let a hold go, or null. */
export function whyNotRequested({
  isReleased,
  isByDispute,
  isByForm,
  request,
}: StandingHold): Refusal | null {
  if (isReleased) return released();
  if (isByForm)
    return refuse(
      "BUSINESS_RULE",
      "A tax form is missing: the hold ends by itself once one is accepted (recordTaxForm, decideTaxForm). Where none is needed, NONE_NEEDED says so.",
      { path },
    );
  if (isByDispute)
    return refuse(
      "BUSINESS_RULE",
      "Its partner disputes a line of a statement: the hold ends with that dispute, once it is decided or withdrawn.",
      { path },
    );
  if (!request) return null;
  return refuse(
    "ALREADY_DONE",
    "Somebody has asked to let it go: that waits for another person's decision.",
    { path },
  );
}

/** Why somebody cannot decide over a hold, or null. */
export function whyNotReleased({
  isReleased,
  request,
  isOfOwnPartner,
}: StandingHold): Refusal | null {
  if (isReleased) return released();
  if (!request)
    return refuse(
      "BUSINESS_RULE",
      "Nobody has asked to let it go: that comes first, with requestHoldRelease, by another person.",
      { path },
    );
  if (request.isOwn)
    return refuse("BUSINESS_RULE", "You asked to let it go: somebody else has to decide.", {
      path,
    });
  if (!isOfOwnPartner) return null;
  return refuse(
    "BUSINESS_RULE",
    "You worked for the partner whose credit is held: somebody else has to decide.",
    { path },
  );
}
