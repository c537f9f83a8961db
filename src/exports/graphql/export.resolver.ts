import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, Info, Mutation, Query, Resolver } from "type-graphql";

import { principalOf } from "../../identity/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import {
  callerOf,
  PageArgs,
  payloadOf,
  perform,
  readWith,
  RequiresIdempotency,
  Scoped,
} from "../../platform/graphql/index.ts";
import { descending } from "../../platform/reading/index.ts";
import type { Reading } from "../../platform/reading/index.ts";
import { cancelExport } from "../cancel-export.ts";
import { readStartExport } from "../domain/export-run.ts";
import { startExport } from "../start-export.ts";
import type { StartExportDeps } from "../queue-export.ts";

import {
  CancelExportInput,
  ExportRunConnection,
  ExportRunType,
  FILES,
  StartExportInput,
} from "./export-run.type.ts";

export interface ExportResolverDeps extends StartExportDeps {
  readonly reading: Reading;
}

const payload = (verb: string) => payloadOf(verb, "exportRun", () => ExportRunType, "export");
const StartPayload = payload("startExport");
const CancelPayload = payload("cancelExport");

/** Files of the books. */
@Resolver()
export class ExportResolver {
  readonly #deps: ExportResolverDeps;

  constructor(deps: ExportResolverDeps) {
    this.#deps = deps;
  }

  @Query(() => ExportRunConnection, {
    nullable: true,
    description: "Exports, the newest first",
  })
  @Scoped(...FILES)
  exportRuns(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const order = [descending("requestedAt"), descending("id")];
    return this.#deps.reading.page(context, info, {
      ...{ name: "exportRuns", type: "ExportRun", args, order },
    });
  }

  @Mutation(() => StartPayload, {
    nullable: true,
    description:
      "Asks for a file of the books, cut at a number of the chain. It is written in its turn, and kept for a week. A partner has CREDIT_DETAIL and PARTNER_STATEMENTS of its own",
  })
  @Scoped(...FILES)
  @RequiresIdempotency()
  async startExport(
    @Arg("input", () => StartExportInput, { description: "Which file" })
    input: StartExportInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const { database, reading } = this.#deps;
    const read = readWith((reader) => readStartExport(reader, input));
    const caller = callerOf(context);
    const principal = principalOf(caller);
    const { outcome, errors } = await perform(database, context, info, input, read, (call) =>
      startExport(this.#deps)(call, principal, caller.scopes),
    );
    return { exportRun: reading.answer(outcome?.runId ?? null), errors };
  }

  @Mutation(() => CancelPayload, {
    nullable: true,
    description: "Tells an export to end: it does in a moment, and nothing of it is kept",
  })
  @Scoped(...FILES)
  async cancelExport(
    @Arg("input", () => CancelExportInput, { description: "Which one" })
    input: CancelExportInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const { database, reading } = this.#deps;
    const read = readWith((reader) => ({
      runId: reader.id(["exportRunId"], "exp", input.exportRunId),
    }));
    const { outcome, errors } = await perform(
      ...([database, context, info, input, read] as const),
      cancelExport(this.#deps),
    );
    return { exportRun: reading.answer(outcome?.runId ?? null), errors };
  }
}
