import type { DataSource } from "typeorm";

import { SERVING_ROLES } from "./session.ts";
import type { ServingRole } from "./session.ts";

/** All roles that log in: those that serve, and the one that owns the job library's schema. */
const LOGIN_ROLES = [...SERVING_ROLES, "queue"] as const;
export type LoginRole = ServingRole | "queue";

export type RoleSecrets = Readonly<Record<LoginRole, string>>;

/**
 * Gives the roles that the migrations made their login and password, and the job library's role
 * the right to make its schema. Needs the owner's connection.
 */
export async function giveLogins(owner: DataSource, secrets: RoleSecrets): Promise<void> {
  for (const role of LOGIN_ROLES) {
    await owner.query(`alter role app_${role} login password '${checkedSecret(secrets[role])}'`);
  }
  const database = await quotedDatabase(owner);
  await owner.query(`grant connect, create on database ${database} to app_queue`);
  for (const role of SERVING_ROLES) {
    await owner.query(`grant connect on database ${database} to app_${role}`);
  }
}

/**
 * Takes from everybody what PostgreSQL gives to everybody: temporary tables, which could stand in
 * for real ones, and the job library's functions, which only their owner needs. Runs after the job
 * library's migrations, with the owner's connection.
 */
export async function leaveNothingToPublic(owner: DataSource): Promise<void> {
  await owner.query(`revoke temporary on database ${await quotedDatabase(owner)} from public`);
  await owner.query("revoke execute on all functions in schema graphile_worker from public");
}

async function quotedDatabase(owner: DataSource): Promise<string> {
  const [row] = await owner.query<{ name: string }[]>("select current_database() as name");
  if (!row) throw new Error("the database has no name");
  return `"${row.name.replaceAll('"', '""')}"`;
}

/** The role's connection string: the owner's, with the role's name and password in it. */
export function urlOf(ownerUrl: string, role: LoginRole, secrets: RoleSecrets): string {
  const url = new URL(ownerUrl);
  url.username = `app_${role}`;
  url.password = checkedSecret(secrets[role]);
  return url.toString();
}

// ALTER ROLE takes no parameters, so a secret is held to letters and digits of our own making.
function checkedSecret(secret: string): string {
  if (!/^[A-Za-z0-9_-]{16,128}$/.test(secret)) {
    throw new Error("a role's password must be 16 to 128 letters, digits, - or _");
  }
  return secret;
}
