import { LeadReader, LeadResolver, readStageMoves } from "../leads/index.ts";
import { PartnerReader, PartnerResolver } from "../partners/index.ts";
import type { Database } from "../platform/database/index.ts";
import { CursorSeal } from "../platform/graphql/index.ts";
import type { NodeSources } from "../platform/graphql/index.ts";
import { idArgument } from "../platform/graphql/index.ts";
import type { NewId } from "../platform/ids.ts";

import { isFreeMail } from "./free-mail.ts";
import { NodeResolver } from "./node.resolver.ts";
import { buildApiSchema } from "./schema.ts";

export interface WiringOptions {
  readonly database: Database;
  readonly cursorKey: Buffer;
  readonly newId: NewId;
}

/** Puts the modules together by hand: every dependency of every resolver can be read here. */
export async function wire(options: WiringOptions) {
  const { database, newId } = options;
  const seal = new CursorSeal(options.cursorKey);
  const moves = await readStageMoves(database);
  const partners = new PartnerReader(database);
  const leads = new LeadReader(database, moves);

  const sources: NodeSources = {
    lead: (context, id) => leads.load(context, idArgument("lead", id)),
    prt: (context, id) => partners.load(context, idArgument("prt", id)),
  };
  const resolvers: readonly object[] = [
    new NodeResolver(sources),
    new PartnerResolver(database, partners, seal),
    new LeadResolver({ database, newId, isFreeMail, leads, partners, seal }),
  ];
  const schema = buildApiSchema(containerOf(resolvers));
  return { schema, leads, partners, moves };
}

function containerOf(instances: readonly object[]) {
  const byClass = new Map(instances.map((instance) => [instance.constructor, instance]));
  return {
    get(someClass: new (...args: never[]) => object): object {
      const instance = byClass.get(someClass);
      if (!instance) throw new Error(`no resolver of class ${someClass.name} was wired`);
      return instance;
    },
  };
}
