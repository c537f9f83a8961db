import type { Refusal } from "../../kernel/index.ts";
import { excerpt, refuse } from "../../kernel/index.ts";

/** The four lists of reasons; each verb that ends or returns a lead takes one from its own list. */
export const REASON_LISTS = {
  REJECTION: "Why a lead was refused before acceptance.",
  RECYCLE: "Why a lead was returned for now.",
  DISQUALIFICATION: "Why an accepted lead was ended.",
  LOSS: "Why a deal was lost.",
  TRANSFER: "Why a lead was passed on to another partner.",
} as const;
export type ReasonList = keyof typeof REASON_LISTS;

/** A reason of one list. Its partner learns `partnerCode`, never `code`. */
export interface Reason {
  readonly id: string;
  readonly code: string;
  readonly partnerCode: string;
  readonly needsNote: boolean;
}

/** What a verb says of its reason. */
export interface ReasonGiven {
  readonly code: string;
  /** For the vendor alone. */
  readonly note: string | null;
}

/** Finds the reason in its list; refuses an unknown one with the codes there are, and a missing note. */
export function chooseReason(reasons: readonly Reason[], given: ReasonGiven): Reason | Refusal {
  const reason = reasons.find((each) => each.code === given.code);
  if (!reason) {
    const codes = reasons.map((each) => each.code).join(", ");
    return refuse(
      "VALIDATION_FAILED",
      `"${excerpt(given.code)}" is not a reason of this list: give one of ${codes}.`,
      {
        path: ["reasonCode"],
      },
    );
  }
  if (reason.needsNote && given.note === null) {
    return refuse("VALIDATION_FAILED", `The reason ${reason.code} needs a note that says which.`, {
      path: ["note"],
    });
  }
  return reason;
}
