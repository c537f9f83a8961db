/**
 * The HTTP side: GraphQL with its limits and errors, GraphiQL, health, metrics and the schema as
 * text, on one server that drains before it ends.
 */
export { documentProblems } from "./document-problems.ts";
export { createHttpServer } from "./http-server.ts";
export type { HttpServer, HttpServerOptions } from "./http-server.ts";
export type { ExampleOperation, ExplorerOptions, RoleToken } from "./graphiql/explorer-route.ts";
export type { FileDownload } from "./file-route.ts";
export type { FileUpload, UploadAnswer, UploadRequest } from "./upload-route.ts";
export type { LinkedAction } from "./linked-action-route.ts";
export type { LoginPage } from "./login-page-route.ts";
export type { LinkedFile, LinkedFiles } from "./linked-file-route.ts";
export type { IncomingRequest } from "./incoming-request.ts";
export { isLoopbackHost } from "./local-caller.ts";
export type { DatabaseFigures } from "./metrics.ts";
export { poolFigures } from "./pool-figures.ts";
export type { PoolFigures } from "./pool-figures.ts";
export type { Figure } from "./figure.ts";
export { makeReadiness } from "./readiness.ts";
export type { CheckResult, Readiness, ReadinessChecks, ReadinessReport } from "./readiness.ts";
