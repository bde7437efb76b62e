/** Does all of it, one after another. What failed is thrown at the end, so that one failure holds up no other work. */
export async function oneByOne(work: readonly (() => Promise<void>)[]): Promise<void> {
  const faults: unknown[] = [];
  for (const piece of work) {
    try {
      await piece();
    } catch (fault) {
      faults.push(fault);
    }
  }
  if (faults.length > 0) throw new AggregateError(faults, `${faults.length} failed: ${faults.map(String).join("; ")}`);
}
