/**
 * Failures on demand of a fake: `fail` before anything happens, `loseAnswer` after the effect (a timeout with late success).
 * An operation is named as on the port, of a store with the port before it: `put`, `decisions.insert`.
 */
export class Failures {
  private readonly planned: { operation: string; error: Error; when: "before" | "after" }[] = [];
  /** Every operation that was called, in order. */
  readonly calls: string[] = [];

  fail(operation: string, error: Error, times = 1): void {
    this.plan(operation, error, "before", times);
  }

  loseAnswer(operation: string, error: Error, times = 1): void {
    this.plan(operation, error, "after", times);
  }

  async around<Answer>(operation: string, effect: () => Answer | Promise<Answer>): Promise<Answer> {
    this.calls.push(operation);
    const failure = this.take(operation);
    if (failure?.when === "before") throw failure.error;
    const answer = await effect();
    if (failure) throw failure.error;
    return answer;
  }

  private plan(operation: string, error: Error, when: "before" | "after", times: number): void {
    for (let left = times; left > 0; left -= 1) this.planned.push({ operation, error, when });
  }

  private take(operation: string) {
    const index = this.planned.findIndex((failure) => failure.operation === operation);
    return index < 0 ? undefined : this.planned.splice(index, 1)[0];
  }
}
