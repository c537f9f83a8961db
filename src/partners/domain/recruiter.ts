import type { PartnerId, Refusal } from "../../kernel/index.ts";
import { refuse } from "../../kernel/index.ts";

/** What somebody says of who recruited a partner. */
export interface SaidRecruiter {
  readonly partnerId: PartnerId;
  /** Null: nobody, from now on. */
  readonly recruiterId: PartnerId | null;
  /** Who counts so far, as it was read; null where nobody did. */
  readonly replacesId: PartnerId | null;
}

/** A partner as far as recruiting goes by it; null where there is none, or it is the vendor. */
export type Recruitable = { readonly state: string } | null;

/** What there is when somebody says who recruited a partner. */
export interface RecruiterFacts {
  readonly partner: Recruitable;
  /** Null too where nobody is named. */
  readonly recruiter: Recruitable;
  /** Who counts now. */
  readonly currentId: PartnerId | null;
  /** True where the partner is among those who recruited the one that is named, through others too. */
  readonly isAbove: boolean;
}

/** What stands in the way of recording who recruited a partner; null where nothing does. */
export function refuseRecruiter(said: SaidRecruiter, facts: RecruiterFacts): Refusal | null {
  const { partner, currentId } = facts;
  if (!partner)
    return refuse("NOT_FOUND", `There is no partner ${said.partnerId}.`, { path: ["partnerId"] });
  if (currentId !== said.replacesId)
    return refuse(
      "BUSINESS_RULE",
      `${currentId ?? "Nobody"} is on record as its recruiter, not ${said.replacesId ?? "nobody"}: somebody changed it since it was read. Read it again and decide anew.`,
      { path: ["replacesId"] },
    );
  if (said.recruiterId === null)
    return currentId === null
      ? refuse("ALREADY_DONE", "Nobody is on record as its recruiter.")
      : null;
  if (said.recruiterId === currentId)
    return refuse("ALREADY_DONE", `${currentId} is on record as its recruiter already.`);
  if (said.recruiterId === said.partnerId)
    return refuse("BUSINESS_RULE", "A partner does not recruit itself: name another one.", {
      path: ["recruiterId"],
    });
  return refuseNewRecruiter({ ...said, recruiterId: said.recruiterId }, { ...facts, partner });
}

function refuseNewRecruiter(
  said: { readonly partnerId: PartnerId; readonly recruiterId: PartnerId },
  facts: RecruiterFacts & { readonly partner: NonNullable<Recruitable> },
): Refusal | null {
  const { partner, recruiter } = facts;
  if (!recruiter)
    return refuse("NOT_FOUND", `There is no partner ${said.recruiterId}.`, {
      path: ["recruiterId"],
    });
  if (partner.state === "TERMINATED")
    return refuse("BUSINESS_RULE", "The partner is terminated: nobody recruits it any more.", {
      path: ["partnerId"],
    });
  if (recruiter.state === "TERMINATED")
    return refuse("BUSINESS_RULE", "The recruiter is terminated: name one that is a partner.", {
      path: ["recruiterId"],
    });
  if (facts.isAbove)
    return refuse(
      "BUSINESS_RULE",
      `${said.recruiterId} was recruited by ${said.partnerId}, directly or through others: end that first.`,
      { path: ["recruiterId"] },
    );
  return null;
}
