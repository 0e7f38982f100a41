using BenchmarkDotNet.Running;
using Plimsoll.Benchmarks;

// `substrates` prints the ratios of twin and threads, `seam` that of seam and hand-inlined code, both interleaved; anything else
// goes to BenchmarkDotNet, for example --filter '*Pages*'.
switch (args)
{
    case ["substrates", ..]:
        Substrates.Run(Console.Out);
        return;
    case ["seam", ..]:
        SeamBenchmark.Run(Console.Out);
        return;
}

BenchmarkSwitcher.FromAssembly(typeof(PagesBenchmark).Assembly).Run(args, new Quiet());
