import { REFUSALS } from "../../kernel/index.ts";
import { ERROR_CODES } from "../graphql/errors.ts";
import { helpUrl } from "../graphql/index.ts";

/** Every code that the API answers with, and what it means: where `helpUrl` leads. */
export function errorsPage(): string {
  const requests = Object.entries(ERROR_CODES).map(([code, { meaning, status }]) =>
    section(code, `${meaning} HTTP status where all of a request fails so: ${status}.`),
  );
  const refusals = Object.entries(REFUSALS)
    .filter(([code]) => !Object.hasOwn(ERROR_CODES, code))
    .map(([code, meaning]) => section(code, meaning));
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Baton – errors</title></head>
<body>
<h1>Errors</h1>
<h2>Of requests and fields, in extensions.code</h2>
${requests.join("\n")}
<h2>Of mutations, in the payload's errors</h2>
${refusals.join("\n")}
</body>
</html>
`;
}

function section(code: string, meaning: string): string {
  const anchor = helpUrl(code).split("#")[1] ?? "";
  return `<h3 id="${anchor}">${code}</h3>\n<p>${escaped(meaning)}</p>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
