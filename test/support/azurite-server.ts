/** The parts of Azurite that it publishes without types: a class each, as the default export. */
interface AzuriteClass<Made> {
  readonly default: new (...parts: readonly unknown[]) => Made;
}

export interface AzuriteServer {
  start(): Promise<void>;
  close(): Promise<void>;
  getHttpServerAddress(): string;
}

/** A server of this service that has not started yet. The settings stand in the order of its configuration's constructor. */
export async function azuriteServer(service: "table" | "blob", settings: readonly unknown[]): Promise<AzuriteServer> {
  const Service = service === "table" ? "Table" : "Blob";
  const folder = `azurite/dist/src/${service}`;
  const configuration: AzuriteClass<object> = await import(`${folder}/${Service}Configuration.js`);
  const server: AzuriteClass<AzuriteServer> = await import(`${folder}/${Service}Server.js`);
  return new server.default(new configuration.default(...settings));
}
