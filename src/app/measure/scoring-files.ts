import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

import { parse } from "csv-parse/sync";
import { z } from "zod";

import { readMarketingFunnel } from "../history/marketing-funnel.ts";

import { InputError } from "./linkage-files.ts";

/** Why scores are measured on a lead: what was known of it, when, and what became of it. */
export interface PastLead {
  readonly reference: string;
  readonly partner: string;
  readonly campaign: string | null;
  /** What its registration answered, by the keys of the form. */
  readonly answers: Readonly<Record<string, string>>;
  readonly visits: number;
  readonly seconds: number;
  /** What it did last; null where that is not known, or a visit. */
  readonly last: LastActivity | null;
  readonly isPositive: boolean;
}

/** What a lead did last: its own doing, or a touch. */
export type LastActivity =
  | { readonly engagement: "EMAIL_OPENED" | "EMAIL_CLICKED" | "EMAIL_BOUNCED" | "TEXT_MESSAGE" }
  | { readonly engagement: "CHAT" | "FORM_SUBMITTED" | "UNREACHABLE" | "UNSUBSCRIBED" }
  | { readonly engagement: "PHONE_CALL" }
  | { readonly touch: "CONTENT" | "MEETING" | "EMAIL" };

export interface PastLeads {
  readonly kind: "WEB" | "FUNNEL";
  /** In the order in which they came, where the file knows. */
  readonly leads: readonly PastLead[];
  /** The fields of the form, by their keys, and what they are called. */
  readonly fields: ReadonlyMap<string, string>;
}

/** What is asked at registration. */
const ANSWERS = [
  "Lead Origin",
  "Lead Source",
  "Do Not Email",
  "Do Not Call",
  "Country",
  "Specialization",
  "How did you hear about X Education",
  "What is your current occupation",
  "What matters most to you in choosing a course",
  "Search",
  "Newspaper Article",
  "Digital Advertisement",
  "Through Recommendations",
  "City",
  "A free copy of Mastering The Interview",
] as const;
const [ID, NUMBER, OUTCOME] = ["Prospect ID", "Lead Number", "Converted"] as const;
const [VISITS, SECONDS, LAST] = [
  "TotalVisits",
  "Total Time Spent on Website",
  "Last Activity",
] as const;
const FUNNEL = "olist_marketing_qualified_leads_dataset.csv";

/** The columns that are read; what sales typed in afterwards is not among them. */
export const SCORING_COLUMNS: readonly string[] = [
  ...[ID, NUMBER, OUTCOME],
  ...ANSWERS,
  ...[VISITS, SECONDS, LAST],
];

const Records = z.array(z.record(z.string(), z.string()));

/** Reads a file of leads with what became of them. Throws an InputError that names what it lacks. */
export function readPastLeads(file: string): PastLeads {
  if (!existsSync(file)) throw new InputError(`There is no file ${file}.`);
  if (path.basename(file) === FUNNEL) return readFunnelLeads(path.dirname(file));
  const records = recordsOf(file);
  const missing = SCORING_COLUMNS.filter((column) => !(column in (records[0] ?? {})));
  if (missing.length > 0)
    throw new InputError(
      `${file} lacks the columns ${missing.map((each) => `"${each}"`).join(", ")}.`,
    );
  const fields = new Map(ANSWERS.map((column) => [keyOf(column), column]));
  const leads = records
    .toSorted((one, other) => Number(one[NUMBER]) - Number(other[NUMBER]))
    .map((row) => leadOf(file, row));
  return { kind: "WEB", leads, fields };
}

function recordsOf(file: string): readonly Readonly<Record<string, string>>[] {
  try {
    const options = { columns: true, bom: true, skip_empty_lines: true };
    return Records.parse(parse(readFileSync(file), options));
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new InputError(`${file}: ${words}`, { cause: error });
  }
}

function leadOf(file: string, row: Readonly<Record<string, string>>): PastLead {
  const outcome = row[OUTCOME];
  const reference = row[ID] ?? "";
  if (reference === "" || (outcome !== "0" && outcome !== "1"))
    throw new InputError(`${file}: a row has no ${ID}, or neither 0 nor 1 in ${OUTCOME}.`);
  const answers = ANSWERS.flatMap((column) => {
    const text = row[column]?.trim() ?? "";
    const isMissing = text === "" || text.toLowerCase() === "select";
    return isMissing ? [] : [[keyOf(column), text] as const];
  });
  return {
    ...{ reference, partner: "Web site", campaign: null },
    answers: Object.fromEntries(answers),
    visits: countOf(file, row, VISITS),
    seconds: countOf(file, row, SECONDS),
    last: LAST_ACTIVITIES.get(row[LAST]?.trim() ?? "") ?? null,
    isPositive: outcome === "1",
  };
}

function countOf(file: string, row: Readonly<Record<string, string>>, column: string): number {
  const count = Math.round(Number(row[column]?.trim() ?? ""));
  if (Number.isNaN(count) || count < 0)
    throw new InputError(`${file}: ${column} of ${row[ID]} is no count.`);
  return count;
}

/** A column's name as a key of a form: leadOrigin. */
const keyOf = (column: string): string =>
  column.toLowerCase().replaceAll(/[^a-z0-9]+(.)/g, (_, next: string) => next.toUpperCase());

/** What is not here is nothing that was done after the registration. */
const LAST_ACTIVITIES: ReadonlyMap<string, LastActivity> = new Map<string, LastActivity>([
  ["Email Opened", { engagement: "EMAIL_OPENED" }],
  ["SMS Sent", { engagement: "TEXT_MESSAGE" }],
  ["Olark Chat Conversation", { engagement: "CHAT" }],
  ["Page Visited on Website", { touch: "CONTENT" }],
  ["Email Bounced", { engagement: "EMAIL_BOUNCED" }],
  ["Email Link Clicked", { engagement: "EMAIL_CLICKED" }],
  ["View in browser link Clicked", { engagement: "EMAIL_CLICKED" }],
  ["Form Submitted on Website", { engagement: "FORM_SUBMITTED" }],
  ["Unreachable", { engagement: "UNREACHABLE" }],
  ["Unsubscribed", { engagement: "UNSUBSCRIBED" }],
  ["Email Marked Spam", { engagement: "UNSUBSCRIBED" }],
  ["Had a Phone Conversation", { engagement: "PHONE_CALL" }],
  ["Approached upfront", { touch: "MEETING" }],
  ["Resubscribed to emails", { touch: "EMAIL" }],
]);

/** A funnel: where leads came from and which page they landed on is all that is known of them. */
function readFunnelLeads(folder: string): PastLeads {
  const { leads } = readMarketingFunnel(folder);
  return {
    kind: "FUNNEL",
    fields: new Map(),
    leads: leads.map(({ reference, partner, registration, end }) => ({
      ...{ reference, partner, campaign: registration.campaign ?? null, answers: {} },
      ...{ visits: 0, seconds: 0, last: null },
      isPositive: end?.how === "WON",
    })),
  };
}
