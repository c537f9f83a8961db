import "reflect-metadata";
import { DataSource } from "typeorm";

import { migrations } from "./migrations/index.ts";

/** The TypeORM CLI's view of the database: owner connection and migrations, nothing served. */
export default new DataSource({
  type: "postgres",
  url: process.env["DATABASE_URL"] ?? "postgres://127.0.0.1:5432/baton",
  migrations,
  migrationsTransactionMode: "each",
  migrationsTableName: "schema_migration",
});
