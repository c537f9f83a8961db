import { parseArgs } from "node:util";

import pg from "pg";

import { isRole, scopesOf } from "../../identity/index.ts";
import type { Scope } from "../../identity/index.ts";
import { putBountyInForce } from "../../incentives/index.ts";
import { idOf, readAmount } from "../../kernel/index.ts";
import type { Money, PartnerMemberId } from "../../kernel/index.ts";
import { systemClock } from "../../platform/clock.ts";
import { readConfig } from "../../platform/config.ts";
import { urlOfRunning } from "../../platform/postgres/index.ts";

const USAGE = `Say what an SQL earns, who drafted it and who approves it:
  npm run set-bounty -- --amount 200.00 --currency EUR --drafted-by mo@vendor.example --approved-by paul@vendor.example [--from 2027-01-01T00:00:00Z]`;

/**
 * Puts a fixed bounty per SQL in force, as the database's owner: a new version of the default
 * incentive program, drafted by one person of the vendor's and approved by another. Works beside
 * a running server; awards made before keep the version they were made under.
 */
async function setBounty(): Promise<void> {
  const { values } = parseArgs({
    options: {
      amount: { type: "string" },
      currency: { type: "string" },
      "drafted-by": { type: "string" },
      "approved-by": { type: "string" },
      from: { type: "string" },
    },
  });
  const { amount, currency, from } = values;
  const drafter = values["drafted-by"];
  const approver = values["approved-by"];
  if (!amount || !currency || !drafter || !approver) throw new Error(USAGE);
  const owner = new pg.Client({ connectionString: ownerUrl() });
  await owner.connect();
  try {
    await owner.query("begin");
    const bounty = amountOf(amount, currency);
    await refuseOtherCurrency(owner, bounty.currency);
    await putBountyInForce(owner, {
      amount: bounty,
      effectiveAt: from === undefined ? systemClock() : instantOf(from),
      draftedBy: await memberWith(owner, drafter, "PROGRAMS_WRITE"),
      approvedBy: await memberWith(owner, approver, "PROGRAMS_APPROVE"),
    });
    await owner.query("commit");
    console.log(`From ${from ?? "now"} on each SQL earns ${amount} ${currency}.`);
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

function amountOf(amount: string, currency: string): Money {
  const read = readAmount({ amount, currency });
  if (!read.ok) throw new Error(`--amount ${read.problem}.`);
  return read.value;
}

function instantOf(text: string): Date {
  const at = new Date(text);
  if (Number.isNaN(at.getTime()))
    throw new Error(`--from is no instant: expected 2027-01-01T00:00:00Z, got ${text}`);
  return at;
}

/** A program pays in one currency for ever: that of its first version. */
async function refuseOtherCurrency(owner: pg.Client, currency: string): Promise<void> {
  const { rows } = await owner.query<{ currency: string }>(
    `select p.currency
     from incentive_program as p
     where p.is_default and exists (select from incentive_program_version as v where v.incentive_program_id = p.id)`,
  );
  const settled = rows[0]?.currency;
  if (settled !== undefined && settled !== currency) {
    throw new Error(
      `The default incentive program pays in ${settled}: give --currency ${settled}.`,
    );
  }
}

async function memberWith(owner: pg.Client, email: string, scope: Scope): Promise<PartnerMemberId> {
  const { rows } = await owner.query<{ id: string; roles: string[] }>(
    "select id, roles from membership where email = lower($1) and partner_id is null and deactivated_at is null",
    [email],
  );
  const member = rows.find((row) => scopesOf(row.roles.filter(isRole)).has(scope));
  if (!member)
    throw new Error(
      `No active member of the vendor's with the scope ${scope} has the address ${email}.`,
    );
  return idOf("mem", member.id);
}

try {
  await setBounty();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
