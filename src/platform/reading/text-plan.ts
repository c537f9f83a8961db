import type { FieldNode, GraphQLObjectType, GraphQLOutputType } from "graphql";
import { getNamedType, isNonNullType } from "graphql";

import { joinSql, sql, trustedText } from "../database/index.ts";

import { completer } from "./complete.ts";
import { Frame, orderOf } from "./frame.ts";
import type { Standing } from "./frame.ts";
import { Holes } from "./holes.ts";
import type { Hole, Writing } from "./holes.ts";
import { leafText } from "./leaf-text.ts";
import { decodersOf, jsonArrayOf, payloadOf } from "./payload.ts";
import type { Expressed } from "./payload.ts";
import { keyOf, Planner } from "./plan.ts";
import { selectedFields } from "./selection.ts";
import { column } from "./source.ts";
import type {
  Fields,
  FieldSource,
  ListField,
  OneField,
  PartField,
  SumField,
  ValueField,
} from "./source.ts";
import type { Cell } from "./tables.ts";
import { around, expressionOf, literal, textOr } from "./text.ts";
import type { Text, TextPart } from "./text.ts";
import { connectionInText } from "./text-connection.ts";

/** Something is selected that goes into the answer by objects alone. */
export class NotInText extends Error {}

/**
 * Turns a selection into an expression by which the database writes the answer's text, with holes
 * for what it cannot spell: ids, money, masks, cursors.
 */
export class TextPlanner {
  readonly holes = new Holes();
  readonly planner: Planner;
  /** In the place of an object that is not whole. */
  readonly flaw: Hole;

  constructor(planner: Planner) {
    this.planner = planner;
    this.flaw = this.holes.add((_, writing) => writing.flaw());
  }

  /** An object of a source that stands somewhere. */
  object(standing: Standing, nodes: readonly FieldNode[]): TextPart {
    const { type, fields } = standing.source;
    const object = this.planner.typeNamed(type);
    return textOr(this.#fields(standing, object, fields, nodes), this.flaw.empty);
  }

  /** `{"key":…,"other":…}` */
  #fields(
    standing: Standing,
    type: GraphQLObjectType,
    sources: Fields,
    nodes: readonly FieldNode[],
  ): Text {
    const fields = [...selectedFields(this.planner.selecting, type, nodes)];
    return inBraces(
      fields.map(([key, inner]) => [key, this.#field(standing, type, sources, inner)]),
    );
  }

  #field(
    standing: Standing,
    type: GraphQLObjectType,
    sources: Fields,
    nodes: readonly FieldNode[],
  ): Text {
    const name = nodes[0]?.name.value ?? "";
    if (name === "__typename") return [JSON.stringify(type.name)];
    const source = sources[name];
    const definition = type.getFields()[name];
    if (!source || !definition) throw new Error(`nothing says how ${type.name}.${name} is read`);
    // execution says what is missing
    if (!this.planner.mayRead(type.name, name)) throw new NotInText();
    return this.#sourced(standing, source, definition.type, nodes, `${type.name}.${name}`);
  }

  #sourced(
    standing: Standing,
    source: FieldSource,
    type: GraphQLOutputType,
    nodes: readonly FieldNode[],
    coordinate: string,
  ): Text {
    switch (source.kind) {
      case "value":
        return this.#value(standing, source, type, nodes);
      case "expression": {
        const from = { type: source.type, sql: () => source.sql(standing.own) };
        return this.#value(standing, column({ table: standing.source.table, from }), type, nodes);
      }
      case "part":
        return this.#part(standing, source, type, nodes);
      case "one":
        return [this.#one(standing, source, type, nodes)];
      case "list":
        return [this.#list(standing, source, nodes)];
      case "sum":
        return [this.#sum(standing, source, type, nodes)];
      case "page":
        return [connectionInText(this, standing, source, nodes, coordinate)];
    }
  }

  #value(
    standing: Standing,
    source: ValueField,
    type: GraphQLOutputType,
    nodes: readonly FieldNode[],
  ): Text {
    const cells = expressed(standing, source.cells);
    const [only] = cells;
    const spelled = source.isCell && only ? leafText(type, only) : null;
    if (spelled) return [spelled];
    const complete = completer(this.planner.selecting, type, nodes);
    const payload = payloadOf(cells);
    const hole = this.holes.add((text, writing) => {
      const { answering } = writing;
      const made = source.make(payload.read(text), answering.viewing);
      writing.put(JSON.stringify(complete(made, answering)));
    });
    return around(hole, payload.part);
  }

  #part(
    standing: Standing,
    source: PartField,
    type: GraphQLOutputType,
    nodes: readonly FieldNode[],
  ): Text {
    const object = this.planner.typeNamed(getNamedType(type).name);
    const inner = this.#fields(standing, object, source.fields, nodes);
    if (source.cells.length === 0) return inner;
    const payload = payloadOf(expressed(standing, source.cells));
    return this.#onlyIf(
      payload.part,
      (text, writing) => source.isThere(payload.read(text), writing.answering.viewing),
      inner,
      type,
    );
  }

  #one(
    standing: Standing,
    source: OneField,
    type: GraphQLOutputType,
    nodes: readonly FieldNode[],
  ): TextPart {
    const beside = standing.beside(this.planner.catalog.source(source.type), source);
    const key = beside.own(keyOf(beside));
    const object = this.object(beside, nodes);
    const otherwise = trustedText(literal(isNonNullType(type) ? this.flaw.empty : "null"));
    return (pages) =>
      sql`case when ${key} is null then ${otherwise} else ${expressionOf([object], pages)} end`;
  }

  #list(standing: Standing, source: ListField, nodes: readonly FieldNode[]): TextPart {
    const frame = this.#frameOf(source);
    const object = this.object(frame.root, nodes);
    const { order, where } = this.#rows(standing, frame, source);
    return (pages) =>
      sql`(select '[' || coalesce(string_agg(${expressionOf([object], pages)}, ',' order by ${order}), '') || ']' from ${frame.from()} where ${where})`;
  }

  #sum(
    standing: Standing,
    source: SumField,
    type: GraphQLOutputType,
    nodes: readonly FieldNode[],
  ): TextPart {
    const { planner } = this;
    const object = planner.typeNamed(getNamedType(type).name);
    const frame = this.#frameOf(source.list);
    const cells = expressed(frame.root, source.cells);
    const decode = decodersOf(cells);
    const { order, where } = this.#rows(standing, frame, source.list);
    const told = new WeakMap<Writing, Readonly<Record<string, unknown>>>();
    const fields = [...selectedFields(planner.selecting, object, nodes)].map(
      ([key, inner]): readonly [string, Text] => {
        const name = inner[0]?.name.value ?? "";
        const definition = object.getFields()[name];
        if (!definition) return [key, [JSON.stringify(object.name)]];
        if (!planner.mayRead(object.name, name)) throw new NotInText();
        if (name === source.shownAs) {
          const shown = this.object(frame.root, inner);
          const listed: TextPart = (pages) =>
            sql`'[' || coalesce(string_agg(${expressionOf([shown], pages)}, ',' order by ${order}), '') || ']'`;
          return [key, [listed]];
        }
        const complete = completer(planner.selecting, definition.type, inner);
        const hole = this.holes.add((_, writing) =>
          writing.put(JSON.stringify(complete(told.get(writing)?.[name], writing.answering))),
        );
        return [key, [hole.empty]];
      },
    );
    const rows: TextPart = () =>
      sql`coalesce(json_agg(${jsonArrayOf(cells)} order by ${order})::text, '[]')`;
    const whole = this.#onlyIf(
      rows,
      (payload, writing) => {
        const read: unknown = JSON.parse(payload);
        const made = source.make(Array.isArray(read) ? read.map(decode) : []);
        if (made) told.set(writing, made);
        return made !== null;
      },
      inBraces(fields),
      type,
    );
    return (pages) =>
      sql`(select ${expressionOf(whole, pages)} from ${frame.from()} where ${where})`;
  }

  /** Writes the inner text where the payload says so, null otherwise. */
  #onlyIf(
    payload: TextPart,
    isThere: (payload: string, writing: Writing) => boolean,
    inner: Text,
    type: GraphQLOutputType,
  ): Text {
    const end = this.holes.add((_, writing) => (writing.skippingTo = null));
    const begin = this.holes.add((text, writing) => {
      if (isThere(text, writing)) return;
      if (isNonNullType(type)) writing.flaw();
      writing.put("null");
      writing.skippingTo = end.index;
    });
    return [...around(begin, payload), ...inner, end.empty];
  }

  #frameOf(source: ListField): Frame {
    return new Frame(this.planner.making, this.planner.catalog.source(source.type));
  }

  #rows(standing: Standing, frame: Frame, source: ListField) {
    const where = [
      ...this.planner.hanging(frame.root, standing, source.on),
      ...frame.root.always(),
    ];
    return { order: orderOf(frame.root, source.order), where: joinSql(where, " and ") };
  }
}

/** `{"key":…,"other":…}` */
export function inBraces<Part extends TextPart>(
  fields: readonly (readonly [string, readonly Part[]])[],
): readonly (Part | string)[] {
  const inner = fields.flatMap(([key, text], index): readonly (Part | string)[] => [
    `${index === 0 ? "" : ","}${JSON.stringify(key)}:`,
    ...text,
  ]);
  return ["{", ...inner, "}"];
}

export function expressed(
  standing: Standing,
  cells: readonly Cell<unknown>[],
): readonly Expressed[] {
  return cells.map((cell) => standing.expressionOf(cell));
}
