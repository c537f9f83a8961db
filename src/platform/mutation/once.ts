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
import { claimKey, keepOutcome } from "./idempotency.ts";

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
 */
export async function once<Command, O extends Outcome>(
  database: Database,
  call: Call<Command>,
  work: (tx: Transaction) => Promise<O | Refusal>,
): Promise<Done<O> | Refusal> {
  const done = await attempt(database, call, work, ATTEMPTS);
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
  tx.queue(auditRow({ ...auditOf(call), subjects: outcome.subjects, outcome: "DONE", code: null }));
  if (call.key !== null) tx.queue(keepOutcome(call, outcome));
  await tx.flush();
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
