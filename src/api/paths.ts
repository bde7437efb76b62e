/** Every route of the API: what the Functions host is told. src/api/routes.ts says what each does; nothing heavy is loaded here. */
export const API_PATHS = [
  { name: "apiMe", method: "GET", path: "api/me" },
  { name: "apiAudit", method: "GET", path: "api/audit" },
  { name: "apiProof", method: "GET", path: "api/audit/{request}/{step}/proof" },
  { name: "apiLog", method: "GET", path: "api/audit/log/{*file}" },
  { name: "apiRecord", method: "GET", path: "api/audit/record" },
  { name: "apiRepair", method: "POST", path: "api/audit/repair" },
  { name: "apiRequests", method: "GET", path: "api/requests" },
  { name: "apiRequest", method: "GET", path: "api/requests/{id}" },
  { name: "apiVote", method: "POST", path: "api/requests/{id}/votes" },
  { name: "apiHold", method: "POST", path: "api/requests/{id}/holds" },
  { name: "apiChange", method: "POST", path: "api/changes" },
  { name: "apiNamespaces", method: "GET", path: "api/namespaces" },
  { name: "apiMetrics", method: "GET", path: "api/metrics" },
  { name: "apiDoctor", method: "GET", path: "api/doctor" },
  { name: "apiDescription", method: "GET", path: "api/openapi.json" },
] as const;

export type ApiName = (typeof API_PATHS)[number]["name"];
