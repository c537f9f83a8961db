"use strict";

/* oxlint-disable typescript/no-unsafe-argument, typescript/no-unsafe-assignment, typescript/no-unsafe-call, typescript/no-unsafe-member-access, typescript/no-unsafe-return -- a browser runs this; its types are none of the server's */

/* Opens GraphiQL for a role (demo data) or for a token that is typed in, with example operations. */
const open = async () => {
  const { GraphiQL, React, ReactDOM } = globalThis;
  const element = (id) => document.getElementById(id);
  const root = ReactDOM.createRoot(element("explorer"));

  const readConfig = async () =>
    (await fetch("/graphiql/config.json", { cache: "no-store" })).json();
  let config = await readConfig();
  let typedToken = "";
  let role = sessionStorage.getItem("baton:role") ?? "";
  if (!config.roles.some((each) => each.role === role)) role = config.roles[0]?.role ?? "";

  const tokenNow = () => config.roles.find((each) => each.role === role)?.token ?? typedToken;

  const sendOnce = (address, params, { headers, signal } = {}) => {
    const token = tokenNow();
    return fetch(address, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...headers,
      },
      body: JSON.stringify(params),
      signal,
    });
  };

  const send = async (address, params, options) => {
    const response = await sendOnce(address, params, options);
    if (response.status !== 401 || config.roles.length === 0) return response;
    config = await readConfig(); // demo tokens end after a while, and new ones are free
    return sendOnce(address, params, options);
  };

  /* The answers to a subscription, which are server-sent events, until the signal says that nobody waits. */
  async function* readEvents(params, options) {
    try {
      const response = await send("/graphql/stream", params, options);
      if (!response.headers.get("content-type")?.startsWith("text/event-stream")) {
        yield await response.json();
        return;
      }
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      let text = "";
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        const events = (text + part.value).split("\n\n");
        text = events.pop();
        for (const event of events) {
          const data = /^data: (.+)$/m.exec(event)?.[1];
          if (data) yield JSON.parse(data);
        }
      }
    } catch (error) {
      if (!options.signal.aborted) throw error;
    }
  }

  /* Not the generator itself: that would hear of its end only when something has changed once more. */
  const watch = (params, headers) => {
    const leaving = new AbortController();
    const events = readEvents(params, { headers, signal: leaving.signal });
    const answers = {
      [Symbol.asyncIterator]: () => answers,
      next: () => events.next(),
      return: async () => {
        leaving.abort();
        return { done: true, value: undefined };
      },
    };
    return answers;
  };

  const isSubscription = ({ operationName }, { documentAST }) =>
    documentAST?.definitions.some(
      ({ operation, name }) =>
        operation === "subscription" && (!operationName || name?.value === operationName),
    );

  /* A new function whenever the token is another: GraphiQL reads the schema again then. */
  const makeFetcher =
    () =>
    async (params, options = {}) =>
      isSubscription(params, options)
        ? watch(params, options.headers)
        : (await send("/graphql", params, options)).json();

  /* Each role has tabs of its own, as long as this browser tab lives. */
  const storageOf = (name) => {
    const prefix = `baton:${name}:`;
    const keys = () => Object.keys(sessionStorage).filter((key) => key.startsWith(prefix));
    return {
      getItem: (key) => sessionStorage.getItem(prefix + key),
      setItem: (key, value) => sessionStorage.setItem(prefix + key, value),
      removeItem: (key) => sessionStorage.removeItem(prefix + key),
      clear: () => keys().forEach((key) => sessionStorage.removeItem(key)),
      get length() {
        return keys().length;
      },
    };
  };

  const newUuid = () =>
    "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) =>
      (digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (digit / 4)))).toString(16),
    );

  /* {{uuid}} in an example becomes a new one each time: a key is for one intent. */
  const tabOf = ({ query, variables }) => ({
    query,
    variables: variables ? variables.replaceAll("{{uuid}}", newUuid) : undefined,
  });

  const render = () => {
    const examples = config.examples.filter(({ roles }) => !roles || !role || roles.includes(role));
    root.render(
      React.createElement(
        GraphiQL,
        {
          key: role,
          fetcher: makeFetcher(),
          storage: storageOf(role || "token"),
          defaultTabs: examples.length > 0 ? examples.map(tabOf) : undefined,
          defaultEditorToolsVisibility: "variables",
          shouldPersistHeaders: false,
        },
        React.createElement(GraphiQL.Logo, null, "Baton"),
      ),
    );
  };

  const menu = element("role");
  for (const each of config.roles) menu.add(new Option(each.label, each.role));
  menu.value = role;
  menu.addEventListener("change", () => {
    role = menu.value;
    sessionStorage.setItem("baton:role", role);
    render();
  });
  const field = element("token");
  field.addEventListener("change", () => {
    typedToken = field.value.trim();
    render();
  });
  element("roles").hidden = config.roles.length === 0;
  element("tokens").hidden = config.roles.length > 0;
  render();
};

open().catch(() => {
  document.getElementById("explorer").textContent = "GraphiQL could not start; reload the page.";
});
