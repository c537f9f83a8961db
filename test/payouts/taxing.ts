import type { PartnerId } from "../../src/kernel/index.ts";
import type { Answer } from "../support/api.ts";
import { formInput, profileInput, ruleInput } from "../support/plant-tax.ts";

import type { PayingDesk } from "./paying-desk.ts";

/** Where a partner is taxed, from now on. */
export async function taxedIn(
  desk: PayingDesk,
  partnerId: PartnerId,
  country: string,
): Promise<void> {
  const said = profileInput({ partnerId, country });
  const { taxProfile } = await desk.does(desk.finance, "saveTaxProfile", said, "taxProfile { id }");
  const seen = { taxProfileId: taxProfile.id, isVerified: true, taxId: said.taxId, note: "Seen" };
  await desk.does(desk.controller, "decideTaxProfile", seen, "taxProfile { id }");
}

/** A rule of the US that is put in force; its id. By default 24 % are withheld from the first cent where a form W-9 is missing. */
export async function ruled(desk: PayingDesk, more: object = {}): Promise<string> {
  const said = ruleInput({
    ...{ country: "US", year: 2025, forms: ["W_9"], withholdingPercent: "24" },
    ...{ threshold: { amount: "0.00", currency: "USD" }, withoutForm: "WITHHOLD" },
    report: "FORM_1099_NEC",
    ...more,
  });
  const { taxRule } = await desk.does(desk.finance, "saveTaxRule", said, "taxRule { id }");
  const seen = { taxRuleId: taxRule.id, isApproved: true, note: "Seen" };
  await desk.does(desk.controller, "decideTaxRule", seen, "taxRule { id }");
  return taxRule.id;
}

/** A form W-9 that is recorded and accepted; its id. */
export async function formed(desk: PayingDesk, partnerId: PartnerId): Promise<string> {
  const said = formInput({ partnerId, kind: "W_9", lastValidOn: null });
  const { taxForm } = await desk.does(desk.finance, "recordTaxForm", said, "taxForm { id }");
  const seen = { taxFormId: taxForm.id, isAccepted: true, note: "Seen" };
  await desk.does(desk.controller, "decideTaxForm", seen, "taxForm { id }");
  return taxForm.id;
}

export const unformed = (desk: PayingDesk, taxFormId: string): Promise<Answer> =>
  desk.does(desk.finance, "endTaxForm", { taxFormId, reason: "Wrong" }, "taxForm { id }");
