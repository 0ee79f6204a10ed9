using System.Globalization;
using System.Runtime;

namespace Kube.Benchmarks.Load;

/// <summary>Rounds of the work before it is measured, until the compiler has little left to do: what is measured is the cluster, not the start of a process.</summary>
internal static class WarmUp
{
    public const int MostRounds = 12;

    // A few quiet rounds at the beginning say nothing: what is seldom called comes to be compiled late.
    private const int LeastRounds = 6;
    private const int LittleToCompile = 100;

    // The compiler comes to what was called often only when no new method has been met for 100 ms: rounds that follow one another put it off into what is measured.
    private static readonly TimeSpan s_quiet = TimeSpan.FromMilliseconds(500);

    /// <param name="round">One round, by its number.</param>
    public static async Task RunAsync(Func<int, Task> round)
    {
        for (var number = 0; number < MostRounds; number++)
        {
            var compiled = JitInfo.GetCompiledMethodCount();
            await round(number);
            await Task.Delay(s_quiet);
            compiled = JitInfo.GetCompiledMethodCount() - compiled;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"warm-{number}: {compiled} methods compiled"));
            if (number + 1 >= LeastRounds && compiled < LittleToCompile) return;
        }
    }
}
