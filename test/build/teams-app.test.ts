import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { strFromU8, unzipSync } from "fflate";
import { PNG } from "pngjs";
import { teamsAppOf } from "../../build/teams-app/build-app.ts";
import { manifestOf } from "../../build/teams-app/manifest.ts";
import { settingsFrom, type TeamsAppSettings } from "../../build/teams-app/settings.ts";
import { faultsIn } from "../../build/teams-app/validate.ts";
import { COMMANDS } from "../../src/adapters/teams/command-list.ts";

const BOT = "cccccccc-0000-4000-8000-000000000001";
const GIVEN = { BOT_APP_ID: BOT, TEAMS_APP_WEBSITE: "https://wiki.contoso.example/relay" };

function settings(more: Readonly<Record<string, string>> = {}): TeamsAppSettings {
  const read = settingsFrom({ ...GIVEN, ...more }, "1.2.3");
  if ("faults" in read) throw new Error(read.faults.join("; "));
  return read;
}

function built(more: Readonly<Record<string, string>> = {}) {
  const app = teamsAppOf(settings(more));
  if ("faults" in app) throw new Error(app.faults.join("; "));
  return app;
}

describe("the settings of the app package", () => {
  it("are the bot and a page; the rest follows from them", () => {
    expect(settings()).toEqual({
      ...{ appId: BOT, botId: BOT, name: "Relay Approvals", version: "1.2.3", developer: "Relay Approvals" },
      websiteUrl: GIVEN.TEAMS_APP_WEBSITE,
      privacyUrl: GIVEN.TEAMS_APP_WEBSITE,
      termsOfUseUrl: GIVEN.TEAMS_APP_WEBSITE,
      validDomains: [],
    });
  });

  it("may each be given, and an empty one counts as none", () => {
    const own = "dddddddd-0000-4000-8000-000000000001";
    const given = settings({
      ...{ TEAMS_APP_ID: own, TEAMS_APP_NAME: "Relay desk", TEAMS_APP_DEVELOPER: "Contoso", TEAMS_APP_PRIVACY: "" },
      ...{
        TEAMS_APP_TERMS: "https://contoso.example/terms",
        TEAMS_APP_DOMAINS: "Relay.Contoso.example, *.contoso.example",
      },
    });
    expect(given).toMatchObject({
      ...{ appId: own, name: "Relay desk", developer: "Contoso", termsOfUseUrl: "https://contoso.example/terms" },
      privacyUrl: GIVEN.TEAMS_APP_WEBSITE,
      validDomains: ["relay.contoso.example", "*.contoso.example"],
    });
  });

  it("are all named at once where they are wrong", () => {
    expect(settingsFrom({}, "1.2.3")).toEqual({
      faults: ["BOT_APP_ID is missing: give a GUID", "TEAMS_APP_WEBSITE is missing: give an https address"],
    });
    const wrong = {
      ...{ BOT_APP_ID: "bot", TEAMS_APP_WEBSITE: "http://contoso.example", TEAMS_APP_NAME: "x".repeat(31) },
      ...{ TEAMS_APP_DOMAINS: "https://contoso.example", TEAMS_APP_WEBSIET: "https://contoso.example" },
    };
    expect(settingsFrom(wrong, "1.2.3")).toEqual({
      faults: [
        "BOT_APP_ID is no GUID",
        "TEAMS_APP_NAME is longer than 30 characters",
        "TEAMS_APP_WEBSITE must be an https address",
        "TEAMS_APP_DOMAINS is no list of domains, separated by commas",
        "TEAMS_APP_WEBSIET is no setting of the app package",
      ],
    });
  });
});

describe("the manifest", () => {
  it("names one bot for teams, group chats and people, with every command in each", () => {
    const { manifest } = built();
    const commands = COMMANDS.map(({ name }) => expect.objectContaining({ title: name }));
    const lists = ["team", "groupChat", "personal"].map((scope) => ({ scopes: [scope], commands }));
    expect(manifest).toMatchObject({
      manifestVersion: "1.25",
      id: BOT,
      bots: [
        { botId: BOT, needsChannelSelector: true, scopes: ["team", "groupChat", "personal"], commandLists: lists },
      ],
    });
    expect(Object.keys(manifest)).not.toContain("permissions");
  });

  it.each<[string, Readonly<Record<string, unknown>>, string]>([
    ["a property that Teams does not know", { colour: "blue" }, "/ must NOT have additional properties"],
    ["an id that is none", { id: "relay" }, "/id must match pattern"],
    ["no name", { name: undefined }, "/ must have required property 'name'"],
    [
      "a scope that is none",
      { bots: [{ botId: BOT, scopes: ["planet"] }] },
      "/bots/0/scopes/0 must be equal to one of",
    ],
    ["a page without TLS", { developer: { name: "x", websiteUrl: "ftp://x" } }, "/developer/websiteUrl must match"],
    [
      "too many domains",
      { validDomains: Array(17).fill("contoso.example") },
      "/validDomains must NOT have more than 16",
    ],
  ])("with %s is caught by Microsoft's schema", (_, change, fault) => {
    const broken = JSON.parse(JSON.stringify({ ...manifestOf(settings(), COMMANDS), ...change }));
    expect(faultsIn(broken).join("\n")).toContain(fault);
  });

  it("with more commands than Teams offers is caught too", () => {
    const commands = Array.from({ length: 13 }, () => COMMANDS)
      .flat()
      .slice(0, 13);
    expect(faultsIn(manifestOf(settings(), commands)).join("\n")).toContain("must NOT have more than 12 items");
  });

  it("with the longest names that are allowed fits Microsoft's schema", () => {
    const longest = { TEAMS_APP_NAME: "n".repeat(30), TEAMS_APP_DEVELOPER: "d".repeat(32) };
    expect(faultsIn(manifestOf(settings(longest), COMMANDS))).toEqual([]);
  });
});

describe("the package", () => {
  it("holds manifest and icons at its root", () => {
    const files = unzipSync(built().zip);
    expect(Object.keys(files).sort()).toEqual(["color.png", "manifest.json", "outline.png"]);
    expect(JSON.parse(strFromU8(files["manifest.json"] ?? new Uint8Array()))).toMatchObject({ version: "1.2.3" });
  });

  it("has the same bytes whenever it is built of the same settings, and others of others", () => {
    expect(built().zip).toEqual(built().zip);
    expect(built({ TEAMS_APP_NAME: "Relay desk" }).zip).not.toEqual(built().zip);
  });

  it("is small: icons, and a page of text", () => {
    expect(built().zip.length).toBeLessThan(12 * 1024);
  });
});

describe("npm run teams-app", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "relay-approvals-app-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const ask = (args: readonly string[], env: Readonly<Record<string, string>>) =>
    spawnSync(process.execPath, ["build/teams-app/main.ts", ...args], { encoding: "utf8", env });

  it("writes the same bytes in another time zone and another folder, and says what they hold", () => {
    const files = ["here.zip", "deeper/there.zip"].map((name) => join(folder, name));
    const zones = ["Pacific/Kiritimati", "America/Anchorage"];
    const said = files.map((out, index) => ask(["--out", out], { ...GIVEN, TZ: zones[index] ?? "" }));
    expect(said.map(({ status, stderr }) => ({ status, stderr }))).toEqual(Array(2).fill({ status: 0, stderr: "" }));
    const [here, there] = files.map((file) => readFileSync(file));
    expect(here).toEqual(there);
    expect(said[0]?.stdout).toMatch(/^File .+here\.zip \(\d+\.\d KB\)$/m);
    expect(said[0]?.stdout).toMatch(new RegExp(`^Bot +${BOT}$`, "m"));
    expect(said[0]?.stdout).toMatch(/^Commands +help, pending, show, /m);
  });

  it("says exactly what is missing, and writes nothing", () => {
    const out = join(folder, "never.zip");
    const { status, stdout, stderr } = ask(["--out", out], {});
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toBe(
      "The app package needs other settings:\n" +
        "  BOT_APP_ID is missing: give a GUID\n" +
        "  TEAMS_APP_WEBSITE is missing: give an https address\n" +
        "npm run teams-app -- --help lists them.\n",
    );
    expect(existsSync(out)).toBe(false);
  });

  it("explains itself, and names an option that it does not know", () => {
    const { status, stdout } = ask(["--help"], {});
    expect(status).toBe(0);
    for (const name of ["BOT_APP_ID", ...Object.keys(GIVEN), "TEAMS_APP_DOMAINS"]) expect(stdout).toContain(name);
    expect(ask(["--upload"], GIVEN)).toMatchObject({ status: 1, stderr: expect.stringContaining("'--upload'") });
  });
});

describe("the icons", () => {
  const icon = (name: string) => PNG.sync.read(readFileSync(join(import.meta.dirname, "../../teams-app", name)));

  it("are as large as Teams wants them", () => {
    const [color, outline] = [icon("color.png"), icon("outline.png")];
    expect([color.width, color.height, outline.width, outline.height]).toEqual([192, 192, 32, 32]);
  });

  it("are white and transparent where only an outline is shown, and leave nothing transparent else", () => {
    const pixels = ({ data }: PNG) =>
      Array.from({ length: data.length / 4 }, (_, at) => [...data.subarray(4 * at, 4 * at + 4)]);
    const faint = pixels(icon("outline.png")).filter(
      ([red = 0, green = 0, blue = 0, alpha]) => alpha !== 0 && red + green + blue !== 765,
    );
    expect(faint).toEqual([]);
    expect(pixels(icon("color.png")).every(([, , , alpha]) => alpha === 255)).toBe(true);
  });
});
