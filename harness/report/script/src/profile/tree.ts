// The call trees of base and head as one, in typed arrays: 100,000 nodes are summed in milliseconds.
import { BASE, type FrameData, HEAD, type TreeData } from "../contract";

/** Numbers by node, for base and for head. */
type Sides = readonly [Float64Array, Float64Array];

export interface Nodes {
  readonly parent: ArrayLike<number>;
  readonly frame: ArrayLike<number>;
  readonly own: readonly [ArrayLike<number>, ArrayLike<number>];
}

export class CallTree {
  readonly size: number;
  readonly parent: Int32Array;
  readonly frame: Int32Array;
  readonly depth: Int32Array;
  /** One past the last node below each node: nodes stand depth first. */
  readonly end: Int32Array;
  readonly own: Sides;
  /** With everything that the node called. */
  readonly total: Sides;
  /** Room for both sides: what each node cost on the side where it cost more. */
  readonly union: Float64Array;

  /**
   * @param frames functions that `nodes.frame` points to
   * @param origin from how many calls it was merged; set where a function was made the root
   */
  constructor(
    readonly frames: readonly FrameData[],
    nodes: Nodes,
    readonly origin?: { readonly places: number },
  ) {
    const size = nodes.parent.length;
    this.size = size;
    this.parent = Int32Array.from(nodes.parent);
    this.frame = Int32Array.from(nodes.frame);
    this.own = [Float64Array.from(nodes.own[BASE]), Float64Array.from(nodes.own[HEAD])];
    this.total = [this.own[BASE].slice(), this.own[HEAD].slice()];
    this.union = new Float64Array(size);
    this.depth = new Int32Array(size);
    this.end = new Int32Array(size);
    this.sum();
  }

  static read(data: TreeData): CallTree {
    return new CallTree(data.frames, {
      parent: data.parent,
      frame: data.frame,
      own: [data.base, data.head],
    });
  }

  private sum(): void {
    const { size, parent, depth, end, own, total, union } = this;
    for (let node = 0; node < size; node++) {
      if (node > 0) depth[node] = depth[parent[node]!]! + 1;
      end[node] = node + 1;
      union[node] = Math.max(own[BASE][node]!, own[HEAD][node]!);
    }
    for (let node = size - 1; node > 0; node--) {
      const above = parent[node]!;
      total[BASE][above]! += total[BASE][node]!;
      total[HEAD][above]! += total[HEAD][node]!;
      union[above]! += union[node]!;
      end[above] = Math.max(end[above]!, end[node]!);
    }
  }

  frameOf(node: number): FrameData {
    return this.frames[this.frame[node]!]!;
  }

  /** From the root of the tree down to `node`. */
  path(node: number): number[] {
    const path: number[] = [];
    for (let at = node; at >= 0; at = this.parent[at]!) path.push(at);
    return path.reverse();
  }

  children(node: number): number[] {
    const children: number[] = [];
    for (let child = node + 1; child < this.end[node]!; child = this.end[child]!) {
      children.push(child);
    }
    return children;
  }

  /** Sums of both sides over the topmost nodes whose function is among `frames`, below `root`. */
  covered(root: number, isMatch: (frame: number) => boolean): [number, number] {
    const sums: [number, number] = [0, 0];
    for (let node = root; node < this.end[root]!; ) {
      if (!isMatch(this.frame[node]!)) {
        node++;
        continue;
      }
      sums[BASE] += this.total[BASE][node]!;
      sums[HEAD] += this.total[HEAD][node]!;
      node = this.end[node]!;
    }
    return sums;
  }
}
