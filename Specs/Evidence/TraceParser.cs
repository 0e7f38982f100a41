using System.Buffers.Text;

namespace Plimsoll.Specs.Evidence;

/// <summary>
/// Reads the text that /sys/kernel/tracing/trace prints: <c>comm-pid [cpu] flags time: event: fields</c>. Works on
/// bytes and makes no string. The comm may hold spaces, dashes, slashes and brackets, but is printed in 16 columns.
/// </summary>
internal sealed class TraceParser(string path)
{
    private const int CommColumns = 16;
    private const int MaxOrder = 10;

    /// <summary>The kernel has six; the event prints any.</summary>
    private const int MigrateTypes = 64;

    /// <summary>No recorder loses as many: a larger count is a broken one, and only has to be large.</summary>
    public const long MostLost = 1L << 48;
    private readonly Dictionary<ulong, (byte[] Text, GfpText Gfp)> gfps = [];

    public TraceEvent Event { get; } = new();

    /// <summary>entries-in-buffer of the header, or -1.</summary>
    public long Entries { get; private set; } = -1;

    /// <summary>entries-written of the header, or -1.</summary>
    public long Written { get; private set; } = -1;

    /// <summary>Whether a first line is that of a trace.</summary>
    public static bool Recognises(ReadOnlySpan<byte> line) =>
        line.StartsWith("# tracer:"u8) || line.StartsWith("# entries-in-buffer"u8) || IsLost(line)
        || (line.Length > 0 && line[0] != '#' && FindCpu(line) > 0 && line.IndexOf(": "u8) > 0);

    /// <summary>Parses a line into <see cref="Event"/>; false for a comment.</summary>
    public bool Parse(ReadOnlySpan<byte> line, long number)
    {
        Event.Line = number;
        if (line.IsEmpty || line[0] == '#')
        {
            Header(line);
            return false;
        }

        if (IsLost(line)) return Lost(line);
        int cpu = FindCpu(line);
        if (cpu < 0) throw Bad(number, "has no [cpu]: an event line is 'comm-pid [cpu] flags time: event: fields'");
        Event.Pid = Pid(line[..cpu]);
        ReadOnlySpan<byte> rest = line[(cpu + 1)..];
        if (!Utf8Parser.TryParse(rest, out int id, out int used) || (uint)id >= 8192)
        {
            throw Bad(number, "has no CPU number in [ ]");
        }
        Event.Cpu = id;
        rest = Time(rest[(used + 1)..], number);
        int name = rest.IndexOf((byte)':');
        if (name <= 0) throw Bad(number, "has no 'event:' after its time");
        Fields(rest[..name], name + 1 < rest.Length ? rest[(name + 2)..] : default, number);
        return true;
    }

    /// <summary>The index of the bracket that opens [cpu], or -1.</summary>
    private static int FindCpu(ReadOnlySpan<byte> line)
    {
        // Past the comm, so that a comm like "a [1] b" does not mislead; a line without padding is searched from its
        // start.
        int from = line.Length > CommColumns && line[CommColumns] == '-' ? CommColumns : 0;
        while (from < line.Length)
        {
            int at = line[from..].IndexOf((byte)'[');
            if (at < 0) return -1;
            at += from;
            int close = at + 1;
            while (close < line.Length && char.IsAsciiDigit((char)line[close])) close++;
            bool apart = at > 0 && line[at - 1] == ' ' && close + 1 < line.Length && line[close + 1] == ' ';
            if (apart && close > at + 1 && line[close] == ']') return at;
            from = at + 1;
        }

        return -1;
    }

    private static int Pid(ReadOnlySpan<byte> task)
    {
        int dash = task.Length > CommColumns && task[CommColumns] == '-' ? CommColumns : task.LastIndexOf((byte)'-');
        return dash >= 0 && Utf8Parser.TryParse(task[(dash + 1)..], out int pid, out _) ? pid : -1;
    }

    /// <summary>Skips the flags and reads seconds.microseconds or a count; gives what follows "time: ".</summary>
    private ReadOnlySpan<byte> Time(ReadOnlySpan<byte> rest, long number)
    {
        int colon = rest.IndexOf(": "u8);
        if (colon < 0) throw Bad(number, "has no 'time:'");
        ReadOnlySpan<byte> time = rest[..colon];
        int last = time.LastIndexOf((byte)' ');
        Context(last < 0 ? default : time[..last].Trim((byte)' '));
        time = time[(last + 1)..];
        ulong ticks = 0;
        foreach (byte digit in time)
        {
            if (digit == '.') continue;
            if (!char.IsAsciiDigit((char)digit)) throw Bad(number, "has a time that is no number");
            ticks = unchecked(ticks * 10 + digit - '0');
        }

        Event.Time = ticks;
        return rest[(colon + 2)..];
    }

    /// <summary>
    /// Flags are irqs-off, need-resched, hard or soft irq, preempt-depth, ...: whether this is an interrupt of
    /// something that held a lock. ksoftirqd, a task of its own, interrupts nothing; it holds no lock of its own there.
    /// </summary>
    private void Context(ReadOnlySpan<byte> flags)
    {
        Event.InInterrupt = flags.Length >= 4 && flags[2] is (byte)'s' or (byte)'h' or (byte)'H';
        Event.Interrupts = Event.InInterrupt && flags[3] != (byte)'.';
    }

    private void Fields(ReadOnlySpan<byte> name, ReadOnlySpan<byte> fields, long number)
    {
        Event.Kind = KindOf(name);
        switch (Event.Kind)
        {
            case EventKind.Alloc:
                Block(ref fields, "order="u8, number);
                Event.Migratetype = Migratetype(ref fields, number);
                Event.Gfp = Gfp(Field(ref fields, "gfp_flags="u8, number));
                break;
            case EventKind.Free or EventKind.FreeBatched:
                Block(ref fields, "order="u8, number);
                break;
            case EventKind.ZoneLocked:
                Block(ref fields, "order="u8, number);
                Event.Migratetype = Migratetype(ref fields, number);
                Event.Refill = Number(ref fields, "percpu_refill="u8, number) != 0;
                break;
            case EventKind.Drain:
                Block(ref fields, "order="u8, number);
                Event.Migratetype = Migratetype(ref fields, number);
                break;
            case EventKind.ExtFrag:
                Block(ref fields, "alloc_order="u8, number);
                Event.Fragmenting = fields.IndexOf("fragmenting=1"u8) >= 0;
                break;
            case EventKind.IsolateFree:
                Isolated(fields);
                break;
            case EventKind.Marker:
                Marker(fields);
                break;
        }
    }

    private static EventKind KindOf(ReadOnlySpan<byte> name)
    {
        if (name.StartsWith("mm_page_"u8))
        {
            ReadOnlySpan<byte> rest = name[8..];
            return rest.SequenceEqual("alloc"u8) ? EventKind.Alloc :
                rest.SequenceEqual("free"u8) ? EventKind.Free :
                rest.SequenceEqual("free_batched"u8) ? EventKind.FreeBatched :
                rest.SequenceEqual("alloc_zone_locked"u8) ? EventKind.ZoneLocked :
                rest.SequenceEqual("pcpu_drain"u8) ? EventKind.Drain :
                rest.SequenceEqual("alloc_extfrag"u8) ? EventKind.ExtFrag : EventKind.Other;
        }

        if (name.SequenceEqual("tracing_mark_write"u8)) return EventKind.Marker;
        if (!name.StartsWith("mm_compaction_"u8)) return EventKind.Other;
        return name.SequenceEqual("mm_compaction_isolate_freepages"u8) ? EventKind.IsolateFree : EventKind.Compaction;
    }

    private void Block(ref ReadOnlySpan<byte> fields, ReadOnlySpan<byte> orderKey, long number)
    {
        Pointer(Field(ref fields, "page="u8, number), number);
        Event.Pfn = Number(ref fields, "pfn="u8, number);
        ulong order = Number(ref fields, orderKey, number);
        if (order > MaxOrder) throw Bad(number, $"has order {order}: orders go from 0 to {MaxOrder}");
        Event.Order = (int)order;
    }

    private void Pointer(ReadOnlySpan<byte> text, long number)
    {
        bool hex = Utf8Parser.TryParse(text, out ulong page, out int used, 'x') && used == text.Length;
        if (!hex && !text.StartsWith("("u8) && !text.IsEmpty)
        {
            throw Bad(number, $"has page={LineReader.Text(text)}: not a pointer");
        }
        Event.Page = hex ? page : 0;
        bool isNull = (hex && page == 0) || text.StartsWith("(null)"u8);

        // A hashed pointer has 32 bits; a kernel address has its upper 16 set.
        Event.Pointer = isNull ? PointerForm.Null : hex && page >> 48 == 0xffff ? PointerForm.Plain
            : hex && page >> 32 != 0 ? PointerForm.Plain : PointerForm.Hidden;
    }

    private int Migratetype(ref ReadOnlySpan<byte> fields, long number)
    {
        ulong type = Number(ref fields, "migratetype="u8, number);
        return type < MigrateTypes ? (int)type
            : throw Bad(number, $"has migratetype {type}: no kernel has as many types");
    }

    private ulong Number(ref ReadOnlySpan<byte> fields, ReadOnlySpan<byte> key, long number)
    {
        ReadOnlySpan<byte> text = Field(ref fields, key, number);
        bool hex = text.StartsWith("0x"u8);
        ReadOnlySpan<byte> digits = hex ? text[2..] : text;
        bool read = Utf8Parser.TryParse(digits, out ulong value, out int used, hex ? 'x' : 'D')
            && used == digits.Length;
        if (!read) throw Bad(number, $"has {LineReader.Text(key)}{LineReader.Text(text)}: a number is expected");
        return value;
    }

    /// <summary>
    /// The value of the next field, which must be <paramref name="key"/>; fields stand in the kernel's order.
    /// </summary>
    private ReadOnlySpan<byte> Field(ref ReadOnlySpan<byte> fields, ReadOnlySpan<byte> key, long number)
    {
        int from = fields.Length > 0 && fields[0] == ' ' ? 1 : 0;
        if (!fields[from..].StartsWith(key))
        {
            throw Bad(number, $"lacks {LineReader.Text(key)} where it should stand: it is cut short or foreign");
        }
        ReadOnlySpan<byte> value = fields[(from + key.Length)..];
        int space = value.IndexOf((byte)' ');
        if (space < 0) space = value.Length;
        fields = value[space..];
        return value[..space];
    }

    private GfpText Gfp(ReadOnlySpan<byte> text)
    {
        ulong hash = (ulong)text.Length;
        foreach (byte b in text) hash = unchecked((hash ^ b) * 0x100000001b3);
        if (gfps.TryGetValue(hash, out (byte[] Text, GfpText Gfp) known) && text.SequenceEqual(known.Text))
        {
            return known.Gfp;
        }
        GfpText gfp = GfpText.Parse(text);
        gfps[hash] = (text.ToArray(), gfp);
        return gfp;
    }

    /// <summary>range=(0x103a00 ~ 0x103c00) nr_scanned=512 nr_taken=64</summary>
    private void Isolated(ReadOnlySpan<byte> fields)
    {
        int range = fields.IndexOf("(0x"u8), taken = fields.IndexOf("nr_taken="u8);
        bool read = range >= 0 & taken >= 0;
        ulong pfn = 0;
        long count = 0;
        read = read && Utf8Parser.TryParse(fields[(range + 3)..], out pfn, out _, 'x')
            && Utf8Parser.TryParse(fields[(taken + 9)..], out count, out _);
        Event.Kind = read ? EventKind.IsolateFree : EventKind.Compaction;
        Event.Pfn = pfn;
        Event.Count = count;
    }

    /// <summary>kh snap 12 B</summary>
    private void Marker(ReadOnlySpan<byte> fields)
    {
        int snap = fields.IndexOf("snap "u8);
        int number = 0, used = 0;
        bool read = snap >= 0 && Utf8Parser.TryParse(fields[(snap + 5)..], out number, out used)
            && fields.Length > snap + 6 + used;
        Event.Kind = read ? EventKind.Marker : EventKind.Other;
        Event.Snapshot = number;
        Event.Phase = read ? fields[snap + 6 + used] : (byte)0;
    }

    private static bool IsLost(ReadOnlySpan<byte> line) => line.StartsWith("CPU:"u8) && line.IndexOf("LOST"u8) > 0;

    private bool Lost(ReadOnlySpan<byte> line)
    {
        Event.Kind = EventKind.Lost;
        int at = line.IndexOf("LOST "u8);
        Event.Count = at >= 0 && Utf8Parser.TryParse(line[(at + 5)..], out long count, out _) ? Bounded(count) : 1;
        return true;
    }

    /// <summary># entries-in-buffer/entries-written: 5985/5985   #P:4</summary>
    private void Header(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> key = "# entries-in-buffer/entries-written: "u8;
        if (!line.StartsWith(key)) return;
        line = line[key.Length..];
        if (!Utf8Parser.TryParse(line, out long entries, out int used) || used >= line.Length) return;
        if (!Utf8Parser.TryParse(line[(used + 1)..], out long written, out _)) return;
        Entries = Bounded(entries);
        Written = Bounded(written);
    }

    private static long Bounded(long count) => Math.Clamp(count, 0, MostLost);

    private EvidenceException Bad(long line, string fact) => new(path, line, fact);
}
