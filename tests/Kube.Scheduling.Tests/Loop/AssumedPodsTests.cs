using Kube.Scheduling.Loop;
using Kube.Scheduling.Snapshot;
using Kube.Testing.Store;

namespace Kube.Scheduling.Tests.Loop;

public sealed class AssumedPodsTests
{
    private readonly ManualTime _time = new();
    private readonly AssumedPods _assumed;

    public AssumedPodsTests() => _assumed = new(TimeSpan.FromMinutes(15), _time);

    [Fact]
    public void TakeExpired_ServerNeverShowedThem_GivesThemUpInTurnWhenTheirTimeIsOver()
    {
        var (first, second) = (Placed("first"), Placed("second"));
        _assumed.Bound(first);
        _time.Advance(TimeSpan.FromMinutes(5));
        _assumed.Bound(second);
        _time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(1));
        Assert.Null(_assumed.TakeExpired());

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Same(first, _assumed.TakeExpired());
        Assert.Null(_assumed.TakeExpired());

        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Same(second, _assumed.TakeExpired());
        Assert.Null(_assumed.TakeExpired());
    }

    [Fact]
    public void TakeExpired_ServerShowedIt_NeverGivesItUp()
    {
        var (shown, other) = (Placed("shown"), Placed("other"));
        _assumed.Bound(shown);
        _assumed.Bound(other);
        shown.IsAssumed = false;
        _time.Advance(TimeSpan.FromHours(1));

        Assert.Same(other, _assumed.TakeExpired());
        Assert.Null(_assumed.TakeExpired());
    }

    private static PlacedPod Placed(string name) => new(Objects.Pod(name).Info(), 0) { IsAssumed = true };
}
