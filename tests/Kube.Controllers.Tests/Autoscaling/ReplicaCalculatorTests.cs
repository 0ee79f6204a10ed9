using Kube.Api.Models;
using Kube.Controllers.Autoscaling;

namespace Kube.Controllers.Tests.Autoscaling;

public sealed class ReplicaCalculatorTests
{
    private static readonly DateTimeOffset s_now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly ReplicaCalculator s_calculator = new(new(TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(30)), new Tolerance(0.1, 0.1), s_now);

    [Theory]
    [InlineData(new long[] { 300, 500, 700 }, 30, 5, 50)]
    [InlineData(new long[] { 110, 100, 90 }, 10, 3, 10)]
    [InlineData(new long[] { 100, 300, 500 }, 50, 2, 30)]
    [InlineData(new long[] { 400, 500, 700 }, 49, 3, 53)]
    public void ByUtilization_OfReadyPods_ScalesByTheRatio(long[] milli, int target, int count, int percent)
    {
        var (replicas, shown, _) = s_calculator.ByUtilization(3, target, "cpu", "", Pods(3), Usage(milli));
        Assert.Equal((count, percent), (replicas, shown));
    }

    [Fact]
    public void ByUtilization_OfMissingPods_AssumesTheOpposite()
    {
        // Two use thrice the target, the third is taken for idle: 6, not 9.
        Assert.Equal(6, s_calculator.ByUtilization(3, 10, "cpu", "", Pods(3), Usage(300, 300)).Count);
        // Two use nothing; the third is taken for busy.
        Assert.Equal(2, s_calculator.ByUtilization(3, 100, "cpu", "", Pods(3), Usage(200, 200)).Count);
    }

    [Fact]
    public void ByUtilization_OfPodsThatStart_CountsThemAsIdle()
    {
        var pods = Pods(3);
        pods[2].Status!.Conditions![0].Status = "False";
        pods[2].Status!.StartTime = s_now.UtcDateTime.AddMinutes(-1);
        Assert.Equal(4, s_calculator.ByUtilization(3, 30, "cpu", "", pods, Usage(500, 700, 900)).Count);
    }

    [Fact]
    public void ByUtilization_WithoutRequestsOrFigures_SaysWhatIsMissing()
    {
        var pods = Pods(1);
        pods[0].Spec!.Containers[0].Resources = new V1ResourceRequirements();
        Assert.Equal("missing request for cpu in container web of Pod pod-0", Failure(() => s_calculator.ByUtilization(1, 50, "cpu", "", pods, Usage(1))));
        Assert.Equal("did not receive metrics for targeted pods (pods might be unready)", Failure(() => s_calculator.ByUtilization(1, 50, "cpu", "", Pods(1), Usage())));
        Assert.Equal("no pods returned by selector while calculating replica count", Failure(() => s_calculator.ByUtilization(1, 50, "cpu", "", [], Usage(1))));
    }

    [Fact]
    public void ByAverage_OfMemory_ScalesByTheAverage()
    {
        Assert.Equal((6, 600L), s_calculator.ByAverage(3, 300, "memory", Pods(3), Usage(500, 600, 700)));
        Assert.Equal((3, 310L), s_calculator.ByAverage(3, 300, "memory", Pods(3), Usage(310, 310, 310)));
    }

    private static string Failure(Func<object> calculate) => Assert.Throws<ScalingMetricException>(() => calculate()).Message;

    private static V1Pod[] Pods(int count) =>
    [
        .. Enumerable.Range(0, count).Select(static i => new V1Pod
        {
            Metadata = new() { Name = $"pod-{i}" },
            Spec = new() { Containers = [new() { Name = "web", Resources = new() { Requests = new() { ["cpu"] = "1" } } }] },
            Status = new()
            {
                Phase = "Running", StartTime = s_now.UtcDateTime.AddHours(-1),
                Conditions = [new() { Type = "Ready", Status = "True", LastTransitionTime = s_now.UtcDateTime.AddHours(-1) }],
            },
        }),
    ];

    private static Dictionary<string, PodUsage> Usage(params long[] milli) =>
        milli.Select((value, i) => (Name: $"pod-{i}", Usage: new PodUsage(value, s_now, TimeSpan.FromSeconds(30)))).ToDictionary(static one => one.Name, static one => one.Usage);
}
