using Microsoft.Coyote.Specifications;
using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Pages;
using Plimsoll.Specs;
using Plimsoll.Specs.Invariants;
using Plimsoll.Specs.Scenarios;
using Plimsoll.Specs.Subjects;
using Plimsoll.Sync;

namespace Plimsoll.Tests.Coyote;

/// <summary>
/// A scenario on the production build: one thread per CPU, watched by every law of the catalogue and by the life cycle
/// of pages. Made once and run many times, always from the memory that setup left.
/// </summary>
public sealed unsafe class ThreadedScenario<S> : IObserver, IDisposable
    where S : struct, ISync
{
    /// <summary>What a transition is called that no row of the life cycle permits.</summary>
    public const string LifeCycle = "PAGE-LIFE";

    private readonly Scenario scenario;
    private readonly PageSubject<S> subject;
    private readonly Witness witness;
    private readonly byte[] memoryAtStart;
    private readonly uint[] slotsAtStart;
    private readonly int[] ordersAtStart;
    private readonly List<(int Cpu, Label Note)> notes = [];
    private readonly HashSet<int> orders = [];
    private readonly bool settingUp = true;

    public ThreadedScenario(Scenario scenario, IEnumerable<Transition<PageLife, PageTrigger>> lifeCycle)
    {
        this.scenario = scenario;
        subject = new(scenario.Topology, scenario.Slots);
        subject.Start();
        witness = new(new AllocatorView(subject.Layout, held: false), [.. scenario.Programs], Break);
        Machine = new(lifeCycle, scenario.Topology.Frames, how => Break(LifeCycle, how));
        RunSetup();
        settingUp = false;
        witness.Freeze();
        Machine.Freeze();
        slotsAtStart = [.. subject.Slots];
        ordersAtStart = [.. subject.Orders];
        memoryAtStart = Memory.ToArray();
    }

    public Law[] Laws { get; } = Catalog.Laws();

    public PageLifeMachine Machine { get; }

    /// <summary>
    /// The law broken, and how; null while all hold. Setup can break the life cycle only, and no law is asked before
    /// its end.
    /// </summary>
    public (string Law, string How)? Failure { get; private set; }

    /// <summary>
    /// The orders in which notes came, counted once each: how many different runs there were, at least.
    /// </summary>
    public int DistinctOrders => orders.Count;

    private Span<byte> Memory => new((void*)subject.Layout.Memory, subject.Layout.Bytes);

    /// <summary>One run: what Coyote repeats.</summary>
    public void RunThreads()
    {
        Begin();
        Thread[] cpus = new Thread[scenario.Programs.Length];
        for (int i = 0; i < cpus.Length; i++)
        {
            int cpu = i;
            cpus[i] = new(() => RunCpu(cpu));
        }

        foreach (Thread cpu in cpus) cpu.Start();
        foreach (Thread cpu in cpus) cpu.Join();
        End();
    }

    public void OnNote(int cpu, uint what, uint a, uint b, uint c)
    {
        Label note = new(what, a, b, c);
        notes.Add((cpu, note));
        bool tagged = what == Ghost.Release && (witness.Held[b] & 256) != 0;
        witness.Take(cpu, note);
        foreach (Law law in Laws) law.OnNote(witness, cpu, note);
        Machine.Fire(note, tagged);
        if (what == Ghost.End) witness.Ended(cpu);
    }

    public void OnStep(bool unlock)
    {
        witness.Forget();
        foreach (Law law in Laws) law.OnStep(witness);
        if (!unlock) return;
        for (int zone = 0; zone < witness.Topology.Zones.Length; zone++)
        {
            if (!witness.View.IsQuiet(zone)) continue;
            foreach (Law law in Laws) law.OnQuiet(witness, zone);
        }
    }

    public void Dispose() => subject.Layout.Dispose();

    /// <summary>The notes of the last run, one a line, a column per CPU.</summary>
    public string Story() => string.Join('\n', notes.Select(n => new string(' ', 40 * n.Cpu) + Tell(n.Cpu, n.Note)));

    private string Tell(int cpu, Label note) => note.What switch
    {
        Ghost.Begin => $"{scenario.Programs[cpu][note.A]}",
        Ghost.End => $"-> {Outcome.Noted(note.B, note.C)}",
        _ => $"  {NameOf(note.What)}({note.A}, {note.B}, {note.C})",
    };

    /// <summary>The numbers of a note are explained where its label is declared.</summary>
    private static string NameOf(uint what) =>
        typeof(Ghost).GetFields().First(label => (uint)label.GetRawConstantValue()! == what).Name;

    private void Begin()
    {
        memoryAtStart.CopyTo(Memory);
        slotsAtStart.CopyTo(subject.Slots, 0);
        ordersAtStart.CopyTo(subject.Orders, 0);
        notes.Clear();
        witness.Begin();
        Machine.Begin();
        foreach (Law law in Laws) law.OnBegin(witness);
    }

    private void RunCpu(int cpu)
    {
        Watch.Attach(this, cpu);
        subject.Run(cpu, scenario.Programs[cpu]);
        Watch.Attach(null, 0);
    }

    private void End()
    {
        witness.Forget();
        foreach (Law law in Laws) law.OnRest(witness);
        HashCode order = default;
        foreach (var note in notes) order.Add(note);
        orders.Add(order.ToHashCode());
    }

    /// <summary>What came before is not under judgement, but who holds what must be known.</summary>
    private void RunSetup()
    {
        Setup ears = new(witness, Machine);
        for (int i = 0; i < scenario.Setup.Length; i++)
        {
            (int cpu, Operation operation) = scenario.Setup[i];
            Watch.Attach(ears, cpu);
            Outcome outcome = subject.Apply(cpu, i, operation);
            if (operation.Kind != OperationKind.Allocate || outcome.Ok) continue;
            throw new InvalidOperationException($"scenario {scenario.Name}: setup step {i}, {operation}, was refused");
        }

        Watch.Attach(null, 0);
    }

    private void Break(string law, string how)
    {
        Failure ??= (law, how);
        Specification.Assert(settingUp, "{0}", $"{law}: {how}");
    }

    private sealed class Setup(Witness witness, PageLifeMachine machine) : IObserver
    {
        public void OnNote(int cpu, uint what, uint a, uint b, uint c)
        {
            Label note = new(what, a, b, c);
            bool tagged = what == Ghost.Release && (witness.Held[b] & 256) != 0;
            witness.Take(cpu, note);
            machine.Fire(note, tagged);
        }

        public void OnStep(bool unlock)
        {
        }
    }
}
