import { parseAmount } from "../../kernel/index.ts";
import { InputError } from "../replay/input-error.ts";

import { instantIn, recordsOf } from "./csv-records.ts";
import type { History, HistoryLead } from "./history-lead.ts";

const PIPELINE = "sales_pipeline.csv";
const NO_ACCOUNT = "(no account)";

/**
 * The pipeline of a CRM: each opportunity is a lead that its agent's office brought, was taken up on the
 * day of its engagement, and closed on its own. One that has no day yet has no history.
 */
export function readCrm(folder: string): History {
  const offices = new Map(
    recordsOf(folder, "sales_teams.csv").map((row) => [row["sales_agent"], row["regional_office"]]),
  );
  const leads: HistoryLead[] = [];
  let undated = 0;
  for (const [index, row] of recordsOf(folder, PIPELINE).entries()) {
    const lead = leadOf(row, index + 2, offices);
    if (lead) leads.push(lead);
    else undated += 1;
  }
  const leftOut = undated === 0 ? [] : [["no day of engagement", undated] as const];
  return {
    leads: leads.toSorted(
      (one, other) => one.registeredAt.getTime() - other.registeredAt.getTime(),
    ),
    leftOut: new Map(leftOut),
  };
}

function leadOf(
  row: Readonly<Record<string, string>>,
  line: number,
  offices: ReadonlyMap<string | undefined, string | undefined>,
): HistoryLead | null {
  const { opportunity_id: reference = "", sales_agent: agent = "", deal_stage: stage } = row;
  const office = offices.get(agent);
  if (reference === "" || office === undefined)
    throw new InputError(`${PIPELINE}: row ${line}: no opportunity_id, or an agent of no team.`);
  const engagedAt = instantIn(row["engage_date"] ?? "");
  if (engagedAt === null) return null;
  const closedAt = instantIn(row["close_date"] ?? "");
  const value = parseAmount(
    (row["close_value"] ?? "") === "" ? "0" : (row["close_value"] ?? ""),
    "USD",
  );
  if (!value.ok) throw new InputError(`${PIPELINE}: row ${line}: close_value: ${value.problem}`);
  const account = (row["account"] ?? "").trim();
  // opportunities of one account are leads of their own: each is a prospect by its own address
  const domain = `${reference.toLowerCase()}.example`;
  const how = stage === "Won" ? "WON" : "LOST";
  return {
    partner: `${office} office`,
    reference,
    registeredAt: engagedAt,
    registration: {
      kind: "NEW_BUSINESS",
      source: "IMPORT",
      campaign: row["product"] ?? null,
      company: { name: account === "" ? NO_ACCOUNT : account, domain },
      contact: {
        name: `Contact of ${reference}`,
        email: `contact@${domain}`,
        consent: { basis: "LEGITIMATE_INTEREST" },
      },
    },
    owner: agent,
    acceptedAt: engagedAt,
    qualifiedAt: engagedAt,
    convertedAt: engagedAt,
    end: closedAt && { how, at: closedAt, reason: null, revisitOn: null },
    amount: value.money,
  };
}
