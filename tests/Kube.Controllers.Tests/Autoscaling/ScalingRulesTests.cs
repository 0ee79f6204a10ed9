using Kube.Api.Models;
using Kube.Controllers.Autoscaling;

namespace Kube.Controllers.Tests.Autoscaling;

public sealed class ScalingRulesTests
{
    private static readonly DateTimeOffset s_now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(3, 20, 1, 100, 6, "ScaleUpLimit")]
    [InlineData(1, 20, 1, 100, 4, "ScaleUpLimit")]
    [InlineData(3, 20, 1, 5, 5, "TooManyReplicas")]
    [InlineData(3, 1, 2, 5, 2, "TooFewReplicas")]
    [InlineData(3, 4, 2, 5, 4, "DesiredWithinRange")]
    public void Limit_WithoutBehavior_DoublesAtMost(int current, int desired, int minimum, int maximum, int count, string reason)
    {
        var limited = ScalingRules.Limit(current, desired, minimum, maximum);
        Assert.Equal((count, reason), (limited.Count, limited.Reason));
    }

    [Theory]
    [InlineData("Max", 10, 20, 20)]
    [InlineData("Max", 10, 30, 20)]
    [InlineData("Min", 10, 30, 14)]
    [InlineData("Disabled", 10, 30, 10)]
    public void Limit_GoingUp_ChoosesAmongPolicies(string select, int current, int desired, int count)
    {
        var behavior = new V2HorizontalPodAutoscalerBehavior
        {
            ScaleUp = new()
            {
                SelectPolicy = select,
                Policies = [new() { Type = "Pods", Value = 4, PeriodSeconds = 60 }, new() { Type = "Percent", Value = 100, PeriodSeconds = 60 }],
            },
        };
        Assert.Equal(count, ScalingRules.Limit(current, desired, 1, 100, behavior, new(), s_now).Count);
    }

    [Fact]
    public void Limit_GoingDown_CountsWhatWasDoneInThePeriod()
    {
        var behavior = new V2HorizontalPodAutoscalerBehavior { ScaleDown = new() { SelectPolicy = "Max", Policies = [new() { Type = "Pods", Value = 3, PeriodSeconds = 60 }] } };
        var history = new ScalingHistory();
        history.Done(-2, s_now.AddSeconds(-30));
        history.Done(-5, s_now.AddSeconds(-90));
        var limited = ScalingRules.Limit(8, 1, 1, 100, behavior, history, s_now);
        Assert.Equal((7, "ScaleDownLimit"), (limited.Count, limited.Reason));
        Assert.Equal(5, ScalingRules.Limit(8, 1, 1, 100, behavior, history, s_now.AddSeconds(40)).Count);
    }

    [Fact]
    public void Stabilize_WithinItsWindow_KeepsTheHighest()
    {
        var history = new ScalingHistory();
        history.Begin(5, s_now);
        Assert.Equal(5, history.Stabilize(2, TimeSpan.FromMinutes(5), s_now.AddMinutes(1)));
        Assert.Equal(3, history.Stabilize(3, TimeSpan.FromMinutes(5), s_now.AddMinutes(5)));
        Assert.Equal(3, history.Stabilize(1, TimeSpan.FromMinutes(5), s_now.AddMinutes(9)));
        Assert.Equal(1, history.Stabilize(1, TimeSpan.FromMinutes(5), s_now.AddMinutes(10)));
    }

    [Fact]
    public void Stabilize_WithTwoWindows_TakesTheNearestToWhatThereIs()
    {
        var history = new ScalingHistory();
        history.Begin(5, s_now);
        Assert.Equal(5, history.Stabilize(5, 10, TimeSpan.FromMinutes(2), TimeSpan.Zero, s_now.AddMinutes(1)));
        Assert.Equal(10, history.Stabilize(5, 10, TimeSpan.FromMinutes(2), TimeSpan.Zero, s_now.AddMinutes(2)));
        Assert.Equal(10, history.Stabilize(10, 4, TimeSpan.Zero, TimeSpan.FromMinutes(5), s_now.AddMinutes(3)));
    }
}
