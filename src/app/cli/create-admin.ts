import "reflect-metadata";

import { randomUUID } from "node:crypto";
import { parseArgs } from "node:util";

import { inviteAdmin } from "../../identity/index.ts";
import type { AdminInvited } from "../../identity/index.ts";
import { isRefusal } from "../../kernel/index.ts";
import { systemClock } from "../../platform/clock.ts";
import { readConfig } from "../../platform/config.ts";
import type { Config } from "../../platform/config.ts";
import { newId } from "../../platform/ids.ts";
import { createLogger } from "../../platform/logger.ts";
import { openSecrets } from "../../platform/secrets.ts";
import { openDatabase } from "../open-database.ts";

/**
 * Invites an administrator to an installation where nobody can log in yet: prints the link's token
 * once. The same environment as the server's says which database is meant; an embedded one belongs
 * to one process at a time, so the server is stopped meanwhile.
 */
async function createAdmin(): Promise<void> {
  const { email, name } = parseArgs({
    options: { email: { type: "string" }, name: { type: "string" } },
  }).values;
  if (email === undefined || name === undefined) {
    throw new Error(
      'Say who: npm run create-admin -- --email ada@example.com --name "Ada Example"',
    );
  }
  const config = readConfig(process.env);
  const secrets = openSecrets(config.dataDir);
  const opened = await openDatabase(config, secrets, createLogger("error"));
  try {
    const invited = await inviteAdmin({ database: opened.database, newId })({
      command: { email, displayName: name },
      at: systemClock(),
      requestId: `create-admin-${randomUUID()}`,
    });
    if (isRefusal(invited)) throw new Error(invited.message);
    console.log(wordsFor(invited, config));
  } finally {
    await opened.close();
  }
}

function wordsFor(invited: AdminInvited, config: Config): string {
  const url = config.publicUrl ?? `http://${config.host}:${config.port}`;
  const body = JSON.stringify({
    query:
      "mutation ($input: AcceptInvitationInput!) { acceptInvitation(input: $input) { memberId errors { code message } } }",
    variables: { input: { token: invited.token, password: "…" } },
  });
  return `${invited.email} is invited as ADMIN. The token is shown this once and ends at ${invited.expiresAt.toISOString()}:

  ${invited.token}

Whoever has it chooses the password (12 characters or more) and can then log in:

  curl ${url}/graphql -H 'content-type: application/json' -d '${body}'`;
}

try {
  await createAdmin();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
