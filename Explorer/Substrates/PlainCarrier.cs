using System.Diagnostics.CodeAnalysis;

namespace Plimsoll.Explorer;

/// <summary>CPUs as plain code: what the substrates threads and nested share.</summary>
internal abstract class PlainCarrier : Carrier
{
    protected readonly Engine engine;

    protected PlainCarrier(Engine engine) => this.engine = engine;

    [SuppressMessage("Design", "CA1031", Justification = "Whatever a guest throws is the guest's failure.")]
    public override void RunAlone(int cpu)
    {
        try
        {
            engine.Program.Run(cpu);
        }
        catch (Abandoned)
        {
        }
        catch (Exception exception)
        {
            engine.Crash(cpu, exception);
        }
    }
}
