import { setTimeout as pause } from "node:timers/promises";

import type { Clock } from "../platform/clock.ts";
import type { Database } from "../platform/database/index.ts";
import type { NewId } from "../platform/ids.ts";

import { acceptInvitation } from "./accept-invitation.ts";
import { authenticate } from "./authenticate.ts";
import { createApiKey } from "./create-api-key.ts";
import { createInvitationLink } from "./create-invitation-link.ts";
import { createPasswordLink } from "./create-password-link.ts";
import { makeAddressLimit } from "./credentials/address-limit.ts";
import type { Passwords } from "./credentials/passwords.ts";
import type { Lifetimes } from "./credentials/token-pair.ts";
import type { TokenSettings } from "./credentials/tokens.ts";
import { makeTokens } from "./credentials/tokens.ts";
import { deactivateMember } from "./deactivate-member.ts";
import { inviteMember } from "./invite-member.ts";
import { login } from "./login.ts";
import { logout } from "./logout.ts";
import { refreshSession } from "./refresh-session.ts";
import { revokeApiKey } from "./revoke-api-key.ts";
import { setPassword } from "./set-password.ts";
import { stillStands } from "./still-stands.ts";
import { storeDocuments } from "./store-documents.ts";
import { makeStandings } from "./store/standings.ts";
import { makeStoredDocuments } from "./store/stored-documents.ts";

export interface IdentityOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly newId: NewId;
  /** One per process: it holds the bound on hashes at once. */
  readonly passwords: Passwords;
  readonly tokens: TokenSettings;
  readonly lifetimes: Lifetimes;
}

/** The module's verbs, wired: one of these per process, since it remembers who stands how. */
export function makeIdentity(options: IdentityOptions) {
  const { database, clock, newId, passwords, lifetimes } = options;
  const tokens = makeTokens(options.tokens);
  const standings = makeStandings(database, clock);
  const stored = makeStoredDocuments(database, clock);
  const addresses = makeAddressLimit();
  return {
    authenticate: authenticate({ tokens, standings, clock }),
    stillStands: stillStands({ database, clock }),
    login: login({ database, newId, tokens, passwords, addresses, lifetimes, pause }),
    refreshSession: refreshSession({ database, tokens, lifetimes, standings }),
    logout: logout({ database, standings }),
    createPasswordLink: createPasswordLink({ database }),
    setPassword: setPassword({ database, passwords, addresses, standings }),
    inviteMember: inviteMember({ database, newId }),
    createInvitationLink: createInvitationLink({ database }),
    acceptInvitation: acceptInvitation({ database, newId, passwords, addresses }),
    deactivateMember: deactivateMember({ database, standings }),
    createApiKey: createApiKey({ database, newId }),
    revokeApiKey: revokeApiKey({ database, standings }),
    storeDocuments: storeDocuments({ database, stored }),
    findDocument: stored.find,
  };
}

export type Identity = ReturnType<typeof makeIdentity>;
