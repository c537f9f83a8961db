import { plantMember } from "./cast.ts";
import { done } from "./mutate.ts";
import type { ServedWorld } from "./served-world.ts";

const ROLES = [
  ...["EXPENSE", "EXPENSE_RECOVERY", "CONTRACT_COST_ASSET", "ACCRUED", "DEFERRED", "HOLDBACK"],
  ...["PAYABLE", "IN_TRANSIT", "CLAWBACK_RECEIVABLE", "WRITEOFF", "CASH_CLEARING", "BANK"],
  ...["BANK_CHARGES", "WHT_PAYABLE", "FX_CLEARING", "FX_GAIN_LOSS"],
];

/** A mapping of each role, made by somebody who does nothing else; its id. */
export async function plantGlMapping(world: ServedWorld, more: object = {}): Promise<string> {
  const maker = await plantMember(world, ["FINANCE"], null, { name: "Mara Mapper" });
  const lines = ROLES.map((role, before) => ({
    ...{ role, accountCode: String(6_000 + before), accountName: `Partners:${role}` },
    taxCode: "Tax Exempt",
  }));
  const narrow = { ...lines[0], ...{ costCenter: "CC1", currency: "EUR" }, ...more };
  const tracked = { ...narrow, trackingName: "Region", trackingOption: "North" };
  const input = { effectiveOn: "2026-01-01", entityCode: "1000", lines: [...lines, tracked] };
  const made = await done(world, maker.key, "saveGlMapping", input, "glMapping { id }");
  return made["glMapping"].id;
}

/** The same, and approved by somebody else. */
export async function plantApprovedMapping(world: ServedWorld, more: object = {}): Promise<string> {
  const glMappingId = await plantGlMapping(world, more);
  const other = await plantMember(world, ["CONTROLLER"], null, { name: "Abe Approver" });
  await done(world, other.key, "approveGlMapping", { glMappingId }, "glMapping { id }");
  return glMappingId;
}
