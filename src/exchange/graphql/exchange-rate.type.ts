import { Field, InputType, Int, ObjectType } from "type-graphql";

import { Needs, PartnerMemberType } from "../../identity/index.ts";
import {
  connectionType,
  CurrencyCodeScalar,
  DateScalar,
  DateTimeScalar,
  DecimalScalar,
  ListSize,
  Node,
} from "../../platform/graphql/index.ts";

@ObjectType("ExchangeRateImport", {
  description: "A file of rates that was imported, and what became of it",
  implements: Node,
  simpleResolvers: true,
})
@Needs("BUDGETS_READ")
export class ExchangeRateImportType extends Node {
  @Field(() => String, { description: "Who published the rates, such as ECB" })
  source: string;

  @Field(() => CurrencyCodeScalar, { description: "The currency of which its rates say what 1 is" })
  base: string;

  @Field(() => String, {
    nullable: true,
    description: "Why rates that stood were to be corrected; null where none was",
  })
  correctionReason: string | null;

  @Field(() => Int, { description: "Rates that were not there before" })
  added: number;

  @Field(() => Int, { description: "Rates that stood, and were corrected" })
  corrected: number;

  @Field(() => Int, { description: "Rates that stood as the file has them" })
  unchanged: number;

  @Field(() => [String], {
    description: "Columns of the file that are no currencies any more, and were left out",
  })
  @ListSize(20)
  skipped: string[];

  @Field(() => DateTimeScalar, { description: "When it was imported" })
  importedAt: Date;

  @Field(() => PartnerMemberType, { nullable: true, description: "Who imported it" })
  @Needs("BUDGETS_READ", "PARTNERS_READ")
  importedBy: PartnerMemberType | null;
}

@ObjectType("ExchangeRate", {
  description:
    "What 1 of a currency was in another on a day. It never changes: a correction is another one, with the next revision",
  implements: Node,
  simpleResolvers: true,
})
@Needs("BUDGETS_READ")
class ExchangeRateType extends Node {
  @Field(() => CurrencyCodeScalar, { description: "The currency of which 1 is told" })
  base: string;

  @Field(() => CurrencyCodeScalar, { description: "The currency in which it is told" })
  quote: string;

  @Field(() => DecimalScalar, { description: "How much, exactly as it was published" })
  rate: string;

  @Field(() => DateScalar, { description: "The day whose rate it is" })
  ratedOn: string;

  @Field(() => String, { description: "Who published it" })
  source: string;

  @Field(() => Int, {
    description: "1, and one more with each correction; what is reached later goes by the last one",
  })
  revision: number;

  @Field(() => DateTimeScalar, {
    description:
      "From when on it counts: 16:00 in Frankfurt on its day, or when the correction was made",
  })
  publishedAt: Date;

  @Field(() => ExchangeRateImportType, { nullable: true, description: "The file that it was in" })
  import: ExchangeRateImportType | null;
}

export const ExchangeRateConnection = connectionType(() => ExchangeRateType, "ExchangeRate");

@InputType("ExchangeRateFilter", {
  description: "Conditions on rates; all that are given must hold",
})
export class ExchangeRateFilterInput {
  @Field(() => String, {
    nullable: true,
    description: "Of or into this currency: ISO 4217, for example USD",
  })
  currency?: string | null;

  @Field(() => DateScalar, { nullable: true, description: "Of this day or later" })
  from?: string | null;

  @Field(() => DateScalar, { nullable: true, description: "Of this day or earlier" })
  to?: string | null;
}
