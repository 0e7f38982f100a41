using System.Globalization;

namespace Plimsoll.Tests.Litmus;

/// <summary>
/// The families of programs by which reductions are compared, as source text. Their counts stand in
/// <see cref="OracleTests"/>.
/// </summary>
internal static class LitmusTexts
{
    /// <summary>The text of one member of a family: <c>lastzero</c> and 5.</summary>
    public static string Of(string family, int n) => Fill(Family(family, n), n);

    private static string Family(string family, int n) => family switch
    {
        "readers" => "cells x; thread; W x 42; thread xN; R x",
        "readers_priv" => "cells x p[N]; thread; W x 42; thread xN; R p[tid]; R x",
        "writers" => "cells x; thread xN; W x tid",
        "lastzero" => """
            cells a[M]
            thread
              i = N
              while (R a[i] != 0) { i = i - 1 }
            thread xN
              v = R a[tid]
              W a[tid + 1] (v + 1)
            """,
        "indexer" => Indexer,
        "filesystem" => FileSystem,
        "casrot" => "cells x; thread xN; CAS x tid (tid + 1)",
        "cas" => "cells x; thread xN; CAS x 0 (tid + 1)",
        "casw" => "cells x; thread xN; CAS x 0 1; W x (tid + 3)",
        "ainc" => "cells x; thread xN; FAA x 1",
        "binc" => "cells x y; thread xN; FAA x 1; FAA y 1",
        "cinc" => "cells x y z; thread xN; FAA x 1; FAA y 1; FAA z 1",
        "fib_bench" => Fib(reader: ""),
        "fib_bench+reader" => Fib(reader: "thread; if (R x <= 144) { R y }"),
        "n_writes_a_read_two_threads" => Twice("W x tid", "R x"),
        "N_writers_a_reader" => "cells x; thread xM; W x tid; thread; R x",
        "writes2x" => Twice("W x (2 * i + tid)", ""),
        "lockinc" => "cells x; thread xN; LOCK l; v = R x; W x (v + 1); UNLOCK l",
        "mutex_hard" => "cells x; thread xN; LOCK l; t = FAA x 1; if (t == tid) { UNLOCK l }",
        "mutex_trylock_unlock" => "cells x; thread xN; if (TRYLOCK l) { v = R x; W x (v + 1); UNLOCK l }",
        "treiber_push" => $"cells head next[M]; {Pushers}",
        "treiber_pop" => $$"""
            cells head=1 next[M]={{string.Join(',', Enumerable.Range(0, n).Select(i => i == 0 ? 0 : i + 1))}}
            thread xN
              do {
                h = R head
                if (h == 0) { stop }
                n = R next[h]
              } while (!CAS head h n)
            """,
        "remote_free" => $"cells head next[M]; {Pushers}; thread; h = XCHG head 0; while (h != 0) {{ h = R next[h] }}",
        _ => throw new ArgumentException($"There is no family '{family}'."),
    };

    private const string Indexer = """
        cells table[128]
        thread xN
          i = 0
          while (i < 4) {
            w = i * 11 + tid
            h = (w * 7) % 128
            while (!CAS table[h] 0 w) { h = (h + 1) % 128 }
            i = i + 1
          }
        """;

    private const string FileSystem = """
        cells inode[32] busy[26]
        thread xN
          i = tid % 32
          LOCK I[i]
          v = R inode[i]
          if (v == 0) {
            b = (i * 2) % 26
            loop {
              LOCK B[b]
              u = R busy[b]
              if (u == 0) {
                W busy[b] 1
                W inode[i] (b + 1)
                UNLOCK B[b]
                break
              }
              UNLOCK B[b]
              b = (b + 1) % 26
            }
          }
          UNLOCK I[i]
        """;

    private const string Pushers =
        "thread xN; do { h = R head; W next[tid + 1] h } while (!CAS head h (tid + 1))";

    private static string Fib(string reader) => $$"""
        cells x=1 y=1
        thread
          i = 0; while (i < N) { a = R x; b = R y; W x (a + b); i = i + 1 }
        thread
          i = 0; while (i < N) { a = R x; b = R y; W y (a + b); i = i + 1 }
        {{reader}}
        """;

    private static string Twice(string each, string last) =>
        $"cells x; thread x2; i = 0; while (i < N) {{ {each}; i = i + 1 }}; {last}";

    /// <summary>N and M = N + 1 stand for numbers, alone or after an x.</summary>
    private static string Fill(string text, int n)
    {
        string number = n.ToString(CultureInfo.InvariantCulture);
        string more = (n + 1).ToString(CultureInfo.InvariantCulture);
        return text.Replace("xN", $"x{number}", StringComparison.Ordinal)
            .Replace("xM", $"x{more}", StringComparison.Ordinal)
            .Replace("[N]", $"[{number}]", StringComparison.Ordinal)
            .Replace("[M]", $"[{more}]", StringComparison.Ordinal)
            .Replace("= N", $"= {number}", StringComparison.Ordinal)
            .Replace("< N", $"< {number}", StringComparison.Ordinal);
    }
}
