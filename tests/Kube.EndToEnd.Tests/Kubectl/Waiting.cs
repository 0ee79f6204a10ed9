namespace Kube.EndToEnd.Tests.Kubectl;

/// <summary>Waits for what nobody tells of.</summary>
internal static class Waiting
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    /// <summary>Looks until it holds; after a minute the test fails.</summary>
    public static async Task UntilAsync(Func<Task<bool>> holds, string otherwise)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < s_limit, otherwise);
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
