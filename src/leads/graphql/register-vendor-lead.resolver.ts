import type { GraphQLResolveInfo } from "graphql";
import { Arg, Ctx, Info, InputType, Mutation, Resolver } from "type-graphql";

import { NeedsOneOf } from "../../identity/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import { RequiresIdempotency } from "../../platform/graphql/index.ts";
import { readRegistration } from "../domain/registration.ts";
import type { RegisterLeadDeps } from "../register-lead.ts";
import { registerVendorLead } from "../register-vendor-lead.ts";

import { RegisterLeadInput } from "./lead.input.ts";
import type { LeadMutations } from "./lead.payload.ts";
import { leadPayloadType } from "./lead.payload.ts";

@InputType("RegisterVendorLeadInput", { description: "A prospect that the vendor found itself" })
export class RegisterVendorLeadInput extends RegisterLeadInput {}

const RegisterVendorLeadPayload = leadPayloadType(
  "RegisterVendorLeadPayload",
  "registerVendorLead",
);

@Resolver()
export class RegisterVendorLeadResolver {
  readonly #deps: RegisterLeadDeps;
  readonly #mutations: LeadMutations;

  constructor(deps: RegisterLeadDeps, mutations: LeadMutations) {
    this.#deps = deps;
    this.#mutations = mutations;
  }

  @Mutation(() => RegisterVendorLeadPayload, {
    nullable: true,
    description:
      "Sales or marketing registers a lead of the vendor's own. It is compared with all others, and accepted and qualified as any; it earns nothing. Once accepted it can be offered to a partner",
  })
  @NeedsOneOf("LEADS_TRIAGE", "LEADS_PROMOTE")
  @RequiresIdempotency()
  registerVendorLead(
    @Arg("input", () => RegisterVendorLeadInput, { description: "The prospect" })
    input: RegisterVendorLeadInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const read = readRegistration(input, context.at);
    const verb = registerVendorLead(this.#deps);
    return this.#mutations.runRead(context, info, input, read, verb);
  }
}
