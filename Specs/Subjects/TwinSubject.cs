using System.Reflection;
using Plimsoll.Explorer;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Subjects;

/// <summary>
/// A coroutine form of the allocator: the twin, or a mutant compiled in memory. All of them come out of Twinner with
/// the same names, so one adapter finds them by name.
/// </summary>
public sealed class TwinSubject : ISubject
{
    private readonly IDisposable layout;
    private readonly Func<nuint, string> nameOf;
    private readonly Func<nuint, int> zoneOf;
    private readonly Func<int, Operation[], CoTask> run;
    private readonly Func<int, int, Operation, CoTask<Outcome>> apply;
    private readonly Func<CoTask<string[]>> validate;
    private readonly Func<Operation[], CoTask> live;

    /// <param name="started">Whether the allocator is ready for use, or blank for a whole life.</param>
    public TwinSubject(Assembly assembly, Topology topology, int slots, bool started = true)
    {
        Type type = assembly.GetType("Plimsoll.Twin.Subjects.PageSubject", throwOnError: true)!;
        object subject = Create(type, topology, slots);
        object cells = type.GetProperty("Layout")!.GetValue(subject)!;
        layout = (IDisposable)cells;
        nameOf = Bind<Func<nuint, string>>(cells, "NameOf");
        zoneOf = Bind<Func<nuint, int>>(cells, "ZoneOf");
        run = Bind<Func<int, Operation[], CoTask>>(subject, "Run");
        apply = Bind<Func<int, int, Operation, CoTask<Outcome>>>(subject, "Apply");
        validate = Bind<Func<CoTask<string[]>>>(subject, "Validate");
        Memory = (nuint)cells.GetType().GetProperty("Memory")!.GetValue(cells)!;
        MemoryBytes = (int)cells.GetType().GetProperty("Bytes")!.GetValue(cells)!;
        Slots = (uint[])type.GetProperty("Slots")!.GetValue(subject)!;
        Orders = (int[])type.GetProperty("Orders")!.GetValue(subject)!;
        View = (IMemoryView)Create(
            assembly.GetType("Plimsoll.Twin.Pages.AllocatorView", throwOnError: true)!, cells, false);
        live = Bind<Func<Operation[], CoTask>>(subject, "Live");
        if (started) Alone(() => Start(subject));
    }

    public IMemoryView View { get; }

    public nuint Memory { get; }

    public int MemoryBytes { get; }

    public uint[] Slots { get; }

    public int[] Orders { get; }

    public string NameOf(nuint cell) => nameOf(cell);

    public int ZoneOf(nuint cell) => zoneOf(cell);

    public Outcome Apply(int cpu, int index, Operation operation) =>
        Alone(() => apply(cpu, index, operation).RunSolo());

    public string[] Validate() => Alone(() => validate().RunSolo());

    public CoTask Start(int cpu, Operation[] operations) => run(cpu, operations);

    public void Run(int cpu, Operation[] operations) =>
        throw new NotSupportedException("the twin is coroutines; the production source runs as plain code");

    public CoTask StartLife(Operation[] operations) => live(operations);

    public void RunLife(Operation[] operations) => Run(0, operations);

    public void Dispose() => layout.Dispose();

    private static bool Start(object subject)
    {
        Bind<Func<CoTask>>(subject, "Start")().RunSolo();
        return true;
    }

    private static T Bind<T>(object target, string method)
        where T : Delegate => target.GetType().GetMethod(method)!.CreateDelegate<T>(target);

    /// <summary>A mutant that loses its way must not take the process with it.</summary>
    private T Alone<T>(Func<T> run)
    {
        SoloArena.Set(Memory, MemoryBytes);
        try
        {
            return run();
        }
        finally
        {
            SoloArena.Set(0, 0);
        }
    }

    private static object Create(Type type, params object[] arguments)
    {
        try
        {
            return Activator.CreateInstance(type, arguments)!;
        }
        catch (TargetInvocationException e) when (e.InnerException is not null)
        {
            throw e.InnerException;
        }
    }
}
