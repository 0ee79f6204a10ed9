using Kube.Api.Client.Caches;

namespace Kube.Api.Tests.Client.Caches;

/// <summary>Waits for what a cache is to show.</summary>
public sealed class CacheRevisionsTests
{
    /// <summary>Who reaches a revision or ends a cache holds its lock: nothing of those who waited runs meanwhile.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Wait_ThatIsOver_ComesBackAfterWhoeverEndedIt(bool fails)
    {
        // One at a time and in order: what comes back does so within the call, or after this method has let go.
        var pair = new ConcurrentExclusiveSchedulerPair();
        var amid = await Task.Factory.StartNew(() => ComesBackAmidAsync(fails), TestContext.Current.CancellationToken, TaskCreationOptions.None, pair.ExclusiveScheduler).Unwrap();
        Assert.False(amid);
    }

    private static async Task<bool> ComesBackAmidAsync(bool fails)
    {
        var revisions = new CacheRevisions();
        var (isEnding, amid) = (false, false);
        var waiting = WaitAsync();
        isEnding = true;
        if (fails) revisions.End(new ObjectDisposedException("the cache"));
        else revisions.Reached("5");
        isEnding = false;
        await waiting;
        return amid;

        async Task WaitAsync()
        {
            try
            {
                await revisions.WaitAsync("5", CancellationToken.None);
            }
            catch (ObjectDisposedException)
            {
                Assert.True(fails);
            }

            amid = isEnding;
        }
    }
}
