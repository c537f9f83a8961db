import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";

import type pg from "pg";

import { AnchorKey, ChainCheck, isSigned, readAnchorLine } from "../../ledger/index.ts";
import type { SignedAnchor } from "../../ledger/index.ts";
import type { Environment } from "../../platform/config.ts";
import { openSecrets } from "../../platform/secrets.ts";
import { UnknownArgument } from "../invariants/run-check.ts";

import { withBooks } from "./checked-session.ts";
import { readLinks } from "./read-links.ts";

const EXIT = { sound: 0, faulty: 1 } as const;

const HELP = `npm run verify-chain -- [--anchors <file>]… [--public-key <hex>]

Computes the hash of every sealed posting anew, from its rows, and holds the chain against anchors that
were kept elsewhere: a chain that somebody wrote anew as a whole is sound in itself, and has other hashes.
Writes nothing, and asks the database for rows alone.

  --anchors <file>    lines of anchors, as they were mailed, stored, or listed by chainAnchors; the
                      database's own where none is given, which show nothing to whoever can change those too
  --public-key <hex>  the key by which they must be signed; that of DATA_DIR where it is left out

Ends with ${EXIT.sound} where the chain is the one that was anchored, ${EXIT.faulty} where it is not, 2 where it could not be told.`;

/** Verifies the chain of the database that the environment names, and prints what it found. */
export async function verifyChain(
  args: readonly string[],
  environment: Environment,
  print: (text: string) => void,
): Promise<number> {
  const { anchors: files, "public-key": key, help } = readArguments(args);
  if (help === true) {
    print(HELP);
    return EXIT.sound;
  }
  const given = files?.flatMap(readAnchors) ?? null;
  return withBooks(environment, "jobs", async ({ session, dataDir }) => {
    await session.query("begin isolation level repeatable read read only");
    const anchors = given ?? (await ownAnchors(session));
    const publicKey = key ?? publicKeyOf(dataDir);
    const unsigned = anchors.flatMap((anchor) => signatureFault(anchor, publicKey));
    const check = new ChainCheck(anchors);
    for await (const link of readLinks(session, sha256)) check.add(link);
    const { links, faults } = check.end();
    const all = [...unsigned, ...faults];
    for (const fault of all) print(`FAULT  ${fault}`);
    const held = `${links} postings, held against ${anchors.length} anchors${given === null ? " of the database itself" : ""}.`;
    print(all.length === 0 ? `${held} The chain is whole.` : `${held} Faults: ${all.length}.`);
    return all.length === 0 ? EXIT.sound : EXIT.faulty;
  });
}

function readArguments(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        anchors: { type: "string", multiple: true },
        "public-key": { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    }).values;
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new UnknownArgument(`${words}\nnpm run verify-chain -- --help says more.`, {
      cause: error,
    });
  }
}

const sha256 = (text: string): string => createHash("sha256").update(text, "utf8").digest("hex");

const publicKeyOf = (dataDir: string): string =>
  new AnchorKey(openSecrets(dataDir).named("anchors")).publicKey.toString("hex");

/** The anchors of a file, a line each; a line that is none is not passed over. */
function readAnchors(file: string): readonly SignedAnchor[] {
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.flatMap((line, index) => {
    if (line.trim() === "") return [];
    const anchor = readAnchorLine(line);
    if (anchor === null) throw new UnknownArgument(`${file}: line ${index + 1} is no anchor.`);
    return [anchor];
  });
}

function signatureFault(anchor: SignedAnchor, publicKey: string): readonly string[] {
  const which = `anchor of entity ${anchor.entityId}, seq ${anchor.seq}`;
  if (anchor.publicKey !== publicKey.toLowerCase()) return [`${which}: signed by another key`];
  return isSigned(anchor) ? [] : [`${which}: its signature is not of what it says`];
}

async function ownAnchors(session: pg.Client): Promise<readonly SignedAnchor[]> {
  const { rows } = await session.query<Omit<SignedAnchor, "seq"> & { seq: string }>(`
    select entity_id as "entityId", seq::text as seq, encode(hash, 'hex') as hash,
      to_char(anchored_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at,
      encode(signature, 'hex') as signature, encode(public_key, 'hex') as "publicKey"
    from chain_anchor
    order by entity_id, seq`);
  return rows.map((row) => ({ ...row, seq: BigInt(row.seq) }));
}
