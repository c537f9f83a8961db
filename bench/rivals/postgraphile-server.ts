/**
 * PostGraphile 5 on the same database, a process of its own. With ROLE_URL it serves each request as
 * `app_partner` with the partner's settings; without row-level security it connects as the owner.
 */
import { createServer } from "node:http";
import type { IncomingMessage } from "node:http";

// Installed in bench/ alone, so the product's checks find no types of theirs.
const load = async (name: string): Promise<any> => import(name); // oxlint-disable-line typescript/no-explicit-any

const { postgraphile } = await load("postgraphile");
const { PostGraphileAmberPreset } = await load("postgraphile/presets/amber");
const { makePgService } = await load("postgraphile/adaptors/pg");
const { PostGraphileConnectionFilterPreset } = await load("postgraphile-plugin-connection-filter");
const { grafserv } = await load("postgraphile/grafserv/node");

const { PG_URL = "", SUPER_URL = "", POOL = "4", RLS = "1", PORT = "0" } = process.env;

interface Incoming {
  readonly node?: { readonly req: IncomingMessage };
}

const preset = {
  extends: [PostGraphileAmberPreset, PostGraphileConnectionFilterPreset],
  schema: { connectionFilterRelations: false },
  pgServices: [
    makePgService({
      connectionString: PG_URL,
      superuserConnectionString: SUPER_URL,
      schemas: ["public"],
      poolConfig: { max: Number(POOL) },
      pubsub: false,
    }),
  ],
  grafast: {
    explain: false,
    context: ({ node }: Incoming) => {
      if (RLS !== "1") return {};
      const headers: NodeJS.Dict<string | string[]> = node?.req.headers ?? {};
      return {
        pgSettings: {
          role: "app_partner",
          "app.partner_id": String(headers["x-partner"]),
          "app.actor_id": String(headers["x-actor"]),
        },
      };
    },
  },
  grafserv: { graphqlPath: "/graphql", graphiql: false, watch: false, websockets: false },
};

const instance = postgraphile(preset);
const server = createServer();
const serv = instance.createServ(grafserv);
await serv.addTo(server);
if (process.env["PRINT_SCHEMA"]) {
  const { schema } = await instance.getSchemaResult();
  const { printSchema } = await load("graphql");
  console.log(printSchema(schema));
}
server.listen(Number(PORT), "127.0.0.1");
