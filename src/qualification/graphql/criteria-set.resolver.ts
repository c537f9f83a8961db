import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, FieldResolver, ID, Info, Mutation, Query, Resolver } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import {
  idArgument,
  ListSize,
  PageArgs,
  perform,
  readWith,
  RequiresIdempotency,
} from "../../platform/graphql/index.ts";
import type { Reading } from "../../platform/reading/index.ts";
import { ascending, readWithItsObject } from "../../platform/reading/index.ts";
import { CRITERIA_TEMPLATES } from "../domain/criteria-templates.ts";
import type { CriteriaTemplate } from "../domain/criteria-templates.ts";
import { publishCriteria } from "../publish-criteria.ts";
import { retireCriteria } from "../retire-criteria.ts";
import { saveCriteriaDraft } from "../save-criteria-draft.ts";
import type { CriteriaDeps } from "../save-criteria-draft.ts";

import {
  PublishCriteriaInput,
  PublishCriteriaPayload,
  readPublishCriteria,
  readRetireCriteria,
  readSaveCriteriaDraft,
  RetireCriteriaInput,
  RetireCriteriaPayload,
  SaveCriteriaDraftInput,
  SaveCriteriaDraftPayload,
} from "./criteria-draft.input.ts";
import {
  CriteriaSetConnection,
  CriteriaSetType,
  CriteriaTemplateType,
} from "./criteria-set.type.ts";
import { CriteriaVersionConnection, CriteriaVersionType } from "./criteria.type.ts";

export interface CriteriaSetResolverDeps extends CriteriaDeps {
  readonly reading: Reading;
}

/** The set of a version. */
@Resolver(() => CriteriaVersionType)
export class CriteriaVersionResolver {
  @FieldResolver(() => CriteriaSetType, {
    nullable: true,
    description: "Its set: for which leads it is",
  })
  set(): never {
    return readWithItsObject();
  }
}

/** By what leads are judged: sets of criteria, and how their versions come about. */
@Resolver(() => CriteriaSetType)
export class CriteriaSetResolver {
  readonly #deps: CriteriaSetResolverDeps;

  constructor(deps: CriteriaSetResolverDeps) {
    this.#deps = deps;
  }

  @Query(() => CriteriaSetConnection, {
    nullable: true,
    description:
      "The sets of criteria, the oldest first; a partner sees those with a published version, for programs that it sees",
  })
  @Needs("LEADS_READ")
  criteriaSets(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const order = [ascending("createdAt"), ascending("id")];
    const listed = { name: "criteriaSets", type: "CriteriaSet", args, order };
    return this.#deps.reading.page(context, info, listed);
  }

  @Query(() => CriteriaVersionType, {
    nullable: true,
    description: "The criteria that count for a lead now; null where the caller sees no such lead",
  })
  @Needs("LEADS_READ")
  criteriaFor(
    @Arg("leadId", () => ID, { description: "The lead, lead_…" }) leadId: string,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const lead = uuidOf(idArgument("lead", leadId, ["leadId"]));
    return this.#deps.reading.first(context, info, {
      type: "CriteriaVersion",
      where: (column) =>
        sql`${column("id")} = app.criteria_for(${lead}::uuid, ${context.at}::timestamptz)`,
    });
  }

  @Query(() => [CriteriaTemplateType], {
    nullable: true,
    description: "Frameworks, and criteria for three trades, ready to be saved as a draft",
  })
  @Needs("CONFIG_READ")
  @ListSize(CRITERIA_TEMPLATES.length)
  criteriaTemplates(): readonly CriteriaTemplate[] {
    return CRITERIA_TEMPLATES;
  }

  @FieldResolver(() => CriteriaVersionConnection, {
    nullable: true,
    description: "Its published versions, the latest first",
  })
  versions(@Args(() => PageArgs) _args: PageArgs): never {
    return readWithItsObject();
  }

  @Mutation(() => SaveCriteriaDraftPayload, {
    nullable: true,
    description:
      "Drafts the next version of criteria. It never changes, and no lead is judged by it until sales and marketing have signed it",
  })
  @Needs("CONFIG_WRITE")
  @RequiresIdempotency()
  async saveCriteriaDraft(
    @Arg("input", () => SaveCriteriaDraftInput, { description: "The criteria" })
    input: SaveCriteriaDraftInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const { database, reading } = this.#deps;
    const read = readWith((reader) => readSaveCriteriaDraft(reader, input));
    const verb = saveCriteriaDraft(this.#deps);
    const { outcome, errors } = await perform(database, context, info, input, read, verb);
    return { criteriaVersion: reading.answer(outcome?.criteriaVersionId ?? null), errors };
  }

  @Mutation(() => PublishCriteriaPayload, {
    nullable: true,
    description:
      "Signs a draft, for sales as a sales manager, for marketing as marketing. The second of the two publishes it: it counts from now on, or from the day that it names",
  })
  @Needs("CRITERIA_PUBLISH")
  @RequiresIdempotency()
  async publishCriteria(
    @Arg("input", () => PublishCriteriaInput, { description: "Which draft" })
    input: PublishCriteriaInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const { database, reading } = this.#deps;
    const read = readWith((reader) => readPublishCriteria(reader, input));
    const verb = publishCriteria(this.#deps);
    const { outcome, errors } = await perform(database, context, info, input, read, verb);
    return { criteriaVersion: reading.answer(outcome?.criteriaVersionId ?? null), errors };
  }

  @Mutation(() => RetireCriteriaPayload, {
    nullable: true,
    description:
      "Signs that a set of criteria ends, for sales as a sales manager, for marketing as marketing. The second of the two ends it: its leads go by the next less particular one. The one for all leads stays",
  })
  @Needs("CRITERIA_PUBLISH")
  @RequiresIdempotency()
  async retireCriteria(
    @Arg("input", () => RetireCriteriaInput, { description: "Which set, and why" })
    input: RetireCriteriaInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const { database, reading } = this.#deps;
    const read = readWith((reader) => readRetireCriteria(reader, input));
    const verb = retireCriteria(this.#deps);
    const { outcome, errors } = await perform(database, context, info, input, read, verb);
    return { criteriaSet: reading.answer(outcome?.criteriaSetId ?? null), errors };
  }
}
