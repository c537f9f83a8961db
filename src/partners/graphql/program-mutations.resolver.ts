import type { GraphQLResolveInfo } from "graphql";
import { Arg, Ctx, Info, Mutation, Resolver } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import type { InputReader, Refusal } from "../../kernel/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import { perform, readWith, RequiresIdempotency } from "../../platform/graphql/index.ts";
import type { Call, Done } from "../../platform/mutation/index.ts";
import type { Reading } from "../../platform/reading/index.ts";
import { acceptTerms } from "../accept-terms.ts";
import { createProgram } from "../create-program.ts";
import type { ProgramDeps, ProgramTouched } from "../create-program.ts";
import { endPartnerEnrolment, enrolPartner } from "../enrol-partner.ts";
import { publishForm } from "../publish-form.ts";
import { publishTerms } from "../publish-terms.ts";
import { updateProgram } from "../update-program.ts";

import {
  CreateProgramInput,
  EndEnrolmentInput,
  EnrolPartnerInput,
  readCreateProgram,
  readEnrolment,
  readUpdateProgram,
  UpdateProgramInput,
} from "./program.input.ts";
import type { ProgramPayload } from "./program.payload.ts";
import { programPayloadType } from "./program.payload.ts";
import { PublishFormInput, readPublishForm } from "./publish-form.input.ts";
import {
  AcceptTermsInput,
  PublishTermsInput,
  readAcceptTerms,
  readPublishTerms,
} from "./terms.input.ts";

export interface ProgramMutationsDeps extends ProgramDeps {
  readonly reading: Reading;
}

const CreateProgramPayload = programPayloadType("createProgram");
const UpdateProgramPayload = programPayloadType("updateProgram");
const EnrolPartnerPayload = programPayloadType("enrolPartner");
const EndEnrolmentPayload = programPayloadType("endEnrolment");
const PublishTermsPayload = programPayloadType("publishTerms");
const AcceptTermsPayload = programPayloadType("acceptTerms");
const PublishFormPayload = programPayloadType("publishForm");

@Resolver()
export class ProgramMutationsResolver {
  readonly #deps: ProgramMutationsDeps;

  constructor(deps: ProgramMutationsDeps) {
    this.#deps = deps;
  }

  @Mutation(() => CreateProgramPayload, {
    nullable: true,
    description: "Makes a program; partners are enrolled and its form published next",
  })
  @Needs("PARTNERS_WRITE")
  @RequiresIdempotency()
  createProgram(
    @Arg("input", () => CreateProgramInput, { description: "The program" })
    input: CreateProgramInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#run(context, info, input, readCreateProgram, createProgram(this.#deps));
  }

  @Mutation(() => UpdateProgramPayload, {
    nullable: true,
    description: "Changes a program. What runs already keeps the hours and days that it began with",
  })
  @Needs("PARTNERS_WRITE")
  updateProgram(
    @Arg("input", () => UpdateProgramInput, { description: "Which program, and the changes" })
    input: UpdateProgramInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#run(context, info, input, readUpdateProgram, updateProgram(this.#deps));
  }

  @Mutation(() => PublishFormPayload, {
    nullable: true,
    description:
      "Publishes the next version of a program's form, in force at once. It never changes; leads stay as they were registered by earlier ones",
  })
  @Needs("PARTNERS_WRITE")
  publishForm(
    @Arg("input", () => PublishFormInput, { description: "Which program, and what it asks" })
    input: PublishFormInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#run(context, info, input, readPublishForm, publishForm(this.#deps));
  }

  @Mutation(() => EnrolPartnerPayload, {
    nullable: true,
    description: "Enrols a partner in a program: it may see it, and register under it",
  })
  @Needs("PARTNERS_WRITE")
  enrolPartner(
    @Arg("input", () => EnrolPartnerInput, { description: "Who, in which program" })
    input: EnrolPartnerInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#run(context, info, input, readEnrolment, enrolPartner(this.#deps));
  }

  @Mutation(() => EndEnrolmentPayload, {
    nullable: true,
    description: "Ends an enrolment: the partner registers nothing more; its leads go on",
  })
  @Needs("PARTNERS_WRITE")
  endEnrolment(
    @Arg("input", () => EndEnrolmentInput, { description: "Who, in which program" })
    input: EndEnrolmentInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#run(context, info, input, readEnrolment, endPartnerEnrolment(this.#deps));
  }

  @Mutation(() => PublishTermsPayload, {
    nullable: true,
    description:
      "Publishes the next version of a program's terms. It never changes; who must accept it does so with acceptTerms",
  })
  @Needs("PARTNERS_WRITE")
  publishTerms(
    @Arg("input", () => PublishTermsInput, { description: "Which program, and its terms" })
    input: PublishTermsInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#run(context, info, input, readPublishTerms, publishTerms(this.#deps));
  }

  @Mutation(() => AcceptTermsPayload, {
    nullable: true,
    description: "The caller's partner accepts terms of a program; that is never taken back",
  })
  @Needs("MEMBERS_WRITE")
  acceptTerms(
    @Arg("input", () => AcceptTermsInput, { description: "Which terms" })
    input: AcceptTermsInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#run(context, info, input, readAcceptTerms, acceptTerms(this.#deps));
  }

  async #run<Input extends object, Command>(
    context: RequestContext,
    info: GraphQLResolveInfo,
    input: Input,
    read: (reader: InputReader, input: Input) => Command,
    verb: (call: Call<Command>) => Promise<Done<ProgramTouched> | Refusal>,
  ): Promise<ProgramPayload> {
    const { database, reading } = this.#deps;
    const command = readWith((reader) => read(reader, input));
    const { outcome, errors } = await perform(database, context, info, input, command, verb);
    return { program: reading.answer(outcome?.programId ?? null), errors };
  }
}
