import { apiRegistration, contoso, serviceIdentity } from "./world.ts";

export interface AppAddresses {
  readonly armUrl: string;
  readonly tablesUrl: string;
  readonly auditTablesUrl: string;
  readonly auditLogUrl: string;
  /** Path of a key in a file. */
  readonly auditSigningKey: string;
  readonly identityEndpoint: string;
  readonly identityHeader: string;
  readonly botMetadataUrl: string;
  readonly tenantMetadataUrl: string;
  readonly teamsServiceUrl: string;
  readonly caPath: string;
  readonly policyFile: string;
}

/** The settings of the app in the sandbox, named as in Azure. Only addresses and waits differ: no switch turns a check off. */
export function appSettings(addresses: AppAddresses): Readonly<Record<string, string>> {
  return {
    ARM_ENDPOINT: addresses.armUrl,
    TABLES_URL: addresses.tablesUrl,
    AUDIT_TABLES_URL: addresses.auditTablesUrl,
    AUDIT_LOG_CONTAINER: addresses.auditLogUrl,
    AUDIT_SIGNING_KEY: addresses.auditSigningKey,
    // Of its own: the address has a port, which may be another one at the next start.
    AUDIT_LOG_NAME: "relay-approvals.sandbox/log",
    SEAL_SCHEDULE: "*/5 * * * * *",
    AZURE_CLIENT_ID: serviceIdentity.clientId,
    TENANT_ID: contoso.tenant,
    BOT_APP_ID: serviceIdentity.clientId,
    BOT_OPENID_METADATA_URL: addresses.botMetadataUrl,
    TEAMS_SERVICE_URL: addresses.teamsServiceUrl,
    TEAMS_SERVICE_HOSTS: new URL(addresses.teamsServiceUrl).host,
    API_CLIENT_ID: apiRegistration.clientId,
    API_OPENID_METADATA_URL: addresses.tenantMetadataUrl,
    // The page is at the root, where Functions would show its own.
    AzureWebJobsDisableHomepage: "true",
    POLICY_FILE: addresses.policyFile,
    CLEAN_UP: "delete",
    // App Service's way to give a managed identity's tokens.
    IDENTITY_ENDPOINT: addresses.identityEndpoint,
    IDENTITY_HEADER: addresses.identityHeader,
    NODE_EXTRA_CA_CERTS: addresses.caPath,
    // The stand-in for ARM carries out a change in 1.5 s instead of some 32 s, so there is less to wait for.
    WAIT_LOOKS_SECONDS: "0,2,6,20",
    WAIT_LOOK_SPACING_SECONDS: "0.5",
    WAIT_BACK_OFF_FIRST_SECONDS: "1",
    WAIT_APPLY_FIRST_SECONDS: "1.6",
    WAIT_APPLY_NEXT_SECONDS: "0.5",
    // All of it runs on one machine, and the first click loads what it needs.
    WAIT_CLICK_SECONDS: "5",
  };
}

/** How long the stand-in for ARM takes to carry out a change. */
export const ARM_IN_A_HURRY = { updateMs: 1_500, deleteMs: 1_500 } as const;
