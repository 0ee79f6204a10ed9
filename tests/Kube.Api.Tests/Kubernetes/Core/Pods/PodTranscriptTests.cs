namespace Kube.Api.Tests.Kubernetes.Core.Pods;

public sealed class PodTranscriptTests(ITestOutputHelper output)
{
    [Fact]
    public void Strategies_RecordedRequests_AnswerAsRecorded()
    {
        var agreed = 0;
        var differences = new List<string>();
        foreach (var file in RecordedPods.Files())
        {
            var replay = new PodReplay();
            foreach (var step in RecordedPods.Steps(file))
            {
                if (replay.Run(step) is not { } found) continue;
                var expected = PodReplay.Expected(step);
                if (found.ToHashSet().SetEquals(expected))
                {
                    agreed++;
                    continue;
                }

                differences.Add(
                    $"{Path.GetFileName(file)} {step.Method} {step.Name} {step.Subresource} {step.Note}\n"
                    + $"  recorded: {string.Join("\n            ", expected.Except(found))}\n  found:    {string.Join("\n            ", found.Except(expected))}");
            }
        }

        output.WriteLine($"agreed {agreed} of {agreed + differences.Count}");
        Assert.True(agreed > 0, "no step was judged");
        Assert.True(differences.Count == 0, string.Join("\n\n", differences));
    }
}
