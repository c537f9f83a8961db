import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, Info, Mutation, Query, Resolver } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import type { Sql } from "../../platform/database/index.ts";
import { joinSql, sql } from "../../platform/database/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import {
  apiError,
  PageArgs,
  payloadOf,
  perform,
  readWith,
  RequiresIdempotency,
} from "../../platform/graphql/index.ts";
import { descending } from "../../platform/reading/index.ts";
import type { ColumnOf, Reading } from "../../platform/reading/index.ts";
import { importExchangeRates } from "../import-exchange-rates.ts";
import type { ImportExchangeRatesDeps } from "../import-exchange-rates.ts";

import {
  ImportExchangeRatesInput,
  readCurrency,
  readImportExchangeRates,
} from "./exchange-rate.input.ts";
import {
  ExchangeRateConnection,
  ExchangeRateFilterInput,
  ExchangeRateImportType,
} from "./exchange-rate.type.ts";

export interface ExchangeRateResolverDeps extends ImportExchangeRatesDeps {
  readonly reading: Reading;
}

const ImportPayload = payloadOf(
  "importExchangeRates",
  "exchangeRateImport",
  () => ExchangeRateImportType,
  "import",
);

@Resolver()
export class ExchangeRateResolver {
  readonly #deps: ExchangeRateResolverDeps;

  constructor(deps: ExchangeRateResolverDeps) {
    this.#deps = deps;
  }

  @Query(() => ExchangeRateConnection, {
    nullable: true,
    description: "Rates of exchange, the latest day first, corrections before what they correct",
  })
  @Needs("BUDGETS_READ")
  exchangeRates(
    @Args(() => PageArgs) args: PageArgs,
    @Arg("filter", () => ExchangeRateFilterInput, { nullable: true, description: "Which rates" })
    input: ExchangeRateFilterInput | null,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const filter = readFilter(input);
    return this.#deps.reading.page(context, info, {
      name: "exchangeRates",
      type: "ExchangeRate",
      args,
      order: [descending("ratedOn"), descending("revision"), descending("id")],
      filter,
      where: (column) => matches(filter, column),
    });
  }

  @Mutation(() => ImportPayload, {
    nullable: true,
    description:
      "Imports rates of exchange from a file. Rates that stand and differ are corrected where a reason is given, else the whole is refused; what was calculated by them stays",
  })
  @Needs("RATES_WRITE")
  @RequiresIdempotency()
  async importExchangeRates(
    @Arg("input", () => ImportExchangeRatesInput, { description: "The file" })
    input: ImportExchangeRatesInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const { database, reading } = this.#deps;
    const read = readWith((reader) => readImportExchangeRates(reader, input));
    const verb = importExchangeRates(this.#deps);
    const { outcome, errors } = await perform(database, context, info, input, read, verb);
    return {
      exchangeRateImport: reading.answer(outcome?.exchangeRateImportId ?? null),
      errors,
    };
  }
}

interface RateFilter {
  readonly currency: string | null;
  readonly from: string | null;
  readonly to: string | null;
}

function readFilter(input: ExchangeRateFilterInput | null): RateFilter {
  const given = input?.currency ?? null;
  const currency = given === null ? null : readCurrency(given);
  if (currency && !currency.ok)
    throw apiError("BAD_USER_INPUT", `filter.currency ${currency.problem}`, {
      inputPath: ["filter", "currency"],
    });
  return {
    currency: currency?.value ?? null,
    from: input?.from ?? null,
    to: input?.to ?? null,
  };
}

function matches({ currency, from, to }: RateFilter, column: ColumnOf): Sql {
  const given: Sql[] = [sql`true`];
  if (currency !== null)
    given.push(sql`${currency}::text in (${column("base")}, ${column("quote")})`);
  if (from !== null) given.push(sql`${column("ratedOn")} >= ${from}::date`);
  if (to !== null) given.push(sql`${column("ratedOn")} <= ${to}::date`);
  return joinSql(given, " and ");
}
