using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Plimsoll.Tests.Cli;

/// <summary>The command line in a process of its own, without the variables that `dotnet test` hands down.</summary>
internal static class FreshProcess
{
    /// <summary>The assembly beside the tests.</summary>
    public static string Assembly => typeof(Plimsoll.Cli.CommandLine).Assembly.Location;

    public static string Dotnet { get; } =
        Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet"));

    public static CliRun Run(string folder, params string[] args)
    {
        using Process process = Start(folder, args);
        return Finish(process);
    }

    public static Process Start(string folder, params string[] args)
    {
        ProcessStartInfo start = new(Dotnet)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string arg in (string[])["exec", Assembly, .. args]) start.ArgumentList.Add(arg);
        foreach (
            string knob in start.Environment.Keys.Where(k => k.StartsWith("PLIMSOLL_", StringComparison.Ordinal))
            .ToArray()) start.Environment.Remove(knob);
        return Process.Start(start)!;
    }

    public static CliRun Finish(Process process)
    {
        Task<string> error = process.StandardError.ReadToEndAsync();
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new(process.ExitCode, text, error.Result);
    }
}
