import { Arg, Ctx, Query, Resolver } from "type-graphql";

import { idOf, isCurrency, money } from "../../kernel/index.ts";
import { Needs } from "../../identity/index.ts";
import type { Database } from "../../platform/database/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import { callerOf, Cost, toMoneyType } from "../../platform/graphql/index.ts";
import { problemOfMonths } from "../domain/period.ts";
import { creditSums } from "../store/credit-sums.ts";
import type { CreditSum } from "../store/credit-sums.ts";

import { CreditReportInput, CreditReportType } from "./credit-report.type.ts";
import type { CreditReportRowType } from "./credit-report.type.ts";
import { boundedRows, MAX_ROWS, readPeriod } from "./report-bounds.ts";

@Resolver()
export class CreditReportResolver {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  @Query(() => CreditReportType, {
    nullable: true,
    description: "Credits by month and currency: a partner's own, or all partners'",
  })
  @Needs("CREDITS_READ")
  @Cost(50)
  async creditReport(
    @Arg("input", () => CreditReportInput, { description: "Which months, and by what" })
    input: CreditReportInput,
    @Ctx() context: RequestContext,
  ): Promise<CreditReportType> {
    const period = readPeriod(input, problemOfMonths);
    const cut = { period, byPartner: input.groupBy.includes("PARTNER") };
    const { session } = callerOf(context);
    const sums = await creditSums(this.#database, session, cut, MAX_ROWS + 1);
    return { ...period, rows: boundedRows(sums).map(toRow) };
  }
}

function toRow(sum: CreditSum): CreditReportRowType {
  const { partner_id: partner, currency } = sum;
  if (!isCurrency(currency)) throw new Error(`credits are in an unknown currency ${currency}`);
  return {
    dimensions: partner === null ? [] : [{ dimension: "PARTNER", value: idOf("prt", partner) }],
    month: sum.month,
    amount: toMoneyType(money(sum.amount_minor, currency)),
    credits: sum.credits,
  };
}
