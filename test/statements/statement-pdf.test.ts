import { createHash } from "node:crypto";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { statementPdfDownload } from "../../src/app/statement-download.ts";
import type { StatementId } from "../../src/kernel/index.ts";
import { uuidOf } from "../../src/kernel/index.ts";
import { compareBooks, DEFAULT_ENTITY_ID, sealJournals } from "../../src/ledger/index.ts";
import { sql } from "../../src/platform/database/index.ts";
import type { Caller, RequestContext } from "../../src/platform/graphql/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { statementPdfs, writeStatements } from "../../src/statements/index.ts";
import { openApprovalDesk } from "../approval/approval-desk.ts";
import type { ApprovalDesk } from "../approval/approval-desk.ts";
import { bounty } from "../incentives/incentive-desk.ts";

import { readPdf } from "./drawn-statements.ts";

const AT = "2026-03-03T10:00:00.000Z";

let desk: ApprovalDesk;
let alphas: StatementId;
let betas: StatementId;
let periodId: string;
beforeAll(async () => {
  desk = await openApprovalDesk();
  const { database } = desk.world;
  const period = newId("prd");
  periodId = period;
  await desk.world.asOwner(
    "insert into accounting_period (id, entity_id, starts_on) values ($1, $2, '2026-02-01')",
    [uuidOf(period), DEFAULT_ENTITY_ID],
  );
  const programId = await desk.paying([bounty("SQL", "200.00")]);
  desk.at("2026-02-10T10:00:00.000Z");
  await desk.sql(desk.alpha, programId);
  await desk.sql(desk.beta, programId);
  desk.at(AT);
  await sealJournals(database, "test");
  await compareBooks({ database, clock: () => new Date(AT) })("test");
  await step(desk.finance, "softClosePeriod");
  await step(desk.controller, "hardClosePeriod");
  await step(desk.finance, "issueStatements");
  await writeStatements({ database, clock: () => new Date(AT), newId }, "test");
  alphas = await ownOf(desk.alpha);
  betas = await ownOf(desk.beta);
});
afterAll(() => desk.world.close());

async function step(by: Caller, verb: string): Promise<void> {
  const input = { accountingPeriodId: periodId };
  const { errors } = await desk.run(by, verb, input, "accountingPeriod { id }");
  expect(errors).toEqual([]);
}

async function ownOf(by: Caller): Promise<StatementId> {
  const { statements } = await desk.query(by, "{ statements(first: 5) { nodes { id } } }");
  return statements.nodes[0].id;
}

/** As another process would fetch it. */
async function fetched(by: Caller, id: StatementId): Promise<Buffer | null> {
  const open = statementPdfs({ database: desk.world.database, clock: () => new Date(AT) });
  const file = await open(by.session, id);
  if (file === null) return null;
  if (!("content" in file)) throw new Error("it has too many lines");
  return file.content;
}

/** As Alpha would fetch it by HTTP. */
const downloaded = (parameters: object) =>
  statementPdfDownload(desk.world.database, () => new Date(AT)).open(
    { caller: desk.alpha } as RequestContext,
    { ...parameters },
    new AbortController().signal,
  );

const kept = () =>
  desk.world.asOwner<{ partner: string; sha256: string }>(
    `select partner.name as partner, encode(pdf.sha256, 'hex') as sha256
     from statement_pdf as pdf join partner on partner.id = pdf.partner_id order by partner.name`,
  );

describe("A statement's PDF", () => {
  test("is there for whose it is and for finance: to another partner there is none, and none is drawn", async () => {
    expect(await fetched(desk.beta, alphas)).toBeNull();
    expect(await fetched(desk.alpha, newId("stm"))).toBeNull();
    expect(await kept()).toEqual([]);
  });

  test("is refused where it would have more lines than are drawn, with a word on the CSV", async () => {
    const trigger = (how: string) =>
      `alter table partner_statement ${how} trigger partner_statement_append_only`;
    const lines = async (count: number) =>
      desk.world.asOwner(
        `${trigger("disable")}; update partner_statement set line_count = ${count}; ${trigger("enable always")}`,
      );
    await lines(5_001);
    await expect(downloaded({ statementId: alphas })).rejects.toThrow(
      "The statement has 5001 lines, and 5000 are drawn at most: fetch /exports/statement.csv",
    );
    await lines(1);
    expect(await kept()).toEqual([]);
  });

  test("is asked for by its id and nothing else", async () => {
    const known = "Parameters of this file, each at most once: statementId";
    const refused = async (parameters: object, message: string) =>
      expect(downloaded(parameters)).rejects.toThrow(message);
    await refused({}, `statementId is given once. ${known}`);
    await refused({ statementId: [alphas, alphas] }, "statementId is given once");
    await refused({ statementId: "crd_1" }, "statementId is wrong");
    await refused({ statementId: alphas, profile: "excel" }, `"profile" is unknown. ${known}`);
    await refused(
      { statementId: betas },
      "There is no such statement among those that you may read",
    );
    expect(await kept()).toEqual([]);
  });

  test("is drawn once, whoever asks for it at the same time, and says what the statement says", async () => {
    const [first, ...others] = await Promise.all(
      [desk.alpha, desk.finance, desk.alpha, desk.finance].map((by) => fetched(by, alphas)),
    );

    if (!first) throw new Error("there is none");
    expect(others.map((each) => each?.equals(first))).toEqual([true, true, true]);
    const [own, ...more] = await kept();
    expect(more).toEqual([]);
    expect(own?.sha256).toBe(createHash("sha256").update(first).digest("hex"));
    const { headers } = await downloaded({ statementId: alphas });
    const digest = createHash("sha256").update(first).digest("base64");
    expect(headers).toEqual({ "repr-digest": `sha-256=:${digest}:` });
    const { pages } = await readPdf(first);
    expect(pages).toHaveLength(1);
    const words = pages[0]?.join(" ") ?? "";
    expect(words).toContain("Opening balance on 2026-02-01 0.00 0.00 0.00 0.00 0.00 0.00");
    expect(words).toContain("200.00 0.00 0.00 0.00 0.00 200.00 200.00");
    expect(words).toContain("Closing balance on 2026-02-28 200.00 0.00 0.00 0.00 0.00 200.00");
  });

  test("stays as it was drawn, and says what its partner was called, whatever becomes of names", async () => {
    const before = await fetched(desk.alpha, alphas);
    await desk.world.asOwner("update partner set name = name || ' renamed', country = 'XX'");
    await desk.world.asOwner("update incentive_program set name = name || ' renamed'");
    const after = await fetched(desk.finance, alphas);
    expect(before && after?.equals(before)).toBe(true);
    const { pages } = await readPdf((await fetched(desk.beta, betas)) ?? Buffer.of());
    expect(pages[0]?.slice(0, 4)).toEqual(["Default entity", "To", "Beta", "Statement 1"]);
    expect(pages[0]?.join(" ")).not.toMatch(/renamed|XX/);
  });

  test("is changed by nobody, and is kept with the digest of what it is", async () => {
    const refused = async (text: string, constraint: string) =>
      expect(desk.world.asOwner(text)).rejects.toMatchObject({ constraint });
    await refused("update statement_pdf set drawn_at = now()", "statement_pdf_append_only");
    await refused("delete from statement_pdf", "statement_pdf_append_only");
    const another = (sha256: string, partner: string) => `
      alter table statement_pdf drop constraint statement_pdf_pkey;
      insert into statement_pdf (statement_id, partner_id, content, sha256, drawn_at)
      select statement_id, ${partner}, 'another', ${sha256}, drawn_at from statement_pdf limit 1`;
    await refused(another("sha256", "partner_id"), "statement_pdf_sha256");
    await refused(
      another("sha256('another')", "gen_random_uuid()"),
      "statement_pdf_statement_fkey",
    );
    const { database } = desk.world;
    for (const by of [desk.alpha, desk.finance])
      await expect(
        database.transaction(by.session, async (tx) => {
          tx.queue(sql`insert into statement_pdf select * from statement_pdf`);
          return null;
        }),
      ).rejects.toThrow("permission denied");
  });

  test("goes to nobody once it is another than was drawn", async () => {
    await desk.world.asOwner(
      `alter table statement_pdf disable trigger statement_pdf_append_only;
       alter table statement_pdf drop constraint statement_pdf_sha256;
       update statement_pdf set content = content || '\\x20'::bytea`,
    );
    await expect(fetched(desk.alpha, alphas)).rejects.toThrow("is not what was drawn");
  });
});
