import { Ctx, Field, ID, ObjectType, Query, Resolver } from "type-graphql";

import type { PartnerId } from "../../kernel/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import { Authenticated, DateTimeScalar } from "../../platform/graphql/index.ts";
import type { Role, Side } from "../domain/roles.ts";
import type { Scope } from "../domain/scopes.ts";

import { RoleEnum, ScopeEnum, SideEnum } from "./identity-enums.ts";
import { viewerIn } from "./viewer-caller.ts";

@ObjectType("Viewer", {
  description: "Who is asking, and what the credential it asks with may do right now",
  simpleResolvers: true,
})
@Authenticated()
export class ViewerType {
  @Field(() => String, { description: "The member's name" })
  displayName: string;

  @Field(() => ID, { description: "The membership, mem_…; for an API key its owner's" })
  memberId: string;

  @Field(() => ID, {
    nullable: true,
    description: "The API key that speaks for the member, key_…; null where the person logged in",
  })
  apiKeyId: string | null;

  @Field(() => SideEnum, { description: "On which side" })
  side: Side;

  @Field(() => [RoleEnum], { description: "The member's roles" })
  roles: readonly Role[];

  @Field(() => [ScopeEnum], {
    description: "What may be done: by roles, narrowed by the key and by the partner's state",
  })
  scopes: readonly Scope[];

  @Field(() => DateTimeScalar, { description: "When the credential ends by itself" })
  expiresAt: Date;

  /** For the field that a module above adds. */
  partnerId: PartnerId | null;
}

@Resolver(() => ViewerType)
export class ViewerResolver {
  @Query(() => ViewerType, { nullable: true, description: "Who is asking" })
  @Authenticated()
  viewer(@Ctx() context: RequestContext): ViewerType {
    const viewer = viewerIn(context);
    return Object.assign(new ViewerType(), {
      displayName: viewer.displayName,
      memberId: viewer.memberId,
      apiKeyId: viewer.keyId,
      side: viewer.side,
      roles: viewer.roles,
      scopes: [...viewer.scopes],
      expiresAt: viewer.expiresAt,
      partnerId: viewer.partnerId,
    });
  }
}
