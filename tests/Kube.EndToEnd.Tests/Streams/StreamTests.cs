using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Kube.EndToEnd.Tests.Kubectl;
using Kube.Tests.Shared;

namespace Kube.EndToEnd.Tests.Streams;

/// <summary>What kubectl streams to and from the pods of a whole cluster.</summary>
public sealed class StreamTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private ClusterProcess? _cluster;
    private KubectlRunner _kubectl = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        KubectlProgram.Require();
        _cluster = await ClusterProcess.StartAsync(_directory.Combine("data"), ClusterProcess.WithPods(20), cancellationToken: Cancel);
        _kubectl = new KubectlRunner(_cluster.Kubeconfig, _directory.Path);
        (await Kubectl("wait", "--for=create", "serviceaccount/default", "--timeout=60s")).Ok();
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            await Kubectl("delete", "pods", "--all", "--force", "--grace-period=0");
            await _cluster.StopAsync();
        }

        _directory.Dispose();
    }

    [Fact]
    public async Task Streams_OfPods_AsUpstream()
    {
        await StartPodAsync("shell", "sh", "-c", "echo first; i=0; while true; do i=$((i+1)); echo line $i; sleep 0.2; done");
        await LogsAsync();
        await CommandsAsync();
        await FilesAsync();
        await AttachAsync();
        await PortsAsync();
        await OthersAsync();
    }

    private async Task LogsAsync()
    {
        await Waiting.UntilAsync(
            async () => (await Kubectl("logs", "shell")).Ok(), said => said.StartsWith("first\nline ", StringComparison.Ordinal), said => $"the log is: {said}");
        Assert.Single((await Kubectl("logs", "shell", "--tail=1")).Lines);
        Assert.Contains("line", (await Kubectl("logs", "shell", "--since=5s")).Ok(), StringComparison.Ordinal);
        Assert.Equal("first", (await Kubectl("logs", "shell", "--limit-bytes=5")).Ok());
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\S+Z first\n", (await Kubectl("logs", "shell", "--timestamps")).Ok());
        Assert.Equal(
            "Error from server (BadRequest): previous terminated container \"shell\" in pod \"shell\" not found", (await Kubectl("logs", "shell", "--previous")).Refused());

        using var following = _kubectl.Start(["logs", "-f", "shell", "--tail=0"]);
        var lines = new[] { await following.StandardOutput.ReadLineAsync(Cancel), await following.StandardOutput.ReadLineAsync(Cancel) };
        following.Kill();
        Assert.All(lines, line => Assert.StartsWith("line ", line, StringComparison.Ordinal));
    }

    private async Task CommandsAsync()
    {
        var failed = await _kubectl.RunAsync(["exec", "-i", "shell", "--", "sh", "-c", "cat; echo problem >&2; exit 42"], "typed");
        Assert.Equal((42, "typed", "problem\ncommand terminated with exit code 42\n"), (failed.ExitCode, failed.Output, failed.Error));
        Assert.StartsWith(
            "error: Internal error occurred: error executing command in container: ", (await Kubectl("exec", "shell", "--", "no-such-program")).Refused(), StringComparison.Ordinal);
        Assert.Contains("container x is not valid for pod shell", (await Kubectl("exec", "shell", "-c", "x", "--", "true")).Refused(), StringComparison.Ordinal);

        // A terminal for kubectl, which it passes on; its size comes by a message of its own.
        var terminal = new ProcessStartInfo("script", ["-qec", "stty rows 33 cols 77; kubectl exec -it shell -- sh -c 'tty; i=0; until stty size | grep -x \"33 77\" || [ $i -ge 300 ]; do sleep 0.2; i=$((i+1)); done'", "/dev/null"])
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardInput = true, WorkingDirectory = _directory.Path,
        };
        terminal.Environment["KUBECONFIG"] = _cluster!.Kubeconfig;
        using var script = System.Diagnostics.Process.Start(terminal)!;
        var seen = await script.StandardOutput.ReadToEndAsync(Cancel);
        Assert.Contains("/dev/pts/", seen, StringComparison.Ordinal);
        Assert.Contains("33 77", seen, StringComparison.Ordinal);
    }

    private async Task FilesAsync()
    {
        var sent = RandomNumberGenerator.GetBytes(100 << 20);
        await File.WriteAllBytesAsync(_directory.Combine("large"), sent, Cancel);
        (await Kubectl("cp", "large", "shell:/tmp/large")).Ok();
        (await Kubectl("cp", "shell:/tmp/large", "back")).Ok();
        var back = await File.ReadAllBytesAsync(_directory.Combine("back"), Cancel);
        Assert.True(back.AsSpan().SequenceEqual(sent));
    }

    private async Task AttachAsync()
    {
        using var attached = _kubectl.Start(["attach", "shell"]);
        var line = await attached.StandardOutput.ReadLineAsync(Cancel);
        attached.Kill();
        Assert.StartsWith("line ", line, StringComparison.Ordinal);

        var ran = await _kubectl.RunAsync(["run", "once", "--image=any", "-i", "--rm", "--restart=Never", "--quiet", "--command", "--", "cat"], "through and back\n");
        Assert.Equal("through and back\n", ran.Ok());
    }

    private async Task PortsAsync()
    {
        (await Kubectl("run", "web", "--image=hello")).Ok();
        (await Kubectl("wait", "--for=condition=Ready", "pod/web", "--timeout=60s")).Ok();
        // It runs, and listens a moment later.
        await Waiting.UntilAsync(
            () => Kubectl("get", "--raw", "/api/v1/namespaces/default/pods/web:8080/proxy/"), answer => answer.Output.Contains("web", StringComparison.Ordinal), answer => $"the pod says: {answer.Output}{answer.Error}");
        using var forwarding = _kubectl.Start(["port-forward", "pod/web", ":8080"]);
        var line = await forwarding.StandardOutput.ReadLineAsync(Cancel);
        var port = int.Parse(line!.Split(':')[1].Split(' ')[0], CultureInfo.InvariantCulture);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => http.GetStringAsync("/", Cancel)));
        forwarding.Kill();
        Assert.All(answers, answer => Assert.Contains("web", answer, StringComparison.Ordinal));

        var node = (await Kubectl("get", "nodes", "-o", "jsonpath={.items[0].metadata.name}")).Ok();
        Assert.Equal("ok", (await Kubectl("get", "--raw", $"/api/v1/nodes/{node}/proxy/healthz")).Ok());
    }

    private async Task OthersAsync()
    {
        Assert.Equal("error: Metrics API not available", (await Kubectl("top", "pods")).Refused());
        (await Kubectl("debug", "shell", "--image=any", "-c", "debugger", "--profile=general", "--", "echo", "debugging")).Ok();
        (await Kubectl("wait", "--for=jsonpath={.status.ephemeralContainerStatuses[0].state.terminated.exitCode}=0", "pod/shell", "--timeout=60s")).Ok();
        Assert.Equal("debugging\n", (await Kubectl("logs", "shell", "-c", "debugger")).Ok());
    }

    private async Task StartPodAsync(string name, params string[] command)
    {
        (await Kubectl(["run", name, "--image=any", "--command", "--", .. command])).Ok();
        (await Kubectl("wait", "--for=condition=Ready", "pod/" + name, "--timeout=60s")).Ok();
    }

    private Task<KubectlResult> Kubectl(params string[] arguments) => _kubectl.RunAsync(arguments);
}
