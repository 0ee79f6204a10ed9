namespace Kube.Benchmarks.SchedulerPerf;

/// <summary>What the command line asks of the scheduler benchmark.</summary>
internal sealed record SchedulerPerfOptions(string Config, string Workload, bool All, bool Algorithm, bool Verbose)
{
    public static SchedulerPerfOptions? Parse(string[] args)
    {
        var options = new SchedulerPerfOptions("", "", false, false, false);
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--config" when i + 1 < args.Length: options = options with { Config = args[++i] }; break;
                case "--workload" when i + 1 < args.Length: options = options with { Workload = args[++i] }; break;
                case "--all": options = options with { All = true }; break;
                case "--algorithm": options = options with { Algorithm = true }; break;
                case "--verbose": options = options with { Verbose = true }; break;
                default:
                    Console.Error.WriteLine($"scheduler-perf: unknown or incomplete argument {args[i]}");
                    return null;
            }
        }

        if (options.Algorithm || (options.Config.Length > 0 && (options.All || options.Workload.Contains('/')))) return options;
        Console.Error.WriteLine("scheduler-perf: --config FILE --workload NAME/CASE, --config DIRECTORY --all, or --algorithm");
        return null;
    }
}
