import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

import { parse } from "csv-parse/sync";
import { z } from "zod";

import { parseAmount } from "../../kernel/index.ts";
import type { Money } from "../../kernel/index.ts";

import { InputError } from "./input-error.ts";

/** A marketing-qualified lead of the files: what its partner registers. */
export interface Prospect {
  readonly mqlId: string;
  /** The partner's name. */
  readonly origin: string;
  /** YYYY-MM-DD. */
  readonly firstContactOn: string;
  readonly landingPageId: string;
}

/** A closed deal of the files: how far sales takes the lead. */
export interface Deal {
  readonly mqlId: string;
  readonly sdrId: string;
  readonly srId: string;
  /** YYYY-MM-DD; the files know no zone. */
  readonly wonOn: string;
  /** The declared monthly revenue; 0 where it was not declared. */
  readonly amount: Money;
}

export interface Funnel {
  /** The partners' names, sorted. */
  readonly origins: readonly string[];
  /** In the order of the first contact. */
  readonly prospects: readonly Prospect[];
  readonly deals: ReadonlyMap<string, Deal>;
}

const PROSPECTS = "olist_marketing_qualified_leads_dataset.csv";
const DEALS = "olist_closed_deals_dataset.csv";
const NO_ORIGIN = "(none)";

/** It becomes a domain name: letters and digits alone. */
const mqlId = z.string().regex(/^[0-9a-z]{1,60}$/);
const day = z.string().regex(/^\d{4}-\d\d-\d\d/);

const ProspectRow = z.object({
  mql_id: mqlId,
  first_contact_date: day,
  landing_page_id: z.string(),
  origin: z.string(),
});
const DealRow = z.object({
  mql_id: mqlId,
  won_date: day,
  sdr_id: z.string(),
  sr_id: z.string(),
  declared_monthly_revenue: z.string(),
});

/** Reads the two files. Throws an InputError that names what is missing or wrong, and its line. */
export function readFunnel(folder: string): Funnel {
  mustBeThere(folder);
  const prospects = rowsOf(folder, PROSPECTS, ProspectRow).map(toProspect);
  const deals = rowsOf(folder, DEALS, DealRow).map(toDeal);
  const known = onlyOnce(prospects, PROSPECTS);
  const stranger = deals.find((deal) => !known.has(deal.mqlId));
  if (stranger) throw new InputError(`${DEALS}: ${stranger.mqlId} is not in ${PROSPECTS}.`);
  return {
    origins: [...new Set(prospects.map((each) => each.origin))].sort(),
    prospects: prospects.toSorted((left, right) =>
      left.firstContactOn.localeCompare(right.firstContactOn),
    ),
    deals: onlyOnce(deals, DEALS),
  };
}

function mustBeThere(folder: string): void {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new InputError(`There is no folder ${folder}.`);
  }
  const missing = [PROSPECTS, DEALS].filter((name) => !existsSync(path.join(folder, name)));
  if (missing.length === 0) return;
  throw new InputError(`The folder ${folder} lacks ${missing.join(" and ")}.`);
}

function rowsOf<Row>(folder: string, name: string, shape: z.ZodType<Row>): Row[] {
  return recordsOf(folder, name).map((record, index) => {
    const row = shape.safeParse(record);
    if (row.success) return row.data;
    const [issue] = row.error.issues;
    throw new InputError(`${name}: row ${index + 1}: ${issue?.path.join(".")}: ${issue?.message}`);
  });
}

function recordsOf(folder: string, name: string): unknown[] {
  try {
    return parse(readFileSync(path.join(folder, name)), { columns: true, bom: true });
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new InputError(`${name}: ${words}`, { cause: error });
  }
}

function toProspect(row: z.infer<typeof ProspectRow>): Prospect {
  const origin = row.origin.trim();
  return {
    mqlId: row.mql_id,
    origin: origin === "" ? NO_ORIGIN : origin,
    firstContactOn: row.first_contact_date.slice(0, 10),
    landingPageId: row.landing_page_id,
  };
}

function toDeal(row: z.infer<typeof DealRow>): Deal {
  const revenue = row.declared_monthly_revenue.trim();
  const amount = parseAmount(revenue === "" ? "0" : revenue, "BRL");
  if (!amount.ok) throw new InputError(`${DEALS}: ${row.mql_id}: ${amount.problem}`);
  return {
    mqlId: row.mql_id,
    sdrId: row.sdr_id,
    srId: row.sr_id,
    wonOn: row.won_date.slice(0, 10),
    amount: amount.money,
  };
}

function onlyOnce<Row extends { readonly mqlId: string }>(
  rows: readonly Row[],
  name: string,
): Map<string, Row> {
  const byId = new Map<string, Row>();
  for (const row of rows) {
    if (byId.has(row.mqlId)) throw new InputError(`${name}: ${row.mqlId} is there twice.`);
    byId.set(row.mqlId, row);
  }
  return byId;
}
