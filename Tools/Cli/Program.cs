using Plimsoll.Cli;

using CancellationTokenSource stop = new();
Console.CancelKeyPress += (_, e) =>
{
    // The first Ctrl-C asks for the verdict on what was done; a second one is obeyed by the system.
    e.Cancel = !stop.IsCancellationRequested;
    stop.Cancel();
};
return CommandLine.Run(args, new(Console.Out, Console.Error, !Console.IsErrorRedirected), stop.Token);
