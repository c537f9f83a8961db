import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, FieldResolver, Info, Mutation, Query, Resolver } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import type { InputReader, Refusal } from "../../kernel/index.ts";
import { LeadType } from "../../leads/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import {
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
import { addTargets } from "../add-targets.ts";
import { removeTargets } from "../remove-targets.ts";
import { retireTargetList } from "../retire-target-list.ts";
import { saveTargetList } from "../save-target-list.ts";
import type { TargetDeps, TargetListTouched } from "../save-target-list.ts";

import {
  AddTargetsInput,
  readAddTargets,
  readRemoveTargets,
  readRetireTargetList,
  readSaveTargetList,
  RemoveTargetsInput,
  RetireTargetListInput,
  SaveTargetListInput,
} from "./target-list.input.ts";
import { TargetConnection, TargetListConnection, TargetListType } from "./target-list.type.ts";

const payloadType = (verb: string) => payloadOf(verb, "targetList", () => TargetListType, "list");
const SaveTargetListPayload = payloadType("saveTargetList");
const AddTargetsPayload = payloadType("addTargets");
const RemoveTargetsPayload = payloadType("removeTargets");
const RetireTargetListPayload = payloadType("retireTargetList");

export interface TargetResolverDeps extends TargetDeps {
  readonly reading: Reading;
}

/** Which accounts the vendor wants. */
@Resolver()
export class TargetListResolver {
  readonly #deps: TargetResolverDeps;

  constructor(deps: TargetResolverDeps) {
    this.#deps = deps;
  }

  @Query(() => TargetListConnection, {
    nullable: true,
    description: "Lists of accounts that the vendor wants, the latest first; for the vendor alone",
  })
  @Needs("INTERNAL_READ")
  targetLists(
    @Arg("withRetired", () => Boolean, {
      nullable: true,
      description: "Those that are not used any more as well; else those in use",
    })
    given: boolean | null,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const withRetired = given ?? false;
    return this.#deps.reading.page(context, info, {
      name: "targetLists",
      type: "TargetList",
      args,
      order: [descending("createdAt"), descending("id")],
      filter: withRetired,
      where: (column) => (withRetired ? sql`true` : sql`${column("retiredAt")} is null`),
    });
  }

  @Mutation(() => SaveTargetListPayload, {
    nullable: true,
    description:
      "Makes a list of accounts that the vendor wants, or gives one another name or purpose. Rules that ask for the old name find it no more",
  })
  @Needs("CONFIG_WRITE")
  @RequiresIdempotency()
  saveTargetList(
    @Arg("input", () => SaveTargetListInput, { description: "The list" })
    input: SaveTargetListInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#touch(context, info, input, readSaveTargetList, saveTargetList(this.#deps));
  }

  @Mutation(() => AddTargetsPayload, {
    nullable: true,
    description:
      "Puts accounts on a list, all of them or none. A company that has no account yet gets one. Leads of theirs are scored anew",
  })
  @Needs("CONFIG_WRITE")
  @RequiresIdempotency()
  addTargets(
    @Arg("input", () => AddTargetsInput, { description: "Which list, and who" })
    input: AddTargetsInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#touch(context, info, input, readAddTargets, addTargets(this.#deps));
  }

  @Mutation(() => RemoveTargetsPayload, {
    nullable: true,
    description: "Takes accounts off a list, all of them or none. Leads of theirs are scored anew",
  })
  @Needs("CONFIG_WRITE")
  @RequiresIdempotency()
  removeTargets(
    @Arg("input", () => RemoveTargetsInput, { description: "Which list, and who" })
    input: RemoveTargetsInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#touch(context, info, input, readRemoveTargets, removeTargets(this.#deps));
  }

  @Mutation(() => RetireTargetListPayload, {
    nullable: true,
    description: "No rule finds the list any more, and it does not change; it stays on record",
  })
  @Needs("CONFIG_WRITE")
  @RequiresIdempotency()
  retireTargetList(
    @Arg("input", () => RetireTargetListInput, { description: "Which list, and why" })
    input: RetireTargetListInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#touch(context, info, input, readRetireTargetList, retireTargetList(this.#deps));
  }

  async #touch<Input extends object, Command>(
    context: RequestContext,
    info: GraphQLResolveInfo,
    input: Input,
    read: (reader: InputReader, input: Input) => Command,
    verb: (call: Call<Command>) => Promise<Done<TargetListTouched> | Refusal>,
  ) {
    const { database, reading } = this.#deps;
    const command = readWith((reader) => read(reader, input));
    const { outcome, errors } = await perform(database, context, info, input, command, verb);
    return { targetList: reading.answer(outcome?.targetListId ?? null), errors };
  }
}

@Resolver(() => TargetListType)
export class TargetsResolver {
  @FieldResolver(() => TargetConnection, {
    nullable: true,
    description: "Who is on it, the longest first",
  })
  @Needs("INTERNAL_READ")
  targets(@Args(() => PageArgs) _args: PageArgs): never {
    return readWithItsObject();
  }
}

@Resolver(() => LeadType)
export class LeadTargetListsResolver {
  @FieldResolver(() => [String], {
    nullable: true,
    description:
      "The names of the lists of target accounts in use on which its company is: by its account, or before acceptance by the keys of the company",
  })
  @Needs("LEADS_READ", "INTERNAL_READ")
  @ListSize(20)
  targetLists(): never {
    return readWithItsObject();
  }
}
