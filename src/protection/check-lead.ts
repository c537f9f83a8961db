import type { PartnerId, ProductLineId, ProgramId, Refusal } from "../kernel/index.ts";
import { isRefusal, refuse } from "../kernel/index.ts";
import { companyKeys, companyWords, noSuchLines } from "../leads/index.ts";
import type { RegisterLead } from "../leads/index.ts";
import type { Database, Session } from "../platform/database/index.ts";
import { systemSession } from "../platform/database/index.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import type { Availability, CheckQuota } from "./domain/availability.ts";
import { availabilityOf, refuseBeyond } from "./domain/availability.ts";
import { likeliest } from "./domain/candidates.ts";
import { compareProspects } from "./domain/compare-prospects.ts";
import { weightIn } from "./domain/word-weights.ts";
import { lockQuota, queueCheck } from "./store/check-store.ts";
import { readClaimsOf } from "./store/claimed-prospects.ts";
import { readCorpus, readHits } from "./store/company-names.ts";
import { readRivals } from "./store/prospects.ts";
import type { ScopedProspect } from "./store/prospects.ts";

export interface CheckLeadDeps {
  readonly database: Database;
  readonly isFreeMail: (domain: string) => boolean;
}

export interface CheckLead {
  /** Null for the default program. */
  readonly programId: ProgramId | null;
  readonly company: RegisterLead["company"];
  /** Empty for all that the program sells. */
  readonly productLineIds: readonly ProductLineId[];
  /** The reference of the tender that it would be for; null for none. */
  readonly tenderReference: string | null;
}

/** What was told is kept with the key: the same question, sent again, is no second look. */
export interface LeadChecked extends Outcome {
  readonly kind: "LeadChecked";
  readonly availability: Availability;
  readonly limit: number;
  readonly used: number;
  readonly resetsAt: string;
}

/**
 * The one deliberate answer before the effort: whether a prospect is to be had, never why not, a few
 * times a day, each on record. It claims nothing. Whatever others hold, the same statements are run.
 */
export const checkLead = (deps: CheckLeadDeps) => (call: Call<CheckLead>) =>
  once<CheckLead, LeadChecked>(deps.database, call, async (tx) => {
    const { command, actor, session, at } = call;
    const { partnerId } = actor;
    if (partnerId === null || actor.id === null) return onlyPartnersCheck();
    const quota = await lockQuota(tx, { ...command, partnerId, at });
    if (!quota) return noSuchProgram();
    const { scope } = quota;
    if (scope === null) return noSuchLines();
    const refusal = refuseBeyond(quota);
    if (refusal) return refusal;
    const looking = { partnerId, at, session: systemSession(session.requestId) };
    const prospect = { company: command.company, scope, tenderKey: quota.tenderKey };
    const availability = await lookUp(deps, looking, prospect);
    const used = quota.used + 1;
    const check = {
      partnerId,
      quota,
      scope,
      company: command.company,
      tenderReference: command.tenderReference,
      availability,
      at,
      by: actor.id,
    };
    queueCheck(tx, check);
    return outcomeOf({ ...quota, used }, availability);
  });

function outcomeOf(quota: CheckQuota, availability: Availability): LeadChecked {
  const { limit, used, resetsAt } = quota;
  return {
    kind: "LeadChecked",
    availability,
    limit,
    used,
    resetsAt: resetsAt.toISOString(),
    subjects: [],
  };
}

/** What is asked about. */
interface Asked {
  readonly company: RegisterLead["company"];
  readonly scope: readonly ProductLineId[];
  readonly tenderKey: string | null;
}

/** Compares with what all others claim, as the matching job would once it is registered. */
async function lookUp(
  deps: CheckLeadDeps,
  looking: { readonly partnerId: PartnerId; readonly at: Date; readonly session: Session },
  { company, scope, tenderKey }: Asked,
): Promise<Availability> {
  const { partnerId, at, session } = looking;
  const prospect: ScopedProspect = {
    emailKeys: [],
    companyKeys: companyKeys(company, "", deps.isFreeMail),
    phones: [],
    country: company.country,
    name: companyWords(company.name),
    productLineIds: scope,
  };
  const told = await deps.database.transaction(session, async (tx) => {
    const names = likeliest(await readHits(tx, prospect.name));
    const [rivals, corpus, claims] = await Promise.all([
      readRivals(tx, partnerId, prospect, names),
      readCorpus(tx, prospect.name, names),
      readClaimsOf(tx, prospect, names, at),
    ]);
    const weightOf = weightIn(corpus);
    // several partners may be accepted for one tender: of that they are no rivals
    const others = rivals.filter((rival) => tenderKey === null || rival.tenderKey !== tenderKey);
    const comparisons = [...others, ...claims].map((other) =>
      compareProspects(prospect, other, weightOf),
    );
    return { availability: availabilityOf(prospect.companyKeys, comparisons) };
  });
  if (isRefusal(told)) throw new Error("a look is refused by nothing");
  return told.availability;
}

function onlyPartnersCheck(): Refusal {
  return refuse("FORBIDDEN", "Prospects are checked by partners; the vendor reads the leads.");
}

function noSuchProgram(): Refusal {
  return refuse("NOT_FOUND", "There is no such program, or you are not enrolled in it.", {
    path: ["programId"],
  });
}
