/** The page that GraphiQL stands on: everything it needs comes from this server, and no script is in it. */
export function explorerPage(addressOf: (file: string) => string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Baton – GraphiQL</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="${addressOf("graphiql.min.css")}" />
    <link rel="stylesheet" href="${addressOf("explorer.css")}" />
    <script defer src="${addressOf("react.production.min.js")}"></script>
    <script defer src="${addressOf("react-dom.production.min.js")}"></script>
    <script defer src="${addressOf("graphiql.min.js")}"></script>
    <script defer src="${addressOf("explorer.js")}"></script>
  </head>
  <body>
    <header>
      <strong>Baton</strong>
      <label id="roles" hidden>Ask as <select id="role"></select></label>
      <label id="tokens" hidden>
        Access token or API key <input id="token" type="password" autocomplete="off" />
      </label>
      <a href="/schema.graphql">Schema as text</a>
    </header>
    <main id="explorer"></main>
  </body>
</html>
`;
}
