namespace Plimsoll.Explorer;

/// <summary>Estimates how many executions a search takes, from random walks before it begins.</summary>
internal static class Estimator
{
    private const int Walks = 500;
    private const long MostSteps = 2_000_000;

    /// <summary>With fewer that came to an end, or more of the sum from one of them, nothing is known.</summary>
    private const int LeastEnds = 30;
    private const double MostShare = 0.2;
    private const double MostError = 0.4;

    /// <summary>Nine in ten of a normal distribution are within 1.64; what walks give has a long tail.</summary>
    private const double Width = 2;

    /// <summary>Null: unknown.</summary>
    public static Estimate? Of(IProgram program, ExplorationOptions options, Watch watch)
    {
        if (options.Strategy.IsSampling())
        {
            long limit = Exploration.Limit(options);
            return limit == long.MaxValue ? null : new(limit, limit, limit);
        }

        bool isReduced = options.Strategy is StrategyKind.SourceDpor or StrategyKind.OptimalDpor;
        if (options.Substrate != Substrate.Twin || (isReduced && options.Bound is not null)) return null;
        return Unseen.By(program, () => Walk(program, options, isReduced, watch));
    }

    private static Estimate? Walk(IProgram program, ExplorationOptions options, bool isReduced, Watch watch)
    {
        using Engine engine = new(program, options with { CheckRaces = false, CountTraces = false, Coverage = false });
        engine.IsRepetition = true;
        Footprints? guess = isReduced ? Partition.Learn(engine, options.Seed, () => watch.IsOver) : null;
        if (isReduced && guess is null) return null;
        int? bound = options.Strategy == StrategyKind.Bounded ? options.BoundOrDefault : null;
        Probe probe = new(options.Seed, guess, isReduced, bound);
        double[] values = new double[Walks];
        long steps = 0;
        for (int i = 0; i < Walks; i++)
        {
            probe.Next();
            engine.Execute(probe);
            values[i] = probe.Value;
            steps += engine.StepCount;
            if (probe.IsLost || steps > MostSteps || engine.StartsDiffer || watch.IsOver) return null;
        }

        return Of(values);
    }

    /// <summary>The mean and an interval, symmetric in proportions: the mean is of a product of many factors.</summary>
    private static Estimate? Of(double[] values)
    {
        double mean = values.Average();
        if (values.Count(value => value > 0) < LeastEnds || values.Max() > MostShare * values.Sum()) return null;
        double variance = values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1);
        double error = Math.Sqrt(variance / values.Length) / mean;
        if (error > MostError) return null;
        double factor = Math.Exp(Width * Math.Sqrt(Math.Log(1 + (error * error))));
        return new(mean / factor, mean, mean * factor);
    }
}
