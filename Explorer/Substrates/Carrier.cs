namespace Plimsoll.Explorer;

/// <summary>Carries the CPUs of one engine through its executions.</summary>
internal abstract class Carrier : IDisposable
{
    public static Carrier Create(Substrate substrate, Engine engine) => substrate switch
    {
        Substrate.Twin => new TwinCarrier(engine),
        Substrate.Nested => new NestedCarrier(engine),
        Substrate.Threads => new ThreadCarrier(engine),
        _ => throw new ArgumentOutOfRangeException(nameof(substrate), substrate, "There is no such substrate."),
    };

    /// <summary>From the first decision, which has been made, to the end.</summary>
    public abstract void Execute();

    /// <summary>Runs one CPU on this thread up to its end, or to where the engine stops it.</summary>
    public abstract void RunAlone(int cpu);

    /// <summary>Plain code of CPU <paramref name="me"/> waits until it is chosen or the execution is over.</summary>
    public abstract void Wait(int me);

    public virtual void Dispose()
    {
    }
}
