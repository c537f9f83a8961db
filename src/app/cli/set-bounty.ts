import { parseArgs } from "node:util";

import pg from "pg";

import { systemClock } from "../../platform/clock.ts";
import { readConfig } from "../../platform/config.ts";
import { urlOfRunning } from "../../platform/postgres/index.ts";
import { setBounty } from "../set-bounty.ts";

const USAGE = `Say what an SQL earns, who drafted it and who approves it:
  npm run set-bounty -- --amount 200.00 --currency EUR --drafted-by mo@vendor.example --approved-by paul@vendor.example [--from 2027-01-01T00:00:00Z] [--zero]`;

/** Sets the bounty per SQL in the running server's database, and says what holds then. */
async function run(): Promise<void> {
  const { values } = parseArgs({
    options: {
      amount: { type: "string" },
      currency: { type: "string" },
      "drafted-by": { type: "string" },
      "approved-by": { type: "string" },
      from: { type: "string" },
      zero: { type: "boolean", default: false },
    },
  });
  const { amount, currency, from, zero } = values;
  const draftedBy = values["drafted-by"];
  const approvedBy = values["approved-by"];
  if (!amount || !currency || !draftedBy || !approvedBy) throw new Error(USAGE);
  const owner = new pg.Client({ connectionString: ownerUrl() });
  await owner.connect();
  try {
    const wish = { amount, currency, zero, draftedBy, approvedBy, from: from ?? null };
    console.log(await setBounty(owner, wish, systemClock));
  } finally {
    await owner.end();
  }
}

function ownerUrl(): string {
  const config = readConfig(process.env);
  const url = config.databaseUrl ?? urlOfRunning(config.dataDir, "baton");
  if (url === null)
    throw new Error("No database is running: start the server first, or set DATABASE_URL.");
  return url;
}

try {
  await run();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
