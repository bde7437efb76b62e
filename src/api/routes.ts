import type * as z from "zod";
import type { ApiRole } from "../domain/caller.ts";
import { searchAudit } from "./audit.ts";
import { change, changeBody, hold, holdBody, vote, voteBody } from "./decide.ts";
import { describeApi } from "./description.ts";
import { doctor } from "./doctor.ts";
import { readLogFile } from "./log-file.ts";
import { me } from "./me.ts";
import { metrics } from "./metrics.ts";
import { listNamespaces } from "./namespaces.ts";
import { auditParameters, metricsParameters, noParameters, requestsParameters } from "./parameters.ts";
import type { Answered, Call } from "./parts.ts";
import type { ApiName } from "./paths.ts";
import { prove } from "./proof.ts";
import { exportRecord } from "./record.ts";
import { repair, repairAnswer, repairBody } from "./repair.ts";
import { listRequests, showRequest } from "./requests.ts";
import {
  auditAnswer,
  decideAnswer,
  doctorAnswer,
  meAnswer,
  metricsAnswer,
  namespacesAnswer,
  openApi,
  requestStory,
  requestsAnswer,
} from "./schemas.ts";

export interface Route {
  readonly summary: string;
  /** One of them is needed; `anybody` needs no token. */
  readonly roles: readonly ApiRole[] | "anybody";
  readonly query: z.ZodObject;
  readonly body?: z.ZodType;
  /** Of an answer in JSON. */
  readonly answer?: z.ZodType;
  /** Of answers that are not JSON. */
  readonly contentTypes?: readonly string[];
  /** How much of a caller's allowance it takes. */
  readonly cost: number;
  readonly act: (call: Call) => Promise<Answered> | Answered;
}

const READERS = ["Audit.Read", "Audit.Read.All"] as const;

export const ROUTES: Readonly<Record<ApiName, Route>> = {
  apiMe: {
    summary: "Who is signed in, with which roles",
    ...{ roles: READERS, query: noParameters, answer: meAnswer, cost: 1, act: me },
  },
  apiAudit: {
    summary: "Entries of the audit log, as JSON a page a time, or all of them as lines",
    ...{ roles: READERS, query: auditParameters, answer: auditAnswer, cost: 2, act: searchAudit },
    contentTypes: ["application/x-ndjson", "text/csv"],
  },
  apiProof: {
    summary: "That an entry stands in the sealed log: a C2SP tlog-proof",
    ...{ roles: READERS, query: noParameters, contentTypes: ["text/plain"], cost: 2, act: prove },
  },
  apiLog: {
    summary: "A file of the sealed log, as C2SP tlog-tiles names it",
    ...{ roles: ["Audit.Read.All"], query: noParameters, cost: 1, act: readLogFile },
    contentTypes: ["application/octet-stream", "text/plain"],
  },
  apiRecord: {
    summary: "Every row of the record with its id and its bytes, to be held against the sealed log",
    ...{
      roles: ["Audit.Read.All"],
      query: noParameters,
      contentTypes: ["application/x-ndjson"],
      cost: 20,
      act: exportRecord,
    },
  },
  apiRepair: {
    summary: "Makes the rows by which entries are found anew, a batch a call",
    ...{ roles: ["Audit.Repair"], query: noParameters, body: repairBody, answer: repairAnswer, cost: 5, act: repair },
  },
  apiRequests: {
    summary: "Requests: the open ones, or those of a stretch of time",
    ...{ roles: READERS, query: requestsParameters, answer: requestsAnswer, cost: 2, act: listRequests },
  },
  apiRequest: {
    summary: "One request with its whole history and its card",
    ...{ roles: READERS, query: noParameters, answer: requestStory, cost: 1, act: showRequest },
  },
  apiVote: {
    summary: "Votes, as a click on the request's card does",
    ...{ roles: ["Requests.Decide"], query: noParameters, body: voteBody, answer: decideAnswer, cost: 2, act: vote },
  },
  apiHold: {
    summary: "Asks the requester; the deadline stands still meanwhile",
    ...{ roles: ["Requests.Decide"], query: noParameters, body: holdBody, answer: decideAnswer, cost: 2, act: hold },
  },
  apiChange: {
    summary: "Has a connection revoked or removed",
    ...{
      roles: ["Requests.Decide"],
      query: noParameters,
      body: changeBody,
      answer: decideAnswer,
      cost: 2,
      act: change,
    },
  },
  apiNamespaces: {
    summary: "Watched namespaces: connections by state, places used, the oldest that waits",
    ...{ roles: READERS, query: noParameters, answer: namespacesAnswer, cost: 2, act: listNamespaces },
  },
  apiMetrics: {
    summary: "Time to decision, and how requests ended",
    ...{ roles: READERS, query: metricsParameters, answer: metricsAnswer, cost: 5, act: metrics },
  },
  apiDoctor: {
    summary: "What is wrong with this deployment, as the service sees it, and what cures it",
    ...{ roles: ["Audit.Read.All"], query: noParameters, answer: doctorAnswer, cost: 5, act: doctor },
  },
  apiDescription: {
    summary: "This description",
    ...{ roles: "anybody", query: noParameters, answer: openApi, cost: 1, act: describeApi },
  },
};
