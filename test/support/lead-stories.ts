import { lapseConflicts, matchLead } from "../../src/protection/index.ts";
import type { LeadId, PartnerId } from "../../src/kernel/index.ts";
import { newId } from "../../src/platform/ids.ts";

import type { CastMember } from "./cast.ts";
import { CRITERIA, metAnswers, registration } from "./living-world.ts";
import type { LivingWorld } from "./living-world.ts";
import { done } from "./mutate.ts";

const AMOUNT = { amount: "5000", currency: "EUR" };

/** What each verb says that takes a lead along the funnel, or out of it. */
const STEPS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  acceptLead: {},
  qualifyLead: { criteriaVersionId: CRITERIA, answers: metAnswers() },
  convertLead: { amount: AMOUNT, closeOn: "2099-06-30" },
  winLead: { amount: AMOUNT, closedOn: "2026-01-01" },
  loseLead: { reasonCode: "PRICE" },
  disqualifyLead: { reasonCode: "NO_BUDGET" },
  rejectLead: { reasonCode: "TOO_EARLY" },
  returnLead: { reasonCode: "TIMING_LATER", revisitOn: "2099-01-01" },
};

/** Lets a lead happen through the API: registered by Alpha, matched, and taken through the steps. */
export async function leadThat(
  world: LivingWorld,
  name: string,
  ...steps: readonly string[]
): Promise<LeadId> {
  const member = world.members.PARTNER_MEMBER;
  const company = { name, domain: `${name}.com`, country: "DE" };
  const input = { ...registration(name), company };
  const { lead } = await done(world, member.key, "registerLead", input, "lead { id }");
  await matched(world, lead.id);
  for (const verb of steps) await step(world, verb, lead.id);
  return lead.id;
}

/** One step of a lead, by sales. */
export const step = (world: LivingWorld, verb: string, leadId: LeadId): Promise<unknown> =>
  done(world, world.members.SALES_REP.key, verb, { leadId, ...STEPS[verb] });

/** What the job does that compares a lead with all others; and the one that ends its conflicts. */
export async function matched(
  world: LivingWorld,
  leadId: LeadId,
  by: CastMember = world.members.PARTNER_MEMBER,
): Promise<void> {
  const partnerId: PartnerId | null = by.partnerId;
  if (partnerId === null) throw new Error("a lead is a partner's");
  const deps = { database: world.database, newId, clock: () => new Date() };
  await lapseConflicts(deps)({ leadId, partnerId }, "job");
  await matchLead(deps)({ leadId, partnerId }, "job");
}
