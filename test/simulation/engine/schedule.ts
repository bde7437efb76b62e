interface Planned {
  readonly at: number;
  readonly order: number;
  readonly work: () => void;
}

/** Virtual time in milliseconds. Whatever is to happen waits in one heap; nothing in a run waits for real time. */
export class Schedule {
  now = 0;
  /** How much has happened: a measure of a run's cost. */
  happened = 0;
  private planned = 0;
  private readonly heap: Planned[] = [];

  at(time: number, work: () => void): void {
    this.planned += 1;
    this.push({ at: Math.max(time, this.now), order: this.planned, work });
  }

  after(milliseconds: number, work: () => void): void {
    this.at(this.now + milliseconds, work);
  }

  /** Does what is planned, in order, until a time. After each piece all that waited for it goes on, before the next one. */
  async runUntil(end: number): Promise<void> {
    for (let next = this.heap[0]; next && next.at <= end; next = this.heap[0]) {
      this.pop();
      this.now = next.at;
      this.happened += 1;
      next.work();
      await settled();
    }
    this.now = end;
  }

  private push(item: Planned): void {
    let index = this.heap.length;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = this.heap[parent];
      if (!above || !isBefore(item, above)) break;
      this.heap[index] = above;
      index = parent;
    }
    this.heap[index] = item;
  }

  private pop(): void {
    const last = this.heap.pop();
    if (!last || this.heap.length === 0) return;
    let index = 0;
    for (let child = this.smallerChild(index); child; child = this.smallerChild(index)) {
      if (!isBefore(child.item, last)) break;
      this.heap[index] = child.item;
      index = child.index;
    }
    this.heap[index] = last;
  }

  private smallerChild(index: number): { readonly index: number; readonly item: Planned } | undefined {
    const [left, right] = [this.heap[2 * index + 1], this.heap[2 * index + 2]];
    if (!left) return undefined;
    return right && isBefore(right, left)
      ? { index: 2 * index + 2, item: right }
      : { index: 2 * index + 1, item: left };
  }
}

function isBefore(one: Planned, other: Planned): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}

/** Node runs a tick only when no promise has anything left to do. */
function settled(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
