using System.Runtime.CompilerServices;

namespace Plimsoll.Tests.Coyote;

internal static class Telemetry
{
    /// <summary>Coyote's telemetry is on unless this is set when its first configuration is made.</summary>
    [ModuleInitializer]
    internal static void SwitchOff() => Environment.SetEnvironmentVariable("COYOTE_CLI_TELEMETRY_OPTOUT", "1");
}
