import type { GraphQLResolveInfo } from "graphql";
import type { ClassType } from "type-graphql";
import { Field, ObjectType } from "type-graphql";

import type { InputReader, LeadId, Refusal } from "../../kernel/index.ts";
import type { Database } from "../../platform/database/index.ts";
import type { Read, RequestContext } from "../../platform/graphql/index.ts";
import { Payload, perform, readWith, UserError } from "../../platform/graphql/index.ts";
import type { Call, Done, Outcome } from "../../platform/mutation/index.ts";
import type { Answer, Reading } from "../../platform/reading/index.ts";

import "./lead-errors.ts";
import { LeadType } from "./lead.type.ts";

/** What every mutation of one lead answers: the lead as it is now, and what stood in the way. */
export interface LeadPayload {
  /** Read only when it is asked for, with today's rights. */
  readonly lead: Answer;
  readonly errors: readonly UserError[];
}

/** Makes the payload type of a verb on one lead. */
export function leadPayloadType(name: string, verb: string): ClassType<object> {
  @ObjectType(name, { description: `Result of ${verb}`, simpleResolvers: true })
  @Payload()
  class LeadVerbPayload {
    @Field(() => LeadType, {
      nullable: true,
      description: "The lead as the caller may see it now; null where nothing was done",
    })
    lead: LeadType | null;

    @Field(() => [UserError], { description: "What stood in the way; empty where it was done" })
    errors: UserError[];
  }
  return LeadVerbPayload;
}

/** Runs the verbs of one lead for mutation fields: a resolver names input, reader and verb. */
export class LeadMutations {
  readonly #database: Database;
  readonly #reading: Reading;

  constructor(database: Database, reading: Reading) {
    this.#database = database;
    this.#reading = reading;
  }

  /** Reads the input, runs the verb and answers with the lead. */
  run<Input extends object, Command, O extends Outcome & { readonly leadId: LeadId }>(
    context: RequestContext,
    info: GraphQLResolveInfo,
    input: Input,
    read: (reader: InputReader, input: Input) => Command,
    verb: (call: Call<Command>) => Promise<Done<O> | Refusal>,
  ): Promise<LeadPayload> {
    return this.runRead(
      context,
      info,
      input,
      readWith((reader) => read(reader, input)),
      verb,
    );
  }

  /** The same for an input that was read already. */
  async runRead<Command, O extends Outcome & { readonly leadId: LeadId }>(
    context: RequestContext,
    info: GraphQLResolveInfo,
    input: object,
    read: Read<Command>,
    verb: (call: Call<Command>) => Promise<Done<O> | Refusal>,
  ): Promise<LeadPayload> {
    const { outcome, errors } = await perform(this.#database, context, info, input, read, verb);
    return { lead: this.#reading.answer(outcome?.leadId ?? null), errors };
  }
}
