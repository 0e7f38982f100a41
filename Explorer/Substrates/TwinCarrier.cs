using System.Diagnostics.CodeAnalysis;

namespace Plimsoll.Explorer;

/// <summary>All CPUs as coroutines on the exploring thread.</summary>
internal sealed class TwinCarrier(Engine engine) : Carrier
{
    private readonly Place[] places = new Place[engine.Program.Cpus];

    public override void Execute()
    {
        int next = engine.Chosen;
        while (next != Engine.Over)
        {
            Frame? leaf = engine.Turns.HasStarted(next) ? Resume(next) : Start(next);
            places[next].Leaf = leaf;
            next = leaf is null ? engine.FinishCpu(next) : engine.Chosen;
        }

        // What is suspended now is never resumed: the collector takes it.
        Array.Clear(places);
    }

    public override void RunAlone(int cpu) => Begin(cpu);

    public override void Wait(int me) =>
        throw new InvalidOperationException("Plain code runs on the substrates threads and nested, not on the twin.");

    private Frame? Start(int cpu)
    {
        engine.StartCpu(cpu);
        return Begin(cpu);
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever a guest throws is the guest's failure.")]
    private Frame? Begin(int cpu)
    {
        try
        {
            CoTask body = engine.Program.Start(cpu);
            if (!body.IsCompleted) return engine.Leaf;
            body.RunSolo();
        }
        catch (Exception exception)
        {
            engine.Crash(cpu, exception);
        }

        return null;
    }

    /// <summary>Straight to the leaf; then up, as far as coroutines complete. Null when the body has.</summary>
    private Frame? Resume(int cpu)
    {
        engine.Cpu = cpu;
        Frame frame = places[cpu].Leaf!;
        while (true)
        {
            engine.Leaf = null;
            frame.MoveNext();
            if (engine.Leaf is { } leaf) return leaf;
            if (frame.Parent is { } parent)
            {
                frame = parent;
                continue;
            }

            Exception? error = frame.Error?.SourceException;
            frame.Recycle();
            if (error is not null) engine.Crash(cpu, error);
            return null;
        }
    }

    /// <summary>Where a CPU goes on. An array of references would check every one that is put into it.</summary>
    private struct Place
    {
        public Frame? Leaf;
    }
}
