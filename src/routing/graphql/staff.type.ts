import { Field, Int, ObjectType } from "type-graphql";

import { Needs, PartnerMemberType } from "../../identity/index.ts";
import {
  Authenticated,
  connectionType,
  Cost,
  DateTimeScalar,
  ListSize,
  Node,
} from "../../platform/graphql/index.ts";

const NAME = "Its name; no two have the same";
const VERSION = "Grows by one with each change; send as expectedVersion";

@ObjectType("Team", {
  description: "People of the vendor's who work on leads together",
  implements: Node,
  simpleResolvers: true,
})
@Needs("INTERNAL_READ")
export class TeamType extends Node {
  @Field(() => String, { description: NAME })
  name: string;

  @Field(() => PartnerMemberType, { nullable: true, description: "Who leads it" })
  manager: PartnerMemberType | null;

  @Field(() => [PartnerMemberType], {
    nullable: true,
    description: "Who is in it, 50 at most",
  })
  @ListSize(50)
  members: PartnerMemberType[] | null;

  @Field(() => Int, { description: VERSION })
  version: number;
}

@ObjectType("Queue", {
  description: "Where leads wait for somebody to claim them",
  implements: Node,
  simpleResolvers: true,
})
@Needs("INTERNAL_READ")
export class QueueType extends Node {
  @Field(() => String, { description: NAME })
  name: string;

  @Field(() => TeamType, {
    nullable: true,
    description: "Whose people claim from it; null where anybody in sales does",
  })
  team: TeamType | null;

  @Field(() => Int, { description: "How many leads wait in it" })
  @Cost(5)
  waitingLeads: number;

  @Field(() => Int, { description: VERSION })
  version: number;
}

@ObjectType("TerritoryArea", {
  description: "A part of the world, as narrow as it says",
  simpleResolvers: true,
})
@Authenticated()
@Cost(0)
class TerritoryAreaType {
  @Field(() => String, { description: "Two letters of ISO 3166-1, such as DE" })
  country: string;

  @Field(() => String, {
    nullable: true,
    description: "As the program's own field `region` says it; null for all",
  })
  region: string | null;

  @Field(() => String, {
    nullable: true,
    description: "How the program's own field `postcode` begins; null for all",
  })
  postcodePrefix: string | null;
}

@ObjectType("Territory", {
  description: "Areas in which people of the vendor's sell",
  implements: Node,
  simpleResolvers: true,
})
@Needs("INTERNAL_READ")
export class TerritoryType extends Node {
  @Field(() => String, { description: NAME })
  name: string;

  @Field(() => [TerritoryAreaType], { description: "A company in one of them lies in it" })
  areas: TerritoryAreaType[];

  @Field(() => Int, { description: VERSION })
  version: number;
}

@ObjectType("Skill", {
  description: "Something that a lead may ask of whoever works on it",
  implements: Node,
  simpleResolvers: true,
})
@Needs("INTERNAL_READ")
export class SkillType extends Node {
  @Field(() => String, { description: NAME })
  name: string;

  @Field(() => Int, { description: VERSION })
  version: number;
}

@ObjectType("RepProfile", {
  description: "What is known of somebody who works on leads; without one, nothing is",
  implements: Node,
  simpleResolvers: true,
})
@Needs("INTERNAL_READ")
export class RepProfileType extends Node {
  @Field(() => PartnerMemberType, { nullable: true, description: "Who" })
  member: PartnerMemberType | null;

  @Field(() => Int, {
    nullable: true,
    description: "How many open leads at once; null for any number",
  })
  capacity: number | null;

  @Field(() => Int, { description: "How many leads they hold" })
  @Cost(5)
  openLeads: number;

  @Field(() => [SkillType], { description: "What they can, 20 skills at most" })
  skills: SkillType[];

  @Field(() => [TerritoryType], { description: "Where they sell, 20 territories at most" })
  territories: TerritoryType[];

  @Field(() => Int, { description: VERSION })
  version: number;
}

@ObjectType("Absence", {
  description: "When somebody takes no new leads",
  implements: Node,
  simpleResolvers: true,
})
@Needs("INTERNAL_READ")
export class AbsenceType extends Node {
  @Field(() => PartnerMemberType, { nullable: true, description: "Who is absent" })
  member: PartnerMemberType | null;

  @Field(() => PartnerMemberType, {
    nullable: true,
    description: "Who takes the leads instead; null where they go to others",
  })
  deputy: PartnerMemberType | null;

  @Field(() => DateTimeScalar, { description: "From when on" })
  absentFrom: Date;

  @Field(() => DateTimeScalar, { description: "Until before when" })
  absentUntil: Date;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When it was called off; null while it counts",
  })
  endedAt: Date | null;
}

export const TeamConnection = connectionType(() => TeamType, "Team");
export const QueueConnection = connectionType(() => QueueType, "Queue");
export const TerritoryConnection = connectionType(() => TerritoryType, "Territory");
export const SkillConnection = connectionType(() => SkillType, "Skill");
export const RepProfileConnection = connectionType(() => RepProfileType, "RepProfile");
export const AbsenceConnection = connectionType(() => AbsenceType, "Absence");
