namespace Plimsoll.Explorer;

/// <summary>
/// A thread a CPU, kept across executions, all pinned to one core; CPU 0 is carried by the exploring thread. The turn
/// is handed over directly by the CPU that gives it up: no scheduler stands between. Waiting is yielding, which on one
/// core costs a context switch and, unlike parking, no wake-up.
/// </summary>
internal sealed class ThreadCarrier : PlainCarrier
{
    private const int Quit = -2;

    private readonly Thread[] workers;
    private readonly Pinning pinning = Pinning.ToOneCore();
    private volatile int turn;

    public ThreadCarrier(Engine engine)
        : base(engine)
    {
        workers = new Thread[engine.Program.Cpus - 1];
        for (int i = 0; i < workers.Length; i++)
        {
            int cpu = i + 1;
            workers[i] = new(() => Carry(cpu)) { IsBackground = true, Name = $"cpu{cpu}" };
            workers[i].Start();
        }
    }

    public override void Execute()
    {
        while (engine.Chosen != Engine.Over)
        {
            if (engine.Chosen == 0)
            {
                Start(0);
                continue;
            }

            turn = engine.Chosen;
            Await(0);
        }

        // The CPUs that are left in the middle find the execution over, one after the other.
        for (int cpu = 1; cpu <= workers.Length; cpu++)
        {
            if ((engine.Turns.Unfinished >> cpu & 1) == 0) continue;
            turn = cpu;
            Await(0);
        }
    }

    public override void Wait(int me)
    {
        if (engine.Chosen == Engine.Over) return;
        turn = engine.Chosen;
        if (Await(me)) engine.Cpu = me;
    }

    public override void Dispose()
    {
        turn = Quit;
        foreach (Thread worker in workers) worker.Join();
        pinning.Restore();
        base.Dispose();
    }

    private void Carry(int cpu)
    {
        pinning.Apply();
        Engine.Enter(engine);
        while (Await(cpu))
        {
            Start(cpu);

            // CPU 0's thread also ends executions.
            turn = Math.Max(engine.Chosen, 0);
        }
    }

    private void Start(int cpu)
    {
        engine.StartCpu(cpu);
        RunAlone(cpu);
        engine.FinishCpu(cpu);
    }

    /// <summary>False when there will be no more turns.</summary>
    private bool Await(int me)
    {
        int now;
        while ((now = turn) != me)
        {
            if (now == Quit) return false;
            Pinning.Yield();
        }

        return true;
    }
}
