import { createHash, hkdfSync, randomBytes } from "node:crypto";
import {
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { z } from "zod";

import { Vault } from "./vault.ts";
import type { LaterKey } from "./vault.ts";

/** A login role of the database that serves. */
export type ServingRole = "partner" | "vendor" | "jobs" | "auth" | "queue";

/** The secrets of one data folder, the same after every start. Do not log them. */
export interface Secrets {
  /** Signs tokens (HMAC). */
  readonly jwtKey: Buffer;
  /** Signs the cursors of lists. */
  readonly cursorKey: Buffer;
  readonly rolePasswords: Readonly<Record<ServingRole, string>>;
  /** 32 bytes for any other purpose; different names give unrelated secrets. */
  named(name: string): Buffer;
  /** What keeps numbers of a kind: with the first key, and those that came later. */
  readonly vault: (name: string) => Vault;
}

const secret = z.base64url().length(43);
const SecretsFile = z.object({
  root: secret,
  /** What numbers are sealed by, in the place of the root and of each other: the latest one last. */
  sealing: z.array(z.union([secret, z.strictObject({ id: z.string(), secret })])).optional(),
});

/**
 * Opens the folder's secrets, which are made at first use. One random root is kept, in
 * `secrets.json` with mode 0600; all others are derived from it (HKDF-SHA-256, RFC 5869), so the
 * file is written once and a new purpose needs no new file. Instances of one database need copies
 * of the same file.
 * @throws when the file is damaged, or others may read it.
 */
export function openSecrets(dataDir: string): Secrets {
  const file = path.join(dataDir, "secrets.json");
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  if (!statSync(file, { throwIfNoEntry: false })) makeOnce(file);
  const { root, sealing } = readSecrets(file);
  const named = (name: string): Buffer =>
    Buffer.from(hkdfSync("sha256", root, "", `baton ${name}`, 32));
  const password = (role: ServingRole): string => named(`password ${role}`).toString("base64url");
  return {
    jwtKey: named("jwt"),
    cursorKey: named("cursor"),
    rolePasswords: {
      partner: password("partner"),
      vendor: password("vendor"),
      jobs: password("jobs"),
      auth: password("auth"),
      queue: password("queue"),
    },
    named: (name) => named(`named ${name}`),
    vault: (name) =>
      new Vault(
        named(`named ${name}`),
        sealing.map(({ id, secret: bytes }) => ({
          id,
          secret: Buffer.from(hkdfSync("sha256", bytes, "", `baton named ${name}`, 32)),
        })),
      ),
  };
}

/**
 * Adds a key by which numbers are sealed from the next start on; its name, which no other key has. What the others sealed they open. Instances of one
 * database need copies of the file before one of them starts with it.
 */
export function addSealingKey(dataDir: string): string {
  const file = path.join(dataDir, "secrets.json");
  const { root, sealing } = readSecrets(file);
  const added = randomBytes(32);
  const id = fingerprint(added);
  const all = [...sealing, { id, secret: added }].map((each) => ({
    id: each.id,
    secret: each.secret.toString("base64url"),
  }));
  const draft = `${file}.${randomBytes(8).toString("hex")}`;
  const text = JSON.stringify({ root: root.toString("base64url"), sealing: all });
  writeFileSync(draft, `${text}\n`, { mode: 0o600, flush: true });
  renameSync(draft, file);
  return id;
}

/** Sixteen letters by which two keys that were made apart are told apart; they tell nothing of the key. */
const fingerprint = (key: Buffer): string =>
  createHash("sha256").update("baton sealing key ").update(key).digest("hex").slice(0, 16);

/** Linking a finished file is atomic; of two that start at once, both then read the first's. */
function makeOnce(file: string): void {
  const draft = `${file}.${randomBytes(8).toString("hex")}`;
  const root = randomBytes(32).toString("base64url");
  writeFileSync(draft, `${JSON.stringify({ root })}\n`, { mode: 0o600, flush: true });
  try {
    linkSync(draft, file);
  } catch (error) {
    if (!statSync(file, { throwIfNoEntry: false })) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function readSecrets(file: string): {
  readonly root: Buffer;
  readonly sealing: readonly LaterKey[];
} {
  const mode = statSync(file).mode & 0o777;
  if (process.platform !== "win32" && (mode & 0o077) !== 0) {
    throw new Error(`Others may read ${file} (mode ${mode.toString(8)}). Run: chmod 600 ${file}`);
  }
  const parsed = SecretsFile.safeParse(parseJson(readFileSync(file, "utf8")));
  if (parsed.success) {
    const { root, sealing = [] } = parsed.data;
    const bytes = (text: string): Buffer => Buffer.from(text, "base64url");
    return {
      root: bytes(root),
      // before keys had names of their own they were called by their places
      sealing: sealing.map((each, index) =>
        typeof each === "string"
          ? { id: String(index + 2), secret: bytes(each) }
          : { id: each.id, secret: bytes(each.secret) },
      ),
    };
  }
  throw new Error(
    `The secrets in ${file} cannot be read. Restore the file from a backup; without it every ` +
      `token ends, and the database's roles need new passwords.`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
