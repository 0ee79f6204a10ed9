using Kube.Controllers.Queues;
using Kube.Testing.Store;

namespace Kube.Controllers.Tests.Queues;

public sealed class WorkQueueTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly WorkQueue<string> _queue;

    public WorkQueueTests() => _queue = new("test", _time);

    public void Dispose() => _queue.Dispose();

    [Fact]
    public async Task Add_Twice_WaitsOnce()
    {
        _queue.Add("a");
        _queue.Add("a");

        Assert.Equal("a", await TakeAsync());
        Assert.Equal(0, _queue.Count);
    }

    [Fact]
    public async Task Add_WhileWorkedOn_ComesAgainOnlyWhenDone()
    {
        _queue.Add("a");
        await TakeAsync();
        _queue.Add("a");
        var next = _queue.TakeAsync().AsTask();
        Assert.False(next.IsCompleted);
        _queue.Done("a");

        Assert.Equal("a", (await next).Key);
    }

    [Fact]
    public async Task Take_StartUpWorkWaits_FreshWorkComesFirst()
    {
        _queue.Add("old-1", isInitial: true);
        _queue.Add("old-2", isInitial: true);
        _queue.Add("old-3", isInitial: true);
        _queue.Add("new");
        _queue.Add("old-3");

        Assert.Equal(["old-3", "new", "old-1", "old-2"], [await TakeAsync(), await TakeAsync(), await TakeAsync(), await TakeAsync()]);
        Assert.Equal(0, _queue.Count);
    }

    [Fact]
    public async Task Retry_FailsAgainAndAgain_WaitsTwiceAsLongEachTimeUntilForgotten()
    {
        foreach (var wait in (int[])[5, 10, 20, 40])
        {
            _queue.Retry("a");
            _time.Advance(TimeSpan.FromMilliseconds(wait - 1));
            Assert.Equal(0, _queue.Count);
            _time.Advance(TimeSpan.FromMilliseconds(1));
            Assert.Equal("a", await TakeAsync());
            _queue.Done("a");
        }

        _queue.Forget("a");
        _queue.Retry("a");
        _time.Advance(TimeSpan.FromMilliseconds(5));
        Assert.Equal(1, _queue.Count);
    }

    [Fact]
    public void Retry_FailsForever_WaitsAtMost1000Seconds()
    {
        var delays = new RetryDelays<string>(_time);
        var last = Enumerable.Range(0, 50).Select(_ => delays.Next("a")).ToArray()[^1];

        Assert.Equal(TimeSpan.FromSeconds(1000), last);
    }

    [Fact]
    public void Retry_ManyKeysFail_ShareABudget()
    {
        var delays = new RetryDelays<int>(_time);
        var waits = Enumerable.Range(0, 120).Select(delays.Next).ToArray();

        Assert.All(waits[..100], static wait => Assert.Equal(TimeSpan.FromMilliseconds(5), wait));
        Assert.Equal(TimeSpan.FromSeconds(2), waits[119]);
    }

    [Fact]
    public void AddAfter_SeveralTimes_TheEarliestCounts()
    {
        _queue.AddAfter("a", TimeSpan.FromSeconds(10));
        _queue.AddAfter("a", TimeSpan.FromSeconds(1));
        _queue.AddAfter("a", TimeSpan.FromSeconds(5));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, _queue.Count);
        Assert.True(_queue.TakeAsync().AsTask().IsCompletedSuccessfully);
        _queue.Done("a");
        _time.Advance(TimeSpan.FromSeconds(60));

        Assert.Equal(0, _queue.Count);
    }

    [Fact]
    public async Task Dispose_WorkersWait_EndsThem()
    {
        var taking = _queue.TakeAsync().AsTask();
        _queue.Dispose();

        Assert.False((await taking).IsKey);
    }

    private async Task<string> TakeAsync()
    {
        var (isKey, key) = await _queue.TakeAsync().AsTask().WaitAsync(TestContext.Current.CancellationToken);
        Assert.True(isKey);
        return key;
    }
}
