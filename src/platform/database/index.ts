/** The database as the modules see it: sessions, statements, transactions and row inserts. */
export { Database } from "./database.ts";
export { databaseFailure, isTransient, LOCK_NOT_AVAILABLE } from "./database-error.ts";
export { auditIsolation } from "./isolation-audit.ts";
export { ExportFile, Exports, NoExportFree } from "./exports.ts";
export { ownRows } from "./own-rows.ts";
export { aloneOnDatabase, migrate, openOwner } from "./migrate.ts";
export { openPools } from "./pools.ts";
export { printDatabase } from "./print-schema.ts";
export { giveLogins, leaveNothingToPublic, urlOf } from "./roles.ts";
export type { LoginRole, RoleSecrets } from "./roles.ts";
export { authSession, SYSTEM_ACTOR, systemSession } from "./session.ts";
export type { ServingRole, Session } from "./session.ts";
export type { Columns, RowClass } from "./rows.ts";
export { joinSql, Sql, sql, toStatement, trustedText } from "./statement.ts";
export type { Statement } from "./statement.ts";
export { AskerGone } from "./unless-gone.ts";
export { LostRace, Refused, Transaction, TRY_AGAIN } from "./transaction.ts";
export type { RefusalsByConstraint } from "./transaction.ts";
