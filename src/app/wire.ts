import { AttributionResolver, AttributionShareResolver } from "../attribution/index.ts";
import { HandoverResolver } from "../handover/index.ts";
import {
  ApiKeyReader,
  ApiKeyResolver,
  AuditReader,
  AuditResolver,
  IdentityMutations,
  MemberReader,
  MemberResolver,
  SessionResolver,
  StoredDocumentResolver,
  ViewerResolver,
} from "../identity/index.ts";
import type { Identity } from "../identity/index.ts";
import { CreditedLeadResolver, CreditReader, CreditResolver } from "../incentives/index.ts";
import {
  LeadMutations,
  LeadReader,
  LeadResolver,
  readStageMoves,
  ReasonResolver,
  WithdrawLeadResolver,
} from "../leads/index.ts";
import {
  AuditEntryPartnerResolver,
  MemberPartnerResolver,
  PartnerMutationsResolver,
  PartnerReader,
  PartnerResolver,
  TierReader,
  TierResolver,
  ViewerPartnerResolver,
} from "../partners/index.ts";
import { ConflictReader, ConflictResolver, LeadProtectionResolver } from "../protection/index.ts";
import type { Database } from "../platform/database/index.ts";
import { CursorSeal } from "../platform/graphql/index.ts";
import type { NodeSources } from "../platform/graphql/index.ts";
import { idArgument } from "../platform/graphql/index.ts";
import type { NewId } from "../platform/ids.ts";
import {
  AssessmentResolver,
  CriteriaResolver,
  QualificationReader,
  QualificationResolver,
  QualifiedLeadResolver,
} from "../qualification/index.ts";

import { isFreeMail } from "./free-mail.ts";
import { NodeResolver } from "./node.resolver.ts";
import { buildApiSchema } from "./schema.ts";

export interface WiringOptions {
  readonly database: Database;
  readonly cursorKey: Buffer;
  readonly newId: NewId;
  readonly identity: Identity;
}

/** Puts the modules together by hand: every dependency of every resolver can be read here. */
export async function wire(options: WiringOptions) {
  const { database, newId, identity } = options;
  const seal = new CursorSeal(options.cursorKey);
  const moves = await readStageMoves(database);
  const members = new MemberReader(database);
  const keys = new ApiKeyReader(database);
  const audit = new AuditReader(database);
  const access = new IdentityMutations(database);
  const partners = new PartnerReader(database);
  const tiers = new TierReader(database);
  const leads = new LeadReader(database, moves);
  const conflicts = new ConflictReader(database);
  const credits = new CreditReader(database);
  const qualification = new QualificationReader(database);
  const mutations = new LeadMutations(database, leads);
  const moving = { database, newId, moves };

  const sources: NodeSources = {
    lead: {
      needs: [["LEADS_READ"]],
      load: (context, id) => leads.load(context, idArgument("lead", id)),
    },
    prt: {
      needs: [["PARTNERS_READ"]],
      load: (context, id) => partners.load(context, idArgument("prt", id)),
    },
    tir: {
      needs: [["PARTNERS_READ"]],
      load: (context, id) => tiers.load(context, idArgument("tir", id)),
    },
    mem: {
      needs: [["PARTNERS_READ"], ["MEMBERS_WRITE"]],
      load: (context, id) => members.load(context, idArgument("mem", id)),
    },
    key: {
      needs: [["API_KEYS_WRITE"]],
      load: (context, id) => keys.load(context, idArgument("key", id)),
    },
    aud: {
      needs: [["AUDIT_READ"]],
      load: (context, id) => audit.load(context, idArgument("aud", id)),
    },
    cfl: {
      needs: [["INTERNAL_READ"]],
      load: (context, id) => conflicts.load(context, idArgument("cfl", id)),
    },
    crd: {
      needs: [["CREDITS_READ"]],
      load: (context, id) => credits.load(context, idArgument("crd", id)),
    },
    crt: {
      needs: [["LEADS_READ"]],
      load: (context, id) => qualification.criteriaVersion(context, idArgument("crt", id)),
    },
  };
  const resolvers: readonly object[] = [
    new NodeResolver(sources),
    new SessionResolver(identity, access),
    new MemberResolver({ database, identity, mutations: access, members, seal }),
    new ApiKeyResolver({ database, identity, mutations: access, members, keys, seal }),
    new StoredDocumentResolver(identity, access),
    new ViewerResolver(),
    new AuditResolver(database, members, seal),
    new PartnerResolver(database, partners, seal),
    new PartnerMutationsResolver({ database, newId, partners, tiers }),
    new TierResolver(database, seal),
    new ViewerPartnerResolver(partners),
    new MemberPartnerResolver(partners),
    new AuditEntryPartnerResolver(partners),
    new LeadResolver({ database, newId, isFreeMail, leads, mutations, partners, seal }),
    new WithdrawLeadResolver(moving, mutations),
    new ReasonResolver(database),
    new ConflictResolver(database, leads, seal),
    new LeadProtectionResolver(database, seal),
    new AttributionResolver(database),
    new AttributionShareResolver(partners),
    new CreditResolver(database, seal),
    new CreditedLeadResolver(database, seal),
    new HandoverResolver(moving, mutations),
    new QualificationResolver(moving, mutations),
    new CriteriaResolver(database, qualification),
    new QualifiedLeadResolver(qualification),
    new AssessmentResolver(qualification),
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
