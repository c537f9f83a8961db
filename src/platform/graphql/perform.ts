import type { GraphQLResolveInfo } from "graphql";
import { getDirectiveValues, Kind } from "graphql";

import type { Refusal } from "../../kernel/index.ts";
import { allOf, InputReader, isRefusal, refuse } from "../../kernel/index.ts";
import type { Database } from "../database/index.ts";
import { fingerprintOf, recordAudit } from "../mutation/index.ts";
import type { Call, Done, Outcome } from "../mutation/index.ts";

import type { Caller, RequestContext } from "./context.ts";
import { idempotentDirective } from "./directives.ts";
import { apiError } from "./errors.ts";
import { unauthenticated } from "./guard.ts";
import { toUserError } from "./to-user-error.ts";
import type { UserError } from "./user-error.ts";

/** An input as the edge read it: the verb's command, or everything that is wrong with it. */
export type Read<Command> =
  | { readonly ok: true; readonly command: Command }
  | { readonly ok: false; readonly problems: readonly Refusal[] };

/** Reads an input with a reader that keeps every problem. */
export function readWith<Command>(read: (reader: InputReader) => Command): Read<Command> {
  const reader = new InputReader();
  const command = read(reader);
  const { problems } = reader;
  return problems.length > 0 ? { ok: false, problems } : { ok: true, command };
}

/** What a mutation field answers: the outcome's ids (null where it was refused) and the errors. */
export interface Performed<D extends Done<Outcome>> {
  readonly outcome: D["outcome"] | null;
  /** All that the verb answered, where it answers more than ids. */
  readonly done: D | null;
  readonly errors: readonly UserError[];
}

/**
 * Runs a verb for a mutation field: finds the idempotency key, refuses a bad input with all its
 * problems at once, calls the verb, and turns its refusal into a member of `errors`.
 */
export async function perform<Command, D extends Done<Outcome>>(
  database: Database,
  context: RequestContext,
  info: GraphQLResolveInfo,
  input: object,
  read: Read<Command>,
  verb: (call: Call<Command>) => Promise<D | Refusal>,
): Promise<Performed<D>> {
  const caller = callerOf(context);
  const key = idempotencyKey(context, info);
  const surroundings = {
    mutation: info.fieldName,
    actor: caller.actor,
    session: caller.session,
    at: context.at,
  };
  const problems = read.ok ? keyProblems(key) : read.problems;
  if (!read.ok || problems.length > 0) {
    await recordAudit(database, caller.session, {
      ...surroundings,
      requestId: context.requestId,
      subjects: [],
      outcome: "REFUSED",
      code: problems[0]?.code ?? "VALIDATION_FAILED",
    });
    return { outcome: null, done: null, errors: problems.map(toUserError) };
  }

  const fingerprint = fingerprintOf(input);
  const done = await verb({ ...surroundings, key, fingerprint, command: read.command });
  if (isRefusal(done)) return { outcome: null, done: null, errors: allOf(done).map(toUserError) };
  if (key !== null) {
    context.idempotency.push({ path: String(info.path.key), key, replayed: done.replayed });
  }
  return { outcome: done.outcome, done, errors: [] };
}

/** The caller of a field that takes one; the guard has let nobody else through. */
export function callerOf(context: RequestContext): Caller {
  if (!context.caller) throw unauthenticated();
  return context.caller;
}

/** The field's own @idempotent key, else the header's where the document has one mutation field. */
function idempotencyKey(context: RequestContext, info: GraphQLResolveInfo): string | null {
  const keys = new Set(
    info.fieldNodes
      .map((node) => getDirectiveValues(idempotentDirective, node, info.variableValues)?.["key"])
      .filter((key) => typeof key === "string"),
  );
  if (keys.size > 1) {
    throw apiError("BAD_USER_INPUT", "The same field carries two different @idempotent keys");
  }
  const [own] = keys;
  if (own !== undefined) return own;
  if (context.idempotencyHeader !== null && hasOneField(info)) return context.idempotencyHeader;
  if (requiresKey(info) && context.idempotencyHeader !== null) {
    throw apiError(
      "IDEMPOTENCY_KEY_REQUIRED",
      `The header Idempotency-Key serves a document with exactly one mutation field: write @idempotent(key: "…") on each, with a key of its own`,
    );
  }
  if (requiresKey(info)) {
    throw apiError(
      "IDEMPOTENCY_KEY_REQUIRED",
      `${info.fieldName} needs a key: write ${info.fieldName}(…) @idempotent(key: "…") with a new UUID, or send the header Idempotency-Key`,
    );
  }
  return null;
}

function hasOneField(info: GraphQLResolveInfo): boolean {
  const { selections } = info.operation.selectionSet;
  return selections.length === 1 && selections[0]?.kind === Kind.FIELD;
}

function requiresKey(info: GraphQLResolveInfo): boolean {
  const field = info.parentType.getFields()[info.fieldName];
  return field?.extensions["requiresIdempotency"] === true;
}

function keyProblems(key: string | null): readonly Refusal[] {
  if (key === null) return [];
  const isPrintable = /^[\x20-\x7e]{1,255}$/.test(key);
  if (isPrintable) return [];
  return [
    refuse("VALIDATION_FAILED", "The idempotency key must be 1 to 255 printable ASCII characters", {
      path: ["idempotencyKey"],
    }),
  ];
}
