import type { Id, LeadId, Prefix } from "../../kernel/index.ts";
import { prefixOf } from "../../kernel/index.ts";

export const isLeadId = (id: Id<Prefix>): id is LeadId => prefixOf(id) === "lead";
