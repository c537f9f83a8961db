import { idOf } from "../../kernel/index.ts";
import { column, id, one, tableOf, value } from "../../platform/reading/index.ts";
import type { Source } from "../../platform/reading/index.ts";
import { keyDocumentsOf } from "../domain/key-documents.ts";
import { isRole } from "../domain/roles.ts";
import { isScope } from "../domain/scopes.ts";
import { ApiKeyRow } from "../store/api-key.row.ts";
import { AuditEntryRow } from "../store/audit-entry.row.ts";
import { MembershipRow } from "../store/membership.row.ts";

const member = tableOf(MembershipRow);

export const memberReads: Source = {
  type: "PartnerMember",
  table: member,
  isPartners: true,
  fields: {
    id: id("mem", member.cell("id")),
    displayName: column(member.cell("displayName")),
    email: column(member.cell("email")),
    side: value([member.cell("partnerId")], ([partnerId]) =>
      partnerId === null ? "VENDOR" : "PARTNER",
    ),
    roles: value([member.cell("roles")], ([roles]) => roles.filter(isRole)),
    active: value([member.cell("deactivatedAt")], ([deactivatedAt]) => deactivatedAt === null),
    deactivatedAt: column(member.cell("deactivatedAt")),
    version: column(member.cell("version")),
    createdAt: column(member.cell("createdAt")),
    updatedAt: column(member.cell("updatedAt")),
  },
};

const key = tableOf(ApiKeyRow);

export const apiKeyReads: Source = {
  type: "ApiKey",
  table: key,
  isPartners: true,
  fields: {
    id: id("key", key.cell("id")),
    name: column(key.cell("name")),
    prefix: column(key.cell("prefix")),
    scopes: value([key.cell("scopes")], ([scopes]) => scopes.filter(isScope)),
    documents: value([key.cell("documents")], ([documents]) => keyDocumentsOf(documents)),
    createdAt: column(key.cell("createdAt")),
    expiresAt: column(key.cell("expiresAt")),
    revokedAt: column(key.cell("revokedAt")),
    lastUsedAt: column(key.cell("lastUsedAt")),
    owner: one("PartnerMember", { id: "membershipId" }),
  },
};

const entry = tableOf(AuditEntryRow);

export const auditReads: Source = {
  type: "AuditEntry",
  table: entry,
  isPartners: false,
  fields: {
    id: id("aud", entry.cell("id")),
    at: column(entry.cell("at")),
    mutation: column(entry.cell("mutation")),
    outcome: column(entry.cell("outcome")),
    code: column(entry.cell("code")),
    actorKind: column(entry.cell("actorKind")),
    actorId: value([entry.cell("actorKind"), entry.cell("actorId")], ([kind, actorId]) =>
      actorId !== null && (kind === "MEMBER" || kind === "API_KEY") ? idOf("mem", actorId) : null,
    ),
    subjectIds: column(entry.cell("subjectIds")),
    requestId: column(entry.cell("requestId")),
    // what acted without being a member is nobody's id there
    actor: one("PartnerMember", { id: "actorId" }),
  },
};
