import { beforeAll, describe, expect, it, jest } from "@jest/globals";
import { heapInUse, stringsInMemory } from "../../support/heap.ts";
import { A_STRANGERS_ANSWER, anActivity } from "./bot-framework.ts";
import { type BotScene, botScene } from "./bot-scene.ts";
import { type Forgery, forgeryOf, MARKED } from "./forgery.ts";

jest.setTimeout(60_000);

const EACH = 200;

let scene: BotScene;
beforeAll(async () => {
  scene = await botScene();
  scene.reset();
});

/** Of what a forged token is made of; what nobody holds is gone. */
async function leftInMemory(): Promise<number> {
  await heapInUse();
  return stringsInMemory(MARKED);
}

describe("of forged tokens", () => {
  it("nothing is kept, whatever their key, tenant and signature", async () => {
    for (const kind of ["unknown key", "known key", "unsigned"] satisfies readonly Forgery[]) {
      for (let number = 0; number < EACH; number += 1) {
        expect(await scene.receive(anActivity(), forgeryOf(kind, number))).toEqual(A_STRANGERS_ANSWER);
      }
    }
    // Ten of them, and one with the number of a hundred more.
    expect(scene.logged).toHaveLength(11);
    // The engine itself may hold what it has matched last.
    expect(await leftInMemory()).toBeLessThan(10);
  });

  it("it would be seen if something were", async () => {
    const kept = Array.from({ length: EACH }, (_, number) => forgeryOf("known key", number));
    expect(await leftInMemory()).toBeGreaterThanOrEqual(EACH);
    expect(kept).toHaveLength(EACH);
  });
});
