using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;
using Plimsoll.Model.Rules;
using Plimsoll.Model.Vocabulary;
using Xunit;

namespace Plimsoll.Tests.Model;

/// <summary>
/// INV-B9: adding a relaxing flag never turns a watermark's yes into a no, and neither does freeing a block. A law of
/// the rule alone, so it is put to the rule over random zones, not to runs; to the rule of each era.
/// </summary>
public class MonotoneTests
{
    private static readonly AllocFlags[] Relaxing = [AllocFlags.High, AllocFlags.Harder];

    public static TheoryData<Era> Eras => [.. Enum.GetValues<Era>()];

    [Theory]
    [MemberData(nameof(Eras))]
    public void Watermark_RelaxingFlagAdded_NeverTurnsYesIntoNo(Era era) => Holds(zone =>
        Relaxing.All(flag => !zone.Ok(era) || (zone with { Flags = zone.Flags | flag }).Ok(era)));

    [Theory]
    [MemberData(nameof(Eras))]
    public void Watermark_TaskIsTheOomVictim_NeverTurnsYesIntoNo(Era era) => Holds(zone =>
        !zone.Ok(era) || (zone with { Victim = true }).Ok(era));

    [Theory]
    [MemberData(nameof(Eras))]
    public void Watermark_BlockFreed_NeverTurnsYesIntoNo(Era era) => Holds(zone =>
        Enumerable.Range(0, Order.Max + 1).All(order => !zone.Ok(era) || zone.WithFreed(order).Ok(era)));

    /// <summary>Two buddies that merge: pages only move upward.</summary>
    [Theory]
    [MemberData(nameof(Eras))]
    public void Watermark_BuddiesMerged_NeverTurnsYesIntoNo(Era era) => Holds(zone =>
        Enumerable.Range(0, Order.Max).All(order =>
            zone.Blocks[order] < 2 || !zone.Ok(era) || zone.WithMerged(order).Ok(era)));

    /// <summary>INV-B10: without flags, yes leaves mark, reserve and emerg after the take.</summary>
    [Fact]
    public void Watermark_YesWithoutFlags_LeavesAllOfTheMark() => Holds(zone =>
        !(zone with { Flags = AllocFlags.None }).Ok(Era.E23)
        || zone.Pages - (1L << zone.Order) >= (long)zone.Mark + zone.Reserve + zone.Emerg);

    [Theory]
    [MemberData(nameof(Eras))]
    public void Watermark_MarkRaised_TurnsSomeYesIntoNo(Era era)
    {
        // The opposite: the properties above would hold of a test that always says yes.
        Case[] cases = [.. Cases().Sample(500, new Rnd(1, 1), 50)];
        Assert.Contains(cases, zone => zone.Ok(era) && !(zone with { Mark = zone.Mark + 5000 }).Ok(era));
        Assert.Contains(cases, zone => !zone.Ok(era) && zone.WithFreed(Order.Max).Ok(era));
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
        from scarce in Gen.Elements(1, 8, 40)
        from high in Gen.Elements(AllocFlags.None, AllocFlags.High)
        from harder in Gen.Elements(AllocFlags.None, AllocFlags.Harder)
        from victim in Gen.Elements(false, true)
        select new Case(
            [.. blocks.Select((b, o) => o > 5 ? 0u : (uint)(b / scarce))], order, (uint)mark, (uint)reserve,
            (uint)emerg, high | harder, victim);

    private sealed record Case(
        uint[] Blocks, int Order, uint Mark, uint Reserve, uint Emerg, AllocFlags Flags, bool Victim)
    {
        public long Pages => Blocks.Select((b, o) => (long)b << o).Sum();

        public bool Ok(Era era) => WatermarkOk.Of(era, Blocks, Order, Mark, Reserve, Emerg, Flags, Victim);

        public Case WithFreed(int order) => With(order, +1);

        public Case WithMerged(int order) => With(order, -2).With(order + 1, +1);

        public override string ToString() =>
            $"[{string.Join(' ', Blocks)}] order {Order} mark {Mark} + {Reserve} + {Emerg} {Flags}"
            + (Victim ? " victim" : "");

        private Case With(int order, int more) =>
            this with { Blocks = [.. Blocks.Select((b, o) => o == order ? (uint)(b + more) : b)] };
    }
}
