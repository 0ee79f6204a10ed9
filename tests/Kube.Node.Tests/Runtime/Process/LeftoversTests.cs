using Kube.Node.Netlink;
using Kube.Node.Runtime.Process;

namespace Kube.Node.Tests.Runtime.Process;

/// <summary>What a killed node leaves goes with the next start; what lives stays.</summary>
public sealed class LeftoversTests
{
    [Fact]
    public void Sweep_BridgeOfADeadNode_GoesAndThoseOfTheLivingStay()
    {
        if (!ProcessRuntimeHost.IsRoot) return;
        var register = Directory.CreateTempSubdirectory("kube-left-").FullName;
        var (dead, living) = ($"kd{Environment.ProcessId % 100000}", $"kl{Environment.ProcessId % 100000}");
        using var netlink = new NetworkLinks();
        try
        {
            foreach (var name in (string[])[dead, living])
            {
                netlink.AddBridge(name, [2, 0, 0, 0, 0, 1]);
                new Leftovers(name, new(false), register).Own();
            }

            // A number that was used again is another process: its start time is not the one written down.
            var file = Directory.GetFiles(register).Single(path => path.EndsWith(dead, StringComparison.Ordinal));
            File.WriteAllText(file, $"{Environment.ProcessId} 1");

            new Leftovers("another", new(false), register).Sweep(DateTimeOffset.UnixEpoch);

            Assert.Equal((0, false), (NetworkLinks.IndexOf(dead), File.Exists(file)));
            Assert.NotEqual(0, NetworkLinks.IndexOf(living));
            new Leftovers(living, new(false), register).RemoveOwn();
            Assert.Equal(0, NetworkLinks.IndexOf(living));
        }
        finally
        {
            netlink.Delete(dead);
            netlink.Delete(living);
            Directory.Delete(register, recursive: true);
        }
    }

    [Fact]
    public void Sweep_CgroupsWithoutAProcess_GoWhenTheyAreOld()
    {
        var cgroups = new CgroupTree(ProcessRuntimeHost.IsRoot);
        if (!cgroups.CanLimit) return;
        var path = $"/kubepods/burstable/podleft-{Environment.ProcessId}/container";
        var files = cgroups.Make(path, null);

        cgroups.RemoveEmpty(DateTime.UnixEpoch);
        Assert.All(files, file => Assert.True(File.Exists(file)));
        // Only this test's own: others run beside it.
        foreach (var directory in files.Select(Path.GetDirectoryName)) Directory.SetLastWriteTimeUtc(directory!, DateTime.UnixEpoch);
        foreach (var directory in files.Select(file => Path.GetDirectoryName(Path.GetDirectoryName(file)))) Directory.SetLastWriteTimeUtc(directory!, DateTime.UnixEpoch);
        cgroups.RemoveEmpty(DateTime.UnixEpoch.AddHours(1));

        Assert.All(files, file => Assert.False(Directory.Exists(Path.GetDirectoryName(Path.GetDirectoryName(file)))));
    }
}
