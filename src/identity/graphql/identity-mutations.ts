import type { GraphQLResolveInfo } from "graphql";

import type { InputReader, Refusal } from "../../kernel/index.ts";
import { isRefusal } from "../../kernel/index.ts";
import type { Database } from "../../platform/database/index.ts";
import type { Performed, RequestContext, UserError } from "../../platform/graphql/index.ts";
import { perform, readWith, toUserError } from "../../platform/graphql/index.ts";
import type { Call, Done, Outcome } from "../../platform/mutation/index.ts";
import type { Viewer } from "../domain/viewer.ts";
import type { AnonymousCall } from "../viewer.ts";

import { viewerIn } from "./viewer-caller.ts";

/** What a mutation without a token answers: a result (null where it was refused), and the errors. */
export interface PerformedForAnyone<Result> {
  readonly result: Result | null;
  readonly errors: readonly UserError[];
}

/** Runs this module's verbs for mutation fields: a resolver names input, reader and verb. */
export class IdentityMutations {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** A verb of somebody who is known. */
  run<Input extends object, Command, D extends Done<Outcome>>(
    context: RequestContext,
    info: GraphQLResolveInfo,
    input: Input,
    read: (reader: InputReader, input: Input) => Command,
    verb: (call: Call<Command>, viewer: Viewer) => Promise<D | Refusal>,
  ): Promise<Performed<D>> {
    const viewer = viewerIn(context);
    const command = readWith((reader) => read(reader, input));
    return perform<Command, D>(this.#database, context, info, input, command, (call) =>
      verb(call, viewer),
    );
  }

  /**
   * A verb of somebody who is not known yet. It takes no idempotency key, since there is nobody
   * whose key it would be, and writes its own audit row.
   */
  async runForAnyone<Input extends object, Command, Result>(
    context: RequestContext,
    input: Input,
    read: (reader: InputReader, input: Input) => Command,
    verb: (call: AnonymousCall<Command>) => Promise<Result | Refusal>,
  ): Promise<PerformedForAnyone<Result>> {
    const command = readWith((reader) => read(reader, input));
    if (!command.ok) return { result: null, errors: command.problems.map(toUserError) };
    const result = await verb({
      command: command.command,
      at: context.at,
      requestId: context.requestId,
      address: context.remoteAddress,
    });
    if (isRefusal(result)) return { result: null, errors: [toUserError(result)] };
    return { result, errors: [] };
  }
}
