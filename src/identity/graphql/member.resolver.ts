import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, Info, Mutation, Query, Resolver } from "type-graphql";

import { uuidOf } from "../../kernel/index.ts";
import type { Sql } from "../../platform/database/index.ts";
import { joinSql, sql } from "../../platform/database/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import {
  callerOf,
  idArgument,
  PageArgs,
  RequiresIdempotency,
} from "../../platform/graphql/index.ts";
import { ascending } from "../../platform/reading/index.ts";
import type { ColumnOf, Reading } from "../../platform/reading/index.ts";
import type { Identity } from "../identity.ts";

import type { IdentityMutations } from "./identity-mutations.ts";
import {
  CreateInvitationLinkInput,
  CreatePasswordLinkInput,
  DeactivateMemberInput,
  InviteMemberInput,
  readInvitation,
  readInvitationLink,
  readMemberId,
} from "./member.input.ts";
import {
  CreateInvitationLinkPayload,
  CreatePasswordLinkPayload,
  DeactivateMemberPayload,
  InviteMemberPayload,
} from "./member.payload.ts";
import { MemberFilterInput, PartnerMemberConnection, PartnerMemberType } from "./member.type.ts";
import { Needs, NeedsOneOf } from "./needs.ts";

export interface MemberResolverDeps {
  readonly identity: Identity;
  readonly mutations: IdentityMutations;
  readonly reading: Reading;
}

@Resolver(() => PartnerMemberType)
export class MemberResolver {
  readonly #deps: MemberResolverDeps;

  constructor(deps: MemberResolverDeps) {
    this.#deps = deps;
  }

  @Query(() => PartnerMemberConnection, {
    nullable: true,
    description: "The members that the caller may see, the oldest first: a partner its own alone",
  })
  @NeedsOneOf("PARTNERS_READ", "MEMBERS_WRITE")
  members(
    @Args(() => PageArgs) args: PageArgs,
    @Arg("filter", () => MemberFilterInput, { nullable: true, description: "Which members" })
    input: MemberFilterInput | null,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const filter = readFilter(input);
    return this.#deps.reading.page(context, info, {
      name: "members",
      type: "PartnerMember",
      args,
      order: OLDEST_FIRST,
      filter,
      where: (column) => matches(filter, column),
    });
  }

  @Mutation(() => InviteMemberPayload, {
    nullable: true,
    description:
      "Invites somebody to become a member. The answer is the same whether or not the address has a login. The vendor's side then makes the link and hands it over",
  })
  @Needs("MEMBERS_WRITE")
  @RequiresIdempotency()
  async inviteMember(
    @Arg("input", () => InviteMemberInput, { description: "Whom, where, as what" })
    input: InviteMemberInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<InviteMemberPayload> {
    const { identity, mutations } = this.#deps;
    const read = readInvitation(callerOf(context).session.partnerId);
    const { outcome, errors } = await mutations.run(
      context,
      info,
      input,
      read,
      identity.inviteMember,
    );
    return { invitationId: outcome?.invitationId ?? null, errors };
  }

  @Mutation(() => CreateInvitationLinkPayload, {
    nullable: true,
    description:
      "Makes the link by which an invitation is accepted; one made before stops working. By the vendor's side alone. The token is shown once: a replay answers with null",
  })
  @Needs("MEMBERS_WRITE")
  @RequiresIdempotency()
  async createInvitationLink(
    @Arg("input", () => CreateInvitationLinkInput, { description: "Which invitation" })
    input: CreateInvitationLinkInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<CreateInvitationLinkPayload> {
    const { identity, mutations } = this.#deps;
    const { done, errors } = await mutations.run(
      context,
      info,
      input,
      readInvitationLink,
      identity.createInvitationLink,
    );
    return { token: done?.token ?? null, errors };
  }

  @Mutation(() => CreatePasswordLinkPayload, {
    nullable: true,
    description:
      "Makes a link by which a member sets a new password. By administrators of the vendor alone. The token is shown once: a replay answers with null",
  })
  @Needs("MEMBERS_WRITE")
  @RequiresIdempotency()
  async createPasswordLink(
    @Arg("input", () => CreatePasswordLinkInput, { description: "Whose password" })
    input: CreatePasswordLinkInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<CreatePasswordLinkPayload> {
    const { identity, mutations } = this.#deps;
    const { done, errors } = await mutations.run(
      context,
      info,
      input,
      readMemberId,
      identity.createPasswordLink,
    );
    return { token: done?.token ?? null, errors };
  }

  @Mutation(() => DeactivateMemberPayload, {
    nullable: true,
    description:
      "Ends a membership, with its tokens and API keys: everywhere within a minute. What the member did stays",
  })
  @Needs("MEMBERS_WRITE")
  async deactivateMember(
    @Arg("input", () => DeactivateMemberInput, { description: "Which member" })
    input: DeactivateMemberInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<DeactivateMemberPayload> {
    const { identity, mutations, reading } = this.#deps;
    const { outcome, errors } = await mutations.run(
      context,
      info,
      input,
      readMemberId,
      identity.deactivateMember,
    );
    return {
      member: reading.answer(outcome?.memberId ?? null),
      errors,
    };
  }
}

const OLDEST_FIRST = [ascending("createdAt"), ascending("id")];

/** Which members; null where all. */
interface MemberFilter {
  readonly partnerUuid: string | null;
  readonly active: boolean | null;
}

function matches({ partnerUuid, active }: MemberFilter, column: ColumnOf): Sql {
  const given: Sql[] = [sql`true`];
  if (partnerUuid !== null) given.push(sql`${column("partnerId")} = ${partnerUuid}::uuid`);
  if (active !== null) given.push(sql`(${column("deactivatedAt")} is null) = ${active}::boolean`);
  return joinSql(given, " and ");
}

function readFilter(input: MemberFilterInput | null): MemberFilter {
  const partnerId = input?.partnerId ?? null;
  return {
    partnerUuid:
      partnerId === null ? null : uuidOf(idArgument("prt", partnerId, ["filter", "partnerId"])),
    active: input?.active ?? null,
  };
}
