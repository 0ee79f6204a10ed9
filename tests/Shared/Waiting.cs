namespace Kube.Tests.Shared;

/// <summary>Waits for what nobody tells of.</summary>
internal static class Waiting
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(20);

    /// <summary>Looks until it holds; after a minute the test fails.</summary>
    public static Task UntilAsync(Func<bool> holds, string otherwise) => UntilAsync(() => Task.FromResult(holds()), otherwise);

    /// <inheritdoc cref="UntilAsync(Func{bool}, string)"/>
    public static Task UntilAsync(Func<Task<bool>> holds, string otherwise) => UntilAsync(holds, static held => held, _ => otherwise);

    /// <summary>Asks until the answer is right; after a minute, or another limit, the test fails with what is wrong with the last one.</summary>
    public static async Task<T> UntilAsync<T>(Func<Task<T>> ask, Func<T, bool> isRight, Func<T, string> otherwise, TimeSpan? limit = null)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var answer = await ask();
            if (isRight(answer)) return answer;
            Assert.True(TimeProvider.System.GetElapsedTime(started) < (limit ?? s_limit), otherwise(answer));
            await Task.Delay(s_look, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
