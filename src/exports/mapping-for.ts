import type { GlMappingId, Refusal } from "../kernel/index.ts";
import { refuse } from "../kernel/index.ts";
import type { Transaction } from "../platform/database/index.ts";

import type { StartExport } from "./domain/export-run.ts";
import { PROFILE_FORMS, whyNotTaken } from "./domain/gl-profile.ts";
import { readMappedAccounts, readMapping } from "./store/gl-mapping-store.ts";

/**
 * The mapping that a journal goes by: the one that is named, else the one in force on the file's last day. For an accounting
 * program there must be one, with an account for each that is posted to.
 */
export async function mappingFor(
  tx: Transaction,
  command: StartExport,
  at: Date,
): Promise<{ readonly id: GlMappingId | null } | Refusal> {
  const { kind, glMappingId: named, parameters, watermark } = command;
  const { profile, currency, from, until, grain } = parameters;
  if (kind !== "GL_JOURNAL") return { id: null };
  const on = lastDay(until, at);
  const mapping = await readMapping(tx, named === null ? { on } : { id: named });
  if (named !== null && !mapping?.isApproved)
    return refuse(
      mapping ? "BUSINESS_RULE" : "NOT_FOUND",
      mapping
        ? `GL mapping ${mapping.number} is not approved: somebody else than its author has to approve it.`
        : `There is no GL mapping ${named}.`,
      { path: ["glMappingId"] },
    );
  if (watermark !== null && named === null && mapping)
    return refuse(
      "BUSINESS_RULE",
      "With a watermark a journal is made again as it was: send the glMappingId of its run too. What was made while no GL mapping was in force is not made again once one is.",
      { path: ["glMappingId"] },
    );
  if (profile === null) return { id: mapping?.id ?? null };
  if (grain === "SUMMARY" && ![from, until].every((day) => day === null || day.endsWith("-01")))
    return refuse(
      "BUSINESS_RULE",
      "A summary is of whole months, by which accounting programs know its journals: send first days of months, or the grain DETAIL.",
      { path: [from?.endsWith("-01") === false ? "from" : "until"] },
    );
  const refused = (message: string): Refusal =>
    refuse("BUSINESS_RULE", message, { path: ["profile"] });
  if (!mapping)
    return refused(
      `No GL mapping is in force on ${on}: save one that takes effect by then, and have it approved.`,
    );
  if (PROFILE_FORMS[profile].needsEntityCode && mapping.entityCode === null)
    return refused(
      `${profile} takes what the firm's books call the entity, and GL mapping ${mapping.number} says nothing of it: save one with an entityCode, and have it approved.`,
    );
  for (const account of await readMappedAccounts(tx, mapping.id, currency)) {
    const why = whyNotTaken(profile, account);
    if (why !== null) return refused(why);
  }
  return { id: mapping.id };
}

const DAY_MS = 86_400_000;

/** The last day of a file: the one before `until`, else the day (UTC) on which it is asked for. */
const lastDay = (until: string | null, at: Date): string =>
  (until === null ? at : new Date(Date.parse(`${until}T00:00:00Z`) - DAY_MS))
    .toISOString()
    .slice(0, 10);
