import { Arg, Ctx, Query, Resolver } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { idOf, isCurrency, localDate, money } from "../../kernel/index.ts";
import type { Database } from "../../platform/database/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import { apiError, callerOf, Cost, toMoneyType } from "../../platform/graphql/index.ts";
import type { MoneyType } from "../../platform/graphql/index.ts";
import { taxSums } from "../store/tax-sums.ts";
import type { TaxSum } from "../store/tax-sums.ts";

import { boundedRows, MAX_ROWS } from "./report-bounds.ts";
import { TaxReportInput, TaxReportType } from "./tax-report.type.ts";
import type { TaxReportRowType } from "./tax-report.type.ts";

@Resolver()
export class TaxReportResolver {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  @Query(() => TaxReportType, {
    nullable: true,
    description:
      "What was paid to each partner in a calendar year, by quarter, with as whom it is taxed, its forms, and whether the threshold of its country's rule is reached (Form 1099-NEC, DAC7)",
  })
  @Needs("LEDGER_READ")
  @Cost(50)
  async taxReport(
    @Arg("input", () => TaxReportInput, { description: "Of which year" })
    { year }: TaxReportInput,
    @Ctx() context: RequestContext,
  ): Promise<TaxReportType> {
    if (year < 2000 || year > 2100)
      throw apiError("BAD_USER_INPUT", `year is ${year}: expected 2000 to 2100`, {
        inputPath: ["input", "year"],
      });
    const { session } = callerOf(context);
    const [today, lastDay] = [localDate(context.at, "UTC"), `${year}-12-31`];
    const formsOn = today < lastDay ? today : lastDay;
    const sums = await taxSums(this.#database, session, { year, day: formsOn }, MAX_ROWS + 1);
    return { year, formsOn, rows: boundedRows(sums).map(toRow) };
  }
}

function amount(minor: bigint, currency: string): MoneyType {
  if (!isCurrency(currency)) throw new Error(`payouts are in an unknown currency ${currency}`);
  return toMoneyType(money(minor, currency));
}

function toRow(sum: TaxSum): TaxReportRowType {
  const { currency, threshold_currency: thresholdIn, threshold_minor: thresholdMinor } = sum;
  const hasThreshold = thresholdIn !== null && thresholdMinor !== null;
  return {
    partnerId: idOf("prt", sum.partner_id),
    partnerName: sum.partner_name,
    country: sum.country,
    legalName: sum.legal_name,
    legalForm: sum.legal_form,
    vatId: sum.vat_id,
    taxIdEnds: sum.tax_id_ends,
    isSelfBilled: sum.is_self_billed,
    paid: amount(sum.paid_minor, currency),
    withheld: amount(sum.withheld_minor, currency),
    paidByQuarter: [sum.q1, sum.q2, sum.q3, sum.q4].map((minor) => amount(minor, currency)),
    payouts: sum.payouts,
    forms: sum.forms,
    taxRuleId: sum.rule_id === null ? null : idOf("txr", sum.rule_id),
    report: sum.report,
    threshold: hasThreshold ? amount(thresholdMinor, thresholdIn) : null,
    isThresholdReached:
      hasThreshold && thresholdIn === currency ? sum.paid_minor >= thresholdMinor : null,
  };
}
