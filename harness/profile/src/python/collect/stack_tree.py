

# Call stacks with amounts, as the tree that is written down.

# Different stacks; what further ones cost is put down to their callers.
MOST_STACKS = 200_000
# Deeper calls are put down to the deepest that is told.
MOST_DEPTH = 512


class StackTree:
    """Amounts of some metrics by call stack."""

    def __init__(self, *metrics):
        self.metrics = metrics
        self.nodes = []
        self.places = {}

    def add(self, numbers, amounts):
        """Adds to a stack: numbers of functions, outermost first, and amounts by metric."""
        node = -1
        for number in numbers[:MOST_DEPTH]:
            place = self.places.get((node, number))
            if place is None:
                if len(self.nodes) >= MOST_STACKS:
                    break
                place = self.places[node, number] = len(self.nodes)
                self.nodes.append((node, number, [0] * len(self.metrics)))
            node = place
        if node >= 0:
            sums = self.nodes[node][2]
            for metric, amount in amounts.items():
                sums[self.metrics.index(metric)] += amount

    def told(self):
        return {"metrics": self.metrics, "nodes": self.nodes}
