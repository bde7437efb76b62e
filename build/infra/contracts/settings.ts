import { ConfigFault, readConfig, SETTING_NAMES } from "../../../src/config.ts";
import { ofType, type Resource, resourcesIn, type Snapshots } from "../snapshots.ts";
import { likelyValueOf } from "./expressions.ts";

/** Read by the host or by App Service, not by the code. */
const OF_THE_PLATFORM =
  /^(AzureWebJobsStorage__(credential|clientId|(blob|queue|table)ServiceUri)|AzureWebJobsDisableHomepage|APPLICATIONINSIGHTS_(CONNECTION|AUTHENTICATION)_STRING|OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID)$/;

/** Without one of them the host does not start, or nobody hears of it. */
const NEEDED_BY_THE_HOST: Readonly<Record<string, RegExp>> = {
  AzureWebJobsStorage__credential: /^managedidentity$/,
  AzureWebJobsStorage__clientId: /\.clientId\]$/,
  AzureWebJobsStorage__blobServiceUri: /https:.*\.blob\./,
  AzureWebJobsStorage__queueServiceUri: /https:.*\.queue\./,
  AzureWebJobsStorage__tableServiceUri: /https:.*\.table\./,
  APPLICATIONINSIGHTS_CONNECTION_STRING: /\.ConnectionString\]$/,
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: /'ClientId=\{0\};Authorization=AAD'.*\.clientId\)\]$/,
};

/** Flex Consumption has them in functionAppConfig, or refuses them. */
const REFUSED_BY_FLEX =
  /^(FUNCTIONS_WORKER_RUNTIME|FUNCTIONS_EXTENSION_VERSION|FUNCTIONS_WORKER_PROCESS_COUNT|FUNCTIONS_MAX_.*|WEBSITE_.*|SCM_.*|ENABLE_ORYX_BUILD|AzureWebJobsStorage|AzureWebJobsDashboard|APPINSIGHTS_INSTRUMENTATIONKEY)$/;

/** What `core-locked` asks for: a version that is not the newest, and a key from before. */
const PINNED = { AUDIT_SIGNING_KEY: /\.keyUri, '0123456789abcdef0123456789abcdef'\)/, AUDIT_LOG_EARLIER_KEYS: /^\S+$/ };

export function settingFaults(snapshots: Snapshots): readonly string[] {
  const settings = ["core", "core-closed", "core-locked"].flatMap((name) =>
    ofType(resourcesIn(snapshots, name), "Microsoft.Web/sites/config").filter((one) =>
      one.name.endsWith("/appsettings"),
    ),
  );
  if (settings.length !== 3) return [`settings: ${settings.length} function apps have settings instead of 3`];
  return [...settings.flatMap(faultsOf), ...pinFaults(settings[2]?.properties ?? {})];
}

function pinFaults(properties: Readonly<Record<string, unknown>>): readonly string[] {
  const other = Object.entries(PINNED).filter(([name, pin]) => !pin.test(String(properties[name] ?? "")));
  return other.map(([name]) => `settings: ${name} is not what the parameters pin`);
}

function faultsOf({ properties }: Resource): readonly string[] {
  const names = Object.keys(properties);
  const lacking = Object.entries(NEEDED_BY_THE_HOST).filter(
    ([name, form]) => !form.test(String(properties[name] ?? "")),
  );
  const known = (name: string) => SETTING_NAMES.includes(name) || OF_THE_PLATFORM.test(name);
  return [
    ...lacking.map(([name]) => `settings: the host needs another ${name}`),
    ...names.filter((name) => !known(name)).map((name) => `settings: nothing reads ${name}`),
    ...names.filter((name) => REFUSED_BY_FLEX.test(name)).map((name) => `settings: Flex Consumption refuses ${name}`),
    ...refusedByCode(properties),
  ];
}

/** What the code itself says of these settings at its start. */
function refusedByCode(properties: Readonly<Record<string, unknown>>): readonly string[] {
  const values = Object.entries(properties).map(([name, value]) => [name, likelyValueOf(String(value))] as const);
  const unknown = values.filter(([, value]) => value === undefined);
  try {
    readConfig(Object.fromEntries(values));
  } catch (error) {
    if (!(error instanceof ConfigFault)) throw error;
    return error.faults.map((fault) => `settings: the code would not start: ${fault}`);
  }
  return unknown.map(([name]) => `settings: nobody knows what Azure makes of ${name}: ${String(properties[name])}`);
}
