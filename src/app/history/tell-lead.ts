import { acceptLead, rejectLead, returnLead } from "../../handover/index.ts";
import { addDays, isRefusal, localDate, uuidOf } from "../../kernel/index.ts";
import type {
  CriteriaVersionId,
  LeadId,
  PartnerId,
  PartnerMemberId,
  Refusal,
} from "../../kernel/index.ts";
import { readRegistration, registerLead } from "../../leads/index.ts";
import type { RegisterLeadDeps } from "../../leads/index.ts";
import type { StageMove } from "../../leads/index.ts";
import { fingerprintOf } from "../../platform/mutation/index.ts";
import type { Call, Done, Outcome } from "../../platform/mutation/index.ts";
import { matchLead } from "../../protection/index.ts";
import {
  convertLead,
  disqualifyLead,
  loseLead,
  qualifyLead,
  winLead,
} from "../../qualification/index.ts";

import type { HistoryLead, Step } from "./history-lead.ts";
import { stepsOf } from "./history-lead.ts";

export interface TellDeps extends RegisterLeadDeps {
  readonly moves: readonly StageMove[];
  /** Whether what qualified earns what a program in force at that time pays. */
  readonly awards: boolean;
  readonly criteria: { readonly id: CriteriaVersionId; readonly keys: readonly string[] };
}

/** Who acts for a lead: its partner's member, and the vendor's who worked on it. */
export interface Acting {
  readonly partnerId: PartnerId;
  readonly memberId: PartnerMemberId;
  readonly ownerId: PartnerMemberId;
}

/** What stood in the way of a lead's history; told of its first step that was refused. */
export interface Untold {
  readonly reference: string;
  readonly step: string;
  readonly words: string;
}

/**
 * Lets one lead happen as it did, through the product's own verbs, each at its instant. Each step has
 * a key of its own, so that a history that is told again does nothing twice and goes on where it stopped.
 */
export async function tellLead(
  deps: TellDeps,
  lead: HistoryLead,
  acting: Acting,
): Promise<Untold | null> {
  const untold = (step: string, words: string): Untold => ({
    reference: lead.reference,
    step,
    words,
  });
  const read = readRegistration(
    { ...lead.registration, externalReference: lead.reference },
    lead.registeredAt,
  );
  if (!read.ok) return untold("register", read.problems.map(({ message }) => message).join("; "));
  const asPartner = callOf(
    lead,
    "registerLead",
    read.command,
    lead.registeredAt,
    acting,
    "partner",
  );
  const registered = await registerLead(deps)(asPartner);
  if (isRefusal(registered)) return untold("register", registered.message);
  const { leadId } = registered.outcome;
  const steps = stepsOf(lead);
  if (steps.length > 0 && !registered.replayed) {
    const match = matchLead({ ...deps, clock: () => lead.registeredAt });
    await match({ leadId, partnerId: acting.partnerId }, "history");
  }
  for (const { step, at } of steps) {
    const done = await stepOf(deps, lead, leadId, acting, step, at);
    if (isRefusal(done)) return untold(step, done.message);
  }
  return null;
}

/** The plainest reason of each list, where the older system says none. */
const REASONS = {
  LOST: "OTHER",
  REJECTED: "OTHER",
  RETURNED: "TIMING_LATER",
  DISQUALIFIED: "NO_NEED",
} as const;
const REVISIT_DAYS = 90;

function stepOf(
  deps: TellDeps,
  lead: HistoryLead,
  leadId: LeadId,
  acting: Acting,
  step: Step,
  at: Date,
): Promise<Done<Outcome> | Refusal> {
  const move = { leadId, expectedVersion: null, comment: null };
  const call = <Command>(mutation: string, command: Command): Call<Command> =>
    callOf(lead, mutation, command, at, acting, "vendor");
  const because = (how: keyof typeof REASONS) => {
    const code = lead.end?.reason ?? REASONS[how];
    const note = code === "OTHER" ? "From an older system" : null;
    return { ...move, reason: { code, note } };
  };
  const day = localDate(at, "UTC");
  const { amount } = lead;
  switch (step) {
    case "accept":
      return acceptLead({ ...deps, isPast: true })(
        call("acceptLead", { ...move, ownerId: acting.ownerId }),
      );
    case "qualify": {
      const { id: criteriaVersionId, keys } = deps.criteria;
      const answers = keys.map((criterionKey) => ({
        criterionKey,
        state: "MET" as const,
        note: "By what held in the older system",
      }));
      const qualify = qualifyLead({ ...deps, past: { awards: deps.awards } });
      return qualify(call("qualifyLead", { ...move, criteriaVersionId, answers }));
    }
    case "convert": {
      const closeOn = lead.end ? localDate(lead.end.at, "UTC") : addDays(day, REVISIT_DAYS);
      return convertLead({ ...deps, past: { awards: deps.awards } })(
        call("convertLead", { ...move, amount, closeOn }),
      );
    }
    case "WON":
      return winLead({ ...deps, past: { awards: deps.awards } })(
        call("winLead", { ...move, amount, closedOn: day }),
      );
    case "LOST":
      return loseLead(deps)(call("loseLead", because("LOST")));
    case "REJECTED":
      return rejectLead(deps)(call("rejectLead", because("REJECTED")));
    case "RETURNED": {
      const revisitOn = lead.end?.revisitOn ?? addDays(day, REVISIT_DAYS);
      return returnLead(deps)(call("returnLead", { ...because("RETURNED"), revisitOn }));
    }
    case "DISQUALIFIED":
      return disqualifyLead(deps)(call("disqualifyLead", because("DISQUALIFIED")));
  }
}

function callOf<Command>(
  lead: HistoryLead,
  mutation: string,
  command: Command,
  at: Date,
  { partnerId: whose, memberId, ownerId }: Acting,
  as: "partner" | "vendor",
): Call<Command> {
  const partnerId = as === "partner" ? whose : null;
  const actorId = uuidOf(as === "partner" ? memberId : ownerId);
  return {
    mutation,
    key: `history/${uuidOf(whose)}/${lead.reference}`.slice(0, 255),
    fingerprint: fingerprintOf(command),
    actor: { kind: "MEMBER", id: actorId, partnerId },
    session: { role: as, partnerId, actorId, requestId: "import-history" },
    at,
    command,
  };
}
