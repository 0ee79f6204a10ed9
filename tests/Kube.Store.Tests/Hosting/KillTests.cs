using System.Diagnostics;
using System.Globalization;
using Kube.Store.Disk;
using Kube.Store.Embedded;
using Kube.Store.Kv;

namespace Kube.Store.Tests.Hosting;

/// <summary>kill -9 of a real process on a real disk: everything that it acknowledged is there.</summary>
public sealed class KillTests
{
    [Fact]
    public async Task Kill_CommittingProcess_LosesNothingAcknowledged()
    {
        using var directory = TestDirectory.Create();
        var cancel = TestContext.Current.CancellationToken;
        var acknowledged = new Dictionary<int, int>();          // writer → newest number acknowledged
        for (var round = 0; round < 3; round++)
        {
            using var child = StoreProcess.Start(directory.Path);
            var lines = 0;
            while (lines < 400 * (round + 1) && await child.StandardOutput.ReadLineAsync(cancel) is { } line)
                Note(acknowledged, line, ref lines);
            child.Kill();                                       // SIGKILL
            await child.WaitForExitAsync(cancel);
            while (await child.StandardOutput.ReadLineAsync(cancel) is { } line)    // what it had said before it died
                Note(acknowledged, line, ref lines);
            Assert.True(lines >= 400, $"the child said only {lines} lines");

            await using var store = await EmbeddedStore.OpenAsync(new(new FileStoreDisk(directory.Path)) { Wal = new() { SegmentBytes = 1 << 16 } });
            foreach (var (writer, number) in acknowledged)
            {
                for (var n = 0; n <= number; n++)
                    Assert.True(store.Open().TryGet(StoreProcess.Key(writer, n).Span, out _), $"round {round}: {writer}/{n} was acknowledged and is lost");
            }
        }
    }

    private static void Note(Dictionary<int, int> acknowledged, string line, ref int lines)
    {
        var parts = line.Split(' ');
        if (parts is not ["ack", var writer, var number, "."])
            return;                                             // the last line may be cut off
        acknowledged[int.Parse(writer, CultureInfo.InvariantCulture)] = int.Parse(number, CultureInfo.InvariantCulture);
        lines++;
    }
}

/// <summary>The child: this test executable started again, told by its environment to write instead of to test.</summary>
internal static class StoreProcess
{
    private const int Writers = 4;
    private const string Variable = "KUBE_STORE_TEST_CHILD";

    public static StoreKey Key(int writer, int number) => StoreKey.FromString($"/w/{writer}/{number:d6}");

    public static Process Start(string directory)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, UseShellExecute = false };
        start.Environment[Variable] = directory;
        return Process.Start(start) ?? throw new InvalidOperationException("the child did not start");
    }

    /// <summary>Runs before any test framework; in a child it never returns.</summary>
    [System.Runtime.CompilerServices.ModuleInitializer]
    internal static void Enter()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } directory)
            return;

        // On this thread alone: while a module initializer runs, other threads cannot enter the module.
        Write(directory);
    }

    private static void Write(string directory)
    {
        var store = EmbeddedStore.OpenAsync(new(new FileStoreDisk(directory))
        {
            Wal = new() { SegmentBytes = 1 << 16, CheckpointBytes = 1 << 17 },
        }).AsTask().GetAwaiter().GetResult();
        var commits = new Task[Writers];
        for (var number = 0; ; number++)
        {
            for (var writer = 0; writer < Writers; writer++)
                commits[writer] = store.CommitAsync(Transaction.Put(Key(writer, number), new byte[100 + number % 400]), CancellationToken.None).AsTask();
            for (var writer = 0; writer < Writers; writer++)
            {
                commits[writer].GetAwaiter().GetResult();
                Console.Out.WriteLine($"ack {writer} {number} .");
                Console.Out.Flush();
            }
        }
    }
}
