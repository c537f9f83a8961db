import { refuse } from "../../kernel/index.ts";
import type { Refusal } from "../../kernel/index.ts";

export const REVERSAL_APPEAL_STATES = {
  OPEN: "Somebody who took no part has to decide.",
  UPHELD:
    "The credit had been taken back wrongly, and was credited again as a new one; a part of it that was taken back counts again.",
  DISMISSED: "The credit stays taken back.",
} as const;

/** A credit as the appeal of its partner finds it. */
export interface AppealableCredit {
  readonly isReversed: boolean;
  /** Whether it only changed another one, with which it was taken back. */
  readonly isChange: boolean;
  /** When the time for an appeal is over; null where there is nothing to appeal. */
  readonly until: Date | null;
  readonly isAppealed: boolean;
}

/** Whether a partner may appeal: once, and in time. */
export function refuseReversalAppeal(credit: AppealableCredit, at: Date): Refusal | null {
  const path = ["creditId"];
  if (!credit.isReversed)
    return refuse("BUSINESS_RULE", "The credit counts: there is nothing to appeal.", { path });
  if (credit.isChange)
    return refuse(
      "BUSINESS_RULE",
      "The credit only changed another one of the lead, and was taken back with it: appeal for that one, which brings both again.",
      { path },
    );
  if (credit.until === null)
    return refuse(
      "BUSINESS_RULE",
      "The move that earned the credit was taken back, and the credit with it: there is nothing to appeal.",
      { path },
    );
  if (credit.isAppealed) return appealedBefore();
  if (at < credit.until) return null;
  return refuse(
    "BUSINESS_RULE",
    `The time for an appeal ended at ${credit.until.toISOString()}: ask your channel manager.`,
    { path },
  );
}

export function appealedBefore(): Refusal {
  return refuse("ALREADY_DONE", "This was appealed before; each reversal can be appealed once.", {
    path: ["creditId"],
  });
}

/** An appeal as whoever decides finds it. */
export interface OpenReversalAppeal {
  readonly state: string;
  /** Whether whoever decides took the credit back, confirmed that, registered the lead or owns it. */
  readonly tookPart: boolean;
  /** Whether the lead has earned the same again meanwhile. */
  readonly isEarnedAgain: boolean;
  /** Whether an earlier month of the same deal is taken back. */
  readonly isBehindTakenBack: boolean;
  /** Whether another lead has earned it that shares the company or prospect: what is owed once was earned there. */
  readonly isEarnedElsewhere: boolean;
}

/** Why somebody does not decide over the appeal as they want to; null where they do. */
export function refuseAppealDecision(
  appeal: OpenReversalAppeal,
  doesUphold: boolean,
): Refusal | null {
  const path = ["appealId"];
  if (appeal.state !== "OPEN")
    return refuse("ALREADY_DONE", "The appeal was decided before.", { path });
  if (appeal.tookPart)
    return refuse(
      "BUSINESS_RULE",
      "You took part in what is appealed: somebody else has to decide the appeal.",
      { path },
    );
  if (doesUphold && appeal.isEarnedAgain)
    return refuse(
      "BUSINESS_RULE",
      "The lead has earned the same again meanwhile: dismiss the appeal.",
      { path },
    );
  if (doesUphold && appeal.isBehindTakenBack)
    return refuse(
      "BUSINESS_RULE",
      "An earlier month of the deal is taken back, and the months of a deal follow one another: uphold the appeal of that one first, or dismiss this one.",
      { path },
    );
  if (doesUphold && appeal.isEarnedElsewhere)
    return refuse(
      "BUSINESS_RULE",
      "Another lead for the same company or deal has earned it meanwhile, and it is earned once: take that credit back first, or dismiss the appeal.",
      { path },
    );
  return null;
}
