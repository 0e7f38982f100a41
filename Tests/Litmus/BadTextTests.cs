using Plimsoll.Explorer;
using Xunit;

namespace Plimsoll.Tests.Litmus;

/// <summary>Texts that are no programs: the place, what is wrong, and what would be right.</summary>
public sealed class BadTextTests
{
    public static TheoryData<string, string, string> Texts => new()
    {
        { "", "1:1", "without a thread" },
        { "name a", "1:7", "without a thread" },
        { "name", "1:5", "the name is missing" },
        { "name ; thread; FENCE", "1:6", "the name is missing" },
        { "name a\nname b", "2:1", "a second name" },
        { "hello", "1:1", "'hello' starts no part" },
        { "thread", "1:1", "a thread without a statement" },
        { "thread\n\nthread; FENCE", "1:1", "a thread without a statement" },
        { "thread x0; FENCE", "1:8", "'x0' is no number of threads" },
        { "thread x33; FENCE", "1:8", "x1 to x32" },
        { "thread x99999999999; FENCE", "1:8", "x1 to x32" },
        { "thread x30; FENCE; thread x3; FENCE", "1:20", "more than 32 threads (33)" },
        { "cells; thread; FENCE", "1:6", "no cell is declared" },
        { "cells x x; thread; FENCE", "1:9", "'x' is declared twice" },
        { "cells x\ncells y x; thread; FENCE", "2:9", "'x' is declared twice" },
        { "cells W; thread; FENCE", "1:7", "a word of the language" },
        { "cells x[0]; thread; FENCE", "1:9", "1 to 4096 cells" },
        { "cells x[n]; thread; FENCE", "1:9", "'n' is no size" },
        { "cells x[5000]; thread; FENCE", "1:9", "'5000' is no size" },
        { "cells x[4000] y[97]; thread; FENCE", "1:15", "more than 4096 cells" },
        { "cells x[2; thread; FENCE", "1:10", "']' is needed" },
        { "cells x=; thread; FENCE", "1:9", "'x' starts with numbers" },
        { "cells x=1,2; thread; FENCE", "1:11", "one cell, and here is one value more" },
        { "cells x[2]=1,2,3; thread; FENCE", "1:16", "an array of 2 cells" },
        { "cells x=2147483648; thread; FENCE", "1:9", "too large" },
        { "cells x+; thread; FENCE", "1:8", "'+' among cells" },
        { "cells 1x; thread; FENCE", "1:7", "names start with a letter" },
        { "cells x; thread; W y 1", "1:20", "'y' is not declared (declared: x)" },
        { "thread; R y", "1:11", "write 'cells y'" },
        { "cells x; thread; R x[0]", "1:20", "takes no index" },
        { "cells x[2]; thread; R x", "1:23", "an array of 2 cells: write 'x[e]'" },
        { "cells x[2]; thread; R x[2]", "1:25", "x[2] does not exist: the indices are 0 to 1" },
        { "cells x[2]; thread; R x[1 - 2]", "1:27", "x[-1] does not exist" },
        { "cells x[2]; thread x3; R x[tid]", "1:28", "x[2] does not exist" },
        { "thread; LOCK l[-1]", "1:16", "l[-1] does not exist" },
        { "thread; LOCK l; UNLOCK l[0]", "1:24", "no index elsewhere, and here one" },
        { "thread; LOCK l[0]; UNLOCK l", "1:27", "an index elsewhere, and here none" },
        { "thread; LOCK l; W l 1", "1:19", "'l' is a lock" },
        { "thread; LOCK l; FENCE\nfinal l == 0", "2:7", "'l' is a lock" },
        { "thread; i = 0; LOCK a[i]; LOCK b[4000]", "1:32", "at most 4096" },
        { "cells x; thread; W x", "1:21", "W needs an operand more, not the end of the text: 'W x e'" },
        { "cells x; thread; W x R x", "1:22", "stands in parentheses" },
        { "cells x; thread; W x !1", "1:22", "stands in parentheses" },
        { "cells x; thread; W x -v", "1:22", "put it in parentheses" },
        { "cells x; thread; CAS x 1\nW x 1", "2:1", "CAS needs an operand more, not 'W'" },
        { "cells x; thread; W 1 1", "1:20", "W needs a cell, not '1'" },
        { "thread; LOCK", "1:13", "LOCK needs a lock" },
        { "cells x; thread; v = W x 1", "1:22", "W has no value" },
        { "cells x; thread; v = LOCK x", "1:22", "LOCK has no value" },
        { "cells x; thread; v = ", "1:22", "a value is needed, not the end of the text" },
        { "cells x; thread; v = x", "1:22", "'x' is a cell: it is read with 'R x'" },
        { "cells x[2]; thread; v = x[1]", "1:25", "'R x[...]'" },
        { "cells x; thread; v = (1 + 2", "1:28", "')' is needed" },
        { "cells x; thread; v = 1 +", "1:25", "a value is needed" },
        { "cells x; thread; v = 1 2", "1:24", "starts no statement" },
        { "cells x; thread; v == 1", "1:18", "'v' starts no statement" },
        { "cells x; thread; write x 1", "1:18", "'write' starts no statement: use an access (R W" },
        { "cells x; thread; tid = 1", "1:18", "'tid' starts no statement" },
        { "cells x; thread; 1 = v", "1:18", "'1' starts no statement" },
        { "cells x; thread; R x + 1", "1:22", "'+' starts no statement" },
        { "cells x; thread; if R x { FENCE }", "1:21", "'(' is needed to start the condition of if" },
        { "cells x; thread; if (R x) FENCE", "1:27", "'{' is needed to start the body of if" },
        { "cells x; thread; if (R x) { FENCE", "1:34", "'}' is needed to end the body of if" },
        { "cells x; thread; if (R x) { FENCE\nthread; FENCE }", "2:1", "'}' is needed to end the body of if" },
        { "cells x; thread; FENCE }", "1:24", "'}' starts no statement" },
        { "cells x; thread; else { FENCE }", "1:18", "'else' starts no statement" },
        { "cells x; thread; do { FENCE } until (1)", "1:31", "'while' is needed after the body of do" },
        { "cells x; thread; break", "1:18", "'break' stands in no loop" },
        { "cells x; thread; if (1) { break }", "1:27", "'break' stands in no loop" },
        { "cells x; thread; loop { FENCE }; break", "1:34", "'break' stands in no loop" },
        { "cells x; thread; FENCE\nfinal x == R x", "2:12", "'R' in final" },
        { "cells x; thread; FENCE\nfinal t1.a == 1", "2:7", "there is no thread 1" },
        { "cells x; thread; FENCE\nfinal t0.a == 1", "2:7", "assigns no register 'a'" },
        { "cells x; thread; FENCE\nfinal x.a == 1", "2:7", "no register of a thread" },
        { "cells x; thread; FENCE\nfinal y == 1", "2:7", "'y' is not declared" },
        { "cells x; thread; FENCE\nfinal tid == 1", "2:7", "a cell is needed" },
        { "cells x; thread; FENCE\nfinal x\nfinal x", "3:1", "a second final" },
        { "cells x; thread; v = 1 & 2", "1:24", "'&' is no part of the language" },
        { "cells x; thread; v = 1 \u00b7 2", "1:24", "is no part of the language" },
        { "cells x; thread; v = 12a", "1:22", "'12a' is no number" },
        { "cells x; thread; v = 99999999999999999999", "1:22", "too large" },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void Text_ThatIsNoProgram_IsRefusedWithItsPlace(string text, string place, string problem)
    {
        LitmusException refused = Assert.Throws<LitmusException>(() => LitmusProgram.Parse(text, "a/b.litmus"));
        Assert.StartsWith($"a/b.litmus:{place}: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(problem, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(", ")")]
    [InlineData("!", "")]
    [InlineData("1 + ", "")]
    public void Expression_ThatNestsThousandsDeep_IsRefused(string open, string close)
    {
        string text = $"thread; v = {Many(open)}1{Many(close)}";
        Assert.Contains("200 deep", Refused(text), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("if (1) { ", "} ")]
    [InlineData("if (1) { FENCE } else ", "")]
    [InlineData("loop { ", "} ")]
    public void Block_ThatNestsThousandsDeep_IsRefused(string open, string close) => Assert.Contains(
        "200 deep", Refused($"thread; {Many(open)} FENCE {Many(close)}"), StringComparison.Ordinal);

    [Fact]
    public void Text_OfMoreThanAMegabyte_IsRefused() =>
        Assert.Contains("at most 1048576", Refused(new string(' ', 1 << 21)), StringComparison.Ordinal);

    /// <summary>Whatever is cut out of a program or put into it: a program, or a refusal with a place.</summary>
    [Fact]
    public void Text_ThatIsMangled_IsReadOrRefused()
    {
        int refused = 0;
        for (int number = 0; number < 2000; number++)
        {
            string text = RandomPrograms.Text(number);
            int at = number * 7919 % text.Length;
            string mangled = (number % 3) switch
            {
                0 => text.Remove(at, Math.Min(3, text.Length - at)),
                1 => text.Insert(at, "{);x=]R-"[..(1 + (number % 8))]),
                _ => text[..at],
            };
            try
            {
                LitmusProgram.Parse(mangled, "p");
            }
            catch (LitmusException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 500, 1999);
    }

    private static string Many(string part) => string.Concat(Enumerable.Repeat(part, 5000));

    private static string Refused(string text) =>
        Assert.Throws<LitmusException>(() => LitmusProgram.Parse(text, "p")).Message;
}
