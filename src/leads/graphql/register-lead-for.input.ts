import { Field, ID, InputType } from "type-graphql";

import { InputReader, refuse } from "../../kernel/index.ts";
import type { Read } from "../../platform/graphql/index.ts";
import { fingerprintOf } from "../../platform/mutation/index.ts";
import { readRegistration } from "../domain/registration.ts";
import type { RegisterLeadFor } from "../register-lead-for.ts";

import { RegisterLeadInput } from "./lead.input.ts";

@InputType("RegisterLeadForInput", {
  description: "A prospect that the vendor registers for a partner",
})
export class RegisterLeadForInput {
  @Field(() => ID, { description: "Whose lead it becomes, prt_…" })
  partnerId: string;

  @Field(() => RegisterLeadInput, { description: "The prospect" })
  lead: RegisterLeadInput;
}

/** Reads the registration as its partner's would be; paths begin at the input. */
export function readRegisterLeadFor(input: RegisterLeadForInput, now: Date): Read<RegisterLeadFor> {
  const reader = new InputReader();
  const partnerId = reader.id(["partnerId"], "prt", input.partnerId);
  const read = readRegistration(input.lead, now);
  const ofLead = read.ok ? [] : read.problems;
  const problems = [
    ...reader.problems,
    ...ofLead.map(({ code, message, path, details }) =>
      refuse(code, message, { path: ["lead", ...(path ?? [])], details }),
    ),
  ];
  if (!read.ok || problems.length > 0) return { ok: false, problems };
  return {
    ok: true,
    command: { partnerId, lead: read.command, hash: fingerprintOf(input.lead) },
  };
}
