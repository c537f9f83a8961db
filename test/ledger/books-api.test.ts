import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { idOf, uuidOf } from "../../src/kernel/index.ts";
import { reverseJournal, sealJournals } from "../../src/ledger/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { openApi } from "../support/api.ts";
import type { Answer, Api } from "../support/api.ts";
import { partnerCaller, vendorCaller } from "../support/people.ts";

import { connect, earned, openBooks, post, PROGRAM, vendor } from "./books.ts";
import type { Books } from "./books.ts";

let books: Books;
let api: Api;
const controller = vendorCaller();
const first = { awardId: newId("awd"), creditId: newId("crd") };

beforeAll(async () => {
  books = await openBooks();
  api = await openApi(books);
  const { anna, bruno } = books;
  const posting = earned(books, { partner: anna, minor: 20_000n, ...first });
  await post(books, posting);
  await post(books, earned(books, { partner: bruno, minor: 7_000n, currency: "JPY" }));
  await post(books, earned(books, { partner: bruno, minor: 333n }));
  await books.database.transaction(vendor, async (tx) => {
    const { id: reverses, entityId, effectiveOn, source } = posting;
    const id = newId("jrn");
    reverseJournal(tx, { id, reverses, entityId, key: "r", effectiveOn, source, memo: "Twice" });
    return null;
  });
  await sealJournals(books.database, "test");
});
afterAll(() => books.close());

async function ask(document: string, caller = controller): Promise<Answer> {
  const { data, errors } = await api.run(caller, document);
  if (errors) throw errors[0] ?? new Error("it failed");
  return data;
}

const BALANCE = `atSeq hash rows { accountId role partnerId incentiveProgramId debit { amount } credit { amount } balance { amount currency } }
  totals { currency debit { amount } credit { amount } balance { amount } }`;

describe("the trial balance", () => {
  const told = async (input = "{}"): Promise<Answer> =>
    (await ask(`{ trialBalance(input: ${input}) { ${BALANCE} } }`)).trialBalance;
  const lines = ({ rows }: Answer): readonly string[] =>
    rows.map(
      ({ role, partnerId, debit, credit, balance }: Answer) =>
        `${role} ${partnerId === null ? "-" : partnerId === books.anna ? "Anna" : "Bruno"} ${debit.amount} ${credit.amount} ${balance.amount} ${balance.currency}`,
    );

  test("has each account with its debits and credits, and comes to nothing in each currency", async () => {
    const balance = await told();

    expect(lines(balance).toSorted()).toEqual([
      "ACCRUED Anna 200.00 200.00 0.00 EUR",
      "ACCRUED Bruno 0 7000 -7000 JPY",
      "ACCRUED Bruno 0.00 3.33 -3.33 EUR",
      "EXPENSE - 203.33 200.00 3.33 EUR",
      "EXPENSE - 7000 0 7000 JPY",
    ]);
    expect(balance.totals).toEqual([
      {
        ...{ currency: "EUR", debit: { amount: "403.33" }, credit: { amount: "403.33" } },
        balance: { amount: "0.00" },
      },
      {
        ...{ currency: "JPY", debit: { amount: "7000" }, credit: { amount: "7000" } },
        balance: { amount: "0" },
      },
    ]);
    const [head] = await books.asOwner("select encode(hash, 'hex') as hash from chain_head");
    expect([balance.atSeq, balance.hash]).toEqual(["4", head?.["hash"]]);
    expect(balance.rows[0].incentiveProgramId).toBe(PROGRAM);
  });

  test("at a number of the chain is the same to the byte, whatever is posted, reversed and sealed later", async () => {
    const before = [];
    for (const seq of ["1", "2", "4"])
      before.push(JSON.stringify(await told(`{ atSeq: "${seq}" }`)));

    for (const minor of [1n, 20_000n, 10n ** 12n])
      await post(books, earned(books, { partner: books.anna, minor, currency: "EUR" }));
    const unsealed = JSON.stringify(await told());
    await sealJournals(books.database, "test");
    const after = [];
    for (const seq of ["1", "2", "4"])
      after.push(JSON.stringify(await told(`{ atSeq: "${seq}" }`)));

    expect(after).toEqual(before);
    expect(unsealed, "what is not sealed is not in it").toBe(before[2]);
    expect((await told()).atSeq).toBe("7");
    expect(lines(JSON.parse(before[0] ?? "{}"))).toEqual([
      "ACCRUED Anna 0.00 200.00 -200.00 EUR",
      "EXPENSE - 200.00 0.00 200.00 EUR",
    ]);
  });

  test("can be of days, of a partner and of a program", async () => {
    const yesterday = new Date(Date.parse(books.today) - 86_400_000).toISOString().slice(0, 10);
    expect((await told(`{ accountingTo: "${yesterday}" }`)).rows).toEqual([]);
    expect((await told(`{ atSeq: "4", effectiveTo: "${books.today}" }`)).rows).toHaveLength(5);
    expect(lines(await told(`{ atSeq: "4", partnerId: "${books.bruno}" }`)).toSorted()).toEqual([
      "ACCRUED Bruno 0 7000 -7000 JPY",
      "ACCRUED Bruno 0.00 3.33 -3.33 EUR",
    ]);
    expect((await told(`{ incentiveProgramId: "${newId("inc")}" }`)).rows).toEqual([]);
    expect(await told('{ atSeq: "0" }')).toEqual({ atSeq: "0", hash: null, rows: [], totals: [] });
  });

  test("is refused for a number that is none, or that no posting has yet", async () => {
    await expect(told('{ atSeq: "1.5" }')).rejects.toThrow("is no number of the chain");
    await expect(told('{ atSeq: "1000" }')).rejects.toThrow("no posting has the number 1000 yet");
  });

  test("is one statement", async () => {
    const { statements } = books.database.traffic;
    await told();
    expect(books.database.traffic.statements - statements).toBe(1);
  });
});

describe("postings", () => {
  const told = async (filter: string, args = "first: 50"): Promise<Answer> =>
    (
      await ask(
        `{ journalTransactions(filter: ${filter}, ${args}) {
          nodes { id seq hash kind effectiveOn accountingOn sourceId memo reverses { seq } reversedBy { seq }
            entries { lineNo amount { amount currency } creditId account { id role partner { name } incentiveProgramId } } }
          pageInfo { endCursor hasNextPage } } }`,
      )
    ).journalTransactions;
  const seqs = async (filter: string): Promise<readonly string[]> =>
    (await told(filter)).nodes.map(({ seq }: Answer) => seq);

  test("are shown with their lines, what they reverse, and their place in the chain", async () => {
    const { nodes } = await told(`{ untilSeq: "4" }`);
    const [reversal, , , original] = nodes;
    const hashes = await books.asOwner<{ hash: string }>(
      "select encode(hash, 'hex') as hash from journal_seal where seq <= 4 order by seq desc",
    );

    expect(nodes.map(({ seq, kind }: Answer) => `${seq} ${kind}`)).toEqual([
      ...["4 REVERSE", "3 ACCRUE", "2 ACCRUE", "1 ACCRUE"],
    ]);
    expect(nodes.map(({ hash }: Answer) => hash)).toEqual(hashes.map(({ hash }) => hash));
    expect(original).toMatchObject({
      ...{ effectiveOn: books.today, accountingOn: books.today, sourceId: first.awardId },
      ...{ memo: null, reverses: null, reversedBy: { seq: "4" } },
    });
    expect(reversal).toMatchObject({ memo: "Twice", reverses: { seq: "1" }, reversedBy: null });
    expect(original.entries).toEqual([
      {
        ...{ lineNo: 1, amount: { amount: "200.00", currency: "EUR" }, creditId: first.creditId },
        account: expect.objectContaining({ role: "EXPENSE", partner: null }),
      },
      {
        ...{ lineNo: 2, amount: { amount: "-200.00", currency: "EUR" }, creditId: first.creditId },
        account: {
          id: expect.stringMatching(/^led_/),
          ...{ role: "ACCRUED", partner: { name: "Anna AG" }, incentiveProgramId: PROGRAM },
        },
      },
    ]);
  });

  test("are found by account, partner, program, credit, source, kind, period and days", async () => {
    const account = (await told('{ untilSeq: "1" }')).nodes[0].entries[1].account.id;
    const until = 'untilSeq: "4"';
    const month = books.today.slice(0, 7);
    const next = new Date(Date.parse(books.today) + 86_400_000).toISOString().slice(0, 10);
    expect(await seqs(`{ ${until}, accountId: "${account}" }`)).toEqual(["4", "1"]);
    expect(await seqs(`{ ${until}, partnerId: "${books.bruno}" }`)).toEqual(["3", "2"]);
    expect(await seqs(`{ ${until}, incentiveProgramId: "${PROGRAM}" }`)).toHaveLength(4);
    expect(await seqs(`{ ${until}, incentiveProgramId: "${newId("inc")}" }`)).toEqual([]);
    expect(await seqs(`{ creditId: "${first.creditId}" }`)).toEqual(["4", "1"]);
    expect(await seqs(`{ sourceId: "${first.awardId}" }`)).toEqual(["4", "1"]);
    expect(await seqs(`{ ${until}, kind: REVERSE }`)).toEqual(["4"]);
    expect(await seqs(`{ ${until}, period: "${month}" }`)).toHaveLength(4);
    expect(await seqs(`{ ${until}, period: "1999-12" }`)).toEqual([]);
    const days = (from: string, to: string) =>
      ["effective", "accounting"].map((of) => `${of}From: "${from}", ${of}To: "${to}"`).join(", ");
    expect(await seqs(`{ ${until}, ${days(books.today, books.today)} }`)).toHaveLength(4);
    expect(await seqs(`{ ${until}, ${days(next, next)} }`)).toEqual([]);
    await expect(told('{ period: "2026-13" }')).rejects.toThrow("filter.period is no month");
    await expect(told('{ sourceId: "wrong" }')).rejects.toThrow("awd_");
  });

  test("come by pages of a statement each, which together are all of them once", async () => {
    const filter = '{ untilSeq: "4" }';
    const { statements } = books.database.traffic;
    const one = await told(filter, "first: 3");
    const two = await told(filter, `first: 3, after: "${one.pageInfo.endCursor}"`);

    expect(books.database.traffic.statements - statements).toBe(2);
    const all = [...one.nodes, ...two.nodes].map(({ seq }: Answer) => seq);
    expect(all).toEqual(["4", "3", "2", "1"]);
    expect([one.pageInfo.hasNextPage, two.pageInfo.hasNextPage]).toEqual([true, false]);
  });

  test("are shown by their id as well, once they are sealed", async () => {
    const posting = earned(books, { partner: books.anna, minor: 5n });
    await post(books, posting);
    const node = () => ask(`{ node(id: "${posting.id}") { ... on JournalTransaction { kind } } }`);

    const waiting = await node();
    await sealJournals(books.database, "test");

    expect([waiting.node, (await node()).node]).toEqual([null, { kind: "ACCRUE" }]);
  });
});

test("no partner reads any of the books, nor does who of the vendor lacks LEDGER_READ", async () => {
  const [sealed] = await books.asOwner<{ id: string }>(
    "select txn_id as id from journal_seal where seq = 1",
  );
  const documents = [
    "{ trialBalance { atSeq } }",
    "{ journalTransactions(first: 1) { nodes { id } } }",
    "{ chainAnchors(first: 1) { nodes { id } } }",
    `{ node(id: "${idOf("jrn", sealed?.id ?? "")}") { id } }`,
  ];
  for (const caller of [partnerCaller(books.anna), vendorCaller(["LEDGER_READ"])])
    for (const document of documents) {
      const { data, errors } = await api.run(caller, document);
      expect([Object.values(data ?? {}), errors?.[0]?.extensions["code"]]).toEqual([
        ...[[null], "FORBIDDEN"],
      ]);
    }
  await using partner = await connect(books.urls.partner);
  await partner.query(
    `set app.partner_id = '${uuidOf(books.anna)}'; set app.actor_id = '${vendor.actorId}'`,
  );
  for (const table of ["journal_txn", "journal_seal", "chain_anchor", "balance_comparison"])
    await expect(partner.query(`select from ${table}`)).rejects.toThrow("permission denied");
});
