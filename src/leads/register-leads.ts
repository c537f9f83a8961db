import type { EventId, LeadId, PartnerId, Refusal } from "../kernel/index.ts";
import { allOf, isRefusal, refuse } from "../kernel/index.ts";
import type { Transaction } from "../platform/database/index.ts";
import type { Call, Done, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { decideRegistrations } from "./domain/register-many.ts";
import type { RowDecided } from "./domain/register-many.ts";
import type { ReadRegistration } from "./domain/registration.ts";
import { onlyPartners, readFacts, registrationIds, standingQuery } from "./register-lead.ts";
import type { RegisterLeadDeps } from "./register-lead.ts";
import { holdAnswers, keepAnswers } from "./registration-answers.ts";
import type { HeldAnswers } from "./registration-answers.ts";
import { queueRegistrations } from "./store/registration-store.ts";
import type { ToRegister } from "./store/registration-store.ts";

/** What becomes of the rows that could be registered where others cannot. */
export const ERROR_POLICIES = {
  REJECT_FAILED: "Rows that cannot be registered are refused; the others are registered.",
  REJECT_ALL: "Where one row cannot be registered none is.",
} as const;
export type ErrorPolicy = keyof typeof ERROR_POLICIES;

export interface RegisterLeads {
  readonly rows: readonly {
    readonly read: ReadRegistration;
    /** Of the registration as it was sent. */
    readonly hash: Buffer;
  }[];
  readonly errorPolicy: ErrorPolicy;
  /** The partner on whose behalf the vendor registers them; null where it is who calls. */
  readonly forPartner: PartnerId | null;
}

/** What became of a row, as it is kept for a replay: ids and codes, and nothing that was typed. */
export type RowOutcome = {
  readonly leadId: LeadId | null;
  /** Null where the lead was there before, or the row was refused. */
  readonly eventId: EventId | null;
  readonly refused: readonly Pick<Refusal, "code" | "path" | "details">[];
};

export interface LeadsRegistered extends Outcome {
  readonly kind: "LeadsRegistered";
  readonly rows: readonly RowOutcome[];
}

/** Why rows were refused, in the order of the rows; an empty list where one was not. */
export type RowRefusals = readonly (readonly Refusal[])[];

export interface DoneWithRows extends Done<LeadsRegistered> {
  readonly refusals: RowRefusals;
}

/** Nothing was registered, and nothing is kept of the call. */
export type NothingRegistered = Refusal & { readonly rows: RowRefusals };

/** What the decider says of a row, or all that is wrong with its input. */
type RowResult = RowDecided | { readonly problems: readonly Refusal[] };

/** A row with the answers that it brings, where they hold. */
interface AnsweredRow {
  readonly result: RowResult;
  readonly held: HeldAnswers | null;
}

/**
 * A partner registers several leads in one transaction, each as registerLead would. Rows are
 * decided one after the other, so that a row may be the duplicate of one before it. Where no row
 * is registered the call is refused.
 */
export const registerLeads =
  (deps: RegisterLeadDeps) =>
  async (call: Call<RegisterLeads>): Promise<DoneWithRows | NothingRegistered> => {
    let told: RowRefusals = [];
    const done = await once<RegisterLeads, LeadsRegistered>(deps.database, call, async (tx) => {
      const decided = await decideRows(deps, tx, call);
      if (isRefusal(decided)) return decided;
      const results = decided.map(({ result }) => result);
      told = results.map(refusalsOf);
      const refused = refusalOfAll(told, call.command.errorPolicy);
      if (refused) return refused;
      const registering = decided.flatMap(toRegister(call.command));
      queueRegistrations(deps.database, tx, registering);
      keepAnswers(deps, tx, registering);
      return {
        kind: "LeadsRegistered",
        rows: results.map(outcomeOf),
        subjects: registering.flatMap(({ registered }) => [registered.leadId, registered.eventId]),
      };
    });
    if (isRefusal(done)) return { ...done, rows: told };
    return { ...done, refusals: done.replayed ? done.outcome.rows.map(refusalsAgain) : told };
  };

/** What would become of the rows now, each after the ones before it; nothing is written. */
export async function checkRegistrations(
  deps: RegisterLeadDeps,
  call: Call<RegisterLeads>,
): Promise<
  readonly { readonly refusals: readonly Refusal[]; readonly isKnown: boolean }[] | Refusal
> {
  return deps.database.transaction(call.session, async (tx) => {
    const decided = await decideRows(deps, tx, call);
    if (isRefusal(decided)) return decided;
    return decided.map(({ result }) => ({
      refusals: refusalsOf(result),
      isKnown: "kind" in result && result.kind === "LeadAlreadyRegistered",
    }));
  });
}

function refusalOfAll(told: RowRefusals, policy: ErrorPolicy): Refusal | null {
  const failed = told.filter((refusals) => refusals.length > 0).length;
  if (failed === 0 || (policy === "REJECT_FAILED" && failed < told.length)) return null;
  const others =
    failed < told.length ? ", or have the others registered with errorPolicy REJECT_FAILED" : "";
  return refuse(
    "BUSINESS_RULE",
    `Nothing was registered, since ${failed} of ${told.length} rows were refused: correct them and send all again${others}.`,
    { path: ["rows"] },
  );
}

/** What each row comes to: all that is wrong with its input, or what the decider says of it. */
async function decideRows(
  deps: RegisterLeadDeps,
  tx: Transaction,
  { command, actor, at }: Call<RegisterLeads>,
): Promise<readonly AnsweredRow[] | Refusal> {
  const partnerId = actor.partnerId ?? command.forPartner;
  if (partnerId === null || actor.id === null) return onlyPartners();
  const sound = command.rows.flatMap(({ read, hash }) =>
    read.ok
      ? [
          {
            command: read.command,
            hash,
            ids: registrationIds(deps, read.command, { at, partnerId, actor }),
          },
        ]
      : [],
  );
  const facts = await readFacts(
    deps,
    tx,
    sound.map((row) => standingQuery(row.command, row.ids, row.hash)),
  );
  const standing = sound.map((row, index) => {
    const found = facts[index];
    if (!found) throw new Error("a registration stands nowhere");
    return { ...row, facts: found };
  });
  const answered = await holdAnswers(deps, tx, standing, at);
  const decided = decideRegistrations(
    standing.map((row, index) => ({ ...row, facts: answered[index]?.facts ?? row.facts })),
  ).entries();
  return command.rows.map(({ read }): AnsweredRow => {
    if (!read.ok) return { result: read, held: null };
    const { value } = decided.next();
    if (!value) throw new Error("a row was not decided");
    const [index, result] = value;
    return { result, held: answered[index]?.held ?? null };
  });
}

function refusalsOf(result: RowResult): readonly Refusal[] {
  if ("problems" in result) return result.problems;
  return isRefusal(result) ? allOf(result) : [];
}

const toRegister =
  ({ rows }: RegisterLeads) =>
  ({ result, held }: AnsweredRow, index: number): readonly (ToRegister & AnsweredRow)[] =>
    "kind" in result && result.kind === "LeadRegistered"
      ? [{ registered: result, result, held, hash: rows[index]?.hash ?? Buffer.alloc(0) }]
      : [];

function outcomeOf(result: RowResult): RowOutcome {
  const refused = refusalsOf(result).map(({ code, path, details }) => ({ code, path, details }));
  if (!("kind" in result)) return { leadId: null, eventId: null, refused };
  const eventId = result.kind === "LeadRegistered" ? result.eventId : null;
  return { leadId: result.leadId, eventId, refused };
}

/** What was said to a row when the call was made, but for the words: those are not kept. */
function refusalsAgain({ refused }: RowOutcome): readonly Refusal[] {
  return refused.map(({ code, path, details }) =>
    refuse(code, `The row was refused with ${code} when it was first sent.`, { path, details }),
  );
}
