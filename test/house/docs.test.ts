import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";

import { isObjectType } from "graphql";
import { expect, test } from "vitest";

import { errorsDocument, withVariablesTable } from "../../src/app/generated-documents.ts";
import { buildApiSchema } from "../../src/app/schema.ts";
import { REFUSALS } from "../../src/kernel/index.ts";
import { ERROR_CODES, helpUrl } from "../../src/platform/graphql/index.ts";
import { LADDER } from "../../.ci/ladder.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const read = (file: string): string => readFileSync(path.join(ROOT, file), "utf8");
const DOCUMENTS = [
  "README.md",
  "CHANGELOG.md",
  ...globSync("docs/**/*.md", { cwd: ROOT }),
].toSorted();

/** Types whose name says all: pages, results, and the two roots. */
const isPlain = (type: string): boolean =>
  /(Connection|Edge|Payload)$/.test(type) || ["Query", "Mutation", "Subscription"].includes(type);

test("docs/errors.md is printed from the code; if not, run: npm run schema:print", () => {
  expect(read("docs/errors.md")).toBe(errorsDocument());
});

test("every help link of an error leads to its place on the page", () => {
  const page = read("docs/errors.md");
  const missing = [...Object.keys(ERROR_CODES), ...Object.keys(REFUSALS)].filter(
    (code) => !page.includes(`<a id="${helpUrl(code).split("#")[1]}"></a>`),
  );
  expect(missing).toEqual([]);
});

test("OPERATIONS.md has the variables as they are; if not, run: npm run schema:print", () => {
  const operations = read("docs/OPERATIONS.md");
  expect(operations).toBe(withVariablesTable(operations));
});

test("every object type of the schema is in the glossary", () => {
  const schema = buildApiSchema({ get: (someClass) => Object.create(someClass.prototype) });
  const words = new Set(
    [...read("docs/GLOSSARY.md").matchAll(/`([A-Za-z]+)`/g)].map(([, word]) => word),
  );
  const missing = Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type) && !type.name.startsWith("__") && !isPlain(type.name))
    .map((type) => type.name)
    .filter((name) => !words.has(name));
  expect(missing).toEqual([]);
});

test("the README reads the ladder aloud as it is", () => {
  const modules = [...read("README.md").matchAll(/^\| \*([a-z]+)\* \|/gm)].map(([, name]) => name);
  expect(modules).toEqual([...LADDER]);
});

test("every operation in the README is one of the examples, which the tests run", () => {
  const examples = globSync("docs/examples/*.graphql", { cwd: ROOT }).map((file) =>
    withoutComments(read(file)),
  );
  const shown = [...read("README.md").matchAll(/```graphql\n([^]*?)```/g)].map(([, text = ""]) =>
    withoutComments(text),
  );
  expect(shown.length).toBeGreaterThanOrEqual(6);
  expect(shown.filter((text) => !examples.includes(text))).toEqual([]);
});

test("ARCHITECTURE.md says nothing twice, and the glossary explains each word once", () => {
  const lines = read("docs/ARCHITECTURE.md")
    .split("\n")
    .filter((line) => /[a-z]/.test(line) && line.length > 40);
  const words = [...read("docs/GLOSSARY.md").matchAll(/^\| ([^|]+) \| [^|]{40,}/gm)].map(
    ([, word = ""]) => word,
  );
  expect([lines.length > 500, words.length > 100]).toEqual([true, true]);
  for (const all of [lines, words])
    expect(all.filter((each, index) => all.indexOf(each) !== index)).toEqual([]);
});

test("ARCHITECTURE.md names every job and every repeat once", () => {
  const source = read("src/app/tasks.ts");
  const [tasks = "", repeats = ""] = source.split("export function repeatsOf");
  const jobs = [...tasks.matchAll(/^ {4}([a-z]+(?:_[a-z]+)+): /gm)].map(([, name = ""]) => name);
  const loops = [...repeats.matchAll(/ name: "([a-z_]+)"/g)].map(([, name = ""]) => name);
  expect([jobs.length > 5, loops.length > 10]).toEqual([true, true]);

  const text = read("docs/ARCHITECTURE.md");
  const picture = text.split("## The ladder")[0] ?? "";
  const section = text.split("## Jobs and repeats")[1]?.split("\n## ")[0] ?? "";
  const times = (name: string, within: string) =>
    within.match(new RegExp(`\\b${name}\\b`, "g"))?.length ?? 0;
  expect(jobs.filter((name) => times(name, picture) !== 1)).toEqual([]);
  expect(loops.filter((name) => times(name, section) !== 1)).toEqual([]);
});

test("the links in the documents lead somewhere", () => {
  const broken = DOCUMENTS.flatMap((document) =>
    [...read(document).matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, link = ""]) => link)
      .filter((link) => !/^https?:/.test(link) && !leadsSomewhere(document, link))
      .map((link) => `${document}: ${link}`),
  );
  expect(broken).toEqual([]);
});

test("the npm scripts that the documents name are there", () => {
  const { scripts }: { scripts: Record<string, string> } = JSON.parse(read("package.json"));
  const named = DOCUMENTS.flatMap((document) => [
    ...read(document).matchAll(/npm run ([a-z][a-z:-]*)/g),
  ]).map(([, script = ""]) => script);
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter((script) => scripts[script] === undefined)).toEqual([]);
});

/** The file is there, and in it the heading that the link names. */
function leadsSomewhere(document: string, link: string): boolean {
  const [file = "", place] = link.split("#");
  const target = file === "" ? document : path.join(path.dirname(document), file);
  if (!existsSync(path.join(ROOT, target))) return false;
  return place === undefined || headingsOf(read(target)).includes(place);
}

/** As GitHub makes anchors of headings. */
function headingsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  );
}

function withoutComments(text: string): string {
  return text.replaceAll(/^#.*\n/gm, "").trim();
}
