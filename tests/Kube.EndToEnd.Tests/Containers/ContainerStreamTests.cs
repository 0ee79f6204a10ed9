using System.Globalization;

namespace Kube.EndToEnd.Tests.Containers;

/// <summary>What kubectl streams to and from real containers.</summary>
public sealed class ContainerStreamTests(ContainerCluster cluster) : ContainerTest(cluster)
{
    /// <summary>Commands, files, ports and terminals of a pod, and a container beside it.</summary>
    [Fact]
    public async Task Streams_OfAContainer_Work()
    {
        await RunPodAsync("streams", "node-1", "hostname > /tmp/index.html; httpd -p 8080 -h /tmp; echo started; while read line; do echo got $line; done; i=0; while sleep 1; do i=$((i+1)); echo beat $i; done");
        await UntilAsync(async () => (await Kubectl("logs streams")).Ok(), said => said.StartsWith("started\n", StringComparison.Ordinal));
        await Task.WhenAll(CommandsAsync(), FilesAsync(), PortsAsync(), AttachAsync(), DebugAsync());
    }

    private async Task CommandsAsync()
    {
        Assert.Equal("streams\n", (await Kubectl("exec streams -- hostname")).Ok());
        Assert.Equal(7, (await ShellAsync("streams", "exit 7")).ExitCode);
        Assert.Equal("typed\n", (await Kubectl(["exec", "-i", "streams", "--", "cat"], "typed\n")).Ok());
        Assert.Contains("executable file not found in $PATH", (await Kubectl("exec streams -- nosuch")).Refused(), StringComparison.Ordinal);
    }

    private async Task FilesAsync()
    {
        var file = Path.Combine(Cluster.DataDirectory, "copied");
        await File.WriteAllTextAsync(file, "contents", Cancel);
        (await Kubectl($"cp {file} streams:/tmp/copied")).Ok();
        Assert.Equal("contents", (await Kubectl("exec streams -- cat /tmp/copied")).Ok());
    }

    private async Task PortsAsync()
    {
        using var forwarding = Start("port-forward pod/streams :8080");
        var line = await forwarding.StandardOutput.ReadLineAsync(Cancel);
        var port = int.Parse(line!.Split(':')[1].Split(' ')[0], CultureInfo.InvariantCulture);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => http.GetStringAsync("/", Cancel)));
        forwarding.Kill();
        Assert.All(answers, answer => Assert.Equal("streams\n", answer));
    }

    private async Task AttachAsync()
    {
        using var attached = Start("attach streams");
        var line = await attached.StandardOutput.ReadLineAsync(Cancel);
        attached.Kill();
        Assert.StartsWith("beat ", line, StringComparison.Ordinal);

        var ran = await Kubectl(["run", "once", "--image", ContainerCluster.Image, "-i", "--rm", "--restart=Never", "--quiet", "--command", "--", "cat"], "through and back\n");
        Assert.Equal("through and back\n", ran.Ok());
    }

    /// <summary>A container that comes later sees the processes of the one that it is for; a server has one more for each that it serves.</summary>
    private async Task DebugAsync()
    {
        (await Kubectl(["debug", "streams", "--image", ContainerCluster.Image, "-c", "debugger", "--target=streams", "--profile=general", "--", "sh", "-c", "ps -o comm | grep -x httpd | sort -u"])).Ok();
        await WaitAsync("pod/streams", "jsonpath={.status.ephemeralContainerStatuses[0].state.terminated.reason}=Completed");
        Assert.Equal("httpd\n", (await Kubectl("logs streams -c debugger")).Ok());
    }
}
