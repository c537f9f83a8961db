import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, FieldResolver, ID, Info, Query, Resolver } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import { idArgument, ListSize, PageArgs } from "../../platform/graphql/index.ts";
import { ascending, readWithItsObject } from "../../platform/reading/index.ts";
import type { Reading } from "../../platform/reading/index.ts";
import { ProductLineType } from "../../products/index.ts";

import { ProgramConnection, ProgramEnrolmentConnection, ProgramType } from "./program.type.ts";
import { ProgramTermsConnection, TermsAcceptanceConnection } from "./terms.type.ts";

@Resolver(() => ProgramType)
export class ProgramResolver {
  readonly #reading: Reading;

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  @Query(() => ProgramType, {
    nullable: true,
    description: "One program; null where there is none that the caller may see",
  })
  @Needs("PROGRAMS_READ")
  program(
    @Arg("id", () => ID, { description: "A prg_… id" }) id: string,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#reading.byId(context, info, idArgument("prg", id));
  }

  @Query(() => ProgramConnection, {
    nullable: true,
    description: "The programs that the caller may see, the oldest first",
  })
  @Needs("PROGRAMS_READ")
  programs(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const order = [ascending("createdAt"), ascending("id")];
    return this.#reading.page(context, info, { name: "programs", type: "Program", args, order });
  }

  @FieldResolver(() => [ProductLineType], {
    nullable: true,
    description:
      "The product lines that its leads may name, each with all beneath it; ALL for whatever is sold",
  })
  @ListSize(20)
  productLines(): never {
    return readWithItsObject();
  }

  @FieldResolver(() => ProgramEnrolmentConnection, {
    nullable: true,
    description: "Who is or was enrolled, the first one first; a partner sees itself alone",
  })
  enrolments(@Args(() => PageArgs) _args: PageArgs): never {
    return readWithItsObject();
  }

  @FieldResolver(() => ProgramTermsConnection, {
    nullable: true,
    description: "All versions of its terms, the latest first",
  })
  terms(@Args(() => PageArgs) _args: PageArgs): never {
    return readWithItsObject();
  }

  @FieldResolver(() => TermsAcceptanceConnection, {
    nullable: true,
    description:
      "Who has accepted which terms, the latest terms first; a partner sees its own alone",
  })
  acceptances(@Args(() => PageArgs) _args: PageArgs): never {
    return readWithItsObject();
  }
}
