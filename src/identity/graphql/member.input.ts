import { Field, ID, InputType } from "type-graphql";

import type { InputReader, PartnerId } from "../../kernel/index.ts";
import type { CreateInvitationLink } from "../create-invitation-link.ts";
import type { CreatePasswordLink } from "../create-password-link.ts";
import type { DeactivateMember } from "../deactivate-member.ts";
import type { Role } from "../domain/roles.ts";
import type { InviteMember } from "../invite-member.ts";

import { RoleEnum } from "./identity-enums.ts";

@InputType("InviteMemberInput", { description: "Somebody who is to become a member" })
export class InviteMemberInput {
  @Field(() => ID, {
    nullable: true,
    description:
      "The partner, prt_…. If left out: the caller's own partner, or the staff for the vendor's side",
  })
  partnerId?: string | null;

  @Field(() => String, { description: "The person's e-mail address" })
  email: string;

  @Field(() => String, { description: "The person's name, up to 200 characters" })
  displayName: string;

  @Field(() => [RoleEnum], { description: "One or more roles of that side" })
  roles: readonly Role[];
}

@InputType("CreateInvitationLinkInput", { description: "An invitation that gets a link" })
export class CreateInvitationLinkInput {
  @Field(() => ID, { description: "The invitation, inv_…" })
  invitationId: string;
}

@InputType("CreatePasswordLinkInput", { description: "A member who is to set a password" })
export class CreatePasswordLinkInput {
  @Field(() => ID, { description: "The member, mem_…" })
  memberId: string;
}

@InputType("DeactivateMemberInput", { description: "A member whose membership ends" })
export class DeactivateMemberInput {
  @Field(() => ID, { description: "The member, mem_…" })
  memberId: string;
}

/** `ownPartner` is the caller's; null on the vendor's side. */
export const readInvitation =
  (ownPartner: PartnerId | null) =>
  (reader: InputReader, input: InviteMemberInput): InviteMember => ({
    partnerId: reader.optionalId(["partnerId"], "prt", input.partnerId) ?? ownPartner,
    email: input.email,
    displayName: input.displayName,
    roles: input.roles,
  });

export function readInvitationLink(
  reader: InputReader,
  input: CreateInvitationLinkInput,
): CreateInvitationLink {
  return { invitationId: reader.id(["invitationId"], "inv", input.invitationId) };
}

export function readMemberId(
  reader: InputReader,
  input: CreatePasswordLinkInput | DeactivateMemberInput,
): CreatePasswordLink & DeactivateMember {
  return { memberId: reader.id(["memberId"], "mem", input.memberId) };
}
