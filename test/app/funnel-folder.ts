import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

/** Twenty leads of four origins, one of them blank and one the literal "unknown", and three won. */
const ORIGINS = ["social", "", "unknown", "email", "social"];
const WON: readonly (readonly [number, string, string])[] = [
  [1, "2018-02-26 19:58:54", "0.0"],
  [2, "2018-03-01 08:00:00", "6000.5"],
  [15, "2018-11-14 23:59:59", ""],
];

const idOfRow = (prefix: string, row: number): string =>
  `${prefix}${row.toString(16).padStart(32 - prefix.length, "0")}`;

export const MQLS = "olist_marketing_qualified_leads_dataset.csv";
export const DEALS = "olist_closed_deals_dataset.csv";

/** Writes the two files as the real ones are; the prefix keeps the leads of two folders apart. */
export function writeFunnel(folder: string, prefix: string): void {
  mkdirSync(folder, { recursive: true });
  const mqls = Array.from({ length: 20 }, (_, row) => {
    const day = String(28 - row).padStart(2, "0");
    return `${idOfRow(prefix, row)},2018-01-${day},${idOfRow("a", row % 3)},${ORIGINS[row % 5]}`;
  });
  writeCsv(folder, MQLS, ["mql_id,first_contact_date,landing_page_id,origin", ...mqls]);
  const deals = WON.map(
    ([row, at, revenue]) =>
      `${idOfRow(prefix, row)},s,${idOfRow("d", row)},${idOfRow("e", row)},${at},pet,online_big,"cat, wolf",,,,reseller,,${revenue}`,
  );
  const columns =
    "mql_id,seller_id,sdr_id,sr_id,won_date,business_segment,lead_type,lead_behaviour_profile,has_company,has_gtin,average_stock,business_type,declared_product_catalog_size,declared_monthly_revenue";
  writeCsv(folder, DEALS, [columns, ...deals]);
}

function writeCsv(folder: string, name: string, lines: readonly string[]): void {
  writeFileSync(path.join(folder, name), `${lines.join("\n")}\n`);
}
