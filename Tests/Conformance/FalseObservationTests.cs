using Plimsoll.Specs.Refinement;
using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;
using Xunit;
using Judge = Plimsoll.Model.Transitions.Conformance;

namespace Plimsoll.Tests.Conformance;

/// <summary>
/// Scripted observations that are false, each refused by the law it breaks. The machine: one zone, frames 4..27, min 5,
/// low 6, emerg 4, batch 3, lists give back at 4.
/// </summary>
public class FalseObservationTests
{
    private static readonly Request Kernel = Request.For(Gfp.Kernel);

    private static readonly Request Entitled = Request.For(Gfp.Kernel | Gfp.MemAlloc);

    private readonly ModelSubject subject = new(Machines.Tiny);

    [Fact]
    public void Allocate_RefusedWithoutAsking_BreaksNull() =>
        Refused("INV-NULL", Operation.Allocate(0, Kernel), Outcome.Refused);

    [Fact]
    public void Allocate_RefusedThoughTheCheckHolds_BreaksNull() =>
        Refused("INV-NULL", Operation.Allocate(0, Kernel), Outcome.Refused,
            Label.Refused(0, Pass.Low, 0), Label.Refused(0, Pass.Min, 0));

    [Fact]
    public void Allocate_AnswersAPageNoStepNamed_BreaksPartition() =>
        Refused(
            "INV-B1", Operation.Allocate(0, Kernel), Outcome.Granted(new(5)), Label.Refill(0, 4, 0),
            Label.Hit(0, 4, 0));

    [Fact]
    public void Take_OfABlockThatIsHeld_BreaksPartition()
    {
        uint held = Do(Operation.Allocate(0, Request.For(Gfp.Kernel, order: 1))).Pfn.Value;
        Request again = Request.For(Gfp.Kernel, order: 1);
        Refused("INV-B1", Operation.Allocate(1, again), Outcome.Granted(new(held)), Label.Take(0, held, 1));
    }

    [Fact]
    public void Refill_OfAWholeBatchAtTheMark_BreaksTheMark()
    {
        FillTo(free: 11);
        uint[] free = [.. subject.Memory.Zones[0].Free.Blocks(0)];
        Refused("INV-B10", Operation.Allocate(30, Kernel), Outcome.Granted(new(free[0])),
            Label.Refill(0, free[0], 0), Label.Refill(0, free[1], 0), Label.Hit(0, free[0], 0));
    }

    [Fact]
    public void Take_BelowEmerg_BreaksStrict()
    {
        FillTo(free: 4);
        uint pfn = subject.Memory.Zones[0].Free.Blocks(0).First();
        Refused("INV-STRICT", Operation.Allocate(30, Kernel), Outcome.Granted(new(pfn)),
            Label.Refill(0, pfn, 0), Label.Hit(0, pfn, 0));
    }

    [Fact]
    public void Take_TaggedInAnOrdinaryPass_BreaksTag() =>
        Refused("INV-TAG", Operation.Allocate(0, Request.For(Gfp.Kernel, order: 1)), Outcome.Granted(new(4)),
            Label.Take(0, 4, 1, tagged: true));

    [Fact]
    public void LastAttempt_LeavesPagesOnAList_BreaksB15()
    {
        FillTo(free: 4);
        Do(Operation.Free(0), cpu: 1);
        Label[] passes = [.. new[] { Pass.Low, Pass.Min, Pass.Boldest }.Select(pass => Label.Refused(0, pass, 0))];
        Refused(
            "INV-B15", Operation.Allocate(30, Entitled), Outcome.Refused, [.. passes, Label.LastAttempt(Pfn.None, 0)]);
    }

    [Fact]
    public void Allocate_FromAnotherZoneThanTheNext_BreaksA3()
    {
        ModelSubject two = new(Machines.Two);
        Judgement judgement = Judge.Accepts(two.Memory, new(0), Operation.Allocate(0, Kernel),
            [Label.Refill(3, 40, 0), Label.Hit(3, 40, 0)], Outcome.Granted(new(40)), two.Slots);
        Assert.StartsWith("INV-A3", judgement.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Free_OfATaggedPageToAList_BreaksTag()
    {
        FillTo(free: 4);
        uint pfn = Do(Operation.Allocate(30, Entitled)).Pfn.Value;
        Refused("INV-TAG", Operation.Free(30), Outcome.Done, Label.Push(0, pfn, 0));
    }

    [Fact]
    public void Free_KeepsAListAtItsHighMark_BreaksBatch()
    {
        FillTo(free: 11);
        for (int slot = 0; slot < 3; slot++) Do(Operation.Free(slot), cpu: 1);
        Refused("INV-B7", Operation.Free(3), Outcome.Done, cpu: 1, Label.Push(0, subject.Slots[3].Pfn.Value, 1));
    }

    [Fact]
    public void Free_ToTheListOfAnOfflineCpu_BreaksB8()
    {
        uint pfn = Do(Operation.Allocate(0, Kernel)).Pfn.Value;
        Do(Operation.Offline(1));
        Refused("INV-B8", Operation.Free(0), Outcome.Done, cpu: 1, Label.Push(0, pfn, 1));
    }

    [Fact]
    public void Free_AtAnotherOrder_BreaksB6()
    {
        uint pfn = Do(Operation.Allocate(0, Request.For(Gfp.Kernel, order: 2))).Pfn.Value;
        Refused("INV-B6", Operation.Free(0), Outcome.Done, Label.Release(0, pfn, 1));
    }

    [Fact]
    public void Raise_DoneThoughAZoneIsWanting_BreaksPopulated() =>
        Refused("INV-POPULATED", Operation.Adjust(20), Outcome.Done,
            Label.Knobs(20, 24), Label.Marks(0), Label.Populated(0, true));

    [Fact]
    public void Raise_RefusedWithoutADrain_BreaksPopulated()
    {
        Do(Operation.Allocate(0, Kernel));
        Refused("INV-POPULATED", Operation.Adjust(20), Outcome.Refused,
            Label.Knobs(20, 24), Label.Marks(0), Label.Populated(0, false), Label.Knobs(20, 4), Label.Marks(0));
    }

    [Fact]
    public void Raise_RefusedWithTheMarksLeftUp_BreaksPopulated() =>
        Refused("INV-POPULATED", Operation.Adjust(20), Outcome.Refused,
            Label.Knobs(20, 24), Label.Marks(0), Label.Populated(0, false));

    [Fact]
    public void SetMinFree_WithoutMarks_BreaksB14() =>
        Refused("INV-B14", Operation.SetMinFree(40), Outcome.Done, Label.Knobs(40, 4));

    /// <summary>Slots 0.. hold single pages; what is left is in buddy.</summary>
    private void FillTo(uint free)
    {
        for (int slot = 0; subject.Memory.Zones[0].NrFree + (uint)subject.Memory.List(0, 0).Count > free; slot++)
        {
            Do(Operation.Allocate(slot, slot < 14 ? Kernel : Entitled));
        }

        Do(Operation.Drain(0));
        Assert.Equal(free, subject.Memory.Zones[0].NrFree);
    }

    private Outcome Do(Operation operation, int cpu = 0) => subject.Apply(cpu, operation, []);

    private void Refused(string law, Operation operation, Outcome observed, params Label[] notes) =>
        Refused(law, operation, observed, cpu: 0, notes);

    private void Refused(string law, Operation operation, Outcome observed, int cpu, params Label[] notes)
    {
        Judgement judgement = Judge.Accepts(subject.Memory, new(cpu), operation, notes, observed, subject.Slots);
        Assert.False(judgement.Accepted);
        Assert.StartsWith(law, judgement.Refusal, StringComparison.Ordinal);
    }
}
