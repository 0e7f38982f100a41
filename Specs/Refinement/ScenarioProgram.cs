using System.Text.Json.Nodes;
using Plimsoll.Explorer;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Specs.Invariants;
using Plimsoll.Specs.Scenarios;
using Plimsoll.Specs.Subjects;

namespace Plimsoll.Specs.Refinement;


/// <summary>A scenario on a subject, watched by laws: what the explorer runs.</summary>
public sealed class ScenarioProgram : IProgram, IDisposable
{
    private readonly Scenario scenario;
    private readonly ISubject subject;
    private readonly uint[] slotsAtStart;
    private readonly int[] ordersAtStart;
    private readonly Law[] laws;
    private readonly Operation[][] programs;
    private readonly GhostCells ghosts;
    private readonly (long Evaluated, long PremiseHeld)[] before;
    private bool repeats;
    private bool started;

    public ScenarioProgram(Scenario scenario, ISubject subject, IEnumerable<Law> laws)
    {
        this.scenario = scenario;
        this.subject = subject;
        this.laws = [.. laws];
        before = new (long, long)[this.laws.Length];
        programs = [.. scenario.Programs];
        Witness = new(subject.View, programs, (law, how) => Engine.Current!.Fail(law, how));
        ghosts = new(scenario, Witness);
        RunSetup();
        slotsAtStart = [.. subject.Slots];
        ordersAtStart = [.. subject.Orders];
        Witness.Freeze();
    }

    public Witness Witness { get; }

    public IReadOnlyList<Law> Laws
    {
        get
        {
            Forget();
            return laws;
        }
    }

    public string Name => scenario.Name;

    public int Cpus => programs.Length;

    public nuint Memory => subject.Memory;

    public int MemoryBytes => subject.MemoryBytes;

    public bool WatchesSteps => laws.Length > 0;

    public void Begin()
    {
        slotsAtStart.CopyTo(subject.Slots, 0);
        ordersAtStart.CopyTo(subject.Orders, 0);
        Witness.Begin();
        Forget();
        if (Engine.Current is { IsRepetition: true }) Remember();
        foreach (Law law in laws) law.OnBegin(Witness);
        started = false;
    }

    public CoTask Start(int cpu) => subject.Start(cpu, programs[cpu]);

    public void Run(int cpu) => subject.Run(cpu, programs[cpu]);

    public void OnNote(int cpu, uint what, uint a, uint b, uint c)
    {
        Label note = new(what, a, b, c);
        if (!started) Start();
        Witness.Take(cpu, note);
        foreach (Law law in laws) law.OnNote(Witness, cpu, note);
        if (what == Ghost.End) Witness.Ended(cpu);
    }

    public void OnStep(in Step step)
    {
        int zone = subject.ZoneOf(step.Cell);
        bool arrives = step.Kind is AccessKind.Flush or AccessKind.Drained;
        if (arrives || step.Kind == AccessKind.Buffered) Witness.InFlight.Follow(step, zone, Witness.Now);

        // A store counts from its issue: what laws are shown has nothing new when it arrives.
        if (arrives) return;
        Witness.Forget();
        foreach (Law law in laws) law.OnStep(Witness);
        if (zone < 0) return;
        if (step.New != step.Old)
        {
            foreach (Law law in laws) law.OnZone(Witness, zone);
        }

        if (GhostCells.Releases(step)) Quiet(zone);
    }

    public Ghosts GhostsOf(in Plimsoll.Explorer.Note note) => laws.Length > 0 ? ghosts.Of(note) : Ghosts.None;

    public Ghosts GhostsOf(in Step step) => GhostCells.Of(step, subject.ZoneOf(step.Cell));

    public void OnEnd()
    {
        Witness.Forget();
        foreach (Law law in laws) law.OnRest(Witness);
    }

    /// <summary>How often laws are asked in an execution that was counted before does not count.</summary>
    private void Remember()
    {
        repeats = true;
        for (int i = 0; i < laws.Length; i++) before[i] = (laws[i].Evaluated, laws[i].PremiseHeld);
    }

    private void Forget()
    {
        if (!repeats) return;
        repeats = false;
        for (int i = 0; i < laws.Length; i++)
            laws[i].Count(before[i].Evaluated - laws[i].Evaluated, before[i].PremiseHeld - laws[i].PremiseHeld);
    }

    /// <summary>What the setup left is judged with the first step, when a failure has a run to belong to.</summary>
    private void Start()
    {
        started = true;
        for (int zone = 0; zone < Witness.Topology.Zones.Length; zone++) Quiet(zone);
    }

    private void Quiet(int zone)
    {
        if (!Witness.View.IsQuiet(zone)) return;
        foreach (Law law in laws) law.OnQuiet(Witness, zone);
    }

    /// <summary>For each law: how often it was asked, and how often its premise held.</summary>
    public JsonNode? TakeFindings()
    {
        JsonObject found = [];
        Forget();
        foreach (Law law in laws)
        {
            found[law.Id] = new JsonArray(law.Evaluated, law.PremiseHeld);
            law.Count(-law.Evaluated, -law.PremiseHeld);
        }

        return found;
    }

    public void AddFindings(JsonNode findings)
    {
        ArgumentNullException.ThrowIfNull(findings);
        Forget();
        foreach (Law law in laws)
            if (findings[law.Id] is { } found) law.Count((long)found[0]!, (long)found[1]!);
    }

    public string NameOf(nuint cell) => subject.NameOf(cell);

    public string Describe(in Plimsoll.Explorer.Note note)
    {
        if (note.What != Ghost.Begin) return new Label(note.What, note.A, note.B, note.C).ToString();
        return $"starts {programs[note.Cpu][note.A]}";
    }

    public void Dispose() => subject.Dispose();

    /// <summary>What came before the scenario is not under judgement, but who holds what must be known.</summary>
    private void RunSetup()
    {
        List<(int, Operation, Outcome, IReadOnlyList<Label>)> history = [];
        List<Label> notes = [];
        Guest.NoteSink = (what, a, b, c) =>
        {
            notes.Add(new(what, a, b, c));
            Witness.Take(0, new(what, a, b, c));
        };
        try
        {
            for (int i = 0; i < scenario.Setup.Length; i++)
            {
                (int cpu, Operation operation) = scenario.Setup[i];
                notes = [];
                Outcome outcome = subject.Apply(cpu, i, operation);
                history.Add((cpu, operation, outcome, notes));
                if (operation.Kind == OperationKind.Allocate && !outcome.Ok)
                {
                    throw new InvalidOperationException(
                        $"scenario {scenario.Name}: setup step {i}, {operation}, was refused");
                }
            }
        }
        finally
        {
            Guest.NoteSink = null;
        }

        if (!Refines.Follows(programs)) return;
        foreach (Refines refines in laws.OfType<Refines>()) refines.Setup(scenario.Topology, history);
    }
}
