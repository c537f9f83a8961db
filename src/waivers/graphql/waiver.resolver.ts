import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, Info, Mutation, Query, Resolver } from "type-graphql";

import { Needs, NeedsOneOf } from "../../identity/index.ts";
import type { InputReader, Refusal } from "../../kernel/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import {
  callerOf,
  Cost,
  ListSize,
  PageArgs,
  payloadOf,
  perform,
  readWith,
  RequiresIdempotency,
} from "../../platform/graphql/index.ts";
import type { Call, Done } from "../../platform/mutation/index.ts";
import { descending } from "../../platform/reading/index.ts";
import type { Reading } from "../../platform/reading/index.ts";
import { endSecondPersonWaiver } from "../end-second-person-waiver.ts";
import { reviewWaivedDecision } from "../review-waived-decision.ts";
import { readWaivedMonths } from "../store/waiver-report.ts";
import { waiveSecondPerson } from "../waive-second-person.ts";
import type { WaiverDeps, WaiverTouched } from "../waive-second-person.ts";

import {
  EndSecondPersonWaiverInput,
  readEndWaiver,
  readReview,
  readWaive,
  ReviewWaivedDecisionInput,
  WaiveSecondPersonInput,
} from "./waiver.input.ts";
import {
  SecondPersonWaiverConnection,
  SecondPersonWaiverType,
  WaivedDecisionConnection,
  WaivedDecisionMonthType,
  WaivedDecisionType,
} from "./waiver.type.ts";

const waiverPayload = (verb: string) =>
  payloadOf(verb, "secondPersonWaiver", () => SecondPersonWaiverType, "waiver");
const WaiveSecondPersonPayload = waiverPayload("waiveSecondPerson");
const EndSecondPersonWaiverPayload = waiverPayload("endSecondPersonWaiver");
const ReviewWaivedDecisionPayload = payloadOf(
  ...(["reviewWaivedDecision", "waivedDecision", () => WaivedDecisionType, "decision"] as const),
);

interface WaiverResolverDeps extends WaiverDeps {
  readonly reading: Reading;
}

/** When one person decides alone, and who looks at that. */
@Resolver()
export class WaiverResolver {
  readonly #deps: WaiverResolverDeps;

  constructor(deps: WaiverResolverDeps) {
    this.#deps = deps;
  }

  @Mutation(() => WaiveSecondPersonPayload, {
    nullable: true,
    description:
      "Lets one person decide what they prepared, where a rule of finance asks for two (WaivedRule), until a time 90 days ahead at most. Each such decision is on record, to be reviewed by another person (waivedDecisions). Nobody decides by it on what they did as sales, for a partner that they worked for, or on a payout account that they entered",
  })
  @Needs("WAIVERS_WRITE")
  @RequiresIdempotency()
  waiveSecondPerson(
    @Arg("input", () => WaiveSecondPersonInput, { description: "Until when, and why" })
    input: WaiveSecondPersonInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#touch(context, info, input, readWaive, waiveSecondPerson(this.#deps));
  }

  @Mutation(() => EndSecondPersonWaiverPayload, {
    nullable: true,
    description:
      "Ends a waiver at once: two persons are needed again. What was decided under it stays, and stays to be reviewed; a policy of approval approves nothing more until another person has accepted it",
  })
  @NeedsOneOf("WAIVERS_WRITE", "WAIVERS_REVIEW")
  @RequiresIdempotency()
  endSecondPersonWaiver(
    @Arg("input", () => EndSecondPersonWaiverInput, { description: "Which one, and why" })
    input: EndSecondPersonWaiverInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#touch(context, info, input, readEndWaiver, endSecondPersonWaiver(this.#deps));
  }

  @Mutation(() => ReviewWaivedDecisionPayload, {
    nullable: true,
    description:
      "Says what another person finds of a decision that one person made alone: it is accepted, or objected to with why. What was decided stands either way, but for a policy of approval: that approves nothing more once somebody objects",
  })
  @NeedsOneOf("WAIVERS_WRITE", "WAIVERS_REVIEW")
  @RequiresIdempotency()
  async reviewWaivedDecision(
    @Arg("input", () => ReviewWaivedDecisionInput, { description: "Which one, and what is found" })
    input: ReviewWaivedDecisionInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const { database, reading } = this.#deps;
    const command = readWith((reader) => readReview(reader, input));
    const verb = reviewWaivedDecision(this.#deps);
    const { outcome, errors } = await perform(database, context, info, input, command, verb);
    return { waivedDecision: reading.answer(outcome?.waivedDecisionId ?? null), errors };
  }

  @Query(() => SecondPersonWaiverConnection, {
    nullable: true,
    description: "Waivers of the second person, the latest first; for the vendor alone",
  })
  @Needs("WAIVERS_READ")
  secondPersonWaivers(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#deps.reading.page(context, info, {
      ...{ name: "secondPersonWaivers", type: "SecondPersonWaiver", args },
      order: [descending("waivedAt"), descending("id")],
      filter: null,
      where: () => sql`true`,
    });
  }

  @Query(() => WaivedDecisionConnection, {
    nullable: true,
    description:
      "What one person decided that they had prepared, the latest first; for the vendor alone",
  })
  @Needs("WAIVERS_READ")
  waivedDecisions(
    @Arg("isReviewed", () => Boolean, {
      nullable: true,
      description: "Only those that another person has reviewed, or has not; all where left out",
    })
    given: boolean | null,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const isReviewed = given ?? null;
    return this.#deps.reading.page(context, info, {
      ...{ name: "waivedDecisions", type: "WaivedDecision", args },
      order: [descending("decidedAt"), descending("id")],
      filter: isReviewed === null ? null : String(isReviewed),
      where: (column) =>
        isReviewed === null
          ? sql`true`
          : isReviewed
            ? sql`${column("reviewedAt")} is not null`
            : sql`${column("reviewedAt")} is null`,
    });
  }

  @Query(() => [WaivedDecisionMonthType], {
    nullable: true,
    description:
      "How often one person decided alone, month by month: the latest twelve months in which that was so, the latest first; for the vendor alone",
  })
  @Needs("WAIVERS_READ")
  @ListSize(12)
  @Cost(20)
  waivedDecisionMonths(
    @Ctx() context: RequestContext,
  ): Promise<readonly WaivedDecisionMonthType[]> {
    return readWaivedMonths(this.#deps.database, callerOf(context).session);
  }

  async #touch<Input extends object, Command>(
    context: RequestContext,
    info: GraphQLResolveInfo,
    input: Input,
    read: (reader: InputReader, input: Input) => Command,
    verb: (call: Call<Command>) => Promise<Done<WaiverTouched> | Refusal>,
  ) {
    const { database, reading } = this.#deps;
    const command = readWith((reader) => read(reader, input));
    const { outcome, errors } = await perform(database, context, info, input, command, verb);
    return { secondPersonWaiver: reading.answer(outcome?.secondPersonWaiverId ?? null), errors };
  }
}
