/**
 * An application in small, for tests to kill: starts the embedded database on the folder given,
 * writes rows one by one, and says on its output which are committed. Run by plain Node.
 */
import pg from "pg";
import { startPostgres } from "../../../src/platform/postgres/index.ts";

const [dataDir = ""] = process.argv.slice(2);
const postgres = await startPostgres({ dataDir });
const client = new pg.Client({ connectionString: postgres.url });
client.on("error", () => undefined);

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    const stopped = client.end().then(() => postgres.stop());
    stopped.then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  });
}

await client.connect();
await client.query("create table if not exists kept (id int primary key)");
const { rows } = await client.query("select coalesce(max(id), 0) as last from kept");
console.log(`started ${rows[0].last}`);
for (let id = rows[0].last + 1; ; id += 1) {
  const committed = await client.query("insert into kept values ($1)", [id]).then(
    () => true,
    () => false,
  );
  if (!committed) break;
  console.log(`row ${id}`);
}
// The server is gone; this process stays until somebody ends it.
setInterval(() => undefined, 1_000);
