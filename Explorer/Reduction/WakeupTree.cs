namespace Plimsoll.Explorer;

/// <summary>
/// The sequences of steps that are still to be explored, as an ordered tree. Its part below a node of the path is what
/// the exploration of that node has to follow; where it ends, anything may follow. Every sequence leads to a trace
/// that no other leads to, so no execution is begun in vain.
/// </summary>
internal sealed class WakeupTree
{
    public const int None = -1;

    /// <summary>The beginning of everything.</summary>
    public const int Root = 0;

    private Node[] nodes = new Node[64];
    private int count = 1;
    private int free = None;

    public WakeupTree() => nodes[Root] = new() { Child = None, Sibling = None };

    /// <summary>The leftmost child, which is explored first.</summary>
    public int Child(int node) => nodes[node].Child;

    public int Sibling(int node) => nodes[node].Sibling;

    /// <summary>The step that leads to the node.</summary>
    public ref Effect StepTo(int node) => ref nodes[node].Step;

    public int Append(int parent, in Effect step)
    {
        int added = Allocate();
        nodes[added] = new() { Step = step, Child = None, Sibling = None };
        if (nodes[parent].Child == None)
        {
            nodes[parent].Child = added;
            return added;
        }

        int last = nodes[parent].Child;
        while (nodes[last].Sibling != None) last = nodes[last].Sibling;
        nodes[last].Sibling = added;
        return added;
    }

    /// <summary>Removes the leftmost child, which has been explored and has no children left.</summary>
    public void RemoveFirst(int parent)
    {
        int removed = nodes[parent].Child;
        nodes[parent].Child = nodes[removed].Sibling;
        nodes[removed].Sibling = free;
        free = removed;
    }

    /// <summary>
    /// Sees to it that a trace with this sequence after the root given will be explored: unless what is in the tree
    /// leads to one already, the sequence becomes a branch of it, as far as it is not there. The sequence is used up.
    /// </summary>
    public void Insert(int root, Reversal sequence)
    {
        int node = root;
        while (!sequence.IsEmpty)
        {
            int child = nodes[node].Child;
            while (child != None && !sequence.CanBegin(nodes[child].Step)) child = nodes[child].Sibling;
            if (child == None)
            {
                bool isLeaf = node != root && nodes[node].Child == None;
                if (!isLeaf) Append(node, sequence);
                return;
            }

            sequence.Drop(nodes[child].Step.Id);
            node = child;
        }
    }

    private void Append(int node, Reversal sequence)
    {
        for (int i = 0; i < sequence.Length; i++) node = Append(node, sequence[i]);
    }

    private int Allocate()
    {
        if (free != None)
        {
            int reused = free;
            free = nodes[reused].Sibling;
            return reused;
        }

        if (count == nodes.Length) Array.Resize(ref nodes, 2 * count);
        return count++;
    }

    private record struct Node
    {
        public Effect Step;
        public int Child;
        public int Sibling;
    }
}
