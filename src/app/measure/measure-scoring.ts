import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";

import { readConfig } from "../../platform/config.ts";
import { createLogger } from "../../platform/logger.ts";
import { openSecrets } from "../../platform/secrets.ts";
import { shareOf } from "../../scoring/index.ts";
import { inThePast } from "../history/import-history.ts";
import { openDatabase } from "../open-database.ts";

import { InputError } from "./linkage-files.ts";
import { measureSet } from "./scoring-figures.ts";
import type { FeatureSet, ScoringMeasured, SetMeasured } from "./scoring-figures.ts";
import { toWords } from "./scoring-words.ts";
import { readPastLeads, SCORING_COLUMNS } from "./scoring-files.ts";
import type { PastLead, PastLeads } from "./scoring-files.ts";
import { HELD_OUT, LEARNED_FROM, ScoringWorld } from "./scoring-world.ts";

const SCORING_HELP = `Measures how well scores that are learned foretell what becomes of leads, on past leads whose
outcome is known.

  npm run measure:scoring -- --train <csv> [--test <csv>] [--json]

  --train  A file (UTF-8, commas) with the columns
           ${SCORING_COLUMNS.join(", ")
             .replaceAll(/(.{1,80})( |$)/g, "$1\n           ")
             .trimEnd()}
           of which others are ignored: what sales typed in afterwards foretells nothing. Or the leads
           of a marketing funnel, olist_marketing_qualified_leads_dataset.csv, with its closed deals
           beside it: all that is known there is where a lead came from and on which page it landed.
  --test   Another file to try what was learned on. Without it three in ten leads of the first are held
           out, by a hash of their ids.
  --json   One JSON object instead of a table.

It takes the product's own way, in a database of its own: the leads are registered, what their prospects
did is recorded, they are decided, and models are trained. Exit code 0: measured; 2: what was given
cannot be measured.`;

export const EXIT = { measured: 0, unusable: 2 } as const;
const LEARNED_SHARE = 0.7;

export interface ScoringMeasurement {
  readonly print: (text: string) => void;
  readonly monotonic: () => number;
}

/** Measures what the arguments name and prints it. Returns the exit code. */
export async function measureScoring(
  args: readonly string[],
  on: ScoringMeasurement,
): Promise<number> {
  const { train, test, json, help } = readArguments(args);
  if (help) {
    on.print(SCORING_HELP);
    return EXIT.measured;
  }
  if (train === undefined)
    throw new InputError(`Say which file is learned from.\n\n${SCORING_HELP}`);
  const learned = readPastLeads(train);
  const apart = test === undefined ? null : readPastLeads(test);
  if (apart && (learned.kind === "FUNNEL" || apart.kind === "FUNNEL"))
    throw new InputError("A marketing funnel is one file: leave --test out.");
  const isLearned = ({ reference }: PastLead): boolean => shareOf(reference) < LEARNED_SHARE;
  const measured = await measureParts(
    learned,
    apart ? learned.leads : learned.leads.filter(isLearned),
    apart ? apart.leads : learned.leads.filter((lead) => !isLearned(lead)),
    on,
  );
  on.print(json ? JSON.stringify(measured) : toWords(measured));
  return EXIT.measured;
}

async function measureParts(
  past: PastLeads,
  learnedFrom: readonly PastLead[],
  heldOut: readonly PastLead[],
  { monotonic }: ScoringMeasurement,
): Promise<ScoringMeasured> {
  const dataDir = mkdtempSync(path.join(tmpdir(), "baton-scoring-"));
  try {
    const config = readConfig({ DATA_DIR: dataDir, LOG_LEVEL: "warn" });
    const log = createLogger(config.logLevel);
    const opened = await openDatabase(config, openSecrets(config.dataDir), log);
    try {
      return await inThePast(opened, async (owner) => {
        const world = new ScoringWorld(opened, owner);
        const began = monotonic();
        await world.open(past);
        await world.tell(past, learnedFrom, LEARNED_FROM);
        await world.tell(past, heldOut, HELD_OUT);
        const importSeconds = (monotonic() - began) / 1_000;
        const sets: SetMeasured[] = [];
        for (const set of setsOf(past)) sets.push(await measureSet(world, set, monotonic));
        const counts = { learnedFrom: learnedFrom.length, heldOut: heldOut.length };
        return { ...counts, importSeconds, sets };
      });
    } finally {
      await opened.close();
    }
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

const outcomeOf = ({ kind }: PastLeads) => (kind === "FUNNEL" ? "WON" : "SQL");

function setsOf(past: PastLeads): readonly FeatureSet[] {
  const outcome = outcomeOf(past);
  const registered = { name: "At registration", outcome, without: "ENGAGEMENT" } as const;
  if (past.kind === "FUNNEL") return [registered];
  return [
    registered,
    { name: "With web behaviour", outcome, without: "LAST" },
    { name: "With last activity", outcome, without: null },
  ];
}

function readArguments(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        train: { type: "string" },
        test: { type: "string" },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    return values;
  } catch (error) {
    throw new InputError(
      `${error instanceof Error ? error.message : String(error)}\n\n${SCORING_HELP}`,
    );
  }
}
