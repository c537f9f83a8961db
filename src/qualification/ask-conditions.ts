import type { LeadId } from "../kernel/index.ts";
import type { Transaction } from "../platform/database/index.ts";
import { readRoutedLeads } from "../routing/index.ts";

import type { CriteriaVersion } from "./domain/criterion.ts";
import { conditionHolds } from "./domain/lead-condition.ts";
import type { Holds } from "./domain/verdict.ts";

/** Asks the conditions of criteria of a lead; where there are none nothing is read. */
export async function askConditions(
  tx: Transaction,
  { criteria }: CriteriaVersion,
  leadId: LeadId,
): Promise<Holds> {
  if (criteria.every(({ condition }) => condition === null)) return () => null;
  const routed = (await readRoutedLeads(tx, [leadId])).get(leadId);
  if (!routed) throw new Error(`the lead ${leadId} was locked and is gone`);
  const { kind, source, campaign, country, companyDomain, value, currency, ...more } = routed.facts;
  const { productLines, fields } = more;
  const about = { kind, source, campaign, country, companyDomain, productLines, fields };
  return (condition) => conditionHolds(condition, { ...about, value, currency });
}
