import { randomInt, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";

import { urlOfRunning } from "../../src/platform/postgres/index.ts";

import type { Answer } from "../support/api.ts";
import { camt } from "../support/bank-says.ts";

import { ask } from "./calls.ts";
import { buildServer, startInstance } from "./instance.ts";
import type { Instance } from "./instance.ts";
import { mustBeSound } from "./soundness.ts";
import { newFolder, removeFolder } from "./town.ts";

// The demo's credits go their whole way to the bank, and each step is cut short: the server is killed at a random
// moment after it was asked, once before it can answer and once after. Whoever asks again, with the key of before,
// finds the step done once, or does it.

const folder = newFolder();
const dataDir = path.join(folder, "data");
let instance: Instance;

beforeAll(() => buildServer(), 120_000);
afterAll(async () => {
  await instance.end("SIGTERM");
  removeFolder(folder);
}, 60_000);

const Demo = z.object({ tokens: z.record(z.string(), z.string()) });
const tokenOf = (role: string): string => {
  const demo = Demo.parse(JSON.parse(readFileSync(path.join(dataDir, "demo.json"), "utf8")));
  return demo.tokens[role] ?? "";
};

async function started(): Promise<string> {
  instance = startInstance({ DATA_DIR: dataDir });
  return instance.listening;
}

/** Asks, kills the server meanwhile, and asks again with the same key until it is answered. */
async function cutShort(
  role: string,
  verb: string,
  input: object,
  selection: string,
): Promise<Answer> {
  const key = randomUUID();
  const type = `${verb.charAt(0).toUpperCase()}${verb.slice(1)}Input!`;
  const text = `mutation ($input: ${type}, $key: String!) { ${verb}(input: $input) @idempotent(key: $key) { ${selection} errors { code message } } }`;
  const token = tokenOf(role);
  for (const within of [5, 60]) {
    const url = await started();
    const asked = ask(url, token, text, { input, key }).catch(() => null);
    await sleep(randomInt(within));
    await instance.end("SIGKILL");
    await asked;
  }
  const url = await started();
  const { text: answered } = await ask(url, token, text, { input, key });
  const { [verb]: payload } = JSON.parse(answered).data;
  expect(payload.errors, verb).toEqual([]);
  await instance.end("SIGTERM");
  return payload;
}

/** Sends a file of the bank, and stops; its id. */
async function sendStatement(bytes: string): Promise<string> {
  const url = await started();
  const text = `mutation ($input: CreateUploadInput!, $key: String!) { createUpload(input: $input) @idempotent(key: $key) { uploadId uploadUrl errors { code } } }`;
  const input = {
    ...{ purpose: "BANK_STATEMENT", fileName: "statement.xml", contentType: "application/xml" },
    byteSize: Buffer.byteLength(bytes),
  };
  const answer = await ask(url, tokenOf("FINANCE"), text, { input, key: randomUUID() });
  const { uploadId, uploadUrl } = JSON.parse(answer.text).data.createUpload;
  const { status } = await fetch(new URL(uploadUrl, url), { method: "PUT", body: bytes });
  expect(status).toBe(201);
  await instance.end("SIGTERM");
  return uploadId;
}

async function look(text: string): Promise<readonly Answer[]> {
  const url = urlOfRunning(dataDir, "baton");
  if (url === null) throw new Error("there is no database to look into");
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

test("each step to the bank is done once, whenever the server is killed in it", async () => {
  await started();
  await instance.end("SIGTERM");
  const PROPOSAL = "approvalProposal { id selectionHash creditCount state }";
  const BATCH =
    "payoutBatch { id selectionHash state total { amount } payouts(first: 9) { nodes { id state endToEndId amount { amount } } } }";

  const { approvalProposal } = await cutShort("FINANCE", "proposeApproval", { all: {} }, PROPOSAL);
  expect(approvalProposal).toMatchObject({ creditCount: 78, state: "OPEN" });
  const { id: approvalProposalId, selectionHash } = approvalProposal;
  const deciding = { approvalProposalId, selectionHash, isApproved: true };
  await cutShort("CONTROLLER", "decideApproval", deciding, PROPOSAL);
  const drafting = { currency: "EUR" };
  const { payoutBatch } = await cutShort("FINANCE", "draftPayoutBatch", drafting, BATCH);
  expect(payoutBatch).toMatchObject({ state: "DRAFT", total: { amount: "15600.00" } });
  const payoutBatchId = payoutBatch.id;
  const approving = { payoutBatchId, selectionHash: payoutBatch.selectionHash };
  await cutShort("CONTROLLER", "approvePayoutBatch", approving, BATCH);
  await cutShort("CONTROLLER", "sendPayoutBatch", { payoutBatchId }, BATCH);
  const [first, second, third, fourth] = payoutBatch.payouts.nodes;
  const today = new Date().toISOString().slice(0, 10);
  const booking = { payoutId: first.id, bookedOn: today, bankReference: "STMT 1" };
  await cutShort("FINANCE", "settlePayout", booking, "payout { state }");
  const returning = {
    ...{ payoutId: second.id, returnedOn: today, bankReference: "STMT 2", reason: "AC04 closed" },
  };
  const { payout } = await cutShort("FINANCE", "returnPayout", returning, "payout { state }");
  expect(payout).toEqual({ state: "RETURNED" });
  const said = ({ endToEndId, amount }: Answer, reference: string) => ({
    ...{ endToEndId, amount: amount.amount, bookedOn: today, reference },
  });
  const back = { ...said(fourth, "B 3"), direction: "CRDT", reason: "AC01" } as const;
  const file = camt([said(third, "B 1"), said(fourth, "B 2"), back]);
  const importing = { uploadId: await sendStatement(file) };
  const COUNTS = "bankStatement { settledCount returnedCount unmatchedCount repeatedCount }";
  const imported = await cutShort("FINANCE", "importBankStatement", importing, COUNTS);
  expect(imported["bankStatement"]).toEqual({
    ...{ settledCount: 2, returnedCount: 1, unmatchedCount: 0, repeatedCount: 0 },
  });

  await started();
  const kinds = await look(`
    select kind, count(*)::integer as n
    from journal_txn
    where kind in ('APPROVE', 'SCHEDULE', 'EXPORT', 'SETTLE', 'RETURN') and posted_at > now() - interval '1 hour'
    group by kind
    order by kind`);
  // one posting for each credit that was approved, and for each payout and program
  expect(Object.fromEntries(kinds.map(({ kind, n }) => [kind, n]))).toEqual({
    ...{ APPROVE: 78, SCHEDULE: 5, EXPORT: 5, SETTLE: 3, RETURN: 2 },
  });
  expect(
    await look("select state, count(*)::integer as n from payout group by 1 order by 1"),
  ).toEqual([
    { state: "PAID", n: 2 },
    { state: "RETURNED", n: 2 },
    { state: "SENT", n: 1 },
  ]);
  expect(
    await look("select state, count(*)::integer as n from bank_entry group by 1 order by 1"),
  ).toEqual([
    { state: "RETURNED", n: 1 },
    { state: "SETTLED", n: 2 },
  ]);
  await mustBeSound({ asOwner: async (text) => (await look(text)) as never[] }, [instance]);
}, 300_000);
