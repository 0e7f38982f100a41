using System.CommandLine;
using System.Collections.Immutable;
using System.Globalization;
using Plimsoll.Model.Rules;

namespace Plimsoll.Cli;

/// <summary><c>size</c>: demand in, pages out.</summary>
internal sealed class SizeCommand
{
    private const int MostCpus = 8192;
    private const int MostNodes = 1024;

    private readonly Option<long?> bytes =
        new("--bytes") { Description = "bytes at a time in requests of any size, as they are charged" };
    private readonly Option<string[]> objects = new("--object")
    {
        Arity = ArgumentArity.ZeroOrMore,
        Description = "SIZExCOUNT: so many objects of so many bytes at a time; as often as there are sizes",
    };
    private readonly Option<int?> cpus = new("--cpus") { Description = "possible CPUs; without it, this machine's" };
    private readonly Option<int?> nodes = new("--nodes") { Description = "nodes with memory; without it, 1" };
    private readonly Option<bool> json = ExplorationArguments.Json;
    private readonly Terminal terminal;

    private SizeCommand(Terminal terminal) => this.terminal = terminal;

    public static Command Make(Terminal terminal)
    {
        SizeCommand verb = new(terminal);
        Command command = new(
            "size",
            "Says how many pages a reserve needs, by the published estimates and by the sound one, and why they "
            + "differ. Example: plimsoll size --object 232x1000 --object 2048x1000 --cpus 4");
        foreach (Option option in new Option[] { verb.bytes, verb.objects, verb.cpus, verb.nodes, verb.json })
            command.Options.Add(option);
        command.SetAction(verb.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        ReserveDemand demand = Demand(parsed);
        SizeReport report = new(demand, Size(demand));
        if (parsed.GetValue(json)) terminal.Out.WriteLine(report.ToJson().ToJsonString());
        else report.Write(terminal);
        return Exit.Held;
    }

    private static ReserveSize Size(ReserveDemand demand)
    {
        try
        {
            return ReserveSize.Of(demand, SlabTuning.E23);
        }
        catch (OverflowException)
        {
            throw new InputException("size: this demand is beyond 2^63 pages or bytes; ask for less.");
        }
    }

    private ReserveDemand Demand(ParseResult parsed)
    {
        string[] given = parsed.GetValue(objects) ?? [];
        if (parsed.GetValue(bytes) is null && given.Length == 0)
            throw new InputException("size: what must be reserved? Use --object SIZExCOUNT or --bytes N.");
        long any = parsed.GetValue(bytes) ?? 0;
        if (any < 0) throw new InputException($"--bytes {any}: a number of bytes from 0 on is needed.");
        int c = InRange("--cpus", parsed.GetValue(cpus) ?? Environment.ProcessorCount, MostCpus);
        int n = InRange("--nodes", parsed.GetValue(nodes) ?? 1, MostNodes);
        return new(any, [.. given.Select(Object)], new(c, n));
    }

    private static int InRange(string option, int value, int most) => value >= 1 && value <= most
        ? value : throw new InputException($"{option} {value}: a number from 1 to {most} is needed.");

    private static ObjectDemand Object(string text)
    {
        string[] parts = text.Split('x');
        bool read = parts.Length == 2
            & long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long size)
            & long.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out long count);
        if (!read) throw new InputException($"--object '{text}': write SIZExCOUNT, such as 2048x100.");
        if (size == 0) throw new InputException($"--object '{text}': an object has at least 1 byte.");
        if (size > 1L << 40) throw new InputException($"--object '{text}': an object has at most 2^40 bytes.");
        return new(size, count);
    }
}
