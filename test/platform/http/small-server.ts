import "reflect-metadata";

import type { AddressInfo } from "node:net";

import { printSchema } from "graphql";
import {
  Arg,
  buildSchemaSync,
  Ctx,
  Field,
  ID,
  InputType,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
} from "type-graphql";

import type { Config } from "../../../src/platform/config.ts";
import type { Caller, RequestContext } from "../../../src/platform/graphql/index.ts";
import {
  Anyone,
  apiError,
  Authenticated,
  DateTimeScalar,
  guardSchema,
  Scoped,
} from "../../../src/platform/graphql/index.ts";
import { createHttpServer, makeReadiness } from "../../../src/platform/http/index.ts";
import type { HttpServer, HttpServerOptions } from "../../../src/platform/http/index.ts";
import { Streams } from "../../../src/platform/live/index.ts";
import { createLogger } from "../../../src/platform/logger.ts";

@ObjectType()
@Authenticated()
class Lead {
  @Field(() => ID)
  id: string;

  @Field(() => Lead)
  parent: Lead;

  @Field(() => [Lead])
  children: Lead[];

  @Field(() => String, { nullable: true })
  @Scoped(["SCORES_READ"])
  score: string | null;
}

@InputType()
class NoteInput {
  @Field(() => String)
  text: string;

  @Field(() => Date, { nullable: true })
  at?: Date;

  @Field(() => [String], { nullable: true })
  tags?: string[];
}

/** What the fields of a test do; set by the test, run by the resolver. */
export const behaviour: {
  work: () => Promise<string>;
  loginAttempts: number;
} = { work: async () => "done", loginAttempts: 0 };

const lead = (id: string): Lead => {
  const row = { id, score: "A" } as Lead;
  row.parent = row;
  row.children = [row];
  return row;
};

@Resolver()
class SmallResolver {
  @Query(() => String, { nullable: true })
  @Anyone()
  greeting(): string {
    return "hello";
  }

  @Query(() => Lead, { nullable: true })
  @Scoped(["LEADS_READ"])
  lead(@Arg("id", () => ID) id: string): Lead {
    return lead(id);
  }

  @Query(() => [Lead], { nullable: true })
  @Scoped(["LEADS_READ"])
  leads(@Arg("first", () => Int, { nullable: true }) _first: number | null): Lead[] {
    return Array.from({ length: 30 }, (_, index) => lead(String(index)));
  }

  @Query(() => [Lead], { nullable: true })
  @Scoped(["LEADS_READ"])
  nodes(@Arg("ids", () => [ID]) ids: string[]): Lead[] {
    return ids.map(lead);
  }

  @Query(() => String, { nullable: true })
  @Authenticated()
  work(): Promise<string> {
    return behaviour.work();
  }

  @Query(() => String, { nullable: true })
  @Authenticated()
  echo(
    @Arg("note", () => NoteInput, { nullable: true }) note: NoteInput | null,
    @Arg("at", () => Date, { nullable: true }) at: Date | null,
  ): string {
    return `${note?.text ?? ""}${at?.toISOString() ?? ""}`;
  }

  @Mutation(() => Boolean, { nullable: true })
  @Anyone()
  login(@Arg("password", () => String) password: string): boolean {
    behaviour.loginAttempts += 1;
    return password === "right";
  }

  @Mutation(() => Boolean, { nullable: true })
  @Anyone()
  refresh(): boolean {
    behaviour.loginAttempts += 1;
    return false;
  }

  @Mutation(() => String, { nullable: true })
  @Authenticated()
  register(@Arg("text", () => String) text: string, @Ctx() context: RequestContext): string {
    context.idempotency.push({ path: "register", key: "key-1", replayed: true });
    return text;
  }
}

const schema = guardSchema(
  buildSchemaSync({
    resolvers: [SmallResolver],
    validate: false,
    scalarsMap: [{ type: Date, scalar: DateTimeScalar }],
  }),
);
export const sdl = printSchema(schema);

const callerWith = (requestId: string, scopes: readonly string[]): Caller => ({
  session: {
    role: "vendor",
    partnerId: null,
    actorId: "01970000-0000-7000-8000-000000000001",
    requestId,
  },
  actor: { kind: "MEMBER", id: "01970000-0000-7000-8000-000000000001", partnerId: null },
  scopes: new Set(scopes),
  side: "VENDOR",
  documents: "ANY",
});

const CALLERS: Readonly<Record<string, readonly string[]>> = {
  reader: ["LEADS_READ"],
  scorer: ["LEADS_READ", "SCORES_READ"],
};

export interface SmallServer {
  readonly url: string;
  readonly port: number;
  readonly http: HttpServer;
  /** Every line that was logged. */
  readonly lines: string[];
  readonly denied: string[];
  /** Posts a query as the reader; `token` null sends none. */
  readonly ask: (query: string, options?: AskOptions) => Promise<Answer>;
  readonly close: () => Promise<void>;
}

export interface AskOptions {
  readonly variables?: unknown;
  readonly operationName?: string;
  readonly token?: string | null;
  readonly headers?: Record<string, string>;
}

/** What came back, of whatever shape: the test says what it should be. */
// oxlint-disable-next-line typescript/no-explicit-any -- reading it is what the tests do
export type Json = Record<string, any>;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly data: Json | undefined;
  readonly errors: readonly { message: string; path?: unknown; extensions: Json }[];
  readonly extensions: Json | undefined;
}

export async function startSmallServer(
  config: Partial<Config> = {},
  options: Partial<HttpServerOptions> = {},
): Promise<SmallServer> {
  const lines: string[] = [];
  const denied: string[] = [];
  const logger = createLogger("debug", { write: (line: string) => lines.push(line) });
  const http = await createHttpServer({
    streams: new Streams({ begin: async () => undefined, rest: () => undefined }),
    config: {
      host: "127.0.0.1",
      port: 0,
      trustProxy: false,
      bodyLimitBytes: 262_144,
      maxCost: 10_000,
      metricsToken: null,
      publicUrl: null,
      environment: "production",
      ...config,
    },
    logger,
    schema,
    sdl,
    contextOf: async ({ bearer, bearerProblem, ...request }) => {
      const { requestId, remoteAddress, idempotencyHeader } = request;
      if (bearer === "database-down") {
        throw Object.assign(new Error("connect ECONNREFUSED 10.0.0.7:5432"), {
          code: "ECONNREFUSED",
        });
      }
      const scopes = bearer === null ? undefined : CALLERS[bearer];
      const opensNothing = bearer !== null && scopes === undefined;
      return {
        caller: scopes ? callerWith(requestId, scopes) : null,
        bearerProblem: opensNothing
          ? apiError("UNAUTHENTICATED", "The token opens nothing")
          : bearerProblem,
        requestId,
        at: new Date(),
        remoteAddress,
        idempotencyHeader,
        idempotency: [],
        ahead: new Map(),
        watching: null,
      };
    },
    findDocument: async () => null,
    onDenied: async (_, mutation) => void denied.push(mutation),
    readiness: makeReadiness({ database: async () => ({ ok: true }) }),
    database: {
      traffic: () => ({ statements: 7, roundTrips: 5, transactions: 3 }),
      pools: () => [{ role: "partner", open: 4, idle: 1, waiting: 2 }],
      exports: () => [{ role: "vendor", places: 2, taken: 1 }],
    },
    explorer: { examples: [], tokens: null },
    // other work on the machine must not look like overload
    maxLagMs: 60_000,
    ...options,
  });
  const { port }: AddressInfo = await http.listen();
  const url = `http://127.0.0.1:${port}`;
  let isOpen = true;
  return {
    url,
    port,
    http,
    lines,
    denied,
    ask: (query, asked = {}) => ask(url, query, asked),
    close: async () => {
      if (isOpen) await http.drain(200);
      isOpen = false;
    },
  };
}

async function ask(url: string, query: string, options: AskOptions): Promise<Answer> {
  const { token = "reader", variables, operationName, headers = {} } = options;
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    body: JSON.stringify({ query, variables, operationName }),
  });
  return answerOf(response);
}

export async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const body = JSON.parse(text);
  return {
    status: response.status,
    headers: response.headers,
    text,
    data: body.data,
    errors: body.errors ?? [],
    extensions: body.extensions,
  };
}

/** The lines of the log whose event it is, read. */
export function logged(server: SmallServer, event: string): Json[] {
  return server.lines.map((line) => JSON.parse(line)).filter((line) => line.event === event);
}
