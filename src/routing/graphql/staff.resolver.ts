import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, Info, Mutation, Query, Resolver } from "type-graphql";

import { Needs, NeedsOneOf } from "../../identity/index.ts";
import type { Id, InputReader, Prefix, Refusal } from "../../kernel/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import {
  PageArgs,
  payloadOf,
  perform,
  readWith,
  RequiresIdempotency,
} from "../../platform/graphql/index.ts";
import type { Call, Done, Outcome } from "../../platform/mutation/index.ts";
import { ascending, descending } from "../../platform/reading/index.ts";
import type { Reading } from "../../platform/reading/index.ts";
import { endAbsence, recordAbsence } from "../record-absence.ts";
import type { SaveDeps } from "../save-named.ts";
import { saveQueue } from "../save-queue.ts";
import { saveSkill } from "../save-skill.ts";
import { saveTeam } from "../save-team.ts";
import { saveTerritory } from "../save-territory.ts";
import { setRepProfile } from "../set-rep-profile.ts";

import {
  SaveTeamInput,
  SaveQueueInput,
  SaveTerritoryInput,
  SaveSkillInput,
  SetRepProfileInput,
  RecordAbsenceInput,
  EndAbsenceInput,
  readSaveTeam,
  readSaveQueue,
  readSaveTerritory,
  readSaveSkill,
  readSetRepProfile,
  readRecordAbsence,
  readEndAbsence,
} from "./staff.input.ts";
import {
  TeamConnection,
  QueueConnection,
  TerritoryConnection,
  SkillConnection,
  RepProfileConnection,
  AbsenceConnection,
  TeamType,
  QueueType,
  TerritoryType,
  SkillType,
  RepProfileType,
  AbsenceType,
} from "./staff.type.ts";

const SaveTeamPayload = payloadOf("saveTeam", "team", () => TeamType);
const SaveQueuePayload = payloadOf("saveQueue", "queue", () => QueueType);
const SaveTerritoryPayload = payloadOf("saveTerritory", "territory", () => TerritoryType);
const SaveSkillPayload = payloadOf("saveSkill", "skill", () => SkillType);
const SetRepProfilePayload = payloadOf("setRepProfile", "repProfile", () => RepProfileType);
const RecordAbsencePayload = payloadOf("recordAbsence", "absence", () => AbsenceType);
const EndAbsencePayload = payloadOf("endAbsence", "absence", () => AbsenceType);

export interface StaffResolverDeps extends SaveDeps {
  readonly reading: Reading;
}

/** Who may say who works on what. */
const Arranging = () => NeedsOneOf("LEADS_ASSIGN", "CONFIG_WRITE");

const OLDEST_FIRST = [ascending("createdAt"), ascending("id")];
const LATEST_FIRST = [descending("absentFrom"), descending("id")];

/** How the vendor's staff is arranged: no partner sees any of it. */
@Resolver()
export class StaffResolver {
  readonly #deps: StaffResolverDeps;

  constructor(deps: StaffResolverDeps) {
    this.#deps = deps;
  }

  @Query(() => TeamConnection, { nullable: true, description: "The teams, the oldest first" })
  @Needs("INTERNAL_READ")
  teams(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const list = { name: "teams", type: "Team", args, order: OLDEST_FIRST };
    return this.#deps.reading.page(context, info, list);
  }

  @Query(() => QueueConnection, { nullable: true, description: "The queues, the oldest first" })
  @Needs("INTERNAL_READ")
  queues(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const list = { name: "queues", type: "Queue", args, order: OLDEST_FIRST };
    return this.#deps.reading.page(context, info, list);
  }

  @Query(() => TerritoryConnection, {
    nullable: true,
    description: "The territories, the oldest first",
  })
  @Needs("INTERNAL_READ")
  territories(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const list = { name: "territories", type: "Territory", args, order: OLDEST_FIRST };
    return this.#deps.reading.page(context, info, list);
  }

  @Query(() => SkillConnection, { nullable: true, description: "The skills, the oldest first" })
  @Needs("INTERNAL_READ")
  skills(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const list = { name: "skills", type: "Skill", args, order: OLDEST_FIRST };
    return this.#deps.reading.page(context, info, list);
  }

  @Query(() => RepProfileConnection, {
    nullable: true,
    description: "What is known of those who work on leads, the oldest first",
  })
  @Needs("INTERNAL_READ")
  repProfiles(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const list = { name: "repProfiles", type: "RepProfile", args, order: OLDEST_FIRST };
    return this.#deps.reading.page(context, info, list);
  }

  @Query(() => AbsenceConnection, {
    nullable: true,
    description: "Absences, the latest first, also those that are over",
  })
  @Needs("INTERNAL_READ")
  absences(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const list = { name: "absences", type: "Absence", args, order: LATEST_FIRST };
    return this.#deps.reading.page(context, info, list);
  }

  @Mutation(() => SaveTeamPayload, {
    nullable: true,
    description:
      "Makes a team, or says all that one is from now on. Whoever joins has the next turn; whoever stays keeps theirs",
  })
  @Arranging()
  @RequiresIdempotency()
  saveTeam(
    @Arg("input", () => SaveTeamInput, { description: "The team" })
    input: SaveTeamInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#run("team", context, info, input, readSaveTeam, saveTeam(this.#deps));
  }

  @Mutation(() => SaveQueuePayload, {
    nullable: true,
    description:
      "Makes a queue, or says all that one is from now on. What waits in it goes on waiting",
  })
  @Arranging()
  @RequiresIdempotency()
  saveQueue(
    @Arg("input", () => SaveQueueInput, { description: "The queue" })
    input: SaveQueueInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#run("queue", context, info, input, readSaveQueue, saveQueue(this.#deps));
  }

  @Mutation(() => SaveTerritoryPayload, {
    nullable: true,
    description:
      "Makes a territory, or says all that one is from now on. Leads that were routed stay where they are",
  })
  @Arranging()
  @RequiresIdempotency()
  saveTerritory(
    @Arg("input", () => SaveTerritoryInput, { description: "The territory" })
    input: SaveTerritoryInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#run(
      "territory",
      context,
      info,
      input,
      readSaveTerritory,
      saveTerritory(this.#deps),
    );
  }

  @Mutation(() => SaveSkillPayload, {
    nullable: true,
    description: "Makes a skill, or renames one",
  })
  @Arranging()
  @RequiresIdempotency()
  saveSkill(
    @Arg("input", () => SaveSkillInput, { description: "The skill" })
    input: SaveSkillInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#run("skill", context, info, input, readSaveSkill, saveSkill(this.#deps));
  }

  @Mutation(() => SetRepProfilePayload, {
    nullable: true,
    description:
      "Says how many leads at once somebody in sales takes, with which skills and where. Leads that are held stay",
  })
  @Arranging()
  setRepProfile(
    @Arg("input", () => SetRepProfileInput, { description: "The profile" })
    input: SetRepProfileInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#run(
      "repProfile",
      context,
      info,
      input,
      readSetRepProfile,
      setRepProfile(this.#deps),
    );
  }

  @Mutation(() => RecordAbsencePayload, {
    nullable: true,
    description:
      "Somebody in sales takes no new leads for a time. Their deputy does, where there is one",
  })
  @Arranging()
  @RequiresIdempotency()
  recordAbsence(
    @Arg("input", () => RecordAbsenceInput, { description: "Who, when, and who instead" })
    input: RecordAbsenceInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#run("absence", context, info, input, readRecordAbsence, recordAbsence(this.#deps));
  }

  @Mutation(() => EndAbsencePayload, {
    nullable: true,
    description: "An absence counts no more: somebody is back earlier, or stays",
  })
  @Arranging()
  endAbsence(
    @Arg("input", () => EndAbsenceInput, { description: "Which absence" })
    input: EndAbsenceInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#run("absence", context, info, input, readEndAbsence, endAbsence(this.#deps));
  }

  async #run<Input extends object, Command, O extends Outcome & { readonly id: Id<Prefix> }>(
    field: string,
    context: RequestContext,
    info: GraphQLResolveInfo,
    input: Input,
    read: (reader: InputReader, input: Input) => Command,
    verb: (call: Call<Command>) => Promise<Done<O> | Refusal>,
  ): Promise<object> {
    const { database, reading } = this.#deps;
    const command = readWith((reader) => read(reader, input));
    const { outcome, errors } = await perform(database, context, info, input, command, verb);
    return { [field]: reading.answer(outcome?.id ?? null), errors };
  }
}
