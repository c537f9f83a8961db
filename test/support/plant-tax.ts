import { randomInt } from "node:crypto";

import type { CastMember } from "./cast.ts";
import { done } from "./mutate.ts";
import type { ServedWorld } from "./served-world.ts";

/** What is said of as whom a partner is taxed, in every field. */
export const profileInput = (more: Readonly<Record<string, unknown>> = {}) => ({
  legalName: "Alder GmbH",
  legalForm: "COMPANY",
  country: "DE",
  vatId: "DE 123 456 789",
  taxId: `12/${randomInt(100, 999)}/${randomInt(10_000, 99_999)}`,
  isSelfBilled: true,
  ...more,
});

/** What is said of a form, in every field. */
export const formInput = (more: Readonly<Record<string, unknown>> = {}) => ({
  kind: "W_8BEN_E",
  receivedOn: "2026-01-05",
  lastValidOn: "2099-12-31",
  remark: "Kept with the contract",
  ...more,
});

let planting: Promise<unknown> = Promise.resolve();

/** A profile that waits, and the number with which it is verified; one after the other, since each replaces the one before. */
export function plantTaxProfile(...args: Parameters<typeof plantNow>): ReturnType<typeof plantNow> {
  const planted = planting.then(() => plantNow(...args));
  planting = planted.catch(() => undefined);
  return planted;
}

async function plantNow(
  world: ServedWorld,
  by: CastMember,
  more: Readonly<Record<string, unknown>> = {},
): Promise<{ readonly taxProfileId: string; readonly taxId: string }> {
  const input = profileInput(more);
  const made = await done(world, by.key, "saveTaxProfile", input, "taxProfile { id }");
  return { taxProfileId: made["taxProfile"].id, taxId: input.taxId };
}

/** A form that waits. */
export async function plantTaxForm(
  world: ServedWorld,
  by: CastMember,
  more: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const made = await done(world, by.key, "recordTaxForm", formInput(more), "taxForm { id }");
  return made["taxForm"].id;
}

/** What is said of a rule, in every field. */
export const ruleInput = (more: Readonly<Record<string, unknown>> = {}) => ({
  country: "DE",
  year: 2026,
  threshold: { amount: "100.00", currency: "EUR" },
  forms: ["VAT_CERTIFICATE", "W_8BEN_E"],
  report: "DAC7",
  withholdingPercent: "15.825",
  source: "A notice of the ministry",
  ...more,
});

/** A rule that waits. */
export async function plantTaxRule(
  world: Pick<ServedWorld, "schema" | "ask">,
  finance: Pick<CastMember, "key">,
  more: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const made = await done(world, finance.key, "saveTaxRule", ruleInput(more), "taxRule { id }");
  return made["taxRule"].id;
}

interface Taxed {
  readonly admin: CastMember;
  readonly finance: CastMember;
  readonly controller: CastMember;
}

interface PlantedTax {
  readonly taxProfile: string;
  readonly taxForm: string;
  readonly taxRule: string;
}

/** A profile that was verified and replaced, a form that was accepted and ended, a rule that was replaced, and what took their places; what is said of them bears the canary. */
export async function plantPastTax(
  world: ServedWorld,
  { admin, finance, controller }: Taxed,
  canary: string,
): Promise<PlantedTax> {
  const note = `${canary} seen`;
  const [profiles, forms, rules]: [string[], string[], string[]] = [[], [], []];
  for (const which of ["past", "present"]) {
    const legalName = `${canary} ${which}`;
    const planted = await plantTaxProfile(world, admin, { legalName });
    await done(world, controller.key, "decideTaxProfile", { ...planted, isVerified: true, note });
    profiles.push(planted.taxProfileId);
    const taxFormId = await plantTaxForm(world, admin, { remark: legalName });
    await done(world, controller.key, "decideTaxForm", { taxFormId, isAccepted: true, note });
    forms.push(taxFormId);
    const taxRuleId = await plantTaxRule(world, finance, { source: legalName });
    await done(world, controller.key, "decideTaxRule", { taxRuleId, isApproved: true, note });
    rules.push(taxRuleId);
  }
  const [taxProfile = "", taxForm = "", taxRule = ""] = [profiles[0], forms[0], rules[0]];
  await done(world, admin.key, "endTaxForm", { taxFormId: taxForm, reason: `${canary} moved` });
  return { taxProfile, taxForm, taxRule };
}
