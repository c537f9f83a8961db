import type { Caller } from "../../platform/graphql/index.ts";

/** Who may know that there is a person, and not who it is. */
export const isMasked = (caller: Caller): boolean => !caller.scopes.has("CONTACTS_READ");

export const masked = (text: string): string => `${[...text][0] ?? ""}***`;

export const maskedEmail = (email: string): string =>
  `${masked(email)}@${masked(email.slice(email.lastIndexOf("@") + 1))}`;
