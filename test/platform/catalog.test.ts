import { buildSchema } from "graphql";
import { Column, Entity, PrimaryColumn } from "typeorm";
import { expect, test } from "vitest";

import { Catalog, column, tableOf } from "../../src/platform/reading/index.ts";
import type { Fields, Source } from "../../src/platform/reading/index.ts";

@Entity("thing")
class ThingRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "text" })
  name: string;
}

const thing = tableOf(ThingRow);
const source = (fields: Fields): Source => ({
  type: "Thing",
  table: thing,
  isPartners: false,
  fields,
});
const id = column(thing.cell("id"));
const name = column(thing.cell("name"));
const schema = buildSchema("type Query { thing: Thing } type Thing { id: ID! name: String! }");

test("what nothing says how to read, and what is read and is not in the schema, is told by name", () => {
  const checked = (fields: Fields) => () => new Catalog([source(fields)], []).checkAgainst(schema);

  expect(checked({ id, name })).not.toThrow();
  expect(checked({ id })).toThrow("nothing says how Thing.name is read");
  expect(checked({ id, name, colour: name })).toThrow("Thing.colour is read and not in the schema");
});

test("a module adds fields to a type that is read, each once", () => {
  const added = (type: string, fields: Fields) => () =>
    new Catalog([source({ id })], [{ type, fields }]).checkAgainst(schema);

  expect(added("Thing", { name })).not.toThrow();
  expect(added("Thing", { id })).toThrow("Thing.id is read in two ways");
  expect(added("Nothing", { name })).toThrow("fields are added to Nothing, which nothing reads");
  expect(() => new Catalog([], []).source("Thing")).toThrow("nothing says how Thing is read");
});
