import type { GraphQLResolveInfo } from "graphql";
import {
  Arg,
  Args,
  Ctx,
  Field,
  FieldResolver,
  ID,
  Info,
  InputType,
  Mutation,
  Query,
  Resolver,
} from "type-graphql";

import { Needs, NeedsOneOf } from "../../identity/index.ts";
import { CreditType } from "../../incentives/index.ts";
import type { InputReader, Refusal } from "../../kernel/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import { joinSql, sql } from "../../platform/database/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import {
  idArgument,
  ListSize,
  PageArgs,
  payloadOf,
  perform,
  readWith,
  RequiresIdempotency,
} from "../../platform/graphql/index.ts";
import type { Call, Done } from "../../platform/mutation/index.ts";
import { descending, readWithItsObject } from "../../platform/reading/index.ts";
import type { Reading } from "../../platform/reading/index.ts";
import { decideHoldRelease } from "../decide-hold-release.ts";
import { placeCreditHold } from "../place-credit-hold.ts";
import type { HoldDeps, HoldTouched } from "../place-credit-hold.ts";
import { requestHoldRelease } from "../request-hold-release.ts";

import {
  DecideHoldReleaseInput,
  PlaceCreditHoldInput,
  readDecideRelease,
  readPlace,
  readRequest,
  RequestHoldReleaseInput,
} from "./credit-hold.input.ts";
import { CreditHoldConnection, CreditHoldType } from "./credit-hold.type.ts";

const payloadType = (verb: string) => payloadOf(verb, "creditHold", () => CreditHoldType, "hold");
const PlaceCreditHoldPayload = payloadType("placeCreditHold");
const RequestHoldReleasePayload = payloadType("requestHoldRelease");
const DecideHoldReleasePayload = payloadType("decideHoldRelease");

@InputType("CreditHoldFilter", { description: "Conditions on holds; all that are given must hold" })
class CreditHoldFilterInput {
  @Field(() => ID, { nullable: true, description: "Of this partner, prt_…" })
  partnerId?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: "Where true those that hold now, where false those that were let go",
  })
  isActive?: boolean | null;
}

export interface CreditHoldResolverDeps extends HoldDeps {
  readonly reading: Reading;
}

@Resolver()
export class CreditHoldResolver {
  readonly #deps: CreditHoldResolverDeps;

  constructor(deps: CreditHoldResolverDeps) {
    this.#deps = deps;
  }

  @Mutation(() => PlaceCreditHoldPayload, {
    nullable: true,
    description:
      "Holds a credit, or all of a partner, from being approved and paid, until two persons let it go. Its partner reads that it is held, and a kind of reason that it may know",
  })
  @NeedsOneOf("CREDITS_ADJUST", "CREDITS_APPROVE")
  @RequiresIdempotency()
  placeCreditHold(
    @Arg("input", () => PlaceCreditHoldInput, { description: "What is held, and why" })
    input: PlaceCreditHoldInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#touch(context, info, input, readPlace, placeCreditHold(this.#deps));
  }

  @Mutation(() => RequestHoldReleasePayload, {
    nullable: true,
    description: "Asks to let a hold go: another person decides",
  })
  @Needs("CREDITS_ADJUST")
  @RequiresIdempotency()
  requestHoldRelease(
    @Arg("input", () => RequestHoldReleaseInput, { description: "Which one, and why" })
    input: RequestHoldReleaseInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#touch(context, info, input, readRequest, requestHoldRelease(this.#deps));
  }

  @Mutation(() => DecideHoldReleasePayload, {
    nullable: true,
    description: "Lets a hold go that another person asked to let go, or says why it goes on",
  })
  @Needs("CREDITS_APPROVE")
  @RequiresIdempotency()
  decideHoldRelease(
    @Arg("input", () => DecideHoldReleaseInput, { description: "Which one, and whether" })
    input: DecideHoldReleaseInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#touch(context, info, input, readDecideRelease, decideHoldRelease(this.#deps));
  }

  @Query(() => CreditHoldConnection, {
    nullable: true,
    description: "What is held and was, the latest first; a partner sees its own alone",
  })
  @Needs("CREDITS_READ")
  creditHolds(
    @Args(() => PageArgs) args: PageArgs,
    @Arg("filter", () => CreditHoldFilterInput, { nullable: true, description: "Which holds" })
    input: CreditHoldFilterInput | null,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const partnerId = input?.partnerId ?? null;
    const filter = {
      partner:
        partnerId === null ? null : uuidOf(idArgument("prt", partnerId, ["filter", "partnerId"])),
      isActive: input?.isActive ?? null,
    };
    return this.#deps.reading.page(context, info, {
      name: "creditHolds",
      type: "CreditHold",
      args,
      order: [descending("placedAt"), descending("id")],
      filter,
      where: (column) => {
        const given = [sql`true`];
        if (filter.partner !== null)
          given.push(sql`${column("partnerId")} = ${filter.partner}::uuid`);
        if (filter.isActive === true) given.push(sql`${column("releasedAt")} is null`);
        if (filter.isActive === false) given.push(sql`${column("releasedAt")} is not null`);
        return joinSql(given, " and ");
      },
    });
  }

  async #touch<Input extends object, Command>(
    context: RequestContext,
    info: GraphQLResolveInfo,
    input: Input,
    read: (reader: InputReader, input: Input) => Command,
    verb: (call: Call<Command>) => Promise<Done<HoldTouched> | Refusal>,
  ) {
    const { database, reading } = this.#deps;
    const command = readWith((reader) => read(reader, input));
    const { outcome, errors } = await perform(database, context, info, input, command, verb);
    return { creditHold: reading.answer(outcome?.creditHoldId ?? null), errors };
  }
}

/** What holds a credit. */
@Resolver(() => CreditType)
export class HeldCreditResolver {
  @FieldResolver(() => [CreditHoldType], {
    nullable: true,
    description: "What holds it from being approved and paid, the earliest first, up to 20",
  })
  @Needs("CREDITS_READ")
  @ListSize(20)
  holds(): never {
    return readWithItsObject();
  }
}
