import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "@jest/globals";
import { FREE_PORTS, readPorts, refusedPorts } from "../../sandbox/settings.ts";

async function aSquatter(): Promise<{ port: number } & AsyncDisposable> {
  const server: Server = createServer();
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const closed = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return { port: (server.address() as AddressInfo).port, [Symbol.asyncDispose]: closed };
}

describe("the settings of ports", () => {
  it("move a port each, the others stay where they usually are", () => {
    expect(readPorts({ SANDBOX_ARM_PORT: "17443", SANDBOX_HOST_PORT: "0" })).toEqual({
      ...{ control: 7070, host: 0, arm: 17_443, entra: 7444, identity: 7445, teamsRelay: 7446 },
      ...{ tables: 10_002, blobs: 10_000, playground: 56_150 },
    });
  });

  it("are refused with all their faults at once", () => {
    const wrong = { SANDBOX_HOST_PORT: "seventy", SANDBOX_ENTRA_PORT: "65536" };
    expect(() => readPorts(wrong)).toThrow(
      new Error(
        "SANDBOX_HOST_PORT=seventy is no port: give a number up to 65535.\n" +
          "SANDBOX_ENTRA_PORT=65536 is no port: give a number up to 65535.",
      ),
    );
  });

  it("that are empty count as ones that are not there", () => {
    expect(readPorts({ SANDBOX_TABLES_PORT: "" })).toMatchObject({ tables: 10_002 });
  });

  it("that give one port twice are both named, also when one of them was not set", () => {
    const twice = { SANDBOX_CONTROL_PORT: "7443", SANDBOX_TABLES_PORT: "8000", SANDBOX_PLAYGROUND_PORT: "08000" };
    expect(() => readPorts(twice)).toThrow(
      new Error(
        "Port 7443 is given twice, by SANDBOX_CONTROL_PORT and SANDBOX_ARM_PORT: set one of them to another one.\n" +
          "Port 8000 is given twice, by SANDBOX_TABLES_PORT and SANDBOX_PLAYGROUND_PORT: set one of them to another one.",
      ),
    );
  });

  it("may ask for a free port more than once", () => {
    expect(readPorts({ SANDBOX_CONTROL_PORT: "0", SANDBOX_ARM_PORT: "0" })).toMatchObject({ control: 0, arm: 0 });
  });
});

describe("a port that the sandbox can't have", () => {
  it("is named with its setting when somebody else has it", async () => {
    await using squatter = await aSquatter();
    const ports = { ...FREE_PORTS, arm: squatter.port, playground: squatter.port };
    expect(await refusedPorts(ports)).toEqual([
      `Port ${squatter.port} is in use: set SANDBOX_ARM_PORT to another one.`,
      `Port ${squatter.port} is in use: set SANDBOX_PLAYGROUND_PORT to another one.`,
    ]);
  });

  it("is named with its setting when the system keeps it from this user", async () => {
    const asForAUser = async (port: number) => {
      if (port > 0 && port < 1024) throw Object.assign(new Error("listen EACCES"), { code: "EACCES" });
    };
    expect(await refusedPorts({ ...FREE_PORTS, host: 80 }, asForAUser)).toEqual([
      "Port 80 is not open to this user: set SANDBOX_HOST_PORT to another one, from 1024 up.",
    ]);
  });

  it("for a reason that no setting cures is a fault", async () => {
    const without = () => Promise.reject(new Error("no network at all"));
    await expect(refusedPorts(FREE_PORTS, without)).rejects.toThrow("no network at all");
  });
});
