import type { Bench } from "./bench.ts";
import type { Shot } from "./load/load.ts";
import type { Contender } from "./measure.ts";
import type { Partner } from "./world.ts";

/** An operation of Baton's API, asked with a key. */
export function graphqlShot(key: string, query: string, variables: unknown): Shot {
  return {
    path: "/graphql",
    headers: { authorization: `Bearer ${key}`, accept: "application/json" },
    body: JSON.stringify({ query, variables }),
  };
}

export function limitShot(partner: Partner, path: string): Shot {
  return { path, headers: { "x-partner": partner.id, "x-actor": partner.actor }, body: null };
}

export function peerShot(partner: Partner, query: string, variables: unknown): Shot {
  return {
    path: "/graphql",
    headers: { "x-partner": partner.id, "x-actor": partner.actor, accept: "application/json" },
    body: JSON.stringify({ query, variables }),
  };
}

/** Asks once, outside of any measurement. @throws when it is no 200. */
export async function askOnce(url: string, shot: Shot): Promise<string> {
  const response = await fetch(`${url}${shot.path}`, {
    method: shot.body === null ? "GET" : "POST",
    headers: {
      ...shot.headers,
      ...(shot.body === null ? {} : { "content-type": "application/json" }),
    },
    body: shot.body,
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status}: ${text.slice(0, 600)}`);
  return text;
}

/**
 * Holds the contenders to the same answer before they are measured: of each of these fields they
 * must give as many, and none may be without.
 */
export async function verify(
  bench: Bench,
  work: string,
  contenders: readonly Contender[],
  fields: readonly string[],
): Promise<void> {
  const told: string[] = [];
  for (const contender of contenders) {
    const [shot] = contender.shots;
    if (!shot) throw new Error(`${contender.name} has nothing to ask`);
    const text = await askOnce(contender.served.url, shot);
    const counts = fields.map((field) => `${text.split(`"${field}":`).length - 1} ${field}`);
    told.push(counts.join(", "));
    if (told[0] !== counts.join(", ") || counts.some((count) => count.startsWith("0 "))) {
      throw new Error(
        `${work}: ${contender.name} answers ${counts.join(", ")}, the first ${told[0]}: ${text.slice(0, 500)}`,
      );
    }
  }
  bench.report.say(`${work}: ${contenders.length} contenders answer the same: ${told[0]}`);
}
