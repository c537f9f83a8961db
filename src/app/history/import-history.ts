import { parseArgs } from "node:util";

import pg from "pg";

import { idOf } from "../../kernel/index.ts";
import { sealJournals } from "../../ledger/index.ts";
import { readStageMoves } from "../../leads/index.ts";
import type { Clock } from "../../platform/clock.ts";
import { readConfig } from "../../platform/config.ts";
import type { Environment } from "../../platform/config.ts";
import { sql, systemSession } from "../../platform/database/index.ts";
import type { Database } from "../../platform/database/index.ts";
import { newId } from "../../platform/ids.ts";
import { createLogger } from "../../platform/logger.ts";
import { openSecrets } from "../../platform/secrets.ts";
import { foldRollups } from "../../reporting/index.ts";
import { isFreeMail } from "../free-mail.ts";
import { openDatabase } from "../open-database.ts";
import type { OpenDatabase } from "../open-database.ts";
import { InputError } from "../replay/input-error.ts";

import type { History } from "./history-lead.ts";
import { LEADS_COLUMNS } from "./leads-file.ts";
import { plantActing } from "./plant-acting.ts";
import { readHistory } from "./read-history.ts";
import { tellLead } from "./tell-lead.ts";
import type { Untold } from "./tell-lead.ts";

const HELP = `Imports leads of an older system with the stages they reached and the times at which they did.

  npm run import-history -- --data <folder> [--with-credits]

  --data          A folder with leads.csv (UTF-8, commas), or with the files of a marketing funnel
                  (olist_…) or of a CRM (sales_pipeline.csv, sales_teams.csv).
                  Columns of leads.csv, those with ! needed:
                  ${LEADS_COLUMNS.replaceAll(/(.{1,76})( |$)/g, "$1\n                  ").trimEnd()}
  --with-credits  What qualified earns what an incentive program paid that was in force then. Without
                  it nothing is awarded and nothing posted.

It works on the database of the environment, as the server would, while no server runs on it. Told
twice, a history does nothing twice. Exit code 0: all was told; 1: something was not; 2: unusable.`;

export const EXIT = { told: 0, untold: 1, unusable: 2 } as const;

export interface HistoryWorld {
  readonly environment: Environment;
  readonly clock: Clock;
  readonly print: (text: string) => void;
}

/** Imports what the arguments name. Returns the exit code. */
export async function importHistory(args: readonly string[], world: HistoryWorld): Promise<number> {
  const { data, help, "with-credits": awards } = readArguments(args);
  if (help) {
    world.print(HELP);
    return EXIT.told;
  }
  if (data === undefined) throw new InputError(HELP);
  const history = readHistory(data);
  const config = readConfig({ LOG_LEVEL: "warn", ...world.environment });
  const opened = await openDatabase(
    config,
    openSecrets(config.dataDir),
    createLogger(config.logLevel),
  );
  try {
    const untold = await inThePast(opened, (owner) =>
      tellHistory(opened.database, owner, history, awards, world.clock),
    );
    world.print(toWords(history, untold));
    return untold.length === 0 ? EXIT.told : EXIT.untold;
  } finally {
    await opened.close();
  }
}

/** Lets partners claim as of the past, which the owner alone may allow, for as long as the work takes. */
export async function inThePast<Result>(
  opened: OpenDatabase,
  work: (owner: pg.Client) => Promise<Result>,
): Promise<Result> {
  const owner = new pg.Client({ connectionString: opened.ownerUrl });
  await owner.connect();
  try {
    await owner.query("update deployment set allow_past = true");
    try {
      return await work(owner);
    } finally {
      await owner.query("update deployment set allow_past = false");
    }
  } finally {
    await owner.end();
  }
}

/** Tells a history in a database where the past is open; what could not be told, by its first step. */
export async function tellHistory(
  database: Database,
  owner: pg.ClientBase,
  { leads }: History,
  awards: boolean,
  clock: Clock,
): Promise<readonly Untold[]> {
  const actingFor = await plantActing(owner, leads, clock());
  const session = systemSession("import-history");
  const criteria = await database.readOne<{ id: string; keys: string[] }>(
    session,
    sql`
      select version.id, (select array_agg(key order by position) from criterion where version_id = version.id) as keys
      from criteria_version as version
      join criteria_set as held on held.id = version.set_id
      where version.state = 'PUBLISHED' and num_nonnulls(held.program_id, held.lead_kind, held.product_line_id) = 0
      order by version.effective_at desc
      limit 1`,
  );
  if (!criteria) throw new InputError("No criteria are published: nothing can be qualified.");
  const deps = {
    ...{ database, newId, isFreeMail, programs: null, awards },
    moves: await readStageMoves(database),
    criteria: { id: idOf("crt", criteria.id), keys: criteria.keys },
  };
  const untold: Untold[] = [];
  // one after the other: who registered first is matched first
  for (const lead of leads) {
    const problem = await tellLead(deps, lead, actingFor(lead));
    if (problem) untold.push(problem);
  }
  await sealJournals(database, "import-history");
  await foldRollups(database, "import-history");
  return untold;
}

const MOST_SHOWN = 20;

function toWords({ leads, leftOut }: History, untold: readonly Untold[]): string {
  return [
    `${leads.length - untold.length} of ${leads.length} leads were told as they were.`,
    ...[...leftOut].map(([why, count]) => `${count} rows were left out: ${why}.`),
    ...untold
      .slice(0, MOST_SHOWN)
      .map(({ reference, step, words }) => `${reference}, ${step}: ${words}`),
    ...(untold.length > MOST_SHOWN ? [`… and ${untold.length - MOST_SHOWN} more.`] : []),
  ].join("\n");
}

function readArguments(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        data: { type: "string" },
        "with-credits": { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    return values;
  } catch (error) {
    throw new InputError(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`);
  }
}
