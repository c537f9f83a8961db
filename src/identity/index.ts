/**
 * Who is asking: logins, memberships, sessions, invitations and API keys; and what they may do:
 * scopes and the roles that bundle them. A login is one person, its memberships may be many, and
 * every token or key is for one membership. It never says which e-mail addresses it knows.
 */
export { newApiKey } from "./credentials/api-key.ts";
export { makePasswords } from "./credentials/passwords.ts";
export type { Passwords } from "./credentials/passwords.ts";
export { hashOfSecret } from "./credentials/secret.ts";
export type { Lifetimes } from "./credentials/token-pair.ts";
export type { TokenSettings } from "./credentials/tokens.ts";
export { ALL_ROLES, isRole, ROLES, scopesOf } from "./domain/roles.ts";
export type { Role, Side } from "./domain/roles.ts";
export { SCOPES } from "./domain/scopes.ts";
export type { Scope } from "./domain/scopes.ts";
export type { Viewer } from "./domain/viewer.ts";
export { ApiKeyResolver } from "./graphql/api-key.resolver.ts";
export { AuditEntryType } from "./graphql/audit-entry.type.ts";
export { AuditResolver } from "./graphql/audit.resolver.ts";
export { IdentityMutations } from "./graphql/identity-mutations.ts";
export { apiKeyReads, auditReads, memberReads } from "./graphql/identity.reads.ts";
export { MemberResolver } from "./graphql/member.resolver.ts";
export { PartnerMemberType } from "./graphql/member.type.ts";
export { Needs, NeedsOneOf } from "./graphql/needs.ts";
export { SessionResolver } from "./graphql/session.resolver.ts";
export { toCaller } from "./graphql/viewer-caller.ts";
export { StoredDocumentResolver } from "./graphql/stored-document.resolver.ts";
export { ViewerResolver, ViewerType } from "./graphql/viewer.resolver.ts";
export { makeIdentity } from "./identity.ts";
export type { Identity, IdentityOptions } from "./identity.ts";
export { inviteAdmin } from "./invite-admin.ts";
export type { AdminInvited } from "./invite-admin.ts";
export { isSamePerson } from "./store/same-person.ts";
export { principalOf } from "./still-stands.ts";
export type { Principal, StillStanding } from "./still-stands.ts";
export type { AnonymousCall } from "./viewer.ts";
