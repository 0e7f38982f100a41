using BenchmarkDotNet.Running;
using Plimsoll.Benchmarks;

// `substrates` prints the ratios of twin and threads, `seam` and `pages` those of the benchmarks of that name, all
// interleaved; anything else goes to BenchmarkDotNet, for example --filter '*Pages*'.
switch (args)
{
    case ["substrates", ..]:
        Substrates.Run(Console.Out);
        return;
    case ["pages", ..]:
        PagesBenchmark.Run(Console.Out);
        return;
    case ["seam", ..]:
        SeamBenchmark.Run(Console.Out);
        return;
}

BenchmarkSwitcher.FromAssembly(typeof(PagesBenchmark).Assembly).Run(args, new Quiet());
