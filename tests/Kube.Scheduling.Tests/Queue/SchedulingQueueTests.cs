using System.Collections.Immutable;
using Kube.Scheduling.Framework;
using Kube.Scheduling.Plugins;
using Kube.Scheduling.Queue;
using Kube.Testing.Store;

namespace Kube.Scheduling.Tests.Queue;

public sealed class SchedulingQueueTests
{
    private readonly ManualTime _time = new();
    private readonly Promised _promises = new();
    private readonly SchedulingQueue _queue;
    private readonly RequeueHintTable _hints = new([new Waker("nodes", ClusterEvent.NodeAdded), new Waker("pods", ClusterEvent.AssignedPodDeleted), new Picky()]);

    public SchedulingQueueTests() => _queue = new(
        new PrioritySortPlugin(), _hints, static pod => pod.Pod.Spec?.SchedulingGates is null ? Verdict.Feasible : Verdict.Rejected("gated"), _promises, QueueTimes.Default, _time);

    [Fact]
    public void TryPop_PodsOfSeveralPriorities_HighestFirstThenOldest()
    {
        foreach (var (name, priority) in new[] { ("a", 0), ("b", 10), ("c", 0), ("d", 10) })
        {
            _queue.Set(Pod(name, priority));
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal(["b", "d", "a", "c"], PopAll());
    }

    [Fact]
    public void Notify_EventThatTheRejectingPluginNamed_WakesThePodAfterItsBackOff()
    {
        Fail("a", "nodes");
        Fail("b", "pods");
        _queue.Notify(new(ClusterEvent.NodeAdded));
        Assert.Equal(1, _queue.ParkedCount);
        // Nothing else is to be done, so the wait is cut short.
        Assert.Equal(["a"], PopAll());
    }

    [Fact]
    public void Backoff_AnotherPodReady_WaitsItsTurn()
    {
        Fail("a", "nodes");
        _queue.Notify(new(ClusterEvent.NodeAdded));
        _queue.Set(Pod("b"));
        Assert.True(_queue.TryPop(out var first));
        Assert.Equal("b", first.Pod.Key.Name);
        _time.Advance(TimeSpan.FromSeconds(1));
        _queue.Tick();
        Assert.Equal(1, _queue.ActiveCount);
    }

    [Fact]
    public void Notify_RoomOnANodePromisedToOneOfThem_WakesThatOneAndThoseWithoutAPromise()
    {
        _promises.Nodes["a"] = "n1";
        _promises.Nodes["b"] = "n2";
        foreach (var name in (string[])["a", "b", "c"]) Fail(name, "pods");
        _queue.Notify(new(ClusterEvent.AssignedPodDeleted, Pod: On("n1", "leaving")));
        Assert.Equal(["a", "c"], PopAll().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Notify_OneOfItsVictimsLeft_DoesNotWakeThePreemptorAndActivateDoesAtOnce()
    {
        _promises.Nodes["a"] = "n1";
        _promises.Victims["leaving"] = "a";
        var uid = Fail("a", "pods");
        _queue.Notify(new(ClusterEvent.AssignedPodDeleted, Pod: On("n1", "leaving")));
        Assert.Equal(1, _queue.ParkedCount);
        _queue.Activate(uid);
        Assert.Equal(1, _queue.ActiveCount);
    }

    [Fact]
    public void CountAt_PodsEverywhere_CountsThemWhereTheyAre()
    {
        Fail("parked", "nodes");
        _queue.Set(Pod("active"));
        _queue.Set(Objects.Pod("gated", spec: static spec => spec.SchedulingGates = [new() { Name = "g" }]).Info());
        Assert.Equal((1, 1, 1), (_queue.CountAt(QueuePlace.Parked), _queue.CountAt(QueuePlace.Active), _queue.CountAt(QueuePlace.Gated)));
        Assert.True(_queue.TryPop(out var pod));
        _queue.BackOff(pod);
        _queue.Notify(new(ClusterEvent.NodeAdded));
        Assert.Equal((0, 0, 1, 1), (_queue.CountAt(QueuePlace.Parked), _queue.CountAt(QueuePlace.Active), _queue.CountAt(QueuePlace.Backoff), _queue.CountAt(QueuePlace.ErrorBackoff)));
        _queue.Remove(pod.Pod.Uid);
        Assert.Equal(0, _queue.CountAt(QueuePlace.ErrorBackoff));
    }

    [Fact]
    public void BackOff_AfterErrors_DoublesUpToTenSeconds()
    {
        _queue.Set(Pod("a"));
        foreach (var seconds in (int[])[1, 2, 4, 8, 10, 10])
        {
            Assert.True(_queue.TryPop(out var pod));
            _queue.BackOff(pod);
            _time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
            _queue.Tick();
            Assert.False(_queue.TryPop(out _));
            _time.Advance(TimeSpan.FromMilliseconds(1));
            _queue.Tick();
        }
    }

    [Fact]
    public void Tick_PodParkedForFiveMinutes_IsTriedAgain()
    {
        Fail("a", "nodes");
        _time.Advance(TimeSpan.FromMinutes(5));
        _queue.Tick();
        Assert.Equal(1, _queue.ParkedCount);
        _time.Advance(TimeSpan.FromSeconds(31));
        _queue.Tick();
        Assert.Equal(["a"], PopAll());
    }

    [Fact]
    public void Park_EventCameWhileThePodWasTried_DoesNotSleep()
    {
        _queue.Set(Pod("a"));
        Assert.True(_queue.TryPop(out var pod));
        _queue.Notify(new(ClusterEvent.NodeAdded));
        _queue.Park(pod, _hints.BitsOf(["nodes"]));
        Assert.Equal(0, _queue.ParkedCount);
        Assert.Equal(["a"], PopAll());
    }

    [Fact]
    public void Notify_HintSaysNo_LeavesThePodAsleep()
    {
        Fail("a", "picky");
        _queue.Notify(new(ClusterEvent.NodeAdded, Objects.Node("small")));
        Assert.Equal(1, _queue.ParkedCount);
        _queue.Notify(new(ClusterEvent.NodeAdded, Objects.Node("right")));
        Assert.Equal(0, _queue.ParkedCount);
    }

    [Fact]
    public void Set_GatedPodLosesItsGates_BecomesActive()
    {
        var gated = Objects.Pod("a", spec: static spec => spec.SchedulingGates = [new() { Name = "hold" }]);
        _queue.Set(gated.Info());
        Assert.False(_queue.TryPop(out _));
        Assert.Null(_queue.NextDue);
        var free = Objects.Pod("a");
        free.Metadata.Uid = gated.Metadata.Uid;
        _queue.Set(free.Info());
        Assert.Equal(["a"], PopAll());
    }

    [Fact]
    public void Remove_PodInFlight_MakesParkAndBackOffDoNothing()
    {
        _queue.Set(Pod("a"));
        Assert.True(_queue.TryPop(out var pod));
        _queue.Remove(pod.Pod.Uid);
        _queue.Park(pod, 1);
        _queue.BackOff(pod);
        Assert.Equal(0, _queue.Count);
        Assert.Null(_queue.NextDue);
    }

    private static PodInfo Pod(string name, int priority = 0) => Objects.Pod(name, spec: spec => spec.Priority = priority).Info();

    private static PodInfo On(string nodeName, string name) => Objects.Pod(name, spec: spec => spec.NodeName = nodeName).Info();

    private string Fail(string name, string plugin)
    {
        _queue.Set(Pod(name));
        Assert.True(_queue.TryPop(out var pod));
        Assert.Equal(name, pod.Pod.Key.Name);
        _queue.Park(pod, _hints.BitsOf([plugin]));
        return pod.Pod.Uid;
    }

    private List<string> PopAll()
    {
        var names = new List<string>();
        while (_queue.TryPop(out var pod)) names.Add(pod.Pod.Key.Name);
        return names;
    }

    private sealed class Promised : IPromises
    {
        public Dictionary<string, string> Nodes { get; } = [];

        public Dictionary<string, string> Victims { get; } = [];

        public string? NodeFor(PodInfo pod) => Nodes.GetValueOrDefault(pod.Key.Name);

        public bool IsPromised(string nodeName) => Nodes.ContainsValue(nodeName);

        public bool MakesRoomFor(PodInfo leaving, PodInfo waiting) => Victims.GetValueOrDefault(leaving.Key.Name) == waiting.Key.Name;
    }

    private sealed class Waker(string name, params ImmutableArray<ClusterEvent> events) : IRequeueHints
    {
        public string Name => name;

        public ImmutableArray<ClusterEvent> WakesOn => events;
    }

    private sealed class Picky : IQueueingHint
    {
        public string Name => "picky";

        public ImmutableArray<ClusterEvent> WakesOn { get; } = [ClusterEvent.NodeAdded];

        public bool MayHelp(PodInfo rejected, ClusterChange change) => change.Node?.Metadata.Name == "right";
    }
}
