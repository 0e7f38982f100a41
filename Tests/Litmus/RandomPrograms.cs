using System.Text;

namespace Plimsoll.Tests.Litmus;

/// <summary>
/// Small programs at random, as source text; a number means the same program for ever. Every second one has locks, in
/// pairs as they should be, crossed, taken twice, left locked or unlocked by others. Sized so that the interleavings
/// can be counted: <see cref="MaxInterleavings"/> at most where every access is made.
/// </summary>
/// <param name="weak">For store buffers, which multiply interleavings: smaller, and mostly reads and writes.</param>
internal sealed class RandomPrograms(int number, bool weak)
{
    public const int MaxInterleavings = 1500;
    private const int MaxWeakInterleavings = 70;

    private static readonly string[] Cells = ["x", "y", "z"];
    private static readonly string[] Locks = ["l", "m"];

    private readonly StringBuilder text = new();
    private ulong state = (ulong)number;
    private int cells;
    private int accesses;
    private int registers;

    public static string Text(int number, bool weak = false) => new RandomPrograms(number, weak).Program();

    private string Program()
    {
        while (true)
        {
            text.Clear();
            cells = weak ? 2 : 2 + Below(2);
            bool locks = Below(2) == 0;
            int threads = weak ? 2 + (Below(4) / 3) : 2 + Below(3);
            text.Append($"name random-{number}\ncells {string.Join(' ', Cells.Take(cells))}\n");
            double interleavings = 1;
            int all = 0;
            for (int t = 0; t < threads; t++)
            {
                text.Append("thread\n");
                accesses = registers = 0;
                int most = threads == 2 ? 6 : threads == 3 ? 4 : 3;
                int wanted = weak ? 2 + Below(3) : 1 + Below(most);
                while (accesses < wanted) Statement(locks, nested: false);
                for (int i = 1; i <= accesses; i++) interleavings *= (double)++all / i;
            }

            if (interleavings <= (weak ? MaxWeakInterleavings : MaxInterleavings)) return text.ToString();
        }
    }

    private void Statement(bool locks, bool nested)
    {
        int kind = Below(locks ? 100 : 70);
        if (weak && Below(3) > 0) kind = Below(40);
        if (kind < (weak ? 4 : 1)) Line("FENCE");
        else if (kind < 3 && !weak) Wait();
        else if (kind < 16) Line($"{Fresh()} = R {Cell()}");
        else if (kind < 38) Line($"W {Cell()} {Value()}");
        else if (kind < 46) Line($"{Fresh()} = CAS {Cell()} {Below(2)} {1 + Below(2)}");
        else if (kind < 50) Line($"{Fresh()} = FAA {Cell()} 1");
        else if (kind < 54) Line($"{Fresh()} = XCHG {Cell()} {Value()}");
        else if (kind < 70) If(locks, nested);
        else Locking(locks, kind, nested);
    }

    private void If(bool locks, bool nested)
    {
        string condition = Below(3) switch
        {
            0 when registers > 0 => $"r{Below(registers)} {(Below(2) == 0 ? "==" : "!=")} {Below(3)}",
            1 => $"R {Cell()} == {Below(2)}",
            _ => $"CAS {Cell()} {Below(2)} {1 + Below(2)}",
        };
        if (condition[0] != 'r') accesses++;
        text.Append($"  if ({condition}) {{\n");
        if (nested) Line($"W {Cell()} {Value()}");
        else Statement(locks, nested: true);
        if (Below(3) == 0)
        {
            text.Append("  } else {\n");
            Line($"W {Cell()} {Value()}");
        }

        text.Append("  }\n");
    }

    /// <summary>Looks at most three times: a loop that seems to wait, and gives up.</summary>
    private void Wait()
    {
        string count = Fresh();
        Line(Below(2) == 0
            ? $"while (R {Cell()} != {Below(3)} && {count} < 2) {{ {count} = {count} + 1 }}"
            : $"while (!CAS {Cell()} {Below(3)} {Below(3)} && {count} < 2) {{ {count} = {count} + 1 }}");
        accesses += 2;
    }

    private void Locking(bool locks, int kind, bool nested)
    {
        string one = Locks[Below(2)];
        string other = Locks[Below(2)];
        if (kind < 78)
        {
            Line($"LOCK {one}");
            if (nested || Below(2) == 0) Line($"W {Cell()} {Value()}");
            else Statement(locks, nested: true);
            if (Below(8) != 0) Line($"UNLOCK {one}");
        }
        else if (kind < 86)
        {
            // Crossed with another thread's, or with itself.
            Line($"LOCK {one}");
            Line($"LOCK {other}");
            Line($"UNLOCK {other}");
            if (one != other) Line($"UNLOCK {one}");
        }
        else if (kind < 95)
        {
            text.Append($"  if (TRYLOCK {one}) {{\n");
            accesses++;
            Line($"W {Cell()} {Value()}");
            if (Below(4) != 0) Line($"UNLOCK {one}");
            text.Append("  }\n");
        }
        else if (kind < 98)
        {
            Line($"LOCK {one}");
        }
        else
        {
            Line($"UNLOCK {one}");
        }
    }

    private void Line(string statement)
    {
        text.Append($"  {statement}\n");
        accesses++;
    }

    private string Cell() => Cells[Below(cells)];

    private string Value() => registers > 0 && Below(4) == 0 ? $"r{Below(registers)}" : $"{Below(3)}";

    private string Fresh() => $"r{registers++}";

    /// <summary>SplitMix64, written out: a number means the same program on every runtime.</summary>
    private int Below(int limit)
    {
        unchecked
        {
            state += 0x9E3779B97F4A7C15;
            ulong z = state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return (int)(((z ^ (z >> 31)) >> 32) * (ulong)limit >> 32);
        }
    }
}
