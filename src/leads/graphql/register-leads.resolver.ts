import type { GraphQLResolveInfo } from "graphql";
import {
  Arg,
  Ctx,
  Field,
  Info,
  InputType,
  Int,
  Mutation,
  ObjectType,
  Resolver,
} from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { isRefusal } from "../../kernel/index.ts";
import type { InputReader } from "../../kernel/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import {
  Authenticated,
  describedEnum,
  ListSize,
  Payload,
  perform,
  readWith,
  RequiresIdempotency,
  toUserError,
  UserError,
} from "../../platform/graphql/index.ts";
import { fingerprintOf } from "../../platform/mutation/index.ts";
import type { Call } from "../../platform/mutation/index.ts";
import type { Answer, Reading } from "../../platform/reading/index.ts";
import { readRegistration } from "../domain/registration.ts";
import type { RegisterLeadDeps } from "../register-lead.ts";
import { ERROR_POLICIES, registerLeads } from "../register-leads.ts";
import type { DoneWithRows, ErrorPolicy, RegisterLeads, RowRefusals } from "../register-leads.ts";

import { RegisterLeadInput } from "./lead.input.ts";
import { LeadType } from "./lead.type.ts";

const MOST_ROWS = 100;

export const ErrorPolicyEnum = describedEnum(
  "RegistrationErrorPolicy",
  "What becomes of the other rows where one cannot be registered",
  ERROR_POLICIES,
);

@InputType("RegisterLeadsRowInput", { description: "One of several registrations" })
export class RegisterLeadsRowInput {
  @Field(() => String, {
    nullable: true,
    description: "Your own name for the row, up to 100 characters; told back with its result",
  })
  clientKey?: string | null;

  @Field(() => RegisterLeadInput, { description: "The prospect" })
  lead: RegisterLeadInput;
}

@InputType("RegisterLeadsInput", { description: "Prospects that a partner registers together" })
export class RegisterLeadsInput {
  @Field(() => [RegisterLeadsRowInput], { description: `1 to ${MOST_ROWS} registrations` })
  rows: RegisterLeadsRowInput[];

  @Field(() => ErrorPolicyEnum, {
    defaultValue: "REJECT_FAILED",
    description: "What becomes of the other rows where one cannot be registered",
  })
  errorPolicy: ErrorPolicy;
}

@ObjectType("RegisterLeadsResult", {
  description: "What became of one row",
  simpleResolvers: true,
})
@Authenticated()
class RegisterLeadsResult {
  @Field(() => Int, { description: "The row's place in the input, from 0" })
  index: number;

  @Field(() => String, { nullable: true, description: "Your own name for the row" })
  clientKey: string | null;

  @Field(() => LeadType, {
    nullable: true,
    description: "The lead as the caller may see it now; null where the row was not registered",
  })
  lead: LeadType | null;

  @Field(() => [UserError], { description: "What stood in the way; paths begin at the input" })
  errors: UserError[];
}

@ObjectType("RegisterLeadsPayload", {
  description: "Result of registerLeads",
  simpleResolvers: true,
})
@Payload()
class RegisterLeadsPayload {
  @Field(() => [RegisterLeadsResult], {
    description: "One result for each row, in their order; empty where the call was refused",
  })
  @ListSize(MOST_ROWS)
  results: RegisterLeadsResult[];

  @Field(() => Int, { description: "How many rows have a lead now, new or known before" })
  registeredCount: number;

  @Field(() => [UserError], {
    description: "What stood in the way of the call; results say what stood in the way of rows",
  })
  errors: UserError[];
}

@Resolver()
export class RegisterLeadsResolver {
  readonly #deps: RegisterLeadDeps & { readonly reading: Reading };

  constructor(deps: RegisterLeadDeps & { readonly reading: Reading }) {
    this.#deps = deps;
  }

  @Mutation(() => RegisterLeadsPayload, {
    nullable: true,
    description: `Registers up to ${MOST_ROWS} leads for the caller's partner, each as registerLead does, in one transaction`,
  })
  @Needs("LEADS_WRITE")
  @RequiresIdempotency()
  async registerLeads(
    @Arg("input", () => RegisterLeadsInput, { description: "The prospects" })
    input: RegisterLeadsInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const read = readWith((reader) => readRows(reader, input, context.at));
    const { database, reading } = this.#deps;
    let refusals: RowRefusals = [];
    const verb = async (call: Call<RegisterLeads>) => {
      const done = await registerLeads(this.#deps)(call);
      refusals = isRefusal(done) ? done.rows : done.refusals;
      return done;
    };
    const { outcome, errors } = await perform<RegisterLeads, DoneWithRows>(
      database,
      context,
      info,
      input,
      read,
      verb,
    );
    const leadIds = refusals.map((_, index) => outcome?.rows[index]?.leadId ?? null);
    const leads = reading.answers(leadIds);
    return {
      results: refusals.map((refused, index): Result => ({
        index,
        clientKey: input.rows[index]?.clientKey ?? null,
        lead: leads[index] ?? null,
        errors: refused.map((refusal) =>
          toUserError({ ...refusal, path: ["rows", index, "lead", ...(refusal.path ?? [])] }),
        ),
      })),
      registeredCount: leadIds.filter((id) => id !== null).length,
      errors,
    };
  }
}

interface Result {
  readonly index: number;
  readonly clientKey: string | null;
  readonly lead: Answer | null;
  readonly errors: readonly UserError[];
}

function readRows(reader: InputReader, input: RegisterLeadsInput, now: Date): RegisterLeads {
  const { rows, errorPolicy } = input;
  if (rows.length < 1 || rows.length > MOST_ROWS)
    reader.report(["rows"], `must be 1 to ${MOST_ROWS}, got ${rows.length}`);
  for (const [index, { clientKey }] of rows.entries())
    reader.optionalText(["rows", String(index), "clientKey"], clientKey, 100);
  return {
    rows: rows.map(({ lead }) => ({
      read: readRegistration(lead, now),
      hash: fingerprintOf(lead),
    })),
    errorPolicy,
    forPartner: null,
  };
}
