import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, Info, Mutation, Query, Resolver } from "type-graphql";

import { Needs, principalOf } from "../../identity/index.ts";
import type { ReportId } from "../../kernel/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import {
  callerOf,
  PageArgs,
  payloadOf,
  perform,
  readWith,
  RequiresIdempotency,
} from "../../platform/graphql/index.ts";
import { descending } from "../../platform/reading/index.ts";
import type { Reading } from "../../platform/reading/index.ts";
import { readSaveReport } from "../domain/report.ts";
import type { StartExportDeps } from "../queue-export.ts";
import { retireReport } from "../retire-report.ts";
import { runReport } from "../run-report.ts";
import { saveReport } from "../save-report.ts";

import { ExportRunType } from "./export-run.type.ts";
import { RetireReportInput, RunReportInput, SaveReportInput } from "./report.input.ts";
import { ReportConnection, RetireReportPayload, SaveReportPayload } from "./report.type.ts";

export interface ReportResolverDeps extends StartExportDeps {
  readonly reading: Reading;
}

const RunReportPayload = payloadOf("runReport", "exportRun", () => ExportRunType, "export");

/** Exports by name. */
@Resolver()
export class ReportResolver {
  readonly #deps: ReportResolverDeps;

  constructor(deps: ReportResolverDeps) {
    this.#deps = deps;
  }

  @Query(() => ReportConnection, { nullable: true, description: "Saved reports, the newest first" })
  @Needs("EXPORTS_WRITE", "LEDGER_READ")
  reports(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const order = [descending("savedAt"), descending("id")];
    return this.#deps.reading.page(context, info, { name: "reports", type: "Report", args, order });
  }

  @Mutation(() => SaveReportPayload, {
    nullable: true,
    description:
      "Saves an export by name. By its schedule it is run once a month as whoever saves it, and while they may read what is in it; who is told gets a mail that holds no file, and whose link asks for a login",
  })
  @Needs("EXPORTS_WRITE", "LEDGER_READ")
  @RequiresIdempotency()
  async saveReport(
    @Arg("input", () => SaveReportInput, { description: "The report" })
    input: SaveReportInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const read = readWith((reader) => readSaveReport(reader, input));
    const caller = callerOf(context);
    const verb = saveReport(this.#deps);
    const { outcome, errors } = await perform(
      ...([this.#deps.database, context, info, input, read] as const),
      (call) => verb(call, principalOf(caller), caller.scopes),
    );
    return this.#answer(outcome, errors);
  }

  @Mutation(() => RetireReportPayload, {
    nullable: true,
    description: "Ends a report: it is not run any more, and its name is free again",
  })
  @Needs("EXPORTS_WRITE", "LEDGER_READ")
  async retireReport(
    @Arg("input", () => RetireReportInput, { description: "Which one" })
    input: RetireReportInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const { outcome, errors } = await perform(
      ...([this.#deps.database, context, info, input, named(input)] as const),
      retireReport(this.#deps),
    );
    return this.#answer(outcome, errors);
  }

  @Mutation(() => RunReportPayload, {
    nullable: true,
    description:
      "Asks for the file of a report by hand, as of the month before this one (UTC): it is written as who asks, in its turn. Nobody is told",
  })
  @Needs("EXPORTS_WRITE", "LEDGER_READ")
  @RequiresIdempotency()
  async runReport(
    @Arg("input", () => RunReportInput, { description: "Which one" })
    input: RunReportInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const caller = callerOf(context);
    const verb = runReport(this.#deps);
    const { outcome, errors } = await perform(
      ...([this.#deps.database, context, info, input, named(input)] as const),
      (call) => verb(call, principalOf(caller), caller.scopes),
    );
    return { exportRun: this.#deps.reading.answer(outcome?.runId ?? null), errors };
  }

  #answer<Errors>(outcome: { readonly reportId: ReportId } | null, errors: Errors) {
    return { report: this.#deps.reading.answer(outcome?.reportId ?? null), errors };
  }
}

const named = ({ reportId }: { readonly reportId: string }) =>
  readWith((reader) => ({ reportId: reader.id(["reportId"], "rpt", reportId) }));
