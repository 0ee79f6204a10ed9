namespace Kube.Tests.Shared;

/// <summary>What code allocates once it is compiled.</summary>
internal static class Allocations
{
    private const int Rounds = 5;

    /// <summary>Runs something several times on this thread.</summary>
    /// <returns>The bytes that the round with the fewest allocated: the compiler comes to a hot loop when it likes, and what it loads is counted as the caller's.</returns>
    public static long Least(Action work)
    {
        var least = long.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            work();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
