import { readFileSync } from "node:fs";
import path from "node:path";
import { runInNewContext } from "node:vm";

import { parse } from "graphql";
import { afterAll, beforeAll, expect, test } from "vitest";

import { openLivingWorld, registration } from "../support/living-world.ts";
import type { LivingWorld } from "../support/living-world.ts";
import { done } from "../support/mutate.ts";
import { untilWatched } from "../support/watch.ts";

let world: LivingWorld;
beforeAll(async () => {
  world = await openLivingWorld({ recheckMs: 200 });
});
afterAll(() => world.close());

const SCRIPT = path.resolve(import.meta.dirname, "../../src/platform/http/graphiql/explorer.js");

interface Options {
  readonly documentAST: ReturnType<typeof parse>;
}
type Fetcher = (
  params: { readonly query: string; readonly operationName?: string },
  options: Options,
) => Promise<unknown>;

/** What the page hands to GraphiQL, for somebody who typed their token: the script itself, in a page that draws nothing. */
async function fetcherOfThePage(token: string): Promise<Fetcher> {
  const typed = Promise.withResolvers<() => void>();
  const drawn = Promise.withResolvers<Fetcher>();
  const field = {
    ...{ value: token, add: () => undefined, hidden: false },
    addEventListener: (_: string, change: () => void) => typed.resolve(change),
  };
  const other = { ...field, addEventListener: () => undefined };
  runInNewContext(readFileSync(SCRIPT, "utf8"), {
    ...{ AbortController, TextDecoderStream, Option: class {} },
    fetch: (address: string, init: RequestInit) => fetch(new URL(address, world.url), init),
    sessionStorage: { getItem: () => null, setItem: () => undefined },
    document: { getElementById: (id: string) => (id === "token" ? field : other) },
    GraphiQL: { Logo: null },
    React: { createElement: (_: unknown, props: unknown) => props },
    ReactDOM: {
      createRoot: () => ({
        render: ({ fetcher }: { readonly fetcher: Fetcher }) => drawn.resolve(fetcher),
      }),
    },
  });
  await drawn.promise;
  // the fetcher asks with the token of the moment
  (await typed.promise)();
  return drawn.promise;
}

test("GraphiQL is told what changes as it changes, and is gone at once when it lets go", async () => {
  const before = world.streams.figures().open;
  const fetcher = await fetcherOfThePage(world.members.PARTNER_ADMIN.key);
  const query = "subscription { leadChanged { type lead { id } } }";
  const answers = (await fetcher({ query }, { documentAST: parse(query) })) as AsyncGenerator;
  const first = answers.next();
  await untilWatched(world, before + 1);

  const made = await done(
    world,
    world.members.PARTNER_ADMIN.key,
    "registerLead",
    registration("in-the-explorer"),
    "lead { id }",
  );
  expect(await first).toMatchObject({
    value: { data: { leadChanged: { type: "REGISTERED", lead: { id: made["lead"].id } } } },
  });

  const waiting = answers.next();
  await answers.return(undefined);
  await untilWatched(world, before);
  expect(await waiting).toEqual({ done: true, value: undefined });
});

test("what cannot be watched is told, and what is no subscription is answered once", async () => {
  const fetcher = await fetcherOfThePage(world.members.PARTNER_ADMIN.key);
  const wrong = "subscription { conflictChanged { id } }";
  const answers = (await fetcher(
    { query: wrong },
    { documentAST: parse(wrong) },
  )) as AsyncGenerator;
  const { value } = await answers.next();
  expect(value.errors[0].extensions).toMatchObject({ code: "FORBIDDEN", retryable: false });

  const both = `query ask { viewer { __typename } } subscription watch { leadChanged { type } }`;
  expect(
    await fetcher({ query: both, operationName: "ask" }, { documentAST: parse(both) }),
  ).toMatchObject({ data: { viewer: { __typename: "Viewer" } } });
});
