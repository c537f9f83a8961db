import type { NamedTable } from "./store/named-store.ts";

/** What routing knows by name. */
export const TEAMS: NamedTable<"tem"> = {
  prefix: "tem",
  table: "team",
  what: "team",
  idField: "teamId",
};
export const QUEUES: NamedTable<"que"> = {
  prefix: "que",
  table: "queue",
  what: "queue",
  idField: "queueId",
};
export const TERRITORIES: NamedTable<"ter"> = {
  prefix: "ter",
  table: "territory",
  what: "territory",
  idField: "territoryId",
};
export const SKILLS: NamedTable<"skl"> = {
  prefix: "skl",
  table: "skill",
  what: "skill",
  idField: "skillId",
};
