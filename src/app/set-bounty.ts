import { randomUUID } from "node:crypto";

import pg from "pg";

import { isRole, scopesOf } from "../identity/index.ts";
import type { Scope } from "../identity/index.ts";
import { putBountyInForce } from "../incentives/index.ts";
import { idOf, readAmount } from "../kernel/index.ts";
import type { Money, PartnerMemberId } from "../kernel/index.ts";
import type { Clock } from "../platform/clock.ts";
import { SYSTEM_ACTOR, toStatement } from "../platform/database/index.ts";
import { auditRow } from "../platform/mutation/index.ts";

import { readInstant } from "./read-instant.ts";
import { tellBounties } from "./tell-bounties.ts";

/** A bounty as it was typed. */
export interface BountyWish {
  readonly amount: string;
  readonly currency: string;
  /** Says that nothing is meant where the amount is 0. */
  readonly zero: boolean;
  /** Addresses of the vendor's members. */
  readonly draftedBy: string;
  readonly approvedBy: string;
  /** RFC 3339; null is now. */
  readonly from: string | null;
}

/**
 * Puts a fixed bounty per SQL in force, as the database's owner: a new version of the default
 * incentive program, drafted by one person of the vendor's and approved by another, and recorded
 * in the audit. Works beside a running server; awards made before keep the version they were made
 * under. Returns what holds then, in words; throws a sentence for whoever typed the wish.
 */
export async function setBounty(
  owner: pg.ClientBase,
  wish: BountyWish,
  clock: Clock,
): Promise<string> {
  const amount = amountOf(wish);
  const now = clock();
  const effectiveAt = wish.from === null ? now : comingInstant(wish.from, now);
  await owner.query(`begin; set local app.actor_id = '${SYSTEM_ACTOR}'`);
  try {
    await refuseOtherCurrency(owner, amount.currency);
    const draftedBy = await memberWith(owner, wish.draftedBy, "PROGRAMS_WRITE");
    const approvedBy = await memberWith(owner, wish.approvedBy, "PROGRAMS_APPROVE");
    const bounty = { amount, effectiveAt, draftedBy, approvedBy };
    const versionId = await putBountyInForce(owner, bounty);
    const { text, values } = toStatement(
      auditRow({
        mutation: "setBounty",
        at: now,
        actor: { kind: "SYSTEM", id: SYSTEM_ACTOR, partnerId: null },
        requestId: `set-bounty-${randomUUID()}`,
        subjects: [versionId, draftedBy, approvedBy],
        outcome: "DONE",
        code: null,
      }),
    );
    await owner.query(text, [...values]);
    await owner.query("commit");
  } catch (error) {
    await owner.query("rollback");
    throw inWords(error, effectiveAt);
  }
  return tellBounties(owner, clock());
}

function amountOf({ amount, currency, zero }: BountyWish): Money {
  const read = readAmount({ amount, currency });
  if (!read.ok) throw new Error(`--amount ${read.problem}.`);
  if (read.value.minor === 0n && !zero) {
    throw new Error("--amount is 0: SQLs would earn nothing. Add --zero if that is meant.");
  }
  if (read.value.minor !== 0n && zero) {
    throw new Error(`--zero goes with --amount 0, not with ${amount}.`);
  }
  return read.value;
}

/** What was earned already is never earned anew, so a version cannot begin in the past. */
function comingInstant(text: string, now: Date): Date {
  const at = readInstant(text);
  if (at === null)
    throw new Error(
      `--from is no instant with a zone: expected 2027-01-01T00:00:00Z or 2027-01-01T00:00:00+01:00, got ${text}`,
    );
  if (at < now)
    throw new Error(
      `--from ${text} is past, it is ${now.toISOString()}: name an instant to come, or leave --from out to begin now.`,
    );
  return at;
}

/** A program pays in one currency for ever: that of its first version. */
async function refuseOtherCurrency(owner: pg.ClientBase, currency: string): Promise<void> {
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

async function memberWith(
  owner: pg.ClientBase,
  email: string,
  scope: Scope,
): Promise<PartnerMemberId> {
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

function inWords(error: unknown, effectiveAt: Date): unknown {
  const constraint = error instanceof pg.DatabaseError ? error.constraint : undefined;
  if (constraint === "incentive_program_version_effective_once") {
    return new Error(
      `Another bounty begins at ${effectiveAt.toISOString()} already, and versions never change: choose another --from.`,
    );
  }
  if (constraint === "incentive_program_version_number_once") {
    return new Error("Somebody else set a bounty at the same time: look at it, then try again.");
  }
  if (constraint === "incentive_program_version_two_persons") {
    return new Error("--drafted-by and --approved-by are the same person: it takes two.");
  }
  return error;
}
