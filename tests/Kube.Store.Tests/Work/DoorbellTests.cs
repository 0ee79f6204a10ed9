using Kube.Store.Work;
using Kube.Testing.Store;

namespace Kube.Store.Tests.Work;

public sealed class DoorbellTests
{
    private readonly Doorbell _bell = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ring_BeforeTheWait_IsRememberedOnce()
    {
        _bell.Ring();
        _bell.Ring();
        await _bell.WaitAsync(Cancel);

        var second = _bell.WaitAsync(Cancel).AsTask();
        Assert.False(second.IsCompleted);
        _bell.Ring();
        await second;
    }

    [Fact]
    public async Task Wait_NobodyRings_EndsWithTheTime()
    {
        var time = new ManualTime();
        var waiting = _bell.WaitAsync(TimeSpan.FromSeconds(5), time, Cancel).AsTask();
        time.Advance(TimeSpan.FromSeconds(4));
        Assert.False(waiting.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        await waiting;
    }

    [Fact]
    public async Task Wait_Cancelled_Throws_AndTheNextWaitIsAnother()
    {
        using var end = new CancellationTokenSource();
        var waiting = _bell.WaitAsync(end.Token).AsTask();
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _bell.WaitAsync(end.Token).AsTask());

        var next = _bell.WaitAsync(Cancel).AsTask();
        _bell.Ring();
        await next;
    }
}
