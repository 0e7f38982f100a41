using System.Text.Json.Nodes;

namespace Plimsoll.Explorer;

/// <summary>
/// What the explorer explores: a fixed number of CPUs that share memory. The explorer knows no more of it than this.
/// A program is run many times; <see cref="Memory"/> is saved when an exploration starts and restored before every
/// execution.
/// </summary>
public interface IProgram
{
    string Name { get; }

    int Cpus { get; }

    /// <summary>The first byte of the shared cells, and how many bytes they are.</summary>
    nuint Memory { get; }

    int MemoryBytes { get; }

    /// <summary>Whether <see cref="OnStep"/> wants to be called.</summary>
    bool WatchesSteps { get; }

    /// <summary>An execution starts: memory is restored; private and ghost state must be reset here.</summary>
    void Begin();

    /// <summary>The body of one CPU as a coroutine: the twin.</summary>
    CoTask Start(int cpu);

    /// <summary>The body of one CPU as plain code, for the substrates threads and nested.</summary>
    void Run(int cpu);

    /// <summary>A ghost note of the running CPU.</summary>
    void OnNote(int cpu, uint what, uint a, uint b, uint c);

    /// <summary>
    /// A synchronising access took place. With store buffers a store is told twice: when its CPU issues it
    /// (<see cref="AccessKind.Buffered"/>), and when others see it (<see cref="AccessKind.Flush"/>, or
    /// <see cref="AccessKind.Drained"/>). Callbacks see memory with every issued store in it.
    /// </summary>
    void OnStep(in Step step);

    /// <summary>Whether <see cref="StateOf"/> tells everything.</summary>
    bool KnowsState => false;

    /// <summary>
    /// Of a CPU at an access: where it is in its code, and a hash of all else that it remembers. A loop that comes to
    /// the same again waits for somebody else. What does not tell is judged by what its accesses show.
    /// </summary>
    (int Place, ulong State) StateOf(int cpu) => default;

    /// <summary>Every CPU has finished.</summary>
    void OnEnd();

    /// <summary>
    /// Some CPU has not finished and none can go on. False: to this program that is an end like any other.
    /// </summary>
    /// <param name="waits">Who waits for what.</param>
    bool OnDeadlock(string waits) => true;

    /// <summary>Whether to unlock what one does not hold, or to finish and hold a lock, breaks a law.</summary>
    bool ChecksLocks => true;

    /// <summary>
    /// What the program has gathered since it was last asked (final states, how often laws were asked), and forgets it.
    /// Parts of a search that are done by different instances, or at different times, are put together from this.
    /// </summary>
    JsonNode? TakeFindings() => null;

    /// <summary>Takes what another instance has gathered as if it were its own.</summary>
    void AddFindings(JsonNode findings)
    {
    }

    /// <summary>
    /// What the laws can tell of the order of this note and others. Reduction explores what they tell apart and no
    /// more, so too little here makes its verdict untrue.
    /// </summary>
    Ghosts GhostsOf(in Note note) => Ghosts.Of(note);

    /// <summary>The same of a step, where <see cref="WatchesSteps"/>.</summary>
    Ghosts GhostsOf(in Step step) => Ghosts.Ordered;

    /// <summary>The name of a shared cell, for people: <c>zone0.NrFree</c>.</summary>
    string NameOf(nuint cell);

    /// <summary>A note, for people.</summary>
    string Describe(in Note note) => $"note {note.What} ({note.A}, {note.B}, {note.C})";
}
