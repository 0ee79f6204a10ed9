namespace Kube.Benchmarks.Api;

/// <summary>What the command line asks of the API benchmark.</summary>
internal sealed record ApiBenchmarkOptions(TimeSpan Counted, IReadOnlySet<string> Rows, bool Stub, string? Server)
{
    /// <summary>The rows that are a closed loop of requests, in the order in which they run.</summary>
    public static IReadOnlyList<string> LoadRows { get; } = ["get", "list", "gzip-list", "gzip-fresh", "patch", "create"];

    public static ApiBenchmarkOptions? Parse(string[] args)
    {
        var counted = 10;
        var rows = LoadRows.Concat(["watch", "memory"]).ToHashSet();
        var stub = true;
        string? server = null;
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--no-stub":
                    stub = false;
                    break;
                case "--server" when i + 1 < args.Length:
                    server = args[++i];
                    break;
                case "--seconds" when i + 1 < args.Length && int.TryParse(args[i + 1], out counted):
                    i++;
                    break;
                case "--rows" when i + 1 < args.Length && args[i + 1].Split(',') is var chosen && rows.IsSupersetOf(chosen):
                    rows = [.. chosen];
                    i++;
                    break;
                default:
                    Console.Error.WriteLine($"api: unknown or incomplete argument {args[i]}; rows are {string.Join(',', rows)}");
                    return null;
            }
        }

        return new ApiBenchmarkOptions(TimeSpan.FromSeconds(counted), rows, stub, server);
    }
}
