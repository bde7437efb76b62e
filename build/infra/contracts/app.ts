import * as z from "zod";
import { ofType, type Resource, resourcesIn, type Snapshots } from "../snapshots.ts";

/** Kinds whose newest version without -preview lacks what is used. */
const PREVIEWS = ["Microsoft.Insights/diagnosticSettings@2021-05-01-preview"];

const site = z.object({
  httpsOnly: z.literal(true),
  siteConfig: z.looseObject({
    minTlsVersion: z.literal("1.2"),
    ipSecurityRestrictions: z.array(z.object({ ipAddress: z.string(), action: z.string() })),
    ipSecurityRestrictionsDefaultAction: z.string(),
    scmIpSecurityRestrictionsUseMain: z.literal(false),
  }),
  functionAppConfig: z.object({
    deployment: z.object({ storage: z.object({ value: z.string() }) }),
    runtime: z.object({ name: z.literal("node"), version: z.string() }),
  }),
});

/** Flex Consumption has them in functionAppConfig, or not at all. Of `ftpsState` it is known that ARM refuses the whole site (51021). */
const REFUSED_BY_FLEX = [
  ...["alwaysOn", "ftpsState", "functionAppScaleLimit", "functionsRuntimeScaleMonitoringEnabled", "javaVersion"],
  ...["linuxFxVersion", "minimumElasticInstanceCount", "netFrameworkVersion", "nodeVersion", "powerShellVersion"],
  ...["preWarmedInstanceCount", "use32BitWorkerProcess", "windowsFxVersion"],
];

/** `node`: the major version that the tests run on; `route`: where the code takes what Teams sends. */
export interface OfTheCode {
  readonly node: string;
  readonly route: string;
  readonly relayApiVersion: string;
}

export function appFaults(snapshots: Snapshots, code: OfTheCode): readonly string[] {
  return [
    ...siteFaults(resourcesIn(snapshots, "core"), [], "Allow", code),
    ...siteFaults(
      resourcesIn(snapshots, "core-closed"),
      ["52.112.0.0/14", "52.122.0.0/15", "AzureEventGrid"],
      "Deny",
      code,
    ),
    ...signInFaults(resourcesIn(snapshots, "core-closed"), code),
    ...signedOutFaults(resourcesIn(snapshots, "core")),
    ...ofType(resourcesIn(snapshots, "core"), "Microsoft.BotService/botServices").flatMap((bot) =>
      botFaults(bot, code),
    ),
    ...versionFaults([...snapshots.values()].flat(), code),
  ];
}

function siteFaults(
  resources: readonly Resource[],
  mayCall: readonly string[],
  others: "Allow" | "Deny",
  code: OfTheCode,
): readonly string[] {
  const read = site.safeParse(ofType(resources, "Microsoft.Web/sites")[0]?.properties);
  if (!read.success) return read.error.issues.map(({ path, message }) => `app: ${path.join(".")}: ${message}`);
  const { siteConfig, functionAppConfig } = read.data;
  const allowed = siteConfig.ipSecurityRestrictions.map(({ ipAddress }) => ipAddress);
  const { version } = functionAppConfig.runtime;
  const refused = REFUSED_BY_FLEX.filter((name) => name in siteConfig);
  return [
    ...refused.map((name) => `app: Flex Consumption refuses siteConfig.${name}`),
    ...hostFaults(resources, functionAppConfig.deployment.storage.value),
    ...mayCall.filter((who) => !allowed.includes(who)).map((who) => `app: ${who} may not call`),
    ...(siteConfig.ipSecurityRestrictionsDefaultAction === others ? [] : [`app: others get not ${others}`]),
    ...(version === code.node ? [] : [`app: runs on Node.js ${version}, tested on ${code.node}`]),
  ];
}

/** What the host needs before any of our code runs. */
function hostFaults(resources: readonly Resource[], packageUrl: string): readonly string[] {
  const [plan] = ofType(resources, "Microsoft.Web/serverfarms");
  const containers = ofType(resources, "Microsoft.Storage/storageAccounts/blobServices/containers");
  const names = containers.map(({ name }) => name.split("/").at(-1));
  const isMade = names.some((name) => packageUrl.endsWith(`, '${name}')]`));
  return [
    ...(z.looseObject({ sku: z.looseObject({ name: z.literal("FC1") }) }).safeParse(plan).success
      ? []
      : ["app: its plan is not FC1"]),
    ...(isMade ? [] : [`app: nobody makes the container of its package: ${packageUrl}`]),
  ];
}

const signIn = z.object({
  platform: z.object({ enabled: z.literal(true) }),
  globalValidation: z.object({
    unauthenticatedClientAction: z.literal("AllowAnonymous"),
    excludedPaths: z.array(z.string()),
  }),
  identityProviders: z.object({
    azureActiveDirectory: z.object({
      registration: z.object({ clientSecretSettingName: z.string() }),
      login: z.object({ loginParameters: z.array(z.string()) }),
    }),
  }),
  login: z.looseObject({ tokenStore: z.object({ enabled: z.literal(true) }) }),
});

function signInFaults(resources: readonly Resource[], code: OfTheCode): readonly string[] {
  const read = signIn.safeParse(configOf(resources, "authsettingsV2"));
  if (!read.success) return inSignIn(read.error);
  const { excludedPaths } = read.data.globalValidation;
  const { registration, login } = read.data.identityProviders.azureActiveDirectory;
  const needed = [code.route, "/api/health", "/runtime/webhooks/EventGrid"];
  const secret = registration.clientSecretSettingName;
  const scopes = login.loginParameters.flatMap((one) => /^scope=(.*)$/.exec(one)?.[1]?.split(" ") ?? []);
  return [
    ...needed.filter((path) => !excludedPaths.includes(path)).map((path) => `sign-in: looks at calls of ${path}`),
    ...(secret in configOf(resources, "appsettings") ? [] : [`sign-in: there is no setting ${secret}`]),
    // Without openid there is no token, and without offline_access the page cannot renew it.
    ...["openid", "offline_access"]
      .filter((scope) => !scopes.includes(scope))
      .map((scope) => `sign-in: does not ask for the scope ${scope}`),
  ];
}

const signedOut = z.object({
  platform: z.object({ enabled: z.literal(false) }),
  identityProviders: z.strictObject({}),
});

/** Where nobody is to be signed in this has to be said: what a deployment leaves out stays as it was. */
function signedOutFaults(resources: readonly Resource[]): readonly string[] {
  const read = signedOut.safeParse(configOf(resources, "authsettingsV2"));
  return read.success ? [] : inSignIn(read.error);
}

function inSignIn({ issues }: z.ZodError): readonly string[] {
  return issues.map(({ path, message }) => `sign-in: ${path.join(".")}: ${message}`);
}

function configOf(resources: readonly Resource[], name: string): Readonly<Record<string, unknown>> {
  const configs = ofType(resources, "Microsoft.Web/sites/config");
  return configs.find((one) => one.name.endsWith(`/${name}`))?.properties ?? {};
}

function botFaults({ properties }: Resource, code: OfTheCode): readonly string[] {
  const { endpoint, msaAppType, disableLocalAuth } = properties;
  return [
    ...(String(endpoint).includes(`{0}${code.route}'`) ? [] : [`bot: its endpoint is not ${code.route}`]),
    ...(msaAppType === "UserAssignedMSI" && disableLocalAuth === true ? [] : ["bot: has a secret"]),
  ];
}

function versionFaults(resources: readonly Resource[], code: OfTheCode): readonly string[] {
  const used = new Map<string, Set<string>>();
  for (const { type, apiVersion } of resources) used.set(type, (used.get(type) ?? new Set()).add(apiVersion));
  return [...used].flatMap(([type, versions]) => [
    ...(versions.size === 1 ? [] : [`versions: ${type} is made with ${[...versions].join(" and ")}`]),
    ...[...versions]
      .filter((version) => version.endsWith("-preview") && !PREVIEWS.includes(`${type}@${version}`))
      .map((version) => `versions: ${type}@${version} is a preview`),
    ...(type.startsWith("Microsoft.Relay/") && !versions.has(code.relayApiVersion)
      ? [`versions: ${type} is not made with the code's ${code.relayApiVersion}`]
      : []),
  ]);
}
