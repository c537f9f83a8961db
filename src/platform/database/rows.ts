import type { DataSource, EntityTarget, ObjectLiteral } from "typeorm";

import { joinSql, sql, trustedText } from "./statement.ts";
import type { Sql } from "./statement.ts";

/** A class whose instances are rows of one table. */
export type RowClass<Row extends ObjectLiteral> = EntityTarget<Row>;

/** Builds inserts from TypeORM's metadata, so that names and types of columns stand in one place. */
export class RowStatements {
  readonly #dataSource: DataSource;

  constructor(dataSource: DataSource) {
    this.#dataSource = dataSource;
  }

  /** `insert into table (…) values (…), (…)`; the first row says which columns are written. */
  insert<Row extends ObjectLiteral>(row: RowClass<Row>, values: readonly Partial<Row>[]): Sql {
    const metadata = this.#dataSource.getMetadata(row);
    const first = values[0];
    if (!first) throw new Error(`no rows to insert into ${metadata.tableName}`);
    const columns = metadata.columns.filter((column) => column.propertyName in first);
    const names = columns.map((column) => trustedText(`"${column.databaseName}"`));
    const tuples = values.map((value) => {
      const cells = columns.map((column) => {
        const cast = trustedText(`::${typeOf(column)}`);
        return sql`${toParameter(value[column.propertyName], typeOf(column))}${cast}`;
      });
      return sql`(${joinSql(cells, ", ")})`;
    });
    return sql`insert into ${trustedText(`"${metadata.tableName}"`)} (${joinSql(names, ", ")}) values ${joinSql(tuples, ", ")}`;
  }
}

function typeOf(column: { readonly type: unknown; readonly isArray: boolean }): string {
  if (typeof column.type !== "string") throw new Error("a column states its type by name");
  return column.isArray ? `${column.type}[]` : column.type;
}

function toParameter(value: unknown, type: string): unknown {
  if (value === undefined || value === null) return null;
  if (type === "jsonb") return JSON.stringify(value, bigintAsText);
  return value;
}

function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}

/** Which columns the tables have, from TypeORM's metadata. */
export class Columns {
  readonly #dataSource: DataSource;

  constructor(dataSource: DataSource) {
    this.#dataSource = dataSource;
  }

  tableOf(row: RowClass<ObjectLiteral>): string {
    return this.#dataSource.getMetadata(row).tableName;
  }

  has(row: RowClass<ObjectLiteral>, property: string): boolean {
    return this.#dataSource.getMetadata(row).findColumnWithPropertyName(property) !== undefined;
  }

  /** The column of a property, and its type. */
  of(row: RowClass<ObjectLiteral>, property: string): { name: string; type: string } {
    const metadata = this.#dataSource.getMetadata(row);
    const column = metadata.findColumnWithPropertyName(property);
    if (!column) throw new Error(`${metadata.tableName} has no column for ${property}`);
    return { name: column.databaseName, type: typeOf(column) };
  }

  /** The properties of the primary key. */
  keysOf(row: RowClass<ObjectLiteral>): readonly string[] {
    return this.#dataSource.getMetadata(row).primaryColumns.map((column) => column.propertyName);
  }
}
