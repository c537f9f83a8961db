import { Field, ID, InputType, Int } from "type-graphql";

import type { Id, InputReader, Prefix } from "../../kernel/index.ts";
import { DateTimeScalar } from "../../platform/graphql/index.ts";
import type { RecordAbsence } from "../record-absence.ts";
import type { SaveNamed } from "../save-named.ts";
import type { SaveQueue } from "../save-queue.ts";
import type { SaveTeam } from "../save-team.ts";
import type { SaveTerritory } from "../save-territory.ts";
import type { SetRepProfile } from "../set-rep-profile.ts";

const NAME_LENGTH = 100;
const MOST_MEMBERS = 50;
const MOST_AREAS = 100;
const MOST_NAMED = 20;

@InputType()
abstract class NamedFields {
  @Field(() => String, { description: "Its name, up to 100 characters; no two have the same" })
  name: string;

  @Field(() => Int, {
    nullable: true,
    description: "The version as it was read; required where one changes",
  })
  expectedVersion?: number | null;
}

@InputType("SaveTeamInput", {
  description: "A new team, or all that one is from now on: whoever is not named is not in it",
})
export class SaveTeamInput extends NamedFields {
  @Field(() => ID, {
    nullable: true,
    description: "The team that changes, tem_…; a new one if left out",
  })
  teamId?: string | null;

  @Field(() => ID, { nullable: true, description: "Who leads it, mem_…, in sales" })
  managerId?: string | null;

  @Field(() => [ID], { description: "Who is in it, mem_…, in sales: 50 at most" })
  memberIds: string[];
}

@InputType("SaveQueueInput", { description: "A new queue, or all that one is from now on" })
export class SaveQueueInput extends NamedFields {
  @Field(() => ID, {
    nullable: true,
    description: "The queue that changes, que_…; a new one if left out",
  })
  queueId?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: "Whose people claim from it, tem_…; anybody in sales if left out",
  })
  teamId?: string | null;
}

@InputType("TerritoryAreaInput", { description: "A part of the world, as narrow as it says" })
class TerritoryAreaInput {
  @Field(() => String, { description: "Two letters of ISO 3166-1, such as DE" })
  country: string;

  @Field(() => String, {
    nullable: true,
    description: "As the program's own field `region` says it; all if left out",
  })
  region?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "How the program's own field `postcode` begins; all if left out",
  })
  postcodePrefix?: string | null;
}

@InputType("SaveTerritoryInput", { description: "A new territory, or all that one is from now on" })
export class SaveTerritoryInput extends NamedFields {
  @Field(() => ID, {
    nullable: true,
    description: "The territory that changes, ter_…; a new one if left out",
  })
  territoryId?: string | null;

  @Field(() => [TerritoryAreaInput], { description: "1 to 100 areas" })
  areas: TerritoryAreaInput[];
}

@InputType("SaveSkillInput", { description: "A new skill, or what one is called from now on" })
export class SaveSkillInput extends NamedFields {
  @Field(() => ID, {
    nullable: true,
    description: "The skill that changes, skl_…; a new one if left out",
  })
  skillId?: string | null;
}

@InputType("SetRepProfileInput", {
  description: "All that is known of somebody in sales from now on",
})
export class SetRepProfileInput {
  @Field(() => ID, { description: "Who, mem_…" })
  memberId: string;

  @Field(() => Int, {
    nullable: true,
    description: "How many open leads at once, up to 10,000; any number if left out",
  })
  capacity?: number | null;

  @Field(() => [ID], { description: "What they can, skl_…: 20 at most" })
  skillIds: string[];

  @Field(() => [ID], { description: "Where they sell, ter_…: 20 at most" })
  territoryIds: string[];

  @Field(() => Int, {
    nullable: true,
    description: "The profile's version as it was read; left out where there was none",
  })
  expectedVersion?: number | null;
}

@InputType("RecordAbsenceInput", { description: "When somebody in sales takes no new leads" })
export class RecordAbsenceInput {
  @Field(() => ID, { description: "Who is absent, mem_…" })
  memberId: string;

  @Field(() => ID, {
    nullable: true,
    description: "Who takes the leads instead, mem_…; they go to others if left out",
  })
  deputyId?: string | null;

  @Field(() => DateTimeScalar, { description: "From when on" })
  absentFrom: Date;

  @Field(() => DateTimeScalar, { description: "Until before when" })
  absentUntil: Date;
}

@InputType("EndAbsenceInput", { description: "An absence that counts no more" })
export class EndAbsenceInput {
  @Field(() => ID, { description: "The absence, abs_…" })
  absenceId: string;
}

function readNamed<P extends Prefix>(
  reader: InputReader,
  input: NamedFields,
  field: string,
  prefix: P,
  given: string | null | undefined,
): SaveNamed<P> {
  const id: Id<P> | null = reader.optionalId([field], prefix, given);
  const expectedVersion = input.expectedVersion ?? null;
  if (id !== null && expectedVersion === null) reader.report(["expectedVersion"], "is missing");
  return { id, expectedVersion, name: reader.text(["name"], input.name, NAME_LENGTH) };
}

export function readSaveTeam(reader: InputReader, input: SaveTeamInput): SaveTeam {
  return {
    ...readNamed(reader, input, "teamId", "tem", input.teamId),
    managerId: reader.optionalId(["managerId"], "mem", input.managerId),
    memberIds: reader.ids(["memberIds"], "mem", input.memberIds, MOST_MEMBERS),
  };
}

export function readSaveQueue(reader: InputReader, input: SaveQueueInput): SaveQueue {
  return {
    ...readNamed(reader, input, "queueId", "que", input.queueId),
    teamId: reader.optionalId(["teamId"], "tem", input.teamId),
  };
}

export function readSaveTerritory(reader: InputReader, input: SaveTerritoryInput): SaveTerritory {
  const { areas } = input;
  if (areas.length < 1 || areas.length > MOST_AREAS)
    reader.report(["areas"], `must be 1 to ${MOST_AREAS}, got ${areas.length}`);
  return {
    ...readNamed(reader, input, "territoryId", "ter", input.territoryId),
    areas: areas.slice(0, MOST_AREAS).map((area, index) => {
      const path = (field: string) => ["areas", String(index), field];
      if (!/^[A-Z]{2}$/.test(area.country))
        reader.report(path("country"), "must be two letters, such as DE");
      return {
        country: area.country,
        region: reader.optionalText(path("region"), area.region, 100),
        postcodePrefix: reader.optionalText(path("postcodePrefix"), area.postcodePrefix, 20),
      };
    }),
  };
}

export const readSaveSkill = (reader: InputReader, input: SaveSkillInput): SaveNamed<"skl"> =>
  readNamed(reader, input, "skillId", "skl", input.skillId);

export function readSetRepProfile(reader: InputReader, input: SetRepProfileInput): SetRepProfile {
  const capacity = input.capacity ?? null;
  if (capacity !== null && (capacity < 0 || capacity > 10_000))
    reader.report(["capacity"], `must be 0 to 10,000, got ${capacity}`);
  return {
    memberId: reader.id(["memberId"], "mem", input.memberId),
    capacity,
    skillIds: reader.ids(["skillIds"], "skl", input.skillIds, MOST_NAMED),
    territoryIds: reader.ids(["territoryIds"], "ter", input.territoryIds, MOST_NAMED),
    expectedVersion: input.expectedVersion ?? null,
  };
}

export function readRecordAbsence(reader: InputReader, input: RecordAbsenceInput): RecordAbsence {
  return {
    memberId: reader.id(["memberId"], "mem", input.memberId),
    deputyId: reader.optionalId(["deputyId"], "mem", input.deputyId),
    absentFrom: input.absentFrom,
    absentUntil: input.absentUntil,
  };
}

export const readEndAbsence = (reader: InputReader, input: EndAbsenceInput) => ({
  absenceId: reader.id(["absenceId"], "abs", input.absenceId),
});
