using Kube.Api.Tests.Kubernetes.Core.Pods;

namespace Kube.Api.Tests.Kubernetes;

/// <summary>Every recorded create and update of the built-in kinds (pods have a test of their own) goes through the catalog's strategies, in process.</summary>
public sealed class KindTranscriptTests(ITestOutputHelper output)
{
    // What other rooms decide, by scenario and note; nothing else may differ.
    private static readonly HashSet<string> Elsewhere = new(StringComparer.Ordinal)
    {
        // Addresses and ports of services come from their pools.
        "service-refused-names name missing", "service-refused clusterIP out of range", "service-refused clusterIP IPv6", "service-refused ipFamilies IPv6",
        "service-refused RequireDualStack", "service-refused two families with SingleStack", "service-refused nodePort out of range",
        "service-refused nodePort twice with one protocol",
    };

    [Fact]
    public void Strategies_RecordedRequests_AnswerAsRecorded()
    {
        var counts = new SortedDictionary<string, (int Agreed, int Total)>(StringComparer.Ordinal);
        var differences = new List<string>();
        foreach (var file in Files())
        {
            var scenario = Path.GetFileNameWithoutExtension(file);
            var kind = scenario.Split('-')[0];
            foreach (var (note, difference) in new KindReplay(file).Run())
            {
                if (Elsewhere.Contains($"{scenario} {note}")) continue;
                var (agreed, total) = counts.GetValueOrDefault(kind);
                counts[kind] = (agreed + (difference is null ? 1 : 0), total + 1);
                if (difference is not null) differences.Add($"{scenario} [{note}]\n{difference}");
            }
        }

        output.WriteLine(string.Join('\n', counts.Select(count => $"{count.Key} agreed {count.Value.Agreed} of {count.Value.Total}")));
        output.WriteLine($"agreed {counts.Values.Sum(c => c.Agreed)} of {counts.Values.Sum(c => c.Total)}");
        Assert.NotEmpty(counts);
        Assert.True(differences.Count == 0, $"{differences.Count} differ\n\n{string.Join("\n\n", differences)}");
    }

    private static IEnumerable<string> Files() =>
        Directory.EnumerateFiles(Path.Combine(RecordedPods.Folder, "kinds"), "*.json")
            .Where(file => Path.GetFileName(file) is var name && !name.StartsWith("pod-", StringComparison.Ordinal) && name != "warnings.json")
            .Order(StringComparer.Ordinal);
}
