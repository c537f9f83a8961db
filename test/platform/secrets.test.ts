import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openSecrets } from "../../src/platform/secrets.ts";

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), "baton-secrets-"));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

test("A folder's secrets are the same after every start, and differ from the next folder's", () => {
  const folder = path.join(dataDir, "one");

  const first = openSecrets(folder);
  const again = openSecrets(folder);
  const other = openSecrets(path.join(dataDir, "two"));

  expect(again.jwtKey).toEqual(first.jwtKey);
  expect(again.rolePasswords).toEqual(first.rolePasswords);
  expect(again.named("webhooks")).toEqual(first.named("webhooks"));
  expect(other.jwtKey).not.toEqual(first.jwtKey);
});

test("Every purpose has a secret of its own, of 32 bytes", () => {
  const secrets = openSecrets(dataDir);

  const all = [
    secrets.jwtKey.toString("base64url"),
    secrets.cursorKey.toString("base64url"),
    secrets.named("jwt").toString("base64url"),
    secrets.named("webhooks").toString("base64url"),
    ...Object.values(secrets.rolePasswords),
  ];

  expect(new Set(all).size).toBe(9);
  expect(all.map((text) => text.length)).toEqual(Array.from({ length: 9 }, () => 43));
});

test("The file is readable by its owner alone, and nothing else stays", () => {
  openSecrets(dataDir);

  expect(readdirSync(dataDir)).toEqual(["secrets.json"]);
  expect(statSync(path.join(dataDir, "secrets.json")).mode & 0o777).toBe(0o600);
});

test("A file that others may read is refused", () => {
  openSecrets(dataDir);
  chmodSync(path.join(dataDir, "secrets.json"), 0o640);

  expect(() => openSecrets(dataDir)).toThrow(/Others may read .*secrets\.json \(mode 640\)/);
});

test.each(["", "{}", '{"root":"short"}'])("A file that reads %j is never replaced", (text) => {
  writeFileSync(path.join(dataDir, "secrets.json"), text, { mode: 0o600 });

  expect(() => openSecrets(dataDir)).toThrow(/secrets\.json cannot be read\. Restore/);
});

test("Processes that start at once on a new folder agree", async () => {
  const module = path.resolve(import.meta.dirname, "../../src/platform/secrets.ts");
  const script = `
    const { openSecrets } = await import(${JSON.stringify(module)});
    process.stdin.once("end", () => {
      console.log(openSecrets(${JSON.stringify(dataDir)}).jwtKey.toString("hex"));
    }).resume();
    console.log("ready");`;
  const starters = Array.from({ length: 4 }, () => {
    const child = spawn(process.execPath, ["--input-type=module", "-e", script]);
    const starter = { child, said: "" };
    child.stdout.on("data", (part: Buffer) => (starter.said += part.toString()));
    return starter;
  });
  await Promise.all(starters.map(({ child }) => once(child.stdout, "data")));

  for (const { child } of starters) child.stdin.end();

  await Promise.all(starters.map(({ child }) => once(child, "close")));
  const expected = `ready\n${openSecrets(dataDir).jwtKey.toString("hex")}\n`;
  expect(starters.map(({ said }) => said)).toEqual(Array.from({ length: 4 }, () => expected));
});
