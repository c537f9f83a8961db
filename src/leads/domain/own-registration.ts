import type { Refusal } from "../../kernel/index.ts";
import { refuse } from "../../kernel/index.ts";

/** What is not for those to do who registered the lead, in words. */
const FOR_ANOTHER = {
  acceptLead: "whether sales accepts it",
  qualifyLead: "whether it is qualified",
  decideConflict: "whose the prospect is",
  decideAppeal: "whether an appeal is upheld",
} as const;

/**
 * Whether somebody may judge a lead: nobody who registered it, for a partner or for the vendor, or another
 * one that goes on in it. `registrants` are uuids. Null where it is for them.
 */
export function refuseOwnRegistration(
  registrants: readonly string[],
  by: string | null,
  verb: keyof typeof FOR_ANOTHER,
): Refusal | null {
  if (by === null || !registrants.includes(by)) return null;
  return refuse(
    "BUSINESS_RULE",
    `You registered this lead, or one that goes on in it: ${FOR_ANOTHER[verb]} is for somebody else to say.`,
  );
}
