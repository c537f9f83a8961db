import { afterAll, beforeAll, expect, test } from "vitest";

import { plantMember } from "../support/cast.ts";
import type { CastMember } from "../support/cast.ts";
import { done, mutate } from "../support/mutate.ts";
import { addPartner } from "../support/people.ts";
import { runImports } from "../support/run-imports.ts";
import { sendFile } from "../support/send-file.ts";
import { openServedWorld } from "../support/served-world.ts";
import type { Json, ServedWorld } from "../support/served-world.ts";

let world: ServedWorld;
let anna: CastMember;
let programId: string;

beforeAll(async () => {
  world = await openServedWorld();
  const partnerId = await addPartner(world, "Alpha");
  anna = await plantMember(world, ["PARTNER_ADMIN"], partnerId);
  const { key } = await plantMember(world, ["CHANNEL_MANAGER"]);
  const settings = { name: "Machinery", timeZone: "UTC" };
  const { program } = await done(world, key, "createProgram", settings, "program { id }");
  programId = program.id;
  await done(world, key, "enrolPartner", { programId, partnerId }, "program { id }");
  const labels = [{ language: "en", text: "A field" }];
  const options = ["MILLING", "TURNING"].map((each) => ({ key: each, labels }));
  const fields = [
    { key: "machines", type: "NUMBER", isRequired: true, minimum: "1", labels },
    { key: "processes", type: "MULTI_CHOICE", labels, options },
  ];
  const form = { programId, expectedVersion: 1, requiredFields: [], fields };
  await done(world, key, "publishForm", form, "program { id }");
});
afterAll(() => world.close());

const upload = (bytes: string): Promise<string> =>
  sendFile(world, anna.key, {
    purpose: "IMPORT",
    contentType: "text/csv",
    fileName: "leads.csv",
    bytes,
  });

test("columns of a file answer the form's own fields; what is wrong with one is told by its column", async () => {
  const rows = [
    "Company,Contact,E-Mail,Consent,Maschinen,Verfahren",
    "Aachen GmbH,Anna,anna@aachen.example,CONSENT,12,TURNING; MILLING",
    "Bonn GmbH,Anna,anna@bonn.example,CONSENT,many,",
    "Celle GmbH,Anna,anna@celle.example,CONSENT,,DRILLING",
  ];
  const input = {
    uploadId: await upload(rows.join("\n")),
    programId,
    columns: [
      { column: "Maschinen", customField: "machines" },
      { column: "verfahren", customField: "processes" },
    ],
  };
  const { importRun } = await done(world, anna.key, "importLeads", input, "importRun { id }");
  await runImports(world);

  const { data } = await world.ask(
    anna.key,
    `query ($id: ID!) {
      node(id: $id) { ... on ImportRun { status registeredCount refusedCount problemsUrl } }
      leads { nodes { company { name } customFields { key values } form { number } } }
    }`,
    { id: importRun.id },
  );
  const run: Json = data?.["node"];
  expect(run).toMatchObject({ status: "DONE", registeredCount: 1, refusedCount: 2 });
  expect(data?.["leads"].nodes).toEqual([
    {
      company: { name: "Aachen GmbH" },
      customFields: [
        { key: "machines", values: ["12"] },
        { key: "processes", values: ["MILLING", "TURNING"] },
      ],
      form: { number: 2 },
    },
  ]);
  const told = await (await fetch(new URL(run["problemsUrl"], world.url))).text();
  const [, ...problems] = told.trimEnd().split("\n");
  expect(problems.map((line) => line.split(",").slice(0, 2).join(","))).toEqual([
    "3,Maschinen",
    "4,Verfahren",
    "4,",
  ]);
}, 60_000);

test("a column holds a field or a field of the form's own, not neither and not both", async () => {
  const input = {
    uploadId: await upload("x"),
    columns: [{ column: "A" }, { column: "B", field: "NOTES", customField: "machines" }],
  };
  const { data } = await mutate(world, anna.key, "importLeads", input);
  const paths = data?.["importLeads"].errors.map(({ path }: { path: string[] }) => path.join("."));
  expect(paths).toEqual(["columns.0", "columns.1"]);
});
