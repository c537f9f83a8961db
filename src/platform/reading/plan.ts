import type { FieldNode, GraphQLObjectType, GraphQLOutputType } from "graphql";
import { getNamedType, isNonNullType, isObjectType } from "graphql";

import type { Sql } from "../database/index.ts";
import { joinSql, sql } from "../database/index.ts";
import { accessOf, isGranted } from "../graphql/access.ts";

import { always, objectOf } from "./build.ts";
import type { Answering, Build, BuildOf, Cells } from "./build.ts";
import type { Catalog } from "./catalog.ts";
import { completer, speller } from "./complete.ts";
import { Frame, orderOf } from "./frame.ts";
import type { Making, Slot, Standing } from "./frame.ts";
import { listText, NULL, unlessNull } from "./json-text.ts";
import { planConnection } from "./plan-connection.ts";
import { rowsIn } from "./planned.ts";
import type { PlannedPage, Planning } from "./planned.ts";
import type { Selecting } from "./selection.ts";
import { selectedFields } from "./selection.ts";
import { column } from "./source.ts";
import type {
  CellField,
  Fields,
  FieldSource,
  Hanging,
  ListField,
  OneField,
  PartField,
  SumField,
  ValueField,
} from "./source.ts";
import type { Cell } from "./tables.ts";
import { shownRows, toldOfRows } from "./told-of-rows.ts";
import type { Told } from "./told-of-rows.ts";

/**
 * Turns a selection into the columns that a statement reads and the functions that make the answer
 * of them. What the viewer lacks the scopes for is not read at all.
 */
export class Planner implements Planning {
  readonly catalog: Catalog;
  readonly making: Making;
  readonly selecting: Selecting;
  readonly pages: PlannedPage[] = [];
  readonly #scopes: ReadonlySet<string>;

  constructor(catalog: Catalog, making: Making, selecting: Selecting, scopes: ReadonlySet<string>) {
    this.catalog = catalog;
    this.making = making;
    this.selecting = selecting;
    this.#scopes = scopes;
  }

  typeNamed(name: string): GraphQLObjectType {
    const type = this.selecting.schema.getType(name);
    if (!isObjectType(type)) throw new Error(`${name} is no object type of the schema`);
    return type;
  }

  /** An object of a source that stands somewhere. */
  object(standing: Standing, nodes: readonly FieldNode[]): Build {
    const { type, fields } = standing.source;
    return this.fields(standing, this.typeNamed(type), fields, nodes);
  }

  /** The selected fields of an object type, out of the cells of one row. */
  fields(
    standing: Standing,
    type: GraphQLObjectType,
    sources: Fields,
    nodes: readonly FieldNode[],
  ): Build {
    const built = [...selectedFields(this.selecting, type, nodes)].map(([key, inner]) => ({
      key,
      ...this.#field(standing, type, sources, inner),
    }));
    return objectOf(type.name, built);
  }

  /** Where rows hang on another row, as conditions. */
  hanging(child: Standing, parent: Standing, on: Hanging): readonly Sql[] {
    if (typeof on === "function") return [on(child.own, parent.own)];
    return Object.entries(on).map(([own, here]) => sql`${child.own(own)} = ${parent.own(here)}`);
  }

  /** The cells that something is made of, read from a row. */
  cells(
    standing: Standing,
    cells: readonly Cell<unknown>[],
  ): (row: readonly unknown[]) => readonly unknown[] {
    const slots = cells.map((cell) => standing.read(cell));
    return (row) => slots.map((slot) => slot.decode(row[slot.index]));
  }

  #field(
    standing: Standing,
    type: GraphQLObjectType,
    sources: Fields,
    nodes: readonly FieldNode[],
  ): Build {
    const name = nodes[0]?.name.value ?? "";
    if (name === "__typename") return always(type.name);
    const source = sources[name];
    const definition = type.getFields()[name];
    if (!source || !definition) throw new Error(`nothing says how ${type.name}.${name} is read`);
    if (!this.#mayRead(type.name, name)) return WITHHELD;
    const build = this.#sourced(standing, source, definition.type, nodes, `${type.name}.${name}`);
    // of a value its type says already that it must be there
    const isValue = source.kind === "cell" || source.kind === "value";
    return isNonNullType(definition.type) && !isValue ? required(build) : build;
  }

  #sourced(
    standing: Standing,
    source: FieldSource,
    type: GraphQLOutputType,
    nodes: readonly FieldNode[],
    coordinate: string,
  ): Build {
    switch (source.kind) {
      case "cell":
        return this.#cell(standing, source, type, nodes);
      case "value":
        return this.#value(standing, source, type, nodes);
      case "expression": {
        const cell = {
          table: standing.source.table,
          from: { type: source.type, sql: () => source.sql(standing.own) },
        };
        return this.#cell(standing, column(cell), type, nodes);
      }
      case "part":
        return this.#part(standing, source, type, nodes);
      case "one":
        return this.#one(standing, source, nodes);
      case "list":
        return this.#list(standing, source, nodes);
      case "sum":
        return this.#sum(standing, source, type, nodes);
      case "page":
        return planConnection(this, standing, source, nodes, coordinate);
    }
  }

  #cell(
    standing: Standing,
    source: CellField,
    type: GraphQLOutputType,
    nodes: readonly FieldNode[],
  ): Build {
    const complete = completer(this.selecting, type, nodes);
    const spell = speller(type);
    const { index, decode } = standing.read(source.cell);
    const { make } = source;
    return {
      value: (row) => complete.value(make(decode(row[index]))),
      text: (row, answering) => {
        const value = make(decode(row[index]));
        return (value === null ? null : spell(value)) ?? complete.text(value, answering);
      },
    };
  }

  #value(
    standing: Standing,
    source: ValueField,
    type: GraphQLOutputType,
    nodes: readonly FieldNode[],
  ): Build {
    const complete = completer(this.selecting, type, nodes);
    const read = this.cells(standing, source.cells);
    return {
      value: (row, { viewing }) => complete.value(source.make(read(row), viewing)),
      text: (row, answering) => complete.text(source.make(read(row), answering.viewing), answering),
    };
  }

  #part(
    standing: Standing,
    source: PartField,
    type: GraphQLOutputType,
    nodes: readonly FieldNode[],
  ): Build {
    const read = this.cells(standing, source.cells);
    const object = this.typeNamed(getNamedType(type).name);
    const build = this.fields(standing, object, source.fields, nodes);
    return onlyIf((row, { viewing }) => source.isThere(read(row), viewing), build);
  }

  #one(standing: Standing, source: OneField, nodes: readonly FieldNode[]): Build {
    const other = this.catalog.source(source.type);
    const beside = standing.beside(other, source);
    const there = keySlot(beside);
    const build = this.object(beside, nodes);
    return onlyIf(there, build);
  }

  #list(standing: Standing, source: ListField, nodes: readonly FieldNode[]): Build {
    const frame = new Frame(this.making, this.catalog.source(source.type));
    const build = this.object(frame.root, nodes);
    const slot = this.#rowsOf(standing, frame, source);
    return {
      value: (row, answering) =>
        rowsIn(row, slot).map((inner) => build.value(frame.cellsOf(inner), answering)),
      text: (row, answering) =>
        listText(rowsIn(row, slot), (inner) => build.text(frame.cellsOf(inner), answering)),
    };
  }

  #sum(
    standing: Standing,
    source: SumField,
    type: GraphQLOutputType,
    nodes: readonly FieldNode[],
  ): Build {
    const object = this.typeNamed(getNamedType(type).name);
    const frame = new Frame(this.making, this.catalog.source(source.list.type));
    const selected = selectedFields(this.selecting, object, nodes);
    const read = this.cells(frame.root, source.cells);
    const fields = [...selected].map(([key, inner]) => {
      const name = inner[0]?.name.value ?? "";
      const definition = object.getFields()[name];
      if (!definition) return { key, ...always<Told>(object.name) };
      if (!this.#mayRead(object.name, name)) return { key, ...WITHHELD };
      return name === source.shownAs
        ? { key, ...shownRows(this.object(frame.root, inner)) }
        : { key, ...toldOfRows(name, completer(this.selecting, definition.type, inner)) };
    });
    const slot = this.#rowsOf(standing, frame, source.list);
    const built = objectOf<Told>(object.name, fields);
    const told = (row: Cells): Told | null => {
      const rows = rowsIn(row, slot).map((inner) => frame.cellsOf(inner));
      const facts = source.make(rows.map(read));
      return facts && { rows, facts };
    };
    return {
      value: (row, answering) => {
        const made = told(row);
        return made && built.value(made, answering);
      },
      text: (row, answering) => {
        const made = told(row);
        return made ? built.text(made, answering) : NULL;
      },
    };
  }

  /** Reads a whole list inside a row, as JSON. */
  #rowsOf(standing: Standing, frame: Frame, source: ListField): Slot {
    const where = [...this.hanging(frame.root, standing, source.on), ...frame.root.always()];
    const order = orderOf(frame.root, source.order);
    return standing.frame.add(
      "json",
      (pages) =>
        sql`(select json_agg(${frame.jsonRow(pages)} order by ${order}) from ${frame.from()} where ${joinSql(where, " and ")})`,
    );
  }

  #mayRead(typeName: string, fieldName: string): boolean {
    const access = accessOf(this.selecting.schema, typeName, fieldName);
    return access?.kind !== "scoped" || isGranted(access.needs, this.#scopes);
  }
}

/** Tells of a row whether the row beside it is there. */
function keySlot(standing: Standing): (row: Cells) => boolean {
  const [key] = standing.frame.making.columns.keysOf(standing.source.table.row);
  if (key === undefined) throw new Error(`${standing.source.type} has no key`);
  const slot = standing.read({ table: standing.source.table, from: key });
  return (row) => row[slot.index] !== null;
}

function onlyIf(isThere: (row: Cells, answering: Answering) => boolean, build: Build): Build {
  return {
    value: (row, answering) => (isThere(row, answering) ? build.value(row, answering) : null),
    text: (row, answering) => (isThere(row, answering) ? build.text(row, answering) : NULL),
  };
}

/** Execution says what is missing, by the guard that stands before the field. */
const WITHHELD: BuildOf<unknown> = {
  value: () => null,
  text: (_, answering) => unlessNull(NULL, answering),
};

function required(build: Build): Build {
  return {
    value: build.value,
    text: (cells, answering) => unlessNull(build.text(cells, answering), answering),
  };
}
