import type { LeadId } from "../../kernel/index.ts";
import { formatAmount, idOf, isCurrency, money, uuidOf } from "../../kernel/index.ts";
import type { Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { Facts } from "../domain/condition.ts";
import { territoriesOf } from "../domain/territory.ts";
import type { Area, Territory } from "../domain/territory.ts";

type FactsRow = {
  id: string;
  partner_id: string;
  stage: string;
  kind: string;
  source: string;
  campaign: string | null;
  cycle: number;
  value_minor: bigint | null;
  value_currency: string | null;
  custom_fields: readonly { key: string; values: readonly string[]; isPersonal: boolean }[];
  country: string | null;
  domain: string | null;
  program: string;
  tier: string | null;
  lines: string[];
  target_lists: string[];
};

/** What the rules may ask of a lead, and the territories that it lies in. */
export interface RoutedLead {
  readonly facts: Facts;
  readonly territories: readonly Territory[];
}

export async function readRoutedLead(
  tx: Transaction,
  { id }: { readonly id: LeadId },
): Promise<RoutedLead> {
  const lead = (await readRoutedLeads(tx, [id])).get(id);
  if (!lead) throw new Error(`the lead ${id} was locked and is gone`);
  return lead;
}

/** The same of several; those that are not there are left out. */
export async function readRoutedLeads(
  tx: Transaction,
  ids: readonly LeadId[],
): Promise<ReadonlyMap<LeadId, RoutedLead>> {
  const [rows, territories] = await Promise.all([
    tx.read<FactsRow>(sql`
      select lead.id, lead.partner_id, lead.stage, lead.kind, lead.source, lead.campaign, lead.cycle, lead.value_minor,
        lead.value_currency, lead.custom_fields, company.country, company.domain, program.name as program, tier.name as tier,
        array(
          select distinct line.name
          from product_line as named
          join product_line as line on line.span @> named.span
          where named.id = any(lead.product_line_ids)
          order by line.name
        ) as lines, app.target_lists_of(lead.partner_id, lead.id) as target_lists
      from lead
      join company on company.partner_id = lead.partner_id and company.lead_id = lead.id
      join program on program.id = lead.program_id
      join partner on partner.id = lead.partner_id
      left join partner_tier as tier on tier.id = partner.tier_id
      where lead.id = any(${ids.map(uuidOf)}::uuid[])`),
    readTerritories(tx),
  ]);
  return new Map(rows.map((row) => [idOf("lead", row.id), routedLead(row, territories)]));
}

function routedLead(row: FactsRow, territories: readonly Territory[]): RoutedLead {
  const open = row.custom_fields.filter(({ isPersonal }) => !isPersonal);
  const fields = Object.fromEntries(open.map(({ key, values }) => [key, values.join(", ")]));
  const where = {
    country: row.country ?? "",
    region: fields["region"] ?? "",
    postcode: fields["postcode"] ?? "",
  };
  const lyingIn = territoriesOf(where, territories);
  return {
    territories: lyingIn,
    facts: {
      ...where,
      stage: row.stage,
      kind: row.kind,
      source: row.source,
      campaign: row.campaign ?? "",
      program: row.program,
      partnerId: idOf("prt", row.partner_id),
      tier: row.tier ?? "",
      companyDomain: row.domain ?? "",
      value: wholeUnits(row.value_minor, row.value_currency),
      currency: row.value_currency ?? "",
      cycle: BigInt(row.cycle),
      productLines: row.lines,
      targetLists: row.target_lists,
      territories: lyingIn.map(({ name }) => name),
      fields,
    },
  };
}

async function readTerritories(tx: Transaction): Promise<readonly Territory[]> {
  const rows = await tx.read<{ id: string; name: string; areas: readonly Area[] }>(sql`
    select id, name, areas
    from territory
    order by created_at, id`);
  return rows.map(({ id, name, areas }) => ({ id: idOf("ter", id), name, areas }));
}

function wholeUnits(minor: bigint | null, currency: string | null): bigint {
  if (minor === null || currency === null || !isCurrency(currency)) return 0n;
  const [whole = "0"] = formatAmount(money(minor, currency)).split(".");
  return BigInt(whole);
}
