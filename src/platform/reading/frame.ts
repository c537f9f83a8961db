import { uuidOf } from "../../kernel/index.ts";
import type { Columns, Sql } from "../database/index.ts";
import { joinSql, sql, trustedText } from "../database/index.ts";
import type { PageRequest } from "../graphql/index.ts";

import { decoderOf } from "./cells.ts";
import type { Decode } from "./cells.ts";
import { late } from "./late.ts";
import type { OneField, OrderBy, Source } from "./source.ts";
import type { AnyTable, Cell, Place } from "./tables.ts";

/** What a statement's text depends on besides the selection. */
export class Making {
  readonly columns: Columns;
  /** True where a partner asks: its statements name it. */
  readonly isForPartner: boolean;
  readonly scopes: ReadonlySet<string>;
  #aliases = 0;

  constructor(columns: Columns, isForPartner: boolean, scopes: ReadonlySet<string>) {
    this.columns = columns;
    this.isForPartner = isForPartner;
    this.scopes = scopes;
  }

  /** Numbers the tables of the statement. */
  nextAlias(): string {
    this.#aliases += 1;
    return `t${this.#aliases}`;
  }

  nameOf(table: AnyTable): Sql {
    return trustedText(`"${this.columns.tableOf(table.row)}"`);
  }
}

/** A column of a frame: where it stands in a row, and how it is read. */
export interface Slot {
  readonly index: number;
  readonly decode: Decode;
}

/** The pages that a statement is made for; of their shapes its text is made. */
export type Pages = readonly PageRequest[];

interface SelectedColumn {
  readonly sql: (pages: Pages) => Sql;
  readonly type: string;
}

// a function takes 100 arguments at most
const MOST_ARGUMENTS = 90;

/**
 * The rows of one list, or of the statement itself: a table, what is joined to each of its rows,
 * and the columns that are read of them.
 */
export class Frame {
  readonly making: Making;
  readonly root: Standing;
  readonly #selected: SelectedColumn[] = [];
  readonly #slots = new Map<string, Slot>();
  readonly #joins: Sql[] = [];

  constructor(making: Making, source: Source) {
    this.making = making;
    this.root = new Standing(this, source, making.nextAlias());
  }

  /** Reads a column of a table; the same one is read once. */
  slot(column: Sql, type: string): Slot {
    const key = column.strings.join();
    const known = this.#slots.get(key);
    if (known) return known;
    const made = this.add(type, () => column);
    this.#slots.set(key, made);
    return made;
  }

  /** Reads something that nothing else reads; its SQL is asked for when the statement is made. */
  add(type: string, column: (pages: Pages) => Sql): Slot {
    this.#selected.push({ sql: column, type });
    return { index: this.#selected.length - 1, decode: decoderOf(type) };
  }

  join(joined: Sql): void {
    this.#joins.push(joined);
  }

  /** `lead as t1 left join company as t2 on …`; ask for it after the columns. */
  from(): Sql {
    const { source, alias } = this.root;
    const own = sql`${this.making.nameOf(source.table)} as ${trustedText(alias)}`;
    return joinSql([own, ...this.#joins], " ");
  }

  /** The columns, as a statement selects them. */
  selectList(pages: Pages): Sql {
    return joinSql(
      this.#selected.map((each) => each.sql(pages)),
      ", ",
    );
  }

  /** The columns as one JSON array, for a list inside a row. */
  jsonRow(pages: Pages): Sql {
    const cells = this.#selected.map((each) =>
      each.type === "bigint" ? sql`${each.sql(pages)}::text` : each.sql(pages),
    );
    const parts: Sql[] = [];
    for (let start = 0; start < cells.length; start += MOST_ARGUMENTS) {
      const some = joinSql(cells.slice(start, start + MOST_ARGUMENTS), ", ");
      parts.push(sql`json_build_array(${some})`);
    }
    const [only] = parts;
    return parts.length === 1 && only ? only : sql`json_build_array(${joinSql(parts, ", ")})`;
  }

  /** The cells of a row as `jsonRow` made it. */
  cellsOf(row: unknown): readonly unknown[] {
    if (!Array.isArray(row)) throw new Error("a row inside a row is no list of cells");
    const cells: readonly unknown[] = row;
    return this.#selected.length <= MOST_ARGUMENTS ? cells : cells.flat(1);
  }
}

const NOW = late(({ viewing }) => viewing.at, "timestamptz");

/** A source's table where it stands in a frame, with the tables joined to it so far. */
export class Standing implements Place {
  readonly frame: Frame;
  readonly source: Source;
  readonly alias: string;
  readonly now = NOW;
  readonly #joined = new Map<AnyTable, string>();

  constructor(frame: Frame, source: Source, alias: string) {
    this.frame = frame;
    this.source = source;
    this.alias = alias;
  }

  column = (table: AnyTable, property: string): Sql => {
    const { name } = this.frame.making.columns.of(table.row, property);
    return trustedText(`${this.#aliasOf(table)}."${name}"`);
  };

  /** A column of the source's own table. */
  own = (property: string): Sql => this.column(this.source.table, property);

  /** Reads a cell. */
  read(cell: Cell<unknown>): Slot {
    const { table, from } = cell;
    if (typeof from !== "string") {
      const expression = from.sql(this);
      return this.frame.add(from.type, () => expression);
    }
    const { type } = this.frame.making.columns.of(table.row, from);
    return this.frame.slot(this.column(table, from), type);
  }

  /** Puts the one row of another source beside each row; it may be missing. */
  beside(source: Source, { on, first }: OneField): Standing {
    const { making } = this.frame;
    const beside = new Standing(this.frame, source, making.nextAlias());
    const table = making.nameOf(source.table);
    const equal = (other: Standing): readonly Sql[] =>
      typeof on === "function"
        ? [on(other.own, this.own)]
        : Object.entries(on).map(([own, here]) => sql`${other.own(own)} = ${this.own(here)}`);
    const conditions = [...equal(beside), ...beside.always()];
    if (first.length > 0) {
      const among = new Standing(this.frame, source, making.nextAlias());
      conditions.push(
        sql`${beside.own("id")} = (select ${among.own("id")} from ${table} as ${trustedText(among.alias)} where ${joinSql(equal(among), " and ")} order by ${orderOf(among, first)} limit 1)`,
      );
    }
    this.frame.join(
      sql`left join ${table} as ${trustedText(beside.alias)} on ${joinSql(conditions, " and ")}`,
    );
    return beside;
  }

  /** What holds of every row that is shown: it is the viewer's own, and what the source says. */
  always(): readonly Sql[] {
    const { isPartners, where, without } = this.source;
    const { isForPartner, scopes } = this.frame.making;
    const conditions: Sql[] = [];
    if (isPartners && isForPartner)
      conditions.push(sql`${trustedText(`${this.alias}.partner_id`)} = ${OWN_PARTNER}`);
    if (where) conditions.push(where(this));
    if (without && !scopes.has(without.scope)) conditions.push(without.where(this));
    return conditions;
  }

  #aliasOf(table: AnyTable): string {
    if (table === this.source.table) return this.alias;
    const known = this.#joined.get(table);
    if (known !== undefined) return known;
    const { join } = table;
    if (!join)
      throw new Error(`${this.source.type} reads of a table that is not joined to its own`);
    // what it hangs on is joined first
    const pairs = Object.entries(join.on).map(
      ([own, other]) => [own, this.column(join.to, other)] as const,
    );
    const { making } = this.frame;
    const alias = making.nextAlias();
    this.#joined.set(table, alias);
    const equal = pairs.map(([own, other]) => sql`${this.column(table, own)} = ${other}`);
    const only = join.only.map((property) => this.column(table, property));
    const conditions = joinSql([...equal, ...only], " and ");
    this.frame.join(
      sql`left join ${making.nameOf(table)} as ${trustedText(alias)} on ${conditions}`,
    );
    return alias;
  }
}

const OWN_PARTNER = late(({ viewing }) => {
  const { partnerId } = viewing.session;
  if (partnerId === null) throw new Error("a statement made for partners runs for none");
  return uuidOf(partnerId);
}, "uuid");

/** `t1."rank" desc, …` */
export function orderOf(standing: Standing, order: readonly OrderBy[]): Sql {
  return joinSql(
    order.map((by) =>
      by.descending ? sql`${standing.own(by.property)} desc` : standing.own(by.property),
    ),
    ", ",
  );
}
