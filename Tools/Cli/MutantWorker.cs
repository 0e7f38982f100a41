using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using Plimsoll.Specs.Mutants;

namespace Plimsoll.Cli;

/// <summary>
/// Runs mutants in a process of their own, one after the other. A mutant may write past its arena or never come back,
/// and takes its process with it: that one is a crash or a time-out, and a new process goes on with the next.
/// </summary>
/// <param name="arguments">The words of the command line that choose the mutants and the search, ids left out.</param>
/// <param name="patience">How long one mutant may take.</param>
internal sealed class MutantWorker(string[] arguments, TimeSpan patience, CancellationToken stop) : IDisposable
{
    /// <summary>The hidden verb that a worker process answers to.</summary>
    public const string Verb = "mutant-worker";

    private Process? process;

    public MutantResult Run(Mutant mutant)
    {
        long start = Stopwatch.GetTimestamp();
        try
        {
            process ??= Start();
            process.StandardInput.WriteLine(mutant.Id);
            process.StandardInput.Flush();
            Task<string?> answer = process.StandardOutput.ReadLineAsync(stop).AsTask();
            if (!answer.Wait((int)patience.TotalMilliseconds, stop)) return Lost(mutant, "timeout", start);
            return answer.Result is { } line ? Answer.Parse(line).For(mutant) : Lost(mutant, "crash", start);
        }
        catch (IOException)
        {
            return Lost(mutant, "crash", start);
        }
    }

    public void Dispose()
    {
        if (process is null) return;
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        process.Dispose();
        process = null;
    }

    /// <summary>The worker's side: an id a line in, an answer a line out.</summary>
    public static void Serve(TextReader ids, TextWriter answers, IReadOnlyList<Mutant> mutants, MutantRun run)
    {
        while (ids.ReadLine() is { } id)
        {
            MutantResult result = run.Run(mutants.First(m => m.Id == id));
            answers.WriteLine(Answer.Of(result).ToJson());
            answers.Flush();
        }
    }

    private MutantResult Lost(Mutant mutant, string how, long start)
    {
        Dispose();
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return new(
            mutant, false, how, null, null, 0, seconds, "", how == "crash" ? "it took its process with it"
            : "it did not come back");
    }

    private Process Start()
    {
        string dll = Assembly.GetExecutingAssembly().Location;
        ProcessStartInfo info = new(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (string word in new[] { "exec", dll, Verb }.Concat(arguments)) info.ArgumentList.Add(word);
        Process started = Process.Start(info) ?? throw new IOException("the worker process did not start");
        // What a dying process has to say is told by its end.
        started.ErrorDataReceived += (_, _) => { };
        started.BeginErrorReadLine();
        return started;
    }

    /// <summary>A result without the mutant, which both sides know.</summary>
    private sealed record Answer(
        bool Killed, string How, string? KilledBy, string? Scenario, long Executions, double Seconds, string Control,
            string? Message, string Survives)
    {
        public static Answer Of(MutantResult r) =>
            new(r.Killed, r.How, r.KilledBy, r.Scenario, r.Executions, r.Seconds, r.Control, r.Message, r.Survives);

        public static Answer Parse(string line) => JsonSerializer.Deserialize<Answer>(line)!;

        public string ToJson() => JsonSerializer.Serialize(this);

        public MutantResult For(Mutant mutant) =>
            new(mutant, Killed, How, KilledBy, Scenario, Executions, Seconds, Control, Message, Survives);
    }
}
