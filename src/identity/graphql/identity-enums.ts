import { describedEnum } from "../../platform/graphql/index.ts";
import { KEY_DOCUMENTS } from "../domain/key-documents.ts";
import { ROLES } from "../domain/roles.ts";
import { SCOPES } from "../domain/scopes.ts";

export const RoleEnum = describedEnum(
  "Role",
  "A named set of scopes that a member holds; nobody holds roles of both sides",
  meaningsOf(ROLES),
);

/** The one type of this name: the directive @requiresScopes takes it from the schema. */
export const ScopeEnum = describedEnum(
  "Scope",
  "Rights of users (by role) and API keys",
  meaningsOf(SCOPES),
);

export const ApiKeyDocumentsEnum = describedEnum(
  "ApiKeyDocuments",
  "Which documents an API key may run",
  KEY_DOCUMENTS,
);

export const SideEnum = describedEnum("Side", "On which side of the business somebody stands", {
  PARTNER: "At a partner; sees that partner's own things alone.",
  VENDOR: "On the vendor's staff.",
});

export const ActorKindEnum = describedEnum("ActorKind", "What kind of caller acted", {
  MEMBER: "A member who had logged in.",
  API_KEY: "A program with a member's API key.",
  SYSTEM: "The server itself.",
  ANONYMOUS: "Somebody without a token.",
});

export const AuditOutcomeEnum = describedEnum("AuditOutcome", "What became of a mutation", {
  DONE: "It was done.",
  REFUSED: "The business said no; the code says why. Nothing was changed.",
  DENIED: "The caller lacked a scope; nothing was tried.",
});

function meaningsOf(
  facts: Readonly<Record<string, { readonly meaning: string }>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(facts).map(([name, { meaning }]) => [name, meaning]));
}
