using Plimsoll.Model.Vocabulary;
using Plimsoll.Pages;
using Plimsoll.Sync;
using Xunit;
using static Plimsoll.Tests.Implementation.Machines;

namespace Plimsoll.Tests.Implementation;

/// <summary>
/// Validate() names each fact that a word planted in the metadata contradicts, and finds it whole again once the word
/// is back.
/// </summary>
public sealed class ValidateTests : IDisposable
{
    private readonly Layout layout = new(TwoNodes);
    private readonly PageAllocator<Real> allocator;
    private readonly uint held;
    private readonly uint block;

    public ValidateTests()
    {
        allocator = new(layout);
        allocator.Start();
        held = allocator.Allocate(0, Kernel());
        block = allocator.Allocate(0, Kernel(2));
        allocator.Free(0, allocator.Allocate(0, Kernel()), 0);
    }

    public void Dispose() => layout.Dispose();

    [Fact]
    public void Validate_GoodState_FindsNothing()
    {
        Assert.Empty(allocator.Validate());
        allocator.Offline(0);
        Assert.Empty(allocator.Validate());
    }

    [Fact]
    public void Validate_NrFreeOffByOne_IsNamed() =>
        AssertFound(layout.Zone(0).NrFree, word => word + 1, "NR_FREE is");

    [Fact]
    public void Validate_BlockCountOffByOne_IsNamed() =>
        AssertFound(layout.Zone(0).Count(5), word => word + 1, "nr_free[5] is");

    [Fact]
    public void Validate_BitOfAnEmptyOrderSet_IsNamed() =>
        AssertFound(layout.Zone(0).NonEmpty, word => word | 1 << 9, "the bit of order 9 is set");

    [Fact]
    public void Validate_BitOfAnOrderCleared_IsNamed() =>
        AssertFound(layout.Zone(0).NonEmpty, word => word & ~(1u << 5), "the bit of order 5 is clear");

    [Fact]
    public void Validate_MisalignedFreeBlock_IsNamed() =>
        AssertFound(layout.Zone(0).Head(5), word => word + 1, "of order 5 is misplaced");

    [Fact]
    public void Validate_FreeBlockOfAnotherZone_IsNamed() =>
        AssertFound(layout.Zone(0).Head(5), _ => 96, "free block 96 of order 5 is misplaced");

    [Fact]
    public void Validate_HeadBeyondTheArena_IsNamed() =>
        AssertFound(layout.Zone(0).Head(5), _ => 1 << 20, "the list has 0");

    [Fact]
    public void Validate_ListOfBlocksInACircle_IsNamed()
    {
        uint head = Real.Read(layout.Zone(0).Head(5));
        AssertFound(layout.Pages[head].Next, _ => head, "and also free in");
    }

    [Fact]
    public void Validate_BrokenBackLink_IsNamed() =>
        AssertFound(layout.Pages[Real.Read(layout.Zone(0).Head(5))].Prev, _ => 3, "is not linked back");

    [Fact]
    public void Validate_ListedBlockNotMarkedFree_IsNamed() =>
        AssertFound(layout.Pages[Real.Read(layout.Zone(0).Head(5))].Free, _ => 0, "and not marked so");

    [Fact]
    public void Validate_MarkedFreeAndOnNoList_IsNamed()
    {
        uint listed = Real.Read(layout.List(0, 0).Slot(Real.Read(layout.List(0, 0).First)));
        AssertFound(layout.Pages[listed].Free, _ => 1, "is marked as a free block of order 0, and no free list has it");
    }

    [Fact]
    public void Validate_CpuListTooLong_IsNamed() =>
        AssertFound(layout.List(0, 0).Count, _ => layout.Capacity(0) + 1, "the list's count is impossible");

    [Fact]
    public void Validate_CpuListOfAnotherZonesPage_IsNamed() =>
        AssertFound(
            layout.List(0, 0).Slot(Real.Read(layout.List(0, 0).First)), _ => 81, "its list holds foreign pfn 81");

    [Fact]
    public void Validate_PageListedTwice_IsNamed() =>
        AssertFound(layout.List(0, 0).Count, word => word + 1, "listed by cpu0", () =>
        {
            ListCells list = layout.List(0, 0);
            uint first = Real.Read(list.First);
            Real.Write(
                list.Slot((first + Real.Read(list.Count)) & (layout.Capacity(0) - 1)), Real.Read(list.Slot(first)));
        });

    [Fact]
    public void Validate_OfflineListHoldsPages_IsNamed() =>
        AssertFound(layout.List(0, 0).Open, _ => 0, "offline, yet its list holds");

    [Fact]
    public void Validate_HeldPageOnAList_IsNamed() =>
        AssertFound(
            layout.List(0, 0).Slot(Real.Read(layout.List(0, 0).First)), _ => held,
            "held by a caller and also listed by cpu0");

    [Fact]
    public void Validate_HeldPageInAFreeBlock_IsNamed()
    {
        uint free = Real.Read(layout.Zone(0).Head(5));
        AssertFound(layout.Pages[free + 1].Owner, _ => Owner.Of(0, false, 0), "held by a caller and also free in");
    }

    [Fact]
    public void Validate_HeldBlocksOverlap_IsNamed() =>
        AssertFound(
            layout.Pages[block + 1].Owner, _ => Owner.Of(0, true, 0), "held by a caller and also held by a caller");

    [Fact]
    public void Validate_HeldBlockMisaligned_IsNamed() =>
        AssertFound(layout.Pages[held | 1].Owner, _ => Owner.Of(1, false, 0), "of order 1 is misplaced");

    [Fact]
    public void Validate_HeldBlockOfImpossibleOrder_IsNamed() =>
        AssertFound(layout.Pages[held].Owner, _ => Owner.Of(12, false, 0), "is held with the impossible order 12");

    [Fact]
    public void Validate_HeldBlockRemembersAnotherZone_IsNamed() =>
        AssertFound(layout.Pages[held].Owner, _ => Owner.Of(0, false, 1), "remembers another zone than its own");

    private void AssertFound(nuint cell, Func<uint, uint> corrupt, string fact, Action? before = null)
    {
        Assert.Empty(allocator.Validate());
        before?.Invoke();
        uint word = Real.Read(cell);
        Real.Write(cell, corrupt(word));
        string[] broken = allocator.Validate();
        Real.Write(cell, word);
        Assert.True(
            broken.Any(b => b.Contains(fact, StringComparison.Ordinal)),
            $"'{fact}' is not among: {string.Join("; ", broken)}");
        Assert.Empty(allocator.Validate());
    }
}
