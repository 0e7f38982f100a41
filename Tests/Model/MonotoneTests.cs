using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;
using Plimsoll.Model.Rules;
using Plimsoll.Model.Vocabulary;
using Xunit;

namespace Plimsoll.Tests.Model;

/// <summary>
/// INV-B9: adding a relaxing flag never turns a watermark's yes into a no, and neither does freeing a block. A law of the rule
/// alone, so it is put to the rule over random zones, not to runs.
/// </summary>
public class MonotoneTests
{
    private static readonly AllocFlags[] Relaxing = [AllocFlags.High, AllocFlags.Harder];

    [Fact]
    public void Watermark_RelaxingFlagAdded_NeverTurnsYesIntoNo() => Holds(zone =>
        Relaxing.All(flag => !zone.Ok() || (zone with { Flags = zone.Flags | flag }).Ok()));

    [Fact]
    public void Watermark_BlockFreed_NeverTurnsYesIntoNo() => Holds(zone =>
        Enumerable.Range(0, Order.Max + 1).All(order => !zone.Ok() || zone.WithFreed(order).Ok()));

    [Fact]
    public void Watermark_MarkRaised_TurnsSomeYesIntoNo()
    {
        // The opposite: the properties above would hold of a test that always says yes.
        Case[] cases = [.. Cases().Sample(500, new Rnd(1, 1), 50)];
        Assert.Contains(cases, zone => zone.Ok() && !(zone with { Mark = zone.Mark + 2000 }).Ok());
    }

    private static void Holds(Func<Case, bool> law) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(5000).WithQuietOnSuccess(true)
            .WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(42, 43), FSharpOption<int>.None))),
        Prop.ForAll(Arb.From(Cases()), law));

    private static Gen<Case> Cases() =>
        from blocks in Gen.ArrayOf(Gen.Choose(0, 40), Order.Max + 1)
        from order in Gen.Choose(0, 4)
        from mark in Gen.Choose(0, 200)
        from reserve in Gen.Choose(0, 20)
        from emerg in Gen.Choose(0, 20)
        from flags in Gen.Elements(AllocFlags.None, AllocFlags.High, AllocFlags.Harder, AllocFlags.High | AllocFlags.Harder)
        select new Case([.. blocks.Select((b, o) => o > 5 ? 0u : (uint)b)], order, (uint)mark, (uint)reserve, (uint)emerg, flags);

    private sealed record Case(uint[] Blocks, int Order, uint Mark, uint Reserve, uint Emerg, AllocFlags Flags)
    {
        public bool Ok() => WatermarkOk.E23(Blocks, Order, Mark, Reserve, Emerg, Flags);

        public Case WithFreed(int order) => this with { Blocks = [.. Blocks.Select((b, o) => o == order ? b + 1 : b)] };

        public override string ToString() => $"[{string.Join(' ', Blocks)}] order {Order} mark {Mark} + {Reserve} + {Emerg} {Flags}";
    }
}
