using Kube.Api.Models;
using Kube.Node.Hosting;
using Kube.Node.Volumes;

namespace Kube.Node.Tests.Volumes;

/// <summary>A container that can write a volume swaps a directory for a link out of it, as quickly as it can, while the node resolves a path there.</summary>
public sealed class HostileSubPathTests
{
    [Fact]
    public async Task SubPath_SwappedForALinkAllTheTime_NeverLeadsOut()
    {
        var root = Directory.CreateTempSubdirectory("kube-hostile-").FullName;
        var pod = new V1Pod { Metadata = new() { Name = "web", Namespace = "default", Uid = "uid-hostile" } };
        var files = new LocalPodFiles(new NodeOptions { RootDirectory = root }, TimeProvider.System);
        files.PreparePod(pod);
        var volume = files.SetUp(pod, "v", new VolumeContent.EmptyDirectory(false, null));
        var outside = Directory.CreateDirectory(Path.Combine(root, "outside")).FullName;
        File.WriteAllText(Path.Combine(outside, "secret"), "secret");
        using var stop = new CancellationTokenSource();
        var attacker = Task.Run(() => Swap(Path.Combine(volume, "a"), outside, stop.Token), TestContext.Current.CancellationToken);
        try
        {
            for (var i = 0; i < 300; i++)
            {
                try
                {
                    var path = files.SubPath(pod, "main", 0, volume, "a/b");
                    Assert.False(File.Exists(Path.Combine(path, "..", "secret")) && !VolumeIsRoot());
                    Assert.Empty(Directory.GetFileSystemEntries(path));
                }
                catch (VolumeException)
                {
                    // Refused, or gone under its hands: either is safe.
                }
            }

            Assert.Equal(["secret"], Directory.GetFileSystemEntries(outside).Select(Path.GetFileName));
        }
        finally
        {
            await stop.CancelAsync();
            await attacker;
            files.RemovePod(pod, logsToo: true);
            Directory.Delete(root, recursive: true);
        }
    }

    private static bool VolumeIsRoot() => Environment.IsPrivilegedProcess;

    private static void Swap(string path, string outside, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                Directory.CreateDirectory(path);
                Directory.Delete(path, recursive: true);
                File.CreateSymbolicLink(path, outside);
                File.Delete(path);
            }
            catch (IOException)
            {
                // The node made something just then.
            }
        }
    }
}
