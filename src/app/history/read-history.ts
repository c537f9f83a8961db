import { existsSync } from "node:fs";
import path from "node:path";

import { InputError } from "../replay/input-error.ts";

import { readCrm } from "./crm-files.ts";
import type { History } from "./history-lead.ts";
import { readLeadsFile } from "./leads-file.ts";
import { readMarketingFunnel } from "./marketing-funnel.ts";

/** The kinds of folders that are understood, by the file that tells them. */
const KINDS: readonly (readonly [string, (folder: string) => History])[] = [
  ["leads.csv", readLeadsFile],
  ["olist_marketing_qualified_leads_dataset.csv", readMarketingFunnel],
  ["sales_pipeline.csv", readCrm],
];

/** Reads a folder. Throws an InputError that says what is missing or wrong. */
export function readHistory(folder: string): History {
  const kind = KINDS.find(([file]) => existsSync(path.join(folder, file)));
  if (kind) return kind[1](folder);
  const files = KINDS.map(([file]) => file).join(", ");
  throw new InputError(`The folder ${folder} has none of the files that are understood: ${files}.`);
}
