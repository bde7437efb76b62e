/** The parts of Azurite that it publishes without types. */
declare module "azurite/dist/src/table/TableConfiguration.js" {
  const configuration: new (...parts: readonly unknown[]) => object;

  export { configuration as default };
}

declare module "azurite/dist/src/table/TableServer.js" {
  interface TableServer {
    start(): Promise<void>;
    close(): Promise<void>;
    getHttpServerAddress(): string;
  }
  const server: new (configuration: object) => TableServer;

  export { server as default };
}
