import type { GraphQLResolveInfo } from "graphql";
import {
  Arg,
  Ctx,
  Field,
  Info,
  InputType,
  Int,
  Mutation,
  ObjectType,
  Resolver,
} from "type-graphql";

import { Needs } from "../../identity/index.ts";
import type { InputReader } from "../../kernel/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import {
  Authenticated,
  Payload,
  perform,
  readWith,
  RequiresIdempotency,
  UserError,
} from "../../platform/graphql/index.ts";
import { countOverlap } from "../count-overlap.ts";
import type { CountOverlap, CountOverlapDeps } from "../count-overlap.ts";

/** Letters of a list, and of one line of it. */
const MOST_LETTERS = 150_000;
const LONGEST_LINE = 300;

@InputType("CountOverlapInput", { description: "A list of companies" })
export class CountOverlapInput {
  @Field(() => String, {
    description:
      "A company on each line, by its domain or its name: 100 to 5,000 different ones, up to 150,000 letters",
  })
  entries: string;
}

@ObjectType("Overlap", {
  description:
    "How many companies of a list the vendor knows, each number rounded down to a multiple of five: 0 for fewer than five. Those of the caller's own leads are not counted",
  simpleResolvers: true,
})
@Authenticated()
class OverlapType {
  @Field(() => Int, { description: "How many different companies the list names" })
  entries: number;

  @Field(() => Int, { description: "How many of them are customers, rounded down" })
  customers: number;

  @Field(() => Int, { description: "How many of them have an open deal, rounded down" })
  opportunities: number;
}

@ObjectType("CountOverlapPayload", { description: "Result of countOverlap", simpleResolvers: true })
@Payload()
class CountOverlapPayload {
  @Field(() => OverlapType, {
    nullable: true,
    description: "The numbers; null where the list was not compared",
  })
  overlap: OverlapType | null;

  @Field(() => [UserError], { description: "What stood in the way; empty where it was done" })
  errors: readonly UserError[];
}

@Resolver()
export class OverlapResolver {
  readonly #deps: CountOverlapDeps;

  constructor(deps: CountOverlapDeps) {
    this.#deps = deps;
  }

  @Mutation(() => CountOverlapPayload, {
    nullable: true,
    description:
      "Compares a list of companies with the vendor's accounts and answers with rounded numbers, once a day, on record. A list that differs from an earlier one by fewer than 20 companies is refused; of a list nothing is kept that names a company",
  })
  @Needs("LEADS_WRITE")
  @RequiresIdempotency()
  async countOverlap(
    @Arg("input", () => CountOverlapInput, { description: "The list" }) input: CountOverlapInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<CountOverlapPayload> {
    const read = readWith((reader) => readCountOverlap(reader, input));
    const { database } = this.#deps;
    const { outcome, errors } = await perform(
      database,
      context,
      info,
      input,
      read,
      countOverlap(this.#deps),
    );
    if (!outcome) return { overlap: null, errors };
    const { entries, customers, opportunities } = outcome;
    return { overlap: { entries, customers, opportunities }, errors };
  }
}

function readCountOverlap(reader: InputReader, input: CountOverlapInput): CountOverlap {
  const text = reader.text(["entries"], input.entries, MOST_LETTERS, "many");
  const entries = text.split("\n").map((line) => line.trim());
  const long = entries.findIndex((line) => line.length > LONGEST_LINE);
  if (long >= 0)
    reader.report(
      ["entries"],
      `has ${LONGEST_LINE} letters in a line at most; see line ${long + 1}`,
    );
  return { entries: entries.filter((line) => line !== "") };
}
