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

  const send = (params, headers) => {
    const token = tokenNow();
    return fetch("/graphql", {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...headers,
      },
      body: JSON.stringify(params),
    });
  };

  /* A new function whenever the token is another: GraphiQL reads the schema again then. */
  const makeFetcher =
    () =>
    async (params, options = {}) => {
      let response = await send(params, options.headers);
      if (response.status === 401 && config.roles.length > 0) {
        config = await readConfig(); // demo tokens end after a while, and new ones are free
        response = await send(params, options.headers);
      }
      return response.json();
    };

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
