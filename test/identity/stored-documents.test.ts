import { createHash, randomUUID } from "node:crypto";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { uuidOf } from "../../src/kernel/index.ts";
import { authSession, sql } from "../../src/platform/database/index.ts";
import type { Session } from "../../src/platform/database/index.ts";
import { plantMember } from "../support/cast.ts";
import type { CastMember } from "../support/cast.ts";
import { mutate } from "../support/mutate.ts";
import { addPartner } from "../support/people.ts";
import { openServedWorld } from "../support/served-world.ts";
import type { Answer, ServedWorld } from "../support/served-world.ts";

let world: ServedWorld;
let alpha: CastMember;
let beta: CastMember;
let vendor: CastMember;

beforeAll(async () => {
  world = await openServedWorld();
  alpha = await plantMember(world, ["PARTNER_ADMIN"], await addPartner(world, "Alpha"));
  beta = await plantMember(world, ["PARTNER_ADMIN"], await addPartner(world, "Beta"));
  vendor = await plantMember(world, ["ADMIN"]);
  world.stopForgettingCredentials();
  await Promise.all([alpha, beta, vendor].map((each) => world.ask(each.key, "{ __typename }")));
});
afterAll(() => world.close());

const idOfText = (text: string): string =>
  `sha256:${createHash("sha256").update(text).digest("hex")}`;

/** A document that nobody has sent before. */
const newDocument = (): string => `{ viewer { side } } # ${randomUUID()}`;

async function store(by: CastMember, ...documents: readonly string[]): Promise<void> {
  const answer = await mutate(world, by.key, "storeDocuments", { documents }, STORED);
  expect(answer.data?.["storeDocuments"]).toEqual({
    documentIds: documents.map(idOfText),
    errors: [],
  });
}
const STORED = { key: null, selection: "documentIds errors { code path message }" };

const post = (by: CastMember | string | null, body: unknown): Promise<Answer> =>
  world.post(typeof by === "string" || by === null ? by : by.key, JSON.stringify(body));

const run = (by: CastMember | string | null, documentId: unknown): Promise<Answer> =>
  post(by, { documentId });

async function get(by: CastMember, search: string): Promise<{ status: number; body: Answer }> {
  const response = await fetch(`${world.url}/graphql?${search}`, {
    headers: { authorization: `Bearer ${by.key}`, "apollo-require-preflight": "1" },
  });
  return { status: response.status, body: JSON.parse(await response.text()) };
}

const codes = (answer: Pick<Answer, "errors">): unknown[] =>
  answer.errors.map((error) => error["extensions"].code);

const SIDE = (side: string) => ({ viewer: { side } });

async function prepared(): Promise<Record<string, number>> {
  const text = await (await fetch(`${world.url}/metrics`)).text();
  const lines = text.matchAll(/^baton_documents_total\{step="(\w+)"\} (\d+)$/gm);
  return Object.fromEntries([...lines].map(([, step = "", count]) => [step, Number(count)]));
}

describe("a document", () => {
  it("that comes again is neither parsed nor validated again, however it is named", async () => {
    const text = newDocument();
    await store(alpha, text);
    await world.ask(alpha.key, text);
    const before = await prepared();

    for (let round = 0; round < 3; round += 1) {
      expect((await world.ask(alpha.key, text)).data).toEqual(SIDE("PARTNER"));
      expect((await run(alpha, idOfText(text))).data).toEqual(SIDE("PARTNER"));
      expect((await world.ask(vendor.key, text)).data).toEqual(SIDE("VENDOR"));
    }
    expect(await prepared()).toEqual(before);

    await world.ask(alpha.key, newDocument());
    expect(await prepared()).toEqual({
      parsed: (before["parsed"] ?? 0) + 1,
      validated: (before["validated"] ?? 0) + 1,
    });
  });
});

describe("a stored document", () => {
  it("runs by its hash, with variables, over POST and GET", async () => {
    const text = `query Named($on: Boolean!) { viewer { side @include(if: $on) displayName } } # ${randomUUID()}`;
    await store(alpha, text);
    const documentId = idOfText(text);

    const posted = await post(alpha, { documentId, variables: { on: true } });
    expect(posted.data).toEqual({ viewer: { side: "PARTNER", displayName: expect.any(String) } });
    const variables = encodeURIComponent('{"on":false}');
    const got = await get(alpha, `documentId=${documentId}&variables=${variables}`);
    expect(got.status).toBe(200);
    expect(got.body.data).toEqual({ viewer: { displayName: expect.any(String) } });
  });

  it("of a mutation does not run over GET", async () => {
    const text = `mutation { logout { errors { code } } } # ${randomUUID()}`;
    await store(alpha, text);

    expect((await get(alpha, `documentId=${idOfText(text)}`)).status).toBe(405);
  });

  it("may come along with its text, and not with another", async () => {
    const text = newDocument();
    const both = await post(alpha, { documentId: idOfText(text), query: text });
    expect(both.data).toEqual(SIDE("PARTNER"));

    const other = await post(alpha, { documentId: idOfText(text), query: newDocument() });
    expect([other.status, codes(other)]).toEqual([400, ["BAD_REQUEST"]]);
  });

  it("costs no statement once it was read", async () => {
    const text = newDocument();
    await store(alpha, text);
    await store(vendor, `${text} vendor's`);
    const cold = await world.costOf(() => run(alpha, idOfText(text)));
    expect(cold.statements).toBe(1);
    const coldVendors = await world.costOf(() => run(alpha, idOfText(`${text} vendor's`)));
    expect(coldVendors.statements).toBe(2);

    for (const id of [idOfText(text), idOfText(`${text} vendor's`)]) {
      const warm = await world.costOf(() => run(alpha, id));
      expect(warm.result.data).toEqual(SIDE("PARTNER"));
      expect(warm.statements).toBe(0);
    }
    // what one partner read of the vendor's is read for all
    const others = await world.costOf(() => run(beta, idOfText(`${text} vendor's`)));
    expect([others.result.data, others.statements]).toEqual([SIDE("PARTNER"), 0]);
  });

  it("of the vendor's may be run by everybody, also without a token", async () => {
    const text = `{ __typename } # ${randomUUID()}`;
    await store(vendor, text);

    for (const who of [alpha, beta, vendor, null]) {
      expect((await run(who, idOfText(text))).data).toEqual({ __typename: "Query" });
    }
  });

  it("of a partner is for nobody else: a rival and the vendor miss it like one that is not there", async () => {
    const seen = async (who: CastMember | null, id: string) => {
      const { result, statements } = await world.costOf(() =>
        world.post(who?.key ?? null, JSON.stringify({ documentId: id }), {
          headers: { "x-request-id": "rival-request" },
        }),
      );
      return [result.status, result.text, statements];
    };

    for (const who of [beta, vendor, null]) {
      const text = newDocument();
      await store(alpha, text);
      const theirs = await seen(who, idOfText(text));
      const nobodys = await seen(who, idOfText(newDocument()));
      expect(theirs).toEqual(nobodys);
      expect(theirs[0]).toBe(404);
      expect(theirs[1]).toContain("PERSISTED_DOCUMENT_NOT_FOUND");
      expect((await run(alpha, idOfText(text))).data).toEqual(SIDE("PARTNER"));
    }
  });

  it("is shown by the database to its partner, and to the role that logs in only if it is the vendor's", async () => {
    await Promise.all([alpha, beta, vendor].map((each) => store(each, newDocument())));
    const owners = async (session: Session) => {
      const rows = await world.database.read<{ partner_id: string | null }>(
        session,
        sql`select distinct partner_id from stored_document`,
      );
      return rows.map((row) => row.partner_id);
    };

    expect(await owners(authSession("test"))).toEqual([null]);
    const { partnerId } = alpha;
    const actorId = uuidOf(alpha.memberId);
    expect(await owners({ role: "partner", partnerId, actorId, requestId: "test" })).toEqual([
      uuidOf(partnerId!),
    ]);
  });

  it("that was missed is found as soon as it is stored, and a miss is asked for once", async () => {
    const text = newDocument();
    const misses = await world.costOf(async () => {
      await run(alpha, idOfText(text));
      return run(alpha, idOfText(text));
    });
    expect([misses.result.status, misses.statements]).toEqual([404, 2]);

    await store(alpha, text);

    expect((await run(alpha, idOfText(text))).data).toEqual(SIDE("PARTNER"));
  });

  it.each([
    ["sha256:"],
    ["sha256:ABC"],
    ["0".repeat(64)],
    [`SHA256:${"0".repeat(64)}`],
    [7],
    [{}],
    [""],
  ])("is not looked for under %j", async (documentId) => {
    const { result, statements } = await world.costOf(() => run(alpha, documentId));
    expect([result.status, codes(result), statements]).toEqual([400, ["BAD_REQUEST"], 0]);
  });

  it("is named once in an address", async () => {
    const id = idOfText("x");
    expect((await get(alpha, `documentId=${id}&documentId=${id}`)).status).toBe(400);
  });

  it("is never changed, also by the owner of the database", async () => {
    await store(alpha, newDocument());
    await expect(world.asOwner("update stored_document set text = 'x'")).rejects.toThrow(
      /append-only/,
    );
    await expect(world.asOwner("delete from stored_document")).rejects.toThrow(/append-only/);
  });

  it("is what its hash says: the database takes no other text", async () => {
    await expect(
      world.asOwner(
        "insert into stored_document (partner_id, sha256, text, created_at, created_by) values ($1, sha256('a'), 'b', now(), $2)",
        [uuidOf(alpha.partnerId!), uuidOf(alpha.memberId)],
      ),
    ).rejects.toThrow(/stored_document_hash/);
  });
});

describe("storing", () => {
  const rows = async (text: string): Promise<number> => {
    const [row] = await world.asOwner<{ n: number }>(
      "select count(*)::integer as n from stored_document where text = $1",
      [text],
    );
    return row?.n ?? 0;
  };

  it("the same once more changes nothing; a rival that stores it has its own", async () => {
    const text = newDocument();
    await store(alpha, text, text);
    await store(alpha, text);
    expect(await rows(text)).toBe(1);

    await store(beta, text);
    expect(await rows(text)).toBe(2);
  });

  it("of many at once, by two at once, is done by both", async () => {
    const texts = Array.from({ length: 20 }, newDocument);

    await Promise.all([store(alpha, ...texts), store(alpha, ...texts.toReversed())]);

    expect(await rows(texts[0] ?? "")).toBe(1);
  });

  it("tells of each document what is wrong with it, and stores none of them", async () => {
    const good = newDocument();
    const documents = [
      good,
      "{ viewer { side }",
      "{ viewer { sides } }",
      `{ ${"a ".repeat(2_100)}}`,
      `{ ${"viewer { memberId } ".repeat(21)}}`,
      `{ __typename } # ${"x".repeat(50_000)}`,
      " ",
      "{ __typename } # \0",
      "{ __typename } # \ud800",
    ];
    const answer = await mutate(world, alpha.key, "storeDocuments", { documents }, STORED);

    const { documentIds, errors } = answer.data?.["storeDocuments"] ?? {};
    expect(documentIds).toBeNull();
    expect(errors.map((each: { path: string[] }) => each.path)).toEqual(
      [1, 2, 3, 4, 5, 6, 7, 8].map((index) => ["documents", String(index)]),
    );
    expect(errors.map((each: { message: string }) => each.message)).toEqual([
      expect.stringMatching(/is no GraphQL: Syntax Error/),
      expect.stringMatching(/does not fit the schema: Cannot query field "sides"/),
      expect.stringMatching(/more than 2000 tokens/),
      expect.stringMatching(/too many fields at the root: 21, allowed are 20/),
      expect.stringMatching(/longer than 50000 bytes/),
      expect.stringMatching(/is empty/),
      expect.stringMatching(/a character that is none/),
      expect.stringMatching(/a character that is none/),
    ]);
    expect(JSON.stringify(errors)).not.toContain("Did you mean");
    expect(await rows(good)).toBe(0);
  });

  it("takes one document at least", async () => {
    const answer = await mutate(world, alpha.key, "storeDocuments", { documents: [] }, STORED);
    expect(answer.data?.["storeDocuments"].errors).toMatchObject([
      { code: "VALIDATION_FAILED", path: ["documents"] },
    ]);
  });

  it("is in the audit log with what was stored", async () => {
    const text = newDocument();
    await store(alpha, text);
    const audit = await world.asOwner(
      "select outcome from audit_entry where mutation = 'storeDocuments' and subject_ids = array[$1]",
      [idOfText(text)],
    );
    expect(audit).toEqual([{ outcome: "DONE" }]);
  });
});

describe("an API key that runs stored documents only", () => {
  const SCOPES = ["LEADS_READ", "API_KEYS_WRITE"];
  const createKey = async (bearer: string, more: Record<string, unknown>) => {
    const input = { name: "Portal", scopes: SCOPES, ...more };
    const selection = "key apiKey { id documents } errors { code path }";
    const answer = await mutate(world, bearer, "createApiKey", input, { selection });
    return answer.data?.["createApiKey"];
  };
  const heldKey = async (by: CastMember): Promise<string> => {
    const made = await createKey(by.key, { documents: "STORED_ONLY" });
    expect(made.apiKey.documents).toBe("STORED_ONLY");
    // who it is is read once
    await run(made.key, idOfText(newDocument()));
    return made.key;
  };

  it("is asked for; others run what they send", async () => {
    const made = await createKey(alpha.key, {});

    expect(made.apiKey.documents).toBe("ANY");
    expect((await world.ask(made.key, newDocument())).data).toEqual(SIDE("PARTNER"));
  });

  it("runs its partner's documents and the vendor's, by id or as text", async () => {
    const [own, vendors] = [newDocument(), newDocument()];
    await store(alpha, own);
    await store(vendor, vendors);
    const key = await heldKey(alpha);

    for (const text of [own, vendors]) {
      expect((await run(key, idOfText(text))).data).toEqual(SIDE("PARTNER"));
      expect((await world.ask(key, text)).data).toEqual(SIDE("PARTNER"));
      expect((await post(key, { query: text, documentId: idOfText(text) })).data).toEqual(
        SIDE("PARTNER"),
      );
    }
  });

  it("runs nothing else, which is neither parsed nor told from what is no GraphQL", async () => {
    const key = await heldKey(alpha);
    const rivals = newDocument();
    await store(beta, rivals);
    const before = await prepared();

    const texts = [rivals, newDocument(), "{ nothing }", "{", getSchema()];
    for (const query of texts) {
      const answer = await post(key, { query });
      expect([answer.status, codes(answer)]).toEqual([403, ["DOCUMENT_NOT_ALLOWED"]]);
      expect(answer.data).toBeUndefined();
      const both = await post(key, { query, documentId: idOfText(query) });
      expect([both.status, codes(both)]).toEqual([403, ["DOCUMENT_NOT_ALLOWED"]]);
    }
    const unknown = await run(key, idOfText(rivals));
    expect([unknown.status, codes(unknown)]).toEqual([404, ["PERSISTED_DOCUMENT_NOT_FOUND"]]);
    expect(await prepared()).toEqual(before);
  });
  const getSchema = () => "{ __schema { queryType { name } } }";

  it("finds no way around it: not by GET, a batch, or another client's way to name documents", async () => {
    const key = await heldKey(alpha);
    const query = newDocument();
    const search = `query=${encodeURIComponent(query)}`;
    const got = await get({ ...alpha, key }, search);
    expect(got.status).toBe(403);
    expect((await get({ ...alpha, key }, `${search}&${search}`)).status).toBe(400);
    const hash = idOfText(query).slice("sha256:".length);
    const extensions = { persistedQuery: { version: 1, sha256Hash: hash } };
    for (const body of [[{ query }], { extensions }, { query, extensions }, { query: [query] }]) {
      const answer = await post(key, body);
      expect(answer.data ?? null, JSON.stringify(body)).toBeNull();
      expect(answer.errors).toHaveLength(1);
    }
  });

  it("allows itself no more: it stores nothing, and makes no key that runs others", async () => {
    const storing = `mutation ($input: StoreDocumentsInput!) { storeDocuments(input: $input) { documentIds errors { code } } }`;
    const making = `mutation ($input: CreateApiKeyInput!, $key: String!) { createApiKey(input: $input) @idempotent(key: $key) { apiKey { documents } errors { code path } } }`;
    await store(alpha, storing, making);
    const key = await heldKey(alpha);

    const stored = await world.ask(key, storing, { input: { documents: [newDocument()] } });
    expect(stored.data?.["storeDocuments"]).toEqual({
      documentIds: null,
      errors: [{ code: "FORBIDDEN" }],
    });
    const make = async (more: object) => {
      const input = { name: "Next", scopes: ["LEADS_READ"], ...more };
      const answer = await world.ask(key, making, { input, key: randomUUID() });
      return answer.data?.["createApiKey"];
    };
    expect(await make({ documents: "ANY" })).toEqual({
      apiKey: null,
      errors: [{ code: "FORBIDDEN", path: ["documents"] }],
    });
    expect(await make({})).toEqual({ apiKey: { documents: "STORED_ONLY" }, errors: [] });
  });
});
