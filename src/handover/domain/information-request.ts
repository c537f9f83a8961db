import type { InformationRequestId, Refusal } from "../../kernel/index.ts";
import { addDays, localDate, refuse } from "../../kernel/index.ts";

/** A partner has until the end of this many days after the one on which it was asked. */
const DAYS_TO_ANSWER = 14;
/** How often a lead can be asked about by whoever does not lead the team. */
const WITHOUT_MANAGER = 2;

export interface OpenRequest {
  readonly id: InformationRequestId;
  /** The fields that are asked for. */
  readonly fields: readonly string[];
  /** The last day, in the program's zone; `dueAt` is its end. */
  readonly dueOn: string;
  readonly dueAt: Date;
}

/** What was asked of a lead before. */
export interface AskedBefore {
  readonly open: OpenRequest | null;
  readonly count: number;
}

/** Whether the lead's partner may be asked now. */
export function refuseToAsk(before: AskedBefore, isManager: boolean): Refusal | null {
  if (before.open) {
    return refuse(
      "BUSINESS_RULE",
      `Its partner has until ${before.open.dueOn} to answer what was asked before: one request is open at a time.`,
    );
  }
  if (before.count < WITHOUT_MANAGER || isManager) return null;
  return refuse(
    "LIMIT_EXCEEDED",
    `The partner was asked about this lead ${before.count} times: a sales manager may ask again, or accept, return or reject it.`,
  );
}

/** The last day on which the partner can answer, in the program's zone. */
export const lastDayToAnswer = (askedAt: Date, timeZone: string): string =>
  addDays(localDate(askedAt, timeZone), DAYS_TO_ANSWER);

/** A field that an answer names. */
export interface GivenField {
  readonly field: string;
  /** True where it is to be cleared, which answers nothing. */
  readonly isCleared: boolean;
}

/** The contact, notes and value are the partner's to correct at all times. */
const ALWAYS_OPEN = ["CONTACT_NAME", "CONTACT_JOB_TITLE", "NOTES", "ESTIMATED_VALUE"];
/** So is what the contact is known by, until the lead was accepted under it. */
const OPEN_IN_REVIEW = ["CONTACT_EMAIL", "CONTACT_PHONE"];

export interface AnswerCircumstances {
  readonly at: Date;
  readonly isInReview: boolean;
  /** Where a field stands in the input. */
  readonly pathOf: (field: string) => readonly string[];
}

/** Refuses an answer that comes too late, leaves a field out, or changes what was not asked for. */
export function refuseAnswer(
  open: OpenRequest | null,
  given: readonly GivenField[],
  { at, isInReview, pathOf }: AnswerCircumstances,
): Refusal | null {
  if (!open) return refuse("BUSINESS_RULE", "Nothing is asked about this lead at present.");
  if (at >= open.dueAt)
    return refuse("BUSINESS_RULE", `The last day to answer was ${open.dueOn}; it has passed.`);
  const missing = open.fields.find(
    (field) => !given.some((each) => each.field === field && !each.isCleared),
  );
  if (missing !== undefined) {
    const path = pathOf(missing);
    return refuse(
      "VALIDATION_FAILED",
      `${path.join(".")} is missing: all that was asked for is answered at once (${open.fields.join(", ")}).`,
      { path },
    );
  }
  const isOpen = (field: string): boolean =>
    [...open.fields, ...ALWAYS_OPEN, ...(isInReview ? OPEN_IN_REVIEW : [])].includes(field);
  const closed = given.find(({ field }) => !isOpen(field));
  if (!closed) return null;
  const path = pathOf(closed.field);
  return refuse(
    "VALIDATION_FAILED",
    `${path.join(".")} was not asked for: correct it with updateLead.`,
    { path },
  );
}
