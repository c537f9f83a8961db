import { Field, InputType } from "type-graphql";

import { excerpt, isCurrency } from "../../kernel/index.ts";
import type { Currency, InputReader, ReadPart } from "../../kernel/index.ts";
import { MOST_DAYS, readRatesFile } from "../domain/rates-file.ts";
import type { ImportExchangeRates } from "../import-exchange-rates.ts";

@InputType("ImportExchangeRatesInput", { description: "A file of rates of exchange" })
export class ImportExchangeRatesInput {
  @Field(() => String, {
    description: "Who published them, up to 40 characters: ECB for the European Central Bank",
  })
  source: string;

  @Field(() => String, {
    defaultValue: "EUR",
    description: "The currency of which the rates say what 1 is: ISO 4217; EUR in files of the ECB",
  })
  base: string;

  @Field(() => String, {
    description: `The file as text, as the ECB publishes it (eurofxref.csv): a column Date, one for each currency, and a row for each of up to ${MOST_DAYS} days; N/A where a day has no rate`,
  })
  csv: string;

  @Field(() => String, {
    nullable: true,
    description:
      "Why rates that stand are corrected where the file has others, up to 500 characters; without one nothing is",
  })
  correctionReason?: string | null;
}

export function readImportExchangeRates(
  reader: InputReader,
  input: ImportExchangeRatesInput,
): ImportExchangeRates {
  const base = reader.optional(["base"], input.base, readCurrency) ?? "EUR";
  const file = reader.optional(["csv"], input.csv, (csv) => readRatesFile(csv, base));
  return {
    source: reader.text(["source"], input.source, 40),
    base,
    file: file ?? { rates: [], skipped: [] },
    correctionReason: reader.optionalText(
      ["correctionReason"],
      input.correctionReason,
      500,
      "many",
    ),
  };
}

/** A currency that somebody typed. */
export function readCurrency(given: string): ReadPart<Currency> {
  const currency = given.trim().toUpperCase();
  if (isCurrency(currency)) return { ok: true, value: currency };
  return {
    ok: false,
    problem: `is no known currency: "${excerpt(given)}"; expected a code of ISO 4217 such as EUR`,
  };
}
