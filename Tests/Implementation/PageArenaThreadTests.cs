using Plimsoll.Model.Vocabulary;
using Plimsoll.Pages;
using Xunit;
using static Plimsoll.Tests.Implementation.Machines;

namespace Plimsoll.Tests.Implementation;

/// <summary>
/// Real threads and a bounded amount of work. The explorer is the proof; this shows that production runs at all.
/// </summary>
public unsafe class PageArenaThreadTests
{
    private const int Steps = 12000;

    [Fact]
    public void Arena_ManyThreads_NoBlockHasTwoHoldersAndValidateFindsNothing()
    {
        using PageArena arena = new(Small with { Cpus = [new(0), new(0), new(0), new(0)] });
        List<string> broken = [];
        bool[] done = new bool[4];
        List<Exception> failures = [];
        Thread[] threads = [.. Enumerable.Range(0, 4).Select(cpu => new Thread(() =>
        {
            try
            {
                Work(arena, cpu);
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                lock (failures) failures.Add(failure);
            }

            Volatile.Write(ref done[cpu], true);
        }))];
        foreach (Thread thread in threads) thread.Start();
        while (!Enumerable.Range(0, 4).All(cpu => Volatile.Read(ref done[cpu])))
        {
            broken.AddRange(arena.Validate());
            Thread.Yield();
        }

        foreach (Thread thread in threads) thread.Join();
        Assert.Empty(failures);
        Assert.Empty(broken);
        for (int cpu = 0; cpu < 4; cpu++) arena.Drain(new(cpu));
        Assert.Empty(arena.Validate());
        Assert.Equal((1024u, 4096u), (arena.View().NrFree(0), arena.View().NrFree(1)));
        Assert.Equal((1u, 4u), (arena.View().NrFreeBlocks(0, 10), arena.View().NrFreeBlocks(1, 10)));
    }

    private static void Work(PageArena arena, int cpu)
    {
        Random random = new(cpu + 1);
        List<(nuint Block, int Order)> held = [];
        for (int step = 0; step < Steps; step++)
        {
            int dice = random.Next(1000);
            if (dice == 0) arena.Drain(new(random.Next(4)));
            else if (dice == 1 && arena.TryAdjust(new(20))) Assert.True(arena.TryAdjust(new(-20)));
            else if (dice < 480 && held.Count > 0) Release(arena, cpu, held, random.Next(held.Count));
            else Acquire(arena, cpu, held, random);
        }

        while (held.Count > 0) Release(arena, cpu, held, held.Count - 1);
    }

    private static void Acquire(PageArena arena, int cpu, List<(nuint Block, int Order)> held, Random random)
    {
        int order = random.Next(10) < 7 ? 0 : random.Next(4);
        Request request = random.Next(10) == 0 ? Entitled(order) : Kernel(order);
        if (held.Count > 700 || !arena.TryAllocate(new(cpu), request, out nuint block)) return;
        for (int page = 0; page < 1 << order; page++)
            *(ulong*)(block + ((nuint)page * PageSize.Bytes)) = block ^ (ulong)cpu;
        held.Add((block, order));
    }

    private static void Release(PageArena arena, int cpu, List<(nuint Block, int Order)> held, int victim)
    {
        (nuint block, int order) = held[victim];
        held[victim] = held[^1];
        held.RemoveAt(held.Count - 1);
        for (int page = 0; page < 1 << order; page++)
        {
            Assert.Equal(block ^ (ulong)cpu, *(ulong*)(block + ((nuint)page * PageSize.Bytes)));
        }

        arena.Free(new(cpu), block, new(order));
    }
}
