namespace Plimsoll.Explorer;

/// <summary>CPUs call one another: the one that was called last runs, the others wait below it on the stack.</summary>
internal sealed class NestedCarrier : PlainCarrier
{
    private readonly Stack<int> stack = new();

    public NestedCarrier(Engine engine)
        : base(engine)
    {
    }

    public override void Execute()
    {
        stack.Clear();
        engine.Turns.Resumable = 0;
        while (engine.Chosen != Engine.Over) Call(engine.Chosen);
    }

    public override void Wait(int me)
    {
        while (engine.Chosen != me && engine.Chosen != Engine.Over) Call(engine.Chosen);
        engine.Cpu = me;
    }

    private void Call(int cpu)
    {
        stack.Push(cpu);
        engine.Turns.Resumable = 1ul << cpu;
        engine.StartCpu(cpu);
        RunAlone(cpu);
        stack.Pop();
        engine.Turns.Resumable = stack.TryPeek(out int below) ? 1ul << below : 0;
        engine.FinishCpu(cpu);
    }
}
