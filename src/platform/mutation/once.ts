import type { Refusal } from "../../kernel/index.ts";
import { isRefusal, refuse } from "../../kernel/index.ts";
import type { Database, Transaction } from "../database/index.ts";
import {
  databaseFailure,
  isTransient,
  LOCK_NOT_AVAILABLE,
  LostRace,
  Refused,
} from "../database/index.ts";

import { auditRow, recordAudit } from "./audit.ts";
import type { Call, Done, Outcome } from "./call.ts";
import { claimKey, keepOutcome, queueClaim } from "./idempotency.ts";

const ATTEMPTS = 4;

/** What the first call with the key brought about, once it is known. */
interface Before<O extends Outcome> {
  outcome: O | null;
}

/** Ends the work of a call that was made before. */
class Replayed extends Error {}

/**
 * The frame of every mutation. In one transaction: the key is claimed, the work reads and queues
 * its writes, and they go out together with the audit row and the outcome's ids. A refusal leaves
 * nothing but its own audit row; a repeated key answers with the first call's ids; a deadlock or
 * serialisation failure is tried again.
 *
 * The claim travels with the first reads of the work; they resolve only when the key was free.
 *
 * A call that mostly finds what it expects may be `assumed` to: it queues its writes on facts that it
 * takes for granted, insists on them (`tx.insist`), and is done in one round trip, claim and commit
 * included. Where anything is otherwise nothing was written, and the work is done as ever.
 */
export async function once<Command, O extends Outcome>(
  database: Database,
  call: Call<Command>,
  work: (tx: Transaction) => Promise<O | Refusal>,
  assumed?: (tx: Transaction) => O | Refusal,
): Promise<Done<O> | Refusal> {
  const done =
    (assumed && (await assume(database, call, assumed))) ??
    (await attempt(database, call, work, ATTEMPTS));
  if (isRefusal(done)) {
    await recordAudit(database, call.session, {
      ...auditOf(call),
      subjects: [],
      outcome: "REFUSED",
      code: done.code,
    });
  }
  return done;
}

/** Null where the work has to look. A refusal counts for nothing here: a replay answers before it. */
async function assume<Command, O extends Outcome>(
  database: Database,
  call: Call<Command>,
  assumed: (tx: Transaction) => O | Refusal,
): Promise<Done<O> | Refusal | null> {
  try {
    const done = await database.transaction(call.session, async (tx) => {
      const outcome = assumed(tx);
      if (isRefusal(outcome)) return outcome;
      if (call.key !== null) queueClaim(tx, call, outcome);
      queueAudit(tx, call, outcome);
      return { outcome, replayed: false };
    });
    return isRefusal(done) ? null : done;
  } catch (error) {
    if (databaseFailure(error)?.code === LOCK_NOT_AVAILABLE) return busy();
    if (isTransient(error) || error instanceof LostRace) return null;
    throw error;
  }
}

async function attempt<Command, O extends Outcome>(
  database: Database,
  call: Call<Command>,
  work: (tx: Transaction) => Promise<O | Refusal>,
  attemptsLeft: number,
): Promise<Done<O> | Refusal> {
  const before: Before<O> = { outcome: null };
  try {
    return await database.transaction(call.session, (tx) => perform(tx, call, work, before));
  } catch (error) {
    if (error instanceof Replayed && before.outcome) {
      return { outcome: before.outcome, replayed: true };
    }
    if (databaseFailure(error)?.code === LOCK_NOT_AVAILABLE) return busy();
    const mayPass = isTransient(error) || error instanceof LostRace;
    if (mayPass && attemptsLeft > 1) return attempt(database, call, work, attemptsLeft - 1);
    throw error;
  }
}

async function perform<Command, O extends Outcome>(
  tx: Transaction,
  call: Call<Command>,
  work: (tx: Transaction) => Promise<O | Refusal>,
  before: Before<O>,
): Promise<Done<O> | Refusal> {
  if (call.key !== null) tx.holdUntil(holdKey(tx, call, before));
  const outcome = await work(tx);
  // also a refusal that needed no read waits for the key: a replay answers before it
  await tx.ready();
  if (isRefusal(outcome)) return outcome;
  queueAudit(tx, call, outcome);
  if (call.key !== null) tx.queue(keepOutcome(call, outcome));
  return { outcome, replayed: false };
}

/** Lets the work go on where the key is free, and ends it where the call was made before. */
async function holdKey<O extends Outcome>(
  tx: Transaction,
  call: Call<unknown>,
  before: Before<O>,
): Promise<void> {
  const state = await claimKey<O>(tx, call);
  if (state.kind === "REUSED") throw new Refused(state.refusal);
  if (state.kind === "FREE") return;
  before.outcome = state.outcome;
  throw new Replayed();
}

function queueAudit(tx: Transaction, call: Call<unknown>, { subjects }: Outcome): void {
  tx.queue(auditRow({ ...auditOf(call), subjects, outcome: "DONE", code: null }));
}

function auditOf(call: Call<unknown>) {
  return {
    mutation: call.mutation,
    at: call.at,
    actor: call.actor,
    requestId: call.session.requestId,
  };
}

function busy(): Refusal {
  return refuse(
    "BUSY",
    "Another call is working on the same thing right now; send this one again, with the same key, in a moment.",
  );
}
