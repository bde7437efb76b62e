import { createServer, type Server } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { addressOf, type Tried, tryAll } from "../../src/cli/check-ports.ts";
import { allTold } from "./told.ts";

/** Of this machine, and nobody else's. */
const AT = "127.0.0.77";
const HOST = "contoso-orders.servicebus.windows.net";
const OPEN = [5671, 5672, 9400, 9599];

const servers: Server[] = [];
beforeAll(async () => {
  for (const port of OPEN) {
    const server = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => server.listen(port, AT, resolve));
    servers.push(server);
  }
});
afterAll(() => {
  for (const server of servers) server.close();
});

describe("check-ports", () => {
  it("tells which ports are reached, and ends with 1 when one is not", async () => {
    const { code, out, err } = await allTold(["check-ports", "contoso-orders", "--at", AT]);
    expect({ code, out: out.slice(0, 4), err }).toEqual({
      code: 1,
      out: [
        "PORT  FOR                    ANSWER",
        "443   HTTPS and web sockets  refused",
        "5671  AMQP over TLS          open",
        "5672  AMQP                   open",
      ],
      err: [],
    });
    expect(out.at(-2)).toBe(`Reached at ${AT}: 5671, 5672.`);
    expect(out.at(-1)).toMatch(/^Not reached at 127\.0\.0\.77: 443\. /);
  });

  it("looks at each of the listeners' ports, and shows how far it is", async () => {
    const { out, progress } = await allTold(["check-ports", "contoso-orders", "--listener", "--at", AT]);
    expect(out[4]).toBe("9400-9599  listeners              2 open, 198 refused");
    expect(out.at(-2)).toBe(`Reached at ${AT}: 5671, 5672, 2 of the 200 of listeners.`);
    expect(progress.at(-1)).toBe("Ports: 203 of 203");
  });

  it("may answer in JSON, port by port", async () => {
    const { out } = await allTold(["check-ports", "contoso-orders", "--at", AT, "--json"]);
    expect(JSON.parse(out.join("\n"))).toEqual({
      host: "contoso-orders.servicebus.windows.net",
      at: AT,
      ports: [
        { port: 443, answer: "refused" },
        { port: 5671, answer: "open" },
        { port: 5672, answer: "open" },
      ],
      isOpen: false,
    });
  });

  it("is good when every one is open", async () => {
    const answers = await tryAll({ host: AT, ports: OPEN, milliseconds: 60_000 }, { progress: () => {} });
    expect(answers).toEqual(OPEN.map((port): Tried => ({ port, answer: "open" })));
  });

  it("tells a name that leads nowhere from a port that is closed", async () => {
    const trying = { host: "nowhere.invalid", ports: [443], milliseconds: 60_000 };
    expect(await tryAll(trying, { progress: () => {} })).toEqual([{ port: 443, answer: "unreachable" }]);
  });

  it("tries no port where the name has no address, and tells that from a resolver that is away", async () => {
    const fails = (code: string) => addressOf(HOST, () => Promise.reject(Object.assign(new Error(code), { code })));
    await expect(fails("ENOTFOUND")).rejects.toMatchObject({
      exit: 1,
      message: `${HOST}: no address is known for it here, so no port was tried. relay-approvals check-dns ${HOST} tells more; --at calls an address.`,
    });
    await expect(fails("EAI_AGAIN")).rejects.toMatchObject({
      exit: 4,
      message: expect.stringContaining("cannot be looked up here (EAI_AGAIN)"),
    });
  });

  it("calls the private endpoint's family of addresses where there are both", async () => {
    const both = [
      { address: "fd00::5", family: 6 },
      { address: "10.1.0.5", family: 4 },
    ];
    expect(await addressOf(HOST, async () => both)).toBe("10.1.0.5");
    expect(await addressOf(HOST, async () => both.slice(0, 1))).toBe("fd00::5");
  });

  it("refuses an address that is none", async () => {
    for (const at of ["", "soon", "10.0.0"])
      expect(await allTold(["check-ports", "contoso-orders", `--at=${at}`])).toEqual(
        expect.objectContaining({ code: 2, out: [], err: [`--at ${at}: give an address like 10.1.0.5.`] }),
      );
  });

  it("refuses to wait for no time, or for ever", async () => {
    for (const within of ["0", "61", "soon"])
      expect(await allTold(["check-ports", "contoso-orders", "--within", within])).toMatchObject({ code: 2 });
  });
});
