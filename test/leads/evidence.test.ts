import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { uuidOf } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import { openLivingWorld } from "../support/living-world.ts";
import type { LivingWorld } from "../support/living-world.ts";
import { done, mutate } from "../support/mutate.ts";
import { plantLead } from "../support/plant-lead.ts";
import { sendFile } from "../support/send-file.ts";
import type { Json } from "../support/served-world.ts";

let world: LivingWorld;
beforeAll(async () => {
  world = await openLivingWorld();
});
afterAll(() => world.close());

const lead = (stage = "SUBMITTED"): Promise<LeadId> =>
  plantLead(world, { partnerId: world.alpha, stage, ownerId: world.members.SALES_REP.memberId });

const EVIDENCE = `evidence { nodes { id kind note url fileName contentType byteSize sha256 downloadUrl
  submittedBy { displayName isVendor } } }`;

async function evidenceOf(leadId: LeadId, bearer: string): Promise<readonly Json[]> {
  const query = `query ($id: ID!) { lead(by: { id: $id }) { ${EVIDENCE} } }`;
  const { data } = await world.ask(bearer, query, { id: leadId });
  return data?.["lead"].evidence.nodes;
}

const LINK = { kind: "DOCUMENT", url: "https://tenders.example/4711", note: "The tender" };

test("its partner adds a file and a link to a lead: an event, a version, and the stage as it was", async () => {
  const leadId = await lead("SAL");
  const partner = world.members.PARTNER_MEMBER;
  const uploadId = await sendFile(world, partner.key, {
    fileName: "Notes.txt",
    bytes: "Budget: yes",
  });
  const before = await standing(leadId);
  const { lead: shown } = await done(
    world,
    partner.key,
    "submitEvidence",
    {
      leadId,
      expectedVersion: 1,
      comment: "As promised",
      items: [{ kind: "MEETING_NOTES", uploadId, note: "Our call" }, LINK],
    },
    `lead { stage version stageEnteredAt timeline { nodes { type fromStage toStage comment } } ${EVIDENCE} }`,
  );

  expect(shown).toMatchObject({ stage: "SAL", version: 2 });
  expect(shown.timeline.nodes.at(-1)).toEqual({
    type: "EVIDENCE_ADDED",
    fromStage: "SAL",
    toStage: "SAL",
    comment: "As promised",
  });
  const after = await standing(leadId);
  expect(after["stage_entered_at"]).toEqual(before["stage_entered_at"]);
  const [link, file] = shown.evidence.nodes.toSorted((one: Json, other: Json) =>
    one["kind"].localeCompare(other["kind"]),
  );
  expect(link).toMatchObject({ ...LINK, fileName: null, downloadUrl: null });
  expect(file).toMatchObject({ fileName: "Notes.txt", contentType: "text/plain", byteSize: 11 });
  const fetched = await fetch(new URL(file.downloadUrl, world.url));
  expect(await fetched.text()).toBe("Budget: yes");
  expect(fetched.headers.get("content-disposition")).toBe(
    `attachment; filename="Notes.txt"; filename*=UTF-8''Notes.txt`,
  );
  expect(fetched.headers.get("cache-control")).toBe("no-store");
});

test("the vendor adds evidence too, which the lead's partner sees and fetches", async () => {
  const leadId = await lead();
  const manager = world.members.CHANNEL_MANAGER;
  const uploadId = await sendFile(world, manager.key, { bytes: "From the vendor" });
  await done(world, manager.key, "submitEvidence", {
    leadId,
    items: [{ kind: "EMAIL", uploadId }],
  });

  const [seen] = await evidenceOf(leadId, world.members.PARTNER_MEMBER.key);
  expect(seen).toMatchObject({
    kind: "EMAIL",
    submittedBy: { displayName: "Vendor", isVendor: true },
  });
  const fetched = await fetch(new URL(seen?.["downloadUrl"], world.url));
  expect(await fetched.text()).toBe("From the vendor");
  const [own] = await evidenceOf(leadId, manager.key);
  expect(own?.["downloadUrl"]).toMatch(/^\/files\?link=/);
});

test("what its partner sent opens to the vendor with the persons, at acceptance and not before", async () => {
  const leadId = world.leads.submitted;
  const uploadId = await sendFile(world, world.members.PARTNER_MEMBER.key, { bytes: "Persons" });
  await done(world, world.members.PARTNER_MEMBER.key, "submitEvidence", {
    leadId,
    items: [{ kind: "OTHER", uploadId, note: "Persons" }],
  });
  const sales = world.members.SALES_REP.key;
  const [own] = await evidenceOf(leadId, world.members.PARTNER_MEMBER.key);
  const [closed] = await evidenceOf(leadId, sales);
  expect(closed).toMatchObject({ kind: "OTHER", note: null, fileName: null, downloadUrl: null });
  // a link for the id that it knows is one that it was not given
  const id = String(closed?.["id"]);
  const principal = {
    memberId: world.members.SALES_REP.memberId,
    keyId: world.members.SALES_REP.keyId,
  };
  const made = world.links.to({ kind: "evidence", id, principal, until: new Date("2099-01-01") });
  expect((await fetch(new URL(made, world.url))).status).toBe(403);

  await done(world, sales, "acceptLead", { leadId });
  const [open] = await evidenceOf(leadId, sales);
  expect(open).toMatchObject({ note: "Persons", fileName: "notes.txt", sha256: own?.["sha256"] });
  expect(await (await fetch(new URL(open?.["downloadUrl"], world.url))).text()).toBe("Persons");
});

test("who sees no persons is told that there is evidence, and not what it says", async () => {
  const leadId = await lead("SAL");
  const member = world.members.PARTNER_MEMBER.key;
  await done(world, member, "submitEvidence", { leadId, items: [LINK] });
  const query = `query ($id: ID!) { lead(by: { id: $id }) { evidence { totalCount nodes { kind note url } } } }`;
  const answer = await world.ask(world.members.ANALYST.key, query, { id: leadId });
  expect(answer.data?.["lead"].evidence).toEqual({
    totalCount: 1,
    nodes: [{ kind: "DOCUMENT", note: null, url: null }],
  });
  expect(answer.errors.map((error) => error["extensions"].code)).toContain("FORBIDDEN");
});

describe("a file", () => {
  test("of another partner, or that never was, is answered alike", async () => {
    const leadId = await lead();
    const theirs = await sendFile(world, world.rival.key, { bytes: "theirs" });
    const nobodys = "upl_01k8000000e00800000000zzzz";
    for (const uploadId of [theirs, nobodys]) {
      const answer = await mutate(world, world.members.PARTNER_ADMIN.key, "submitEvidence", {
        leadId,
        items: [{ kind: "OTHER", uploadId }],
      });
      const error = answer.data?.["submitEvidence"].errors[0];
      expect(error).toMatchObject({ code: "NOT_FOUND", path: ["items", "0", "uploadId"] });
      expect(error.message.replace(uploadId, "…")).toMatch(/^There is no file … of yours/);
    }
    expect(await standing(leadId)).toMatchObject({ version: 1 });
  });

  test("goes with one lead, once", async () => {
    const { key } = world.members.PARTNER_ADMIN;
    const uploadId = await sendFile(world, key, { bytes: "once" });
    const leads = [await lead(), await lead()];
    const both = await Promise.all(
      leads.map((leadId) =>
        mutate(world, key, "submitEvidence", { leadId, items: [{ kind: "OTHER", uploadId }] }),
      ),
    );
    const codes = both.map(
      (each): string => each.data?.["submitEvidence"].errors[0]?.code ?? "done",
    );
    expect(codes.toSorted()).toEqual(["NOT_FOUND", "done"]);
  });

  test("of a lead is never swept, and nobody changes what is told of it", async () => {
    const { key } = world.members.PARTNER_ADMIN;
    const uploadId = await sendFile(world, key, { bytes: "kept" });
    await done(world, key, "submitEvidence", {
      leadId: await lead(),
      items: [{ kind: "OTHER", uploadId }],
    });
    const rows = await world.asOwner<Json>(
      "select expires_at from upload where id in (select upload_id from evidence) and expires_at is not null",
    );
    expect(rows).toEqual([]);
    await expect(world.asOwner("update evidence set note = 'changed'")).rejects.toThrow(
      "append-only",
    );
    await expect(world.asOwner("delete from evidence")).rejects.toThrow("append-only");
  });
});

const LINKS = [
  "http://tenders.example",
  "javascript:alert(1)",
  "https://anna:secret@tenders.example",
  "https://localhost/x",
  "tenders.example",
  `https://tenders.example/${"x".repeat(2_000)}`,
];
test.each(LINKS)("%s is no link that is taken", async (url) => {
  const { data } = await mutate(world, world.members.PARTNER_ADMIN.key, "submitEvidence", {
    leadId: world.leads.submitted,
    items: [{ kind: "OTHER", url }],
  });
  expect(data?.["submitEvidence"].errors).toMatchObject([
    { code: "VALIDATION_FAILED", path: ["items", "0", "url"] },
  ]);
});

test("a piece is a file or a link, and there are one to ten", async () => {
  const given = [
    [[], ["items"]],
    [Array.from({ length: 11 }, () => LINK), ["items"]],
    [[{ kind: "OTHER" }], ["items", "0"]],
    [[{ ...LINK, uploadId: "upl_01k8000000e00800000000zzzz" }], ["items", "0"]],
  ] as const;
  for (const [items, path] of given) {
    const { data } = await mutate(world, world.members.PARTNER_ADMIN.key, "submitEvidence", {
      leadId: world.leads.submitted,
      items,
    });
    expect(data?.["submitEvidence"].errors).toMatchObject([{ code: "VALIDATION_FAILED", path }]);
  }
});

async function standing(leadId: LeadId): Promise<Json> {
  const [row] = await world.asOwner<Json>("select * from lead where id = $1", [uuidOf(leadId)]);
  return row ?? {};
}
