import { app, type HttpResponseInit } from "@azure/functions";
import { type PageFiles, pageAnswer, readPageFiles } from "./page-files.ts";

/** The page for owners and auditors, the same for everybody: what it shows it asks the API for. `folder` is that of its files. */
export function registerPage(folder: string): void {
  let files: Promise<PageFiles> | undefined;
  app.http("page", {
    methods: ["GET"],
    route: "{*path}",
    authLevel: "anonymous",
    handler: async (request): Promise<HttpResponseInit> => {
      // On first use: most starts have other work than this.
      files ??= readPageFiles(folder);
      const accepted = request.headers.get("accept-encoding") ?? undefined;
      return pageAnswer(await files, new URL(request.url).pathname, accepted);
    },
  });
}
