import { sql } from "../../platform/database/index.ts";
import {
  ascending,
  column,
  expression,
  id,
  list,
  one,
  tableOf,
} from "../../platform/reading/index.ts";
import type { Source } from "../../platform/reading/index.ts";
import { AbsenceRow } from "../store/absence.row.ts";
import { QueueRow } from "../store/queue.row.ts";
import { RepProfileRow } from "../store/rep-profile.row.ts";
import { SkillRow } from "../store/skill.row.ts";
import { TeamRow } from "../store/team.row.ts";
import { TerritoryRow } from "../store/territory.row.ts";

const BY_AGE = [ascending("createdAt"), ascending("id")];

const team = tableOf(TeamRow);
export const teamReads: Source = {
  type: "Team",
  table: team,
  isPartners: false,
  fields: {
    id: id("tem", team.cell("id")),
    name: column(team.cell("name")),
    manager: one("PartnerMember", { id: "managerId" }),
    members: list(
      "PartnerMember",
      (member, of) =>
        sql`exists (select from team_member as mate where mate.team_id = ${of("id")} and mate.member_id = ${member("id")})`,
      BY_AGE,
    ),
    version: column(team.cell("version")),
  },
};

const queue = tableOf(QueueRow);
export const queueReads: Source = {
  type: "Queue",
  table: queue,
  isPartners: false,
  fields: {
    id: id("que", queue.cell("id")),
    name: column(queue.cell("name")),
    team: one("Team", { id: "teamId" }),
    waitingLeads: expression(
      "integer",
      (of) =>
        sql`(select count(*)::integer from assignment as waiting where waiting.queue_id = ${of("id")} and waiting.ended_at is null)`,
    ),
    version: column(queue.cell("version")),
  },
};

const territory = tableOf(TerritoryRow);
export const territoryReads: Source = {
  type: "Territory",
  table: territory,
  isPartners: false,
  fields: {
    id: id("ter", territory.cell("id")),
    name: column(territory.cell("name")),
    areas: column(territory.cell("areas")),
    version: column(territory.cell("version")),
  },
};

const skill = tableOf(SkillRow);
export const skillReads: Source = {
  type: "Skill",
  table: skill,
  isPartners: false,
  fields: {
    id: id("skl", skill.cell("id")),
    name: column(skill.cell("name")),
    version: column(skill.cell("version")),
  },
};

const profile = tableOf(RepProfileRow);
export const repProfileReads: Source = {
  type: "RepProfile",
  table: profile,
  isPartners: false,
  fields: {
    id: id("rep", profile.cell("id")),
    member: one("PartnerMember", { id: "memberId" }),
    capacity: column(profile.cell("capacity")),
    openLeads: expression(
      "integer",
      (of) =>
        sql`(select count(*)::integer from assignment as held where held.member_id = ${of("memberId")} and held.ended_at is null)`,
    ),
    skills: list("Skill", (each, of) => sql`${each("id")} = any(${of("skillIds")})`, BY_AGE),
    territories: list(
      "Territory",
      (each, of) => sql`${each("id")} = any(${of("territoryIds")})`,
      BY_AGE,
    ),
    version: column(profile.cell("version")),
  },
};

const absence = tableOf(AbsenceRow);
export const absenceReads: Source = {
  type: "Absence",
  table: absence,
  isPartners: false,
  fields: {
    id: id("abs", absence.cell("id")),
    member: one("PartnerMember", { id: "memberId" }),
    deputy: one("PartnerMember", { id: "deputyId" }),
    absentFrom: column(absence.cell("absentFrom")),
    absentUntil: column(absence.cell("absentUntil")),
    endedAt: column(absence.cell("endedAt")),
  },
};
