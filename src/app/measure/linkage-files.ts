import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

import { parse } from "csv-parse/sync";
import { z } from "zod";

/** What was given cannot be measured: arguments or files. Its words are for the person who asked. */
export class InputError extends Error {}

/** Rules are looked for on the one half of what is known, and held against the other. */
export type Half = "even" | "odd";

export interface LabelledPair {
  readonly left: string;
  readonly right: string;
  readonly isSame: boolean;
  readonly half: Half;
}

export interface Linkage {
  readonly pairs: readonly LabelledPair[];
  /** Each name of the records, and the companies that have it. */
  readonly companiesOf: ReadonlyMap<string, ReadonlySet<string>>;
  /** Names of one organisation that have little in common. */
  readonly aliases: readonly (readonly [string, string])[];
}

const PAIRS = "company_pairs_labelled.csv";
const RECORDS = "company_records.csv";
const TRUTH = "company_truth.csv";
const ALIASES = "org_alias_pairs_ofac.csv";

export const FILES = `  ${PAIRS}  pair_id, name_a, name_b, same (1 or 0)
  ${RECORDS}         record_id, source, name
  ${TRUTH}           record_id, cluster_id, basis
  ${ALIASES}    entity_id, primary_name, relation, alias`;

/** Reads the folder; throws where a file is missing or is another one. */
export function readLinkage(folder: string): Linkage {
  const missing = [PAIRS, RECORDS, TRUTH, ALIASES].filter(
    (file) => !existsSync(path.join(folder, file)),
  );
  if (missing.length > 0) {
    throw new InputError(`${folder} has no ${missing.join(", ")}. Expected are\n${FILES}`);
  }
  const rows = <Row>(file: string, row: z.ZodType<Row>): readonly Row[] => {
    const cells: unknown = parse(readFileSync(path.join(folder, file)), {
      columns: true,
      bom: true,
    });
    const read = z.array(row).safeParse(cells);
    if (read.success) return read.data;
    throw new InputError(`${file} is not what is expected:\n${FILES}`);
  };
  const clusters = new Map(rows(TRUTH, truth).map((row) => [row.record_id, row.cluster_id]));
  const companiesOf = new Map<string, Set<string>>();
  for (const { record_id: id, name } of rows(RECORDS, record)) {
    const companies = companiesOf.get(name) ?? new Set();
    companiesOf.set(name, companies.add(clusters.get(id) ?? id));
  }
  return {
    pairs: rows(PAIRS, pair).map((row) => ({
      left: row.name_a,
      right: row.name_b,
      isSame: row.same === "1",
      half: halfOf(row.pair_id),
    })),
    companiesOf,
    aliases: rows(ALIASES, alias).map((row) => [row.primary_name, row.alias] as const),
  };
}

const pair = z.object({
  pair_id: z.string(),
  name_a: z.string(),
  name_b: z.string(),
  same: z.enum(["0", "1"]),
});
const record = z.object({ record_id: z.string(), name: z.string() });
const truth = z.object({ record_id: z.string(), cluster_id: z.string() });
const alias = z.object({ primary_name: z.string(), alias: z.string() });

/** By the first byte of the SHA-256 of an id, so that nobody chose which half it is in. */
export function halfOf(id: string): Half {
  const [first = 0] = createHash("sha256").update(id).digest();
  return first % 2 === 0 ? "even" : "odd";
}
