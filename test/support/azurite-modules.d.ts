/** The parts of Azurite that it publishes without types. */
declare module "azurite/dist/src/table/TableConfiguration.js" {
  const configuration: new (...parts: readonly unknown[]) => object;

  // biome-ignore lint/style/noDefaultExport: it is what Azurite exports
  export { configuration as default };
}

declare module "azurite/dist/src/table/TableServer.js" {
  interface TableServer {
    start(): Promise<void>;
    close(): Promise<void>;
    getHttpServerAddress(): string;
  }
  const server: new (configuration: object) => TableServer;

  // biome-ignore lint/style/noDefaultExport: it is what Azurite exports
  export { server as default };
}

declare module "azurite/dist/src/blob/BlobConfiguration.js" {
  const configuration: new (...parts: readonly unknown[]) => object;

  // biome-ignore lint/style/noDefaultExport: it is what Azurite exports
  export { configuration as default };
}

declare module "azurite/dist/src/blob/BlobServer.js" {
  interface BlobServer {
    start(): Promise<void>;
    close(): Promise<void>;
    getHttpServerAddress(): string;
  }
  const server: new (configuration: object) => BlobServer;

  // biome-ignore lint/style/noDefaultExport: it is what Azurite exports
  export { server as default };
}
