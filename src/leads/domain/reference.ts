import type { LeadId } from "../../kernel/index.ts";

/** The last ten digits of a lead's id: enough to tell leads apart in a conversation. */
export const leadReference = (id: LeadId): string => `L-${id.slice(-10).toUpperCase()}`;
