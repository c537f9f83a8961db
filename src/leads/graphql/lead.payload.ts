import type { ClassType } from "type-graphql";
import { Field, ObjectType } from "type-graphql";

import type { LeadId } from "../../kernel/index.ts";
import type { Outcome } from "../../platform/mutation/index.ts";
import type { Performed, RequestContext, UserError } from "../../platform/graphql/index.ts";
import { Payload } from "../../platform/graphql/index.ts";

import { LeadTransitionError, LeadWriteError } from "./lead-errors.ts";
import type { LeadReader } from "./lead-reader.ts";
import { LeadType } from "./lead.type.ts";

/** What every mutation of one lead answers: the lead as it is now, and what stood in the way. */
export interface LeadPayload {
  readonly lead: () => Promise<LeadType | null>;
  readonly errors: readonly UserError[];
}

/** Makes the payload type of a verb on one lead. */
export function leadPayloadType(
  name: string,
  verb: string,
  errors: typeof LeadWriteError | typeof LeadTransitionError,
): ClassType<object> {
  @ObjectType(name, { description: `Result of ${verb}`, simpleResolvers: true })
  @Payload()
  class LeadVerbPayload {
    @Field(() => LeadType, {
      nullable: true,
      description: "The lead as the caller may see it now; null where nothing was done",
    })
    lead: LeadType | null;

    @Field(() => [errors], { description: "What stood in the way; empty where it was done" })
    errors: UserError[];
  }
  return LeadVerbPayload;
}

export const RegisterLeadPayload = leadPayloadType(
  "RegisterLeadPayload",
  "registerLead",
  LeadWriteError,
);

/** The payload's value: the lead is read only when it is asked for, with today's rights. */
export function toLeadPayload(
  performed: Performed<Outcome & { readonly leadId: LeadId }>,
  leads: LeadReader,
  context: RequestContext,
): LeadPayload {
  const leadId = performed.outcome?.leadId ?? null;
  return {
    lead: async () => (leadId === null ? null : leads.load(context, leadId)),
    errors: performed.errors,
  };
}
