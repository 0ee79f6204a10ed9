namespace Kube.Controllers.Batches;

/// <summary>Does many alike things, carefully at first: one, then twice as many at once each time all went well. A quota that is used up then costs one failure
/// and not a thousand.</summary>
public static class SlowStart
{
    /// <summary>Runs an action a number of times; the calls of a batch overlap.</summary>
    /// <param name="count">How often.</param>
    /// <param name="action">Gets the number of the call, from 0.</param>
    /// <returns>How many succeeded, and the first failure: after it no further batch was begun.</returns>
    public static async Task<SlowStartResult> RunAsync(int count, Func<int, Task> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        var succeeded = 0;
        var begun = 0;
        for (var batch = 1; begun < count; batch *= 2)
        {
            var size = Math.Min(batch, count - begun);
            var calls = new Task[size];
            for (var i = 0; i < size; i++) calls[i] = action(begun + i);
            begun += size;
            Exception? failure = null;
            foreach (var call in calls)
            {
                try
                {
                    await call;
                    succeeded++;
                }
                catch (Exception e)
                {
                    failure ??= e;
                }
            }

            if (failure is not null) return new(succeeded, failure);
        }

        return new(succeeded, null);
    }
}
